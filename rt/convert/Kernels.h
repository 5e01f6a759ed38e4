//===- Kernels.h - Vector code that a plan may use ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The steps of a small element are, seen from its bytes, one rule for each target byte: a source byte, zero, or the sign
// of a source byte. Compiled for vectors of a width, these rules are a Shuffle: loads, byte permutations and stores
// that don't depend on the values. convert/kernels runs them; plans only see this table, and without one it interprets.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_KERNELS_H
#define CGT_CONVERT_KERNELS_H

#include <stddef.h>
#include <stdint.h>

namespace cgt {

/// The widest vector of all kernels, and the most elements that a group needs to fill vectors without a rest.
constexpr uint32_t MaxShuffleWidth = 64;
/// What goes past the caches goes in such pieces, aligned.
constexpr uint32_t StreamLine = 64;

/// One load, of which two masks permute bytes; where the first has none, the second's count as their top bit, spread.
struct ShuffleTerm {
  uint32_t Source = 0; ///< where the load begins in the group
  bool Signs = false;  ///< has the second mask any?
};

/// A store: the OR of some terms.
struct ShuffleChunk {
  uint32_t Target = 0;
  uint32_t NumTerms = 0;
};

/// What turns one group of elements into the receiver's. A mask has a byte for each of the vector's: an index into the
/// load, or 0x80 for zero. All loads and stores lie within the group, but for RunShort's.
struct Shuffle {
  uint32_t Elements = 0; ///< of a group
  uint32_t SourceBytes = 0, TargetBytes = 0;
  uint32_t NumChunks = 0, NumTerms = 0, NumChecks = 0;
  uint32_t MostTerms = 0;   ///< of a chunk
  bool Signs = false;       ///< some terms have signs
  bool HasIntegers = false; ///< some integers change their size
  const ShuffleChunk *Chunks = nullptr;
  const ShuffleTerm *Terms = nullptr; ///< of all chunks
  /// Loads of which each byte under the first mask (0xff) must equal the sign of the byte that the second mask has in its
  /// place, else a value was lost.
  const uint32_t *Checks = nullptr;
  const uint8_t *Masks = nullptr;      ///< two of each term, in order
  const uint8_t *CheckMasks = nullptr; ///< two of each check
};

/// The kernels of one instruction set. Sources and targets may have any alignment unless it says otherwise, and never
/// overlap.
struct KernelTable {
  const char *Name;
  uint32_t Width; ///< of Run's vectors: 16 or 64
  /// Converts \p Groups groups. False when a value was lost, somewhere.
  bool (*Run)(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups);
  /// The same past the caches. \p Target is aligned to StreamLine, a group's target is a multiple of it.
  bool (*RunPast)(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups);
  /// Converts \p Count elements that lie so far apart, of Width bytes at most on either side, by one term and no more than
  /// one check, and writes nothing else; null where that takes long.
  bool (*RunShort)(const Shuffle &S, const uint8_t *Source, size_t SourceStep, uint8_t *Target, size_t TargetStep,
                   uint64_t Count);
  /// From this many bytes on, what is written had better not stay in the caches.
  uint64_t StreamFrom;
  /// Copies past the caches. \p Target is aligned to StreamLine, \p Bytes a multiple of it.
  void (*Stream)(uint8_t *Target, const uint8_t *Source, size_t Bytes);
  /// Makes what Stream and RunPast wrote visible to other threads in order.
  void (*StreamEnd)();
};

/// Copies, past the caches if it is much. \p Kernels may be null.
void copyBytes(const KernelTable *Kernels, void *Target, const void *Source, size_t Bytes);

} // namespace cgt

#endif // CGT_CONVERT_KERNELS_H
