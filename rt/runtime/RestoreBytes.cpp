//===- RestoreBytes.cpp - Bytes of which nothing tells what they are --------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// On an equal platform they are copied, unless they are addresses of what lies elsewhere now. On any other the restoration is
// refused if they matter: a block that nothing refers to doesn't.
//
//===----------------------------------------------------------------------===//

#include "runtime/Restore.h"

#include "runtime/Report.h"

using namespace cgt;
using report::num;

/// Found out when the first block can't be converted.
const Reach &Restorer::reach() {
  Allocator A = Memory.allocator();
  if (!KnowsReached)
    (void)Reached.find(I, A); // without memory all blocks count as reached
  KnowsReached = true;
  return Reached;
}

/// May a block that can't be converted for \p S be left out? Its bytes are zeros then, or what they were on an equal platform.
bool Restorer::isLeftOut(Status S, uint32_t Run, uint64_t Block) {
  if (S.Code == Errc::OutOfMemory || reach().isReached(Run, Block))
    return false;
  View = {};
  ++LeftOut;
  return true;
}

/// Bytes whose type nobody knows mean the same on an equal platform unless they are addresses of what has moved. True if they
/// can be copied; false if they don't matter.
bool Restorer::checkUntyped(const HeapRun &Run, const uint8_t *Source, uint64_t From, uint64_t End) {
  bool Same = I.Sender == Here, AllZero = true, Moved = false;
  for (uint64_t K = From; !Same && K < End && AllZero; ++K)
    AllZero = Source[K] == 0;
  unsigned Step = I.Sender.PointerSize;
  for (uint64_t K = From - From % Step; Same && !Moved && K < End && K + Step <= Run.Size; K += Step) {
    uint64_t Value = theirPointer(Source + K);
    Moved = (Home.Shift != 0 || !Home.contains(Value)) && isMovedAddress(Value);
  }
  if (Same ? !Moved : AllZero)
    return true;
  Status S = Status::fail(Same ? Errc::MovedAddress : Errc::OpaqueData);
  uint64_t Block = Run.DataStride ? static_cast<uint64_t>(Source - Run.Data) / Run.DataStride : 0;
  if (isLeftOut(S, static_cast<uint32_t>(&Run - I.Runs), Block))
    return Same;
  char Detail[160];
  report::Buffer B(Detail, sizeof Detail);
  B.add(num(Run.Size), " bytes allocated as 'void *'; store the result of malloc in a pointer to the type it holds");
  refuse(S, locationOf(Run), nullptr, B.c_str());
}
