//===- FrameRuns.cpp - Blocks of an image that lie in frames -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block outside the heap's pages is an array that some frame has at its address, or else a piece of what alloca() has given. Stacks
// grow down, and a function that has called another takes nothing until that returns: so a frame's pieces lie from its last one up to
// the next older frame's last one.
//
//===----------------------------------------------------------------------===//

#include "restore/FrameRuns.h"

#include "base/Search.h"
#include "base/Sort.h"
#include "types/Addresses.h"

using namespace cgt;

namespace {
struct Holder {
  uint64_t Address;
  uint32_t Activation;
  const FieldInfo *Field;
};
} // namespace

static bool collect(const Image &I, MapVector<Holder> &Arrays, MapVector<Holder> &Last) {
  for (uint32_t K = 0; K < I.NumActivations; ++K) {
    const ActivationRecord &A = I.Activations[K];
    const FunctionInfo &F = I.Units[A.Unit].Functions[A.Function];
    for (const FieldInfo &V : LiveFields(F, F.step(A.Step))) {
      if (!(V.Flags & (FieldArray | FieldPieces)) || !V.AddressOffset)
        continue;
      Holder H{readAddress(A.Record + V.AddressOffset, I.Sender), K, &V};
      if (H.Address != 0 && !(V.Flags & FieldArray ? Arrays : Last).push(H))
        return false;
    }
  }
  auto IsLower = [](const Holder &A, const Holder &B) { return A.Address < B.Address; };
  sortInPlace(Arrays.data(), Arrays.size(), IsLower);
  sortInPlace(Last.data(), Last.size(), IsLower);
  return true;
}

/// The last that isn't above \p Address.
static const Holder *holderOf(const MapVector<Holder> &Sorted, uint64_t Address) {
  size_t Behind = firstWhere<size_t>(0, Sorted.size(), [&](size_t K) { return Sorted[K].Address > Address; });
  return Behind == 0 ? nullptr : &Sorted[Behind - 1];
}

static bool isInHeap(const Image &I, uint64_t Address) {
  uint32_t Behind = firstWhere<uint32_t>(0, I.NumSpans, [&](uint32_t K) { return I.Spans[K].Address > Address; });
  return Behind != 0 && Address - I.Spans[Behind - 1].Address < I.Spans[Behind - 1].bytes();
}

Status FrameRuns::find(const Image &I) {
  MapVector<Holder> Arrays, Last;
  Status Result = collect(I, Arrays, Last) ? Status::success() : Status::fail(Errc::OutOfMemory);
  uint64_t Before = 0;
  for (uint32_t K = 0; Result.ok() && (!Arrays.empty() || !Last.empty()) && K < I.NumRuns; ++K) {
    const HeapRun &Run = I.Runs[K];
    if (Run.Count != 1 || isInHeap(I, Run.Address))
      continue;
    const Holder *H = holderOf(Arrays, Run.Address);
    if (!H || H->Address != Run.Address)
      H = holderOf(Last, Run.Address);
    if (!H)
      continue;
    if (Run.Address < Before)
      Result = Status::fail(Errc::Malformed);
    else if (!All.push({K, H->Activation, H->Field, Run.Address}))
      Result = Status::fail(Errc::OutOfMemory);
    Before = Run.Address;
  }
  Arrays.release();
  Last.release();
  return Result;
}

FrameRun *FrameRuns::ofRun(uint32_t Run) {
  size_t At = firstWhere<size_t>(0, All.size(), [&](size_t K) { return All[K].Run >= Run; });
  return At < All.size() && All[At].Run == Run ? &All[At] : nullptr;
}

const FrameRun *FrameRuns::at(uint32_t Activation, uint64_t Address) const {
  size_t First = firstWhere<size_t>(0, All.size(), [&](size_t K) { return All[K].Address >= Address; });
  for (size_t K = First; K < All.size() && All[K].Address == Address; ++K)
    if (All[K].Activation == Activation)
      return &All[K];
  return nullptr;
}
