//===- Types.h - The types of a stream, ours and the peer's ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_TYPES_H
#define CGT_RMR_TYPES_H

#include "convert/Plan.h"
#include "rmr/Memory.h"
#include "types/TypeTag.h"

namespace cgt {
namespace rmr {

/// A type tag, taken apart.
struct StreamType {
  TypeTag Tag;
  const uint8_t *Bytes = nullptr; ///< of the tag
  size_t Size = 0;
  const char *Name = "";
  bool *HasSlots = nullptr;                      ///< of each type: are there pointers in it?
  mutable const struct FlatType *Flat = nullptr; ///< of each type, ours: where they are, once a graph has been carried
  bool Overlaps = false;                         ///< ours: objects of the last graph did
  uint32_t Id = 0;                               ///< ours: what it was announced as, 0: not yet
  bool *HasPlan = nullptr;                       ///< ours, of each type: is there a plan that leads to it? Null: of none
  struct Pairing *Pairings = nullptr;            ///< the peer's: with ours
  const cgt_rmr_tag *LastTag = nullptr;          ///< the peer's: ours of the last record that was read, no graph
  const struct Pairing *LastWith = nullptr;      ///< and how

  const TypeInfo &type(uint32_t I) const { return Tag.Unit.Types[I]; }
  uint64_t elementSize() const { return type(0).Size; }
  bool isGraph() const { return HasSlots[0]; }
  /// The peer's: are these the bytes behind the tag's size?
  bool isAnnouncedBy(const uint8_t *Data, size_t Count) const {
    return Size > Count && memcmp(Bytes + (Size - Count), Data, Count) == 0;
  }
};

/// How a peer's type becomes one of ours.
struct Pairing {
  Pairing *Next = nullptr;
  const StreamType *Local = nullptr;
  Status Refusal;
  const char *Detail = "";
  bool InPlace = false;             ///< neither bytes nor pointers change
  uint32_t *LocalOf = nullptr;      ///< the local type of each of the peer's that a pointer leads to, and of the first
  const Plan **Plans = nullptr;     ///< and how it is converted; null: Stream::plan() knows
  struct GraphWays *Ways = nullptr; ///< graphs: the same for a short way, once one has been read

  const Plan &root() const { return *Plans[0]; }
};

/// Parses \p In's tag and keeps what is needed of it in \p Memory. Unsupported when no stream carries the type; \p Detail
/// then says why.
Status readStreamType(Cursor &In, Pool &Memory, StreamType &Result, const char *&Detail);

/// Matches all that both types lead to. Failures other than OutOfMemory are in the result, which then takes no memory;
/// \p Detail is text of theirs. Plans are kept where they are the first that lead to a type of ours, so that their number is
/// the program's, not the peer's: \p Own is their size.
Status makePairing(const Platform &Sender, const StreamType &From, const Platform &Host, StreamType &To, Pool &Memory,
                   Pairing &Result, char (&Detail)[256], uint64_t &Own);

/// What elements are aligned by in the stream: the largest power of two, at most 16, that divides a size: at least what the type is aligned by.
inline uint32_t alignmentOf(uint64_t Size) {
  size_t Lowest = cgt_rmr_alignment(static_cast<size_t>(Size));
  return Lowest == 0 ? CGT_RMR_MOST : static_cast<uint32_t>(Lowest);
}

/// What elements are aligned by in memory: what their tag says, if it is more.
inline uint32_t alignmentOf(const TypeInfo &T) {
  bool IsMore = T.Align > CommonAlign && T.Align <= 1u << 28 && (T.Align & (T.Align - 1)) == 0;
  return IsMore ? static_cast<uint32_t>(T.Align) : alignmentOf(T.Size);
}

/// Are they one type, or integers of the same size under different names, int and int32_t?
bool isSameScalar(const UnitInfo &Unit, uint32_t A, uint32_t B);

/// How many elements of type \p Wanted, or of the same scalar, lie at byte \p Offset of \p Count elements of \p Type, from there on.
uint64_t elementsAt(const UnitInfo &Unit, uint32_t Type, uint64_t Count, uint64_t Offset, uint32_t Wanted);

/// Is it plain char, to which a pointer without a count is a string?
inline bool isText(const TypeInfo &T) { return T.scalar() == Scalar::Char; }

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_TYPES_H
