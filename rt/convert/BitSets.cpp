//===- BitSets.cpp - Sets of small numbers in libc's types -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/BitSets.h"

#include <string.h>

using namespace cgt;

static bool beginsWith(Str Text, const char *Prefix) {
  size_t Length = strlen(Prefix);
  return Text.Size >= Length && memcmp(Text.Data, Prefix, Length) == 0;
}

BitMeaning cgt::signalMeaning(const Platform &P) {
  return beginsWith(P.Triple, "mips")    ? BitMeaning::SignalMips
         : beginsWith(P.Triple, "sparc") ? BitMeaning::SignalSparc
                                         : BitMeaning::Signal;
}

BitMeaning cgt::bitMeaning(const TypeInfo &T, const Platform &P) {
  if (T.Name == Str("fd_set"))
    return BitMeaning::Number;
  return T.Name == Str("sigset_t") ? signalMeaning(P) : BitMeaning::None;
}

//===--- Signals -----------------------------------------------------------===//

namespace {
/// A signal that not all machines number alike.
struct SignalNumbers {
  uint8_t Most, Mips, Sparc;
};
} // namespace

/// From 1 to FirstRealTime - 1; the others are alike. SIGSTKFLT and SIGEMT, which no machine has both of and no kernel sends, are one:
/// so each number has one counterpart, and a set of all signals but some is that elsewhere, too.
static constexpr SignalNumbers Numbers[] = {
    {7, 10, 10},  {10, 16, 30}, {12, 17, 31}, {16, 7, 7},   {17, 18, 20}, {18, 25, 19}, {19, 23, 17},
    {20, 24, 18}, {21, 26, 21}, {22, 27, 22}, {23, 21, 16}, {24, 30, 24}, {25, 31, 25}, {26, 28, 26},
    {27, 29, 27}, {28, 20, 28}, {29, 22, 23}, {30, 19, 29}, {31, 12, 12},
};
static constexpr unsigned FirstRealTime = 32;

static unsigned numberOf(const SignalNumbers &N, BitMeaning Machine) {
  return Machine == BitMeaning::SignalMips ? N.Mips : Machine == BitMeaning::SignalSparc ? N.Sparc : N.Most;
}

/// The number on the machine \p To of the signal \p Signal of \p From.
static unsigned translate(unsigned Signal, BitMeaning From, BitMeaning To) {
  if (From == To || Signal >= FirstRealTime)
    return Signal;
  for (const SignalNumbers &N : Numbers)
    if (numberOf(N, From) == Signal)
      return numberOf(N, To);
  return Signal;
}

//===--- Bits ----------------------------------------------------------------===//

/// How many bits mean something: the kernel's part of a sigset_t, behind which libc leaves what was in memory.
static unsigned numBits(const BitSet &S) {
  uint64_t All = S.Bytes / S.WordSize * S.WordSize * 8;
  uint64_t Kernel = S.Meaning == BitMeaning::Number ? UINT16_MAX : S.Meaning == BitMeaning::SignalMips ? 128 : 64;
  return static_cast<unsigned>(All < Kernel ? All : Kernel);
}

/// The byte of a bit.
static uint64_t byteOf(const BitSet &S, unsigned Bit) {
  unsigned InWord = Bit / 8 % S.WordSize;
  return Bit / 8 - InWord + (S.BigEndian ? S.WordSize - 1 - InWord : InWord);
}

static bool has(const BitSet &S, const uint8_t *Bytes, unsigned Bit) {
  return Bit < numBits(S) && (Bytes[byteOf(S, Bit)] >> Bit % 8 & 1) != 0;
}

void cgt::convertBitSet(const BitSet &From, const uint8_t *Source, const BitSet &To, uint8_t *Target) {
  memset(Target, 0, static_cast<size_t>(To.Bytes));
  bool Signals = From.Meaning != BitMeaning::Number;
  unsigned Last = numBits(From) - 1;
  for (unsigned Bit = 0; Bit < numBits(To); ++Bit) {
    unsigned Other = Signals ? translate(Bit + 1, To.Meaning, From.Meaning) - 1 : Bit;
    if (Signals && Other > Last) // only mips has real-time signals above 64
      Other = Last;
    if (has(From, Source, Other))
      Target[byteOf(To, Bit)] |= static_cast<uint8_t>(1u << Bit % 8);
  }
}
