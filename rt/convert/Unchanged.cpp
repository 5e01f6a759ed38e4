//===- Unchanged.cpp - What a variable still holds from its start ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/Unchanged.h"

#include "types/TypeNames.h"

using namespace cgt;

namespace {

/// Goes through a sender's variable and the receiver's at once. Without a receiver, both are the sender's.
class UnchangedWalk {
public:
  UnchangedWalk(const SavedVariable &V, uint8_t *Changed) : V(V), Changed(Changed) {}
  UnchangedWalk(const SavedVariable &V, const uint8_t *AtStart, uint8_t *Target, uint64_t TargetBytes)
      : V(V), AtStart(AtStart), Target(Target), TargetBytes(TargetBytes) {}
  void walk(TypeRef From, TypeRef To, uint64_t Source, uint64_t Own, uint64_t Bytes);

private:
  bool value(TypeRef From, TypeRef To, uint64_t Source, uint64_t Own);
  void bits(TypeRef From, const MemberInfo &M, TypeRef To, const MemberInfo &Twin, uint64_t Source, uint64_t Own);
  void members(TypeRef From, TypeRef To, uint64_t Source, uint64_t Own, uint64_t Bytes);

  const SavedVariable &V;
  uint8_t *Changed = nullptr;
  const uint8_t *AtStart = nullptr;
  uint8_t *Target = nullptr;
  uint64_t TargetBytes = 0;
};

} // namespace

/// False when something in it was changed.
bool UnchangedWalk::value(TypeRef From, TypeRef To, uint64_t Source, uint64_t Own) {
  uint64_t Size = From.info().Size, OwnSize = To.info().Size;
  if (Source > V.Bytes || Size > V.Bytes - Source)
    return true;
  if (memcmp(V.Now + Source, V.AtStart + Source, static_cast<size_t>(Size)) != 0)
    return false;
  if (Changed && From.info().Kind != TypeKind::Scalar)
    memset(Changed + Source, 0, static_cast<size_t>(Size));
  if (!Target || Own > TargetBytes || OwnSize > TargetBytes - Own)
    return true;
  if (AtStart)
    memcpy(Target + Own, AtStart + Own, static_cast<size_t>(OwnSize));
  else
    memset(Target + Own, 0, static_cast<size_t>(OwnSize));
  return true;
}

/// Bit \p Number in the platform's order, as MemberInfo counts them.
static uint8_t maskOf(uint64_t Number, const Platform &Where) {
  unsigned InByte = Number % 8;
  return static_cast<uint8_t>(Where.BitFieldsFromTop ? 0x80u >> InByte : 1u << InByte);
}

void UnchangedWalk::bits(TypeRef From, const MemberInfo &M, TypeRef To, const MemberInfo &Twin, uint64_t Source, uint64_t Own) {
  uint64_t First = Source * 8 + M.BitOffset, OwnFirst = Own * 8 + Twin.BitOffset;
  if ((First + M.BitWidth + 7) / 8 > V.Bytes)
    return;
  for (uint64_t B = First; B < First + M.BitWidth; ++B)
    if ((V.Now[B / 8] ^ V.AtStart[B / 8]) & maskOf(B, *From.Where))
      return;
  if (!Target || (OwnFirst + Twin.BitWidth + 7) / 8 > TargetBytes)
    return;
  for (uint64_t B = OwnFirst; B < OwnFirst + Twin.BitWidth; ++B) {
    uint8_t Mask = maskOf(B, *To.Where), Bit = AtStart ? AtStart[B / 8] & Mask : 0;
    Target[B / 8] = static_cast<uint8_t>((Target[B / 8] & ~Mask) | Bit);
  }
}

void UnchangedWalk::members(TypeRef From, TypeRef To, uint64_t Source, uint64_t Own, uint64_t Bytes) {
  const TypeInfo &F = From.info(), &T = To.info();
  for (uint32_t K = 0; K < F.NumMembers; ++K) {
    const MemberInfo &M = F.Members[K], *Twin = findMember(T, M.Name, K);
    if (!Twin || Twin->IsBitField != M.IsBitField)
      continue;
    if (M.IsBitField) {
      bits(From, M, To, *Twin, Source, Own);
      continue;
    }
    if (M.Type == NoIndex || Twin->Type == NoIndex || M.Offset > Bytes)
      continue;
    // Only the last member may be longer than its type says.
    uint64_t Size = From.Unit->Types[M.Type].Size, Left = Bytes - M.Offset;
    walk(From.at(M.Type), To.at(Twin->Type), Source + M.Offset, Own + Twin->Offset, K + 1 < F.NumMembers ? Size : Left);
  }
}

/// \p Bytes: of the sender's object and what follows it in the last one, a flexible array or padding.
void UnchangedWalk::walk(TypeRef From, TypeRef To, uint64_t Source, uint64_t Own, uint64_t Bytes) {
  const TypeInfo &F = From.info(), &T = To.info();
  if (F.Kind == TypeKind::Void || T.Kind != F.Kind)
    return;
  bool HasParts = F.Kind == TypeKind::Struct || F.Kind == TypeKind::Array;
  bool GoesOn = HasParts && Bytes > F.Size && F.Count == 0;
  if (!(HasParts && Changed) && !GoesOn && value(From, To, Source, Own))
    return;
  if (F.Kind == TypeKind::Struct)
    return members(From, To, Source, Own, Bytes);
  if (F.Kind != TypeKind::Array || F.Element == NoIndex || T.Element == NoIndex)
    return;
  TypeRef Element = From.at(F.Element), Twin = To.at(T.Element);
  uint64_t Size = Element.info().Size, Count = Size == 0 ? 0 : F.Count ? F.Count : Bytes / Size;
  for (uint64_t K = 0; K < Count; ++K)
    walk(Element, Twin, Source + K * Size, Own + K * Twin.info().Size, Size);
}

void cgt::copyChanged(const SavedVariable &V, uint8_t *Changed) {
  memcpy(Changed, V.Now, static_cast<size_t>(V.Bytes));
  UnchangedWalk(V, Changed).walk(V.Type, V.Type, 0, 0, V.Bytes);
}

void cgt::keepUnchanged(const SavedVariable &V, TypeRef Type, const uint8_t *AtStart, uint8_t *Target, uint64_t Bytes) {
  UnchangedWalk(V, AtStart, Target, Bytes).walk(V.Type, Type, 0, 0, V.Bytes);
}
