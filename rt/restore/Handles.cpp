//===- Handles.cpp - Pointers to objects of libraries -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "restore/Handles.h"

#include "base/Search.h"
#include "base/Sort.h"
#include "image/DescribedRecords.h"

using namespace cgt;

bool Handles::read(const Image &I) {
  bool Fits = true;
  forEachDescribedRecord(I, LibraryObjects, [&](const DescribedRecord &R) {
    Handle H;
    H.Address = R.Object;
    Fits = Fits && All.push(H);
    Low = R.Object < Low ? R.Object : Low;
    High = R.Object > High ? R.Object : High;
  });
  sortInPlace(All.data(), All.size(), [](const Handle &A, const Handle &B) { return A.Address < B.Address; });
  return Fits;
}

Handle *Handles::search(uint64_t Address) {
  size_t At = firstWhere<size_t>(0, All.size(), [&](size_t K) { return All[K].Address >= Address; });
  return At < All.size() && All[At].Address == Address ? &All[At] : nullptr;
}

bool Handles::wait(Handle &H, void *Slot) {
  if (!Slots.push({Slot, H.LastSlot}))
    return false;
  H.LastSlot = static_cast<uint32_t>(Slots.size() - 1);
  return true;
}

void Handles::made(Handle &H, void *Own) {
  H.Own = Own;
  for (; H.LastSlot != NoIndex; H.LastSlot = Slots[H.LastSlot].Before)
    memcpy(Slots[H.LastSlot].Slot, &Own, sizeof Own);
}

void Handles::release() {
  All.release();
  Slots.release();
  Low = UINT64_MAX;
  High = 0;
}
