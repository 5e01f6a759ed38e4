//===- Jumps.cpp - Buffers of setjmp's between platforms ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/Jumps.h"

#include "base/Endian.h"

#include <string.h>

using namespace cgt;

static_assert(sizeof JumpMagic == sizeof JumpTag::Magic && sizeof(JumpTag) == 32);

bool cgt::isJumpBuffer(const TypeInfo &T) {
  return T.Kind == TypeKind::Opaque && (T.Name == Str("jmp_buf") || T.Name == Str("sigjmp_buf"));
}

/// The tag's numbers, all that follows the magic word.
static constexpr size_t FirstNumber = offsetof(JumpTag, Activation);

static JumpTag readTag(const JumpBuffer &B, const uint8_t *Bytes) {
  JumpTag Tag = {};
  if (B.Bytes < sizeof Tag)
    return Tag;
  memcpy(&Tag, Bytes + B.Bytes - sizeof Tag, sizeof Tag);
  if (memcmp(Tag.Magic, JumpMagic, sizeof JumpMagic) != 0)
    return {};
  auto *Words = reinterpret_cast<uint8_t *>(&Tag);
  for (size_t At = FirstNumber; At < sizeof Tag; At += sizeof(uint32_t))
    store<uint32_t>(Words + At, load<uint32_t>(Words + At, B.BigEndian != HostBig), false);
  return Tag;
}

static void writeTag(const JumpBuffer &B, JumpTag Tag, uint8_t *Bytes) {
  auto *Words = reinterpret_cast<uint8_t *>(&Tag);
  for (size_t At = FirstNumber; At < sizeof Tag; At += sizeof(uint32_t))
    store<uint32_t>(Words + At, load<uint32_t>(Words + At, false), B.BigEndian != HostBig);
  memcpy(Bytes + B.Bytes - sizeof Tag, &Tag, sizeof Tag);
}

/// The kernel's part of the mask at \p Offset; of no bytes if there is no room for one.
static BitSet maskOf(const JumpBuffer &B, uint32_t Offset) {
  uint64_t Kernel = B.Signals == BitMeaning::SignalMips ? 16 : 8, End = B.Bytes - sizeof(JumpTag);
  return {B.Signals, B.LongSize, B.BigEndian, Offset < End && End - Offset >= Kernel ? Kernel : 0};
}

void cgt::convertJumpBuffer(const JumpBuffer &From, const uint8_t *Source, const JumpBuffer &To, uint8_t *Target) {
  memset(Target, 0, static_cast<size_t>(To.Bytes));
  JumpTag Tag = readTag(From, Source);
  if (!Tag.Activation || To.Bytes < sizeof Tag)
    return;
  const uint8_t *Mask = Source + Tag.MaskOffset;
  BitSet Theirs = maskOf(From, Tag.MaskOffset);
  Tag.MaskOffset = 0;
  if (BitSet Own = maskOf(To, Tag.MaskOffset); Tag.HasMask && Theirs.Bytes && Own.Bytes)
    convertBitSet(Theirs, Mask, Own, Target);
  writeTag(To, Tag, Target);
}
