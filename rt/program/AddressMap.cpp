//===- AddressMap.cpp - From the sender's addresses to ours ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "program/AddressMap.h"

#include "base/Search.h"
#include "base/Sort.h"
#include "types/TypeChecks.h"
#include "types/TypeNames.h"

using namespace cgt;

bool AddressMap::isOfNumbers(const Plan &Layout) {
  TypeRef Element = innermost(sourceType(Layout));
  return Element.Index != NoIndex && Element.info().Kind == TypeKind::Scalar;
}

bool AddressMap::add(const MappedRange &R) {
  bool IsInHeap = R.Run && !R.IsInFrame;
  MapVector<MappedRange> &To = IsInHeap ? Heap : Others;
  if (!To.push(R))
    return false;
  To.back().OfNumbers = R.OfNumbers || (R.Layout && isOfNumbers(*R.Layout));
  if (!IsInHeap)
    OthersBounds.add(R.Start, R.Start + R.Stride * (R.Count - 1) + R.Size);
  return true;
}

bool AddressMap::addFunction(uint64_t Address, void *Own) {
  OthersBounds.add(Address, Address);
  return Functions.push({Address, Own});
}

bool AddressMap::sort() {
  auto Before = [](const MappedRange &A, const MappedRange &B) { return A.Start < B.Start; };
  sortInPlace(Heap.data(), Heap.size(), Before);
  sortInPlace(Others.data(), Others.size(), Before);
  sortInPlace(Functions.data(), Functions.size(),
              [](const FunctionEntry &A, const FunctionEntry &B) { return A.Address < B.Address; });
  return makeTable();
}

/// Ranges that follow one another are alike more often than not.
uint32_t AddressMap::shapeOf(const MappedRange &R) {
  constexpr size_t Looked = 16;
  for (size_t I = Shapes.size(), K = 0; I-- > 0 && K < Looked; ++K) {
    const Shape &S = Shapes[I];
    bool SameSteps = R.Count == 1 ? S.Stride == 0 : S.Stride == R.Stride && S.OwnStride == R.OwnStride;
    if (S.Size == R.Size && S.Layout == R.Layout && S.OfNumbers == R.OfNumbers && SameSteps)
      return static_cast<uint32_t>(I);
  }
  uint32_t Reciprocal =
      R.Count > 1 && R.Stride > 1 && R.Stride >> 31 == 0 ? static_cast<uint32_t>((uint64_t(1) << 32) / R.Stride + 1) : 0;
  uint64_t Stride = R.Count > 1 ? R.Stride : 0;
  bool IsPlain = !R.OfNumbers && (R.Count == 1 || Reciprocal),
       EndsInside = R.Layout && (endsInside(*R.Layout) || hasChoices(*R.Layout));
  return Shapes.push({R.Size, Stride, R.OwnStride, Reciprocal, R.OfNumbers, IsPlain, EndsInside, R.Layout})
             ? static_cast<uint32_t>(Shapes.size() - 1)
             : UINT32_MAX;
}

bool AddressMap::makeTable() {
  size_t Count = Heap.size();
  if (Count == 0 || Count >= UINT32_MAX)
    return Count == 0;
  if (!Entries.reserve(Count + 1))
    return false;
  port::preferLargePages(Entries.data(), (Count + 1) * sizeof(Entry));
  Low = Heap[0].Start;
  for (size_t I = 0; I < Count; ++I) {
    const MappedRange &R = Heap[I];
    uint32_t Shape = shapeOf(R);
    if (Shape == UINT32_MAX || !Entries.push({R.Start, static_cast<char *>(R.Own), R.Count, Shape, static_cast<uint32_t>(I)}))
      return false;
  }
  const MappedRange &Last = Heap[Count - 1];
  Bytes = Last.Start + (Last.Count - 1) * Last.Stride + Last.Size + 1 - Low;
  if (!Entries.push({UINT64_MAX, nullptr, 0, 0, 0}))
    return false;
  constexpr unsigned PerRange = 4; // most have one range or none
  while ((Bytes >> BucketShift) / PerRange > Count)
    ++BucketShift;
  size_t NumBuckets = static_cast<size_t>(Bytes >> BucketShift) + 2;
  if (!Buckets.reserve(NumBuckets))
    return false;
  port::preferLargePages(Buckets.data(), NumBuckets * sizeof(uint32_t));
  uint32_t At = 0;
  for (size_t B = 0; B < NumBuckets; ++B) {
    uint64_t From = Low + (uint64_t(B) << BucketShift);
    while (Entries[At + 1].Start <= From && At + 1 < Count)
      ++At;
    if (!Buckets.push(At))
      return false;
  }
  return true;
}

/// Frames come oldest first and stacks grow down, so that a new range nearly always belongs at the front of an ascending
/// order: the vector is kept descending and the place searched from its end. Frames that lie in no such order would take for
/// ever.
bool AddressMap::addStack(const MappedRange &R) {
  if (!Stack.push(R))
    return false;
  StackBounds.add(R.Start, R.Start + R.Size);
  size_t I = Stack.size() - 1;
  for (; I > 0 && Stack[I - 1].Start < R.Start; --I)
    Stack[I] = Stack[I - 1];
  Stack[I] = R;
  Stack[I].OfNumbers = R.Layout && isOfNumbers(*R.Layout);
  constexpr uint64_t PerRange = 256, Always = 1u << 22;
  StackMoves += Stack.size() - 1 - I;
  IsTangled = StackMoves > Always + PerRange * Stack.size();
  return !IsTangled;
}

AddressMap::Hit AddressMap::inRange(const MappedRange &R, uint64_t Address) {
  uint64_t Offset = Address - R.Start, Index = 0;
  if (R.Count > 1) {
    Index = Offset / R.Stride;
    if (Index >= R.Count)
      Index = R.Count - 1;
    Offset -= Index * R.Stride;
  }
  if (Offset > R.Size)
    return {};
  Hit H{&R, Index, Offset, R.Size - Offset, nullptr, R.OfNumbers};
  if (R.Layout)
    Offset = mapOffset(*R.Layout, Offset, R.Size, R.data(Index));
  if (Offset == NoPlace)
    return {};
  H.Own = static_cast<char *>(R.Own) + Index * R.OwnStride + Offset;
  return H;
}

//===--- The heap ----------------------------------------------------------===//

/// The last range that begins at or before \p Address.
const AddressMap::Entry *AddressMap::entryFor(uint64_t Address, size_t Bucket) const {
  uint32_t First = Buckets[Bucket], End = Buckets[Bucket + 1] + 1;
  if (End - First > 8)
    return &Entries[firstWhere(First + 1, End, [&](uint32_t I) { return Entries[I].Start > Address; }) - 1];
  const Entry *E = &Entries[First];
  while (E[1].Start <= Address)
    ++E;
  return E;
}

/// The own address, and all of \p H but its range; null when the address is behind the object that begins before it.
inline char *AddressMap::ownIn(const Entry &E, uint64_t Address, Hit &H) const {
  const Shape &S = Shapes[E.Shape];
  uint64_t Offset = Address - E.Start, Index = 0;
  char *Own = E.Own;
  if (E.Count > 1) {
    Index = S.Reciprocal && Offset >> 31 == 0 ? S.indexOf(Offset) : Offset / S.Stride;
    if (Index >= E.Count)
      Index = E.Count - 1;
    Offset -= Index * S.Stride;
    Own += Index * S.OwnStride;
  }
  if (Offset > S.Size)
    return nullptr;
  H.Index = Index;
  H.Offset = Offset;
  H.Left = S.Size - Offset;
  H.OfNumbers = S.OfNumbers;
  if (Offset && S.Layout)
    Offset = mapOffset(*S.Layout, Offset, S.Size, Heap[E.Range].data(Index));
  return Offset == NoPlace ? nullptr : Own + Offset;
}

/// An object that begins at an address comes before one that ends there.
AddressMap::Hit AddressMap::locateInHeap(uint64_t Address) const {
  if (Address - Low >= Bytes)
    return {};
  const Entry *E = entryFor(Address, bucketOf(Address));
  for (unsigned K = 0; K < 8; ++K, --E) {
    Hit H;
    if ((H.Own = ownIn(*E, Address, H))) {
      H.R = &Heap[E->Range];
      return H;
    }
    if (E == Entries.data())
      break;
  }
  return {};
}

/// Whatever differs from pointer to pointer is computed rather than branched on. Addresses outside of the heap go to the last
/// stretch, where no range has them.
void AddressMap::findMany(const uint64_t *Addresses, unsigned Count, void **Own) const {
  if (Bytes == 0) {
    memset(Own, 0, Count * sizeof *Own);
    return;
  }
  uint32_t Found[Batch];
  const uint32_t *Table = Buckets.data();
  const Entry *AllEntries = Entries.data();
  const Shape *AllShapes = Shapes.data();
  const uint64_t From = Low, Last = Buckets.size() - 2;
  const unsigned Shift = BucketShift;
  for (unsigned K = 0; K < Count; ++K) {
    uint64_t Bucket = (Addresses[K] - From) >> Shift;
    Found[K] = static_cast<uint32_t>(Bucket < Last ? Bucket : Last);
    __builtin_prefetch(Table + Found[K]);
  }
  for (unsigned K = 0; K < Count; ++K) {
    Found[K] = Table[Found[K]];
    __builtin_prefetch(AllEntries + Found[K]);
  }
  for (unsigned K = 0; K < Count; ++K) {
    // The entry behind the last one begins at the highest address, which is a mark: no object has it.
    uint64_t Address = Addresses[K] - (Addresses[K] == UINT64_MAX);
    const Entry *E = AllEntries + Found[K];
    E += E[1].Start <= Address;
    while (__builtin_expect(E[1].Start <= Address, 0))
      ++E;
    const Shape &S = AllShapes[E->Shape];
    uint64_t Offset = Address - E->Start, Index = S.indexOf(Offset & UINT32_MAX >> 1);
    Index = Index < E->Count ? Index : E->Count - 1;
    uint64_t Within = Offset - Index * S.Stride;
    char *At = E->Own + Index * S.OwnStride;
    bool Simple = Within == 0 && S.IsPlain;
    if (__builtin_expect(!Simple && S.IsPlain && !S.EndsInside && Within <= S.Size && S.Size - Within >= 256, 0)) {
      At += S.Layout ? mapOffset(*S.Layout, Within, S.Size) : Within; // no choices
      Simple = true;
    }
    Own[K] = Simple ? At : nullptr;
  }
}

//===--- Everything --------------------------------------------------------===//

void *AddressMap::find(uint64_t Address, bool IsFunction) const { return locate(Address, IsFunction).Own; }

AddressMap::Hit AddressMap::locate(uint64_t Address, bool IsFunction) const {
  if (!IsFunction)
    if (Hit H = locateInHeap(Address); H.Own)
      return H;
  const size_t Function = firstWhere<size_t>(0, Functions.size(), [&](size_t I) { return Functions[I].Address >= Address; });
  if (Function < Functions.size() && Functions[Function].Address == Address) {
    Hit H;
    H.Own = Functions[Function].Own;
    return H;
  }
  if (IsFunction)
    return {};

  // An object that begins at Address comes before one that ends there; merged literals may overlap.
  const size_t Behind = firstWhere<size_t>(0, Others.size(), [&](size_t I) { return Others[I].Start > Address; });
  for (size_t I = Behind; I-- > 0 && Behind - I <= 8;)
    if (Hit H = inRange(Others[I], Address); H.Own)
      return H;

  // The stack's ranges descend. Of several at one place the youngest came last.
  const size_t First = firstWhere<size_t>(0, Stack.size(), [&](size_t I) { return Stack[I].Start <= Address; });
  if (First == Stack.size())
    return {};
  const uint64_t Start = Stack[First].Start;
  return inRange(Stack[firstWhere(First, Stack.size(), [&](size_t I) { return Stack[I].Start < Start; }) - 1], Address);
}

/// Does an object of \p Type end in a T, so that a pointer one past it is one past the object? Numbers of one size go
/// for each other.
static bool endsIn(TypeRef Type, TypeRef T) {
  uint64_t Size = T.info().Size;
  for (unsigned Depth = 0; Depth < MaxTypeDepth && Type.Index != NoIndex; ++Depth) {
    const TypeInfo &At = Type.info();
    if (At.Size == Size && (At.Kind == TypeKind::Scalar ? T.info().Kind == TypeKind::Scalar
                                                        : samePointee(*Type.Unit, Type.Index, *T.Unit, T.Index)))
      return true;
    if (At.Kind == TypeKind::Array) {
      Type = Type.at(At.Element);
    } else if (At.Kind == TypeKind::Struct && At.NumMembers && !At.Members[At.NumMembers - 1].IsBitField) {
      Type = Type.at(At.Members[At.NumMembers - 1].Type);
    } else {
      return false;
    }
  }
  return false;
}

/// The address of a T in front of an object at \p Own, if it is an array of T.
static void *inFrontOf(const Plan &Layout, void *Own, TypeRef T) {
  TypeRef From = innermost(sourceType(Layout)), To = innermost(targetType(Layout)), Element = innermost(T);
  if (From.Index == NoIndex || To.Index == NoIndex || Element.Index == NoIndex || From.info().Size == 0 ||
      !samePointee(*From.Unit, From.Index, *Element.Unit, Element.Index) || From.info().Size != Element.info().Size)
    return nullptr;
  return static_cast<char *>(Own) - T.info().Size / From.info().Size * To.info().Size;
}

/// A `T *` to a place from which a T would reach beyond the object, or which is in no object. The heap and the pass keep
/// arrays of T at such a distance from each other that the end of one isn't the place in front of the next
/// (SizeClass.h, Redzones.cpp); where an object of another type ends in a T just there, its end is meant.
AddressMap::Hit AddressMap::inFrontOr(const Hit &H, uint64_t Address, TypeRef Pointee) const {
  if (Pointee.Index == NoIndex || Pointee.info().Size == 0)
    return H;
  uint64_t Size = Pointee.info().Size;
  if (H.R) {
    if (H.Left >= Size || (H.Left == 0 && H.R->Layout && endsIn(sourceType(*H.R->Layout), Pointee)))
      return H;
  }
  Hit B = locate(Address + Size, false);
  if (!B.R || B.Offset != 0 || !B.R->Layout)
    return H;
  void *Own = inFrontOf(*B.R->Layout, B.Own, Pointee);
  if (!Own)
    return H;
  B = Hit();
  B.Own = Own;
  return B;
}

/// What the pointer's type tells.
AddressMap::Hit AddressMap::refine(Hit H, uint64_t Address, TypeRef Pointee) const {
  if (H.mayBeEnd()) {
    uint64_t Offset = mapPointer(*H.R->Layout, H.Offset, H.R->Size, Pointee, H.R->data(H.Index));
    H.Own = static_cast<char *>(H.R->Own) + H.Index * H.R->OwnStride + Offset;
  }
  return H.Own && !H.mayBeInFront() ? H : inFrontOr(H, Address, Pointee);
}

bool AddressMap::hasMoved() const {
  auto IsElsewhere = [](uint64_t Address, const void *Own) { return reinterpret_cast<uintptr_t>(Own) != Address; };
  for (const MappedRange &R : Heap)
    if (IsElsewhere(R.Start, R.Own))
      return true;
  for (const MappedRange &R : Others)
    if (R.Object && R.Object->Kind == ObjectKind::Global && IsElsewhere(R.Start, R.Own))
      return true;
  for (const FunctionEntry &F : Functions)
    if (IsElsewhere(F.Address, F.Own))
      return true;
  return false;
}

void AddressMap::release() {
  Heap.release();
  Others.release();
  Entries.release();
  Buckets.release();
  Shapes.release();
  Stack.release();
  Functions.release();
}
