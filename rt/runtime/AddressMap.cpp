//===- AddressMap.cpp - From the sender's addresses to ours ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "runtime/AddressMap.h"

#include "format/TypeNames.h"

using namespace cgt;

/// Heap sort by \p Key: no recursion, no memory.
template <typename T, typename KeyFn> static void sortBy(T *A, size_t N, KeyFn Key) {
  auto Swap = [&](size_t X, size_t Y) {
    T Old = A[X];
    A[X] = A[Y];
    A[Y] = Old;
  };
  auto SiftDown = [&](size_t Root, size_t End) {
    while (2 * Root + 1 < End) {
      size_t Child = 2 * Root + 1;
      if (Child + 1 < End && Key(A[Child]) < Key(A[Child + 1]))
        ++Child;
      if (Key(A[Root]) >= Key(A[Child]))
        return;
      Swap(Root, Child);
      Root = Child;
    }
  };
  for (size_t I = N / 2; I-- > 0;)
    SiftDown(I, N);
  for (size_t End = N; End-- > 1;) {
    Swap(0, End);
    SiftDown(0, End);
  }
}

bool AddressMap::isOfNumbers(const Plan &Layout) {
  TypeRef Element = innermost(sourceType(Layout));
  return Element.Index != NoIndex && Element.info().Kind == TypeKind::Scalar;
}

bool AddressMap::add(const MappedRange &R) {
  if (!Ranges.push(R))
    return false;
  Ranges.back().OfNumbers = R.Layout && isOfNumbers(*R.Layout);
  return true;
}

bool AddressMap::addFunction(uint64_t Address, void *Own) { return Functions.push({Address, Own}); }

bool AddressMap::addRefused(uint64_t Start, uint64_t Size) {
  MappedRange R;
  R.Start = Start;
  R.Size = Size;
  return Refused.push(R);
}

void AddressMap::sort() {
  sortBy(Ranges.data(), Ranges.size(), [](const MappedRange &R) { return R.Start; });
  sortBy(Functions.data(), Functions.size(), [](const FunctionEntry &F) { return F.Address; });
}

/// Frames come oldest first and stacks grow down, so that a new range nearly always belongs at the front of an ascending
/// order: the vector is kept descending and the place searched from its end.
bool AddressMap::addStack(const MappedRange &R) {
  if (!Stack.push(R))
    return false;
  size_t I = Stack.size() - 1;
  for (; I > 0 && Stack[I - 1].Start < R.Start; --I)
    Stack[I] = Stack[I - 1];
  Stack[I] = R;
  Stack[I].OfNumbers = R.Layout && isOfNumbers(*R.Layout);
  return true;
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
  Hit H{&R, Index, Offset, nullptr};
  if (R.Layout)
    Offset = mapOffset(*R.Layout, Offset, R.Size);
  H.Own = static_cast<char *>(R.Own) + Index * R.OwnStride + Offset;
  return H;
}

void *AddressMap::find(uint64_t Address, bool IsFunction) const { return locate(Address, IsFunction).Own; }

AddressMap::Hit AddressMap::locate(uint64_t Address, bool IsFunction) const {
  size_t Low = 0, High = Functions.size();
  while (Low < High) {
    size_t Mid = Low + (High - Low) / 2;
    if (Functions[Mid].Address < Address)
      Low = Mid + 1;
    else
      High = Mid;
  }
  if (Low < Functions.size() && Functions[Low].Address == Address)
    return {nullptr, 0, 0, Functions[Low].Own};
  if (IsFunction)
    return {};

  Low = 0, High = Ranges.size(); // first range that starts after Address
  while (Low < High) {
    size_t Mid = Low + (High - Low) / 2;
    if (Ranges[Mid].Start <= Address)
      Low = Mid + 1;
    else
      High = Mid;
  }
  // An object that begins at Address comes before one that ends there; merged literals may overlap.
  for (size_t I = Low; I-- > 0 && Low - I <= 8;)
    if (Hit H = inRange(Ranges[I], Address); H.Own)
      return H;

  Low = 0, High = Stack.size(); // first range that starts at or before Address
  while (Low < High) {
    size_t Mid = Low + (High - Low) / 2;
    if (Stack[Mid].Start > Address)
      Low = Mid + 1;
    else
      High = Mid;
  }
  // Of several at one place the youngest came last.
  while (Low + 1 < Stack.size() && Stack[Low + 1].Start == Stack[Low].Start)
    ++Low;
  return Low < Stack.size() ? inRange(Stack[Low], Address) : Hit();
}

/// Does an object of \p Type end in a T, so that a pointer one past it is one past the object? Numbers of one size go
/// for each other.
static bool endsIn(TypeRef Type, TypeRef T) {
  uint64_t Size = T.info().Size;
  for (unsigned Depth = 0; Depth < 64 && Type.Index != NoIndex; ++Depth) {
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
    uint64_t Left = H.R->Size - H.Offset;
    if (Left >= Size || (Left == 0 && H.R->Layout && endsIn(sourceType(*H.R->Layout), Pointee)))
      return H;
  }
  Hit B = locate(Address + Size, false);
  if (!B.R || B.Offset != 0 || !B.R->Layout)
    return H;
  void *Own = inFrontOf(*B.R->Layout, B.Own, Pointee);
  return Own ? Hit{nullptr, 0, 0, Own} : H;
}

bool AddressMap::isRefused(uint64_t Address) const {
  for (const MappedRange &R : Refused)
    if (Address - R.Start < R.Size)
      return true;
  return false;
}

void AddressMap::release() {
  Ranges.release();
  Stack.release();
  Refused.release();
  Functions.release();
}
