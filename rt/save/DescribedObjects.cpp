//===- DescribedObjects.cpp - Objects of libraries, before they are saved -----===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/DescribedObjects.h"

#include "heap/Heap.h"
#include "image/DescribedRecords.h"
#include "program/Runtime.h"
#include "resources/LibraryObjects.h"

using namespace cgt;
using libraryobjects::Registration;

namespace {
class Settler {
public:
  Settler(const Program &P, const MapVector<ActivationRecord> &Frames, const MapVector<ObjectRecord> &Objects,
          report::Buffer &Why)
      : P(P), Frames(Frames), Objects(Objects), Why(Why) {}
  bool settle(Registration &R);

private:
  enum PlaceType { Library, Own, Gone };
  PlaceType placeOf(const void *Object) const;
  bool isInVariable(uintptr_t At) const;
  bool isInGlobal(uintptr_t At) const;

  const Program &P;
  const MapVector<ActivationRecord> &Frames;
  const MapVector<ObjectRecord> &Objects;
  report::Buffer &Why;
};
} // namespace

bool Settler::isInVariable(uintptr_t At) const {
  for (const ActivationRecord &A : Frames) {
    const UnitInfo &U = P.unit(A.Unit);
    const FunctionInfo &F = U.Functions[A.Function];
    for (const FieldInfo &V : LiveFields(F, F.step(A.Step))) {
      uintptr_t Address = 0;
      if (V.Type == NoIndex || !V.AddressOffset)
        continue;
      memcpy(&Address, A.Record + V.AddressOffset, sizeof Address);
      if (At >= Address && At - Address < U.Types[V.Type].Size)
        return true;
    }
  }
  return false;
}

/// Memory of a frame whose size the source computes.
static bool isInArray(uintptr_t At) {
  for (const CapturedArray &A : Runtime::get().Arrays)
    if (At >= A.Address && At - A.Address < A.Bytes)
      return true;
  return false;
}

bool Settler::isInGlobal(uintptr_t At) const {
  for (const ObjectRecord &O : Objects)
    if (O.Kind == ObjectKind::Global && At >= O.Address && At - O.Address < O.Size)
      return true;
  return false;
}

/// On the stack there is nothing of a library's, also where functions that have returned had their variables.
Settler::PlaceType Settler::placeOf(const void *Object) const {
  constexpr uintptr_t Returned = 256 << 10;
  auto At = reinterpret_cast<uintptr_t>(Object);
  const Runtime &R = Runtime::get();
  BlockInfo Block;
  if (heap::isSaved(Object))
    return heap::findBlock(Object, Block) ? Own : Gone;
  if (heap::isUnsaved(Object))
    return heap::isStale(Object) ? Gone : Library;
  if (isInVariable(At) || isInArray(At) || isInGlobal(At))
    return Own;
  for (const Thread *T = &R.Main; T; T = T->Next)
    if (At < T->BasePosition && T->BasePosition - At <= T->StackBytes + Returned)
      return Gone;
  return Library;
}

bool Settler::settle(Registration &R) {
  BlockInfo Block;
  PlaceType Place = placeOf(R.Object);
  bool IsBlock = R.Description && heap::findBlock(R.Description, Block) && Block.Address == R.Description;
  R.IsValue = Place == Own;
  if (Place != Gone && IsBlock)
    return true;
  Str Name = functionNameAt(Objects.data(), Objects.size(), reinterpret_cast<uintptr_t>(R.Describe),
                            [this](uint32_t Unit) -> const UnitInfo & { return P.unit(Unit); });
  if (Place == Gone)
    Why.add("an object that cgt_resource() was called for with function '", Name,
            "' isn't there any more; call cgt_resource_end() before it is freed or its function returns");
  else if (!R.Description)
    Why.add("function '", Name, "' gave no description of an object that cgt_resource() was called for");
  else
    Why.add("function '", Name, "' gave a description of an object that isn't a block of the program's own malloc()");
  return false;
}

bool describedobjects::settle(const Program &P, const MapVector<ActivationRecord> &Frames,
                              const MapVector<ObjectRecord> &Objects, report::Buffer &Why) {
  Settler S(P, Frames, Objects, Why);
  for (Registration &R : libraryobjects::all())
    if (R.Object && !S.settle(R))
      return false;
  return true;
}
