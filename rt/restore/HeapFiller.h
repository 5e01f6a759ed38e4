//===- HeapFiller.h - The contents of heap blocks ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_HEAPFILLER_H
#define CGT_RESTORE_HEAPFILLER_H

#include "restore/Restore.h"

namespace cgt {

/// Fills all blocks, once everything has its place. Refuses what can't be converted, unless nothing refers to it.
class HeapFiller {
public:
  explicit HeapFiller(Restorer &To) : To(To), I(To.I), Heap(To.Heap) {}
  void run();

private:
  void fillPiece(const Piece &Q);
  void fillInPlace(const Piece &Q, const Location &L);
  void fillHome(const Piece &Q, const Location &L);
  void copyHome(char *Own, const uint8_t *Source, uint64_t Size);
  void fillBlock(const Piece &Q, uint64_t Number, const Location &L);
  Status lookAt(const Piece &Q, uint64_t First, uint64_t Count, ConvertContext &C);
  Status lookAtPart(const Piece &Q, uint64_t &From, uint64_t End, ConvertContext &C);
  Status lookAtNoted(const Piece &Q, ConvertContext &C);
  bool isSpaced(const Piece &Q) const;
  bool fillSparse(const HeapRun &Run, const Plan *Pl, const uint8_t *Source, char *Block); ///< Sparse.cpp
  void preferLargePages(const Piece &Q) const;
  bool convertPiece(const Piece &Q, const Location &L);
  void fillTogether(uint8_t *Done); ///< HeapThreads.cpp

  Restorer &To;
  const Image &I;
  const HeapPlacement &Heap;
  bool IsFrugal = false;             ///< there is no memory for image and heap at once
  const uint8_t *Unneeded = nullptr; ///< of the image, what was copied from here on hasn't been given back
};

} // namespace cgt

#endif // CGT_RESTORE_HEAPFILLER_H
