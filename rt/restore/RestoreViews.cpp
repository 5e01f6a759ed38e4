//===- RestoreViews.cpp - Memory that is used as two types ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block is converted as what it was allocated as, a variable as what it was declared as. A pointer of another type into
// it shows that the program also reads its bytes as that: `short *s = (short *)ints`, or a struct carved out of a pool of
// `char`. On an equal platform both mean the same bytes, whatever they are, unless they hold addresses of objects that
// lie elsewhere now; on another one the second type's data would come out wrong, so the restoration is refused.
//
// Looked at are objects made of numbers. A pointer to characters is no second type: it is how C reads an object's bytes.
//
//===----------------------------------------------------------------------===//

#include "restore/Restore.h"

#include "base/Search.h"
#include "base/Sort.h"
#include "port/Report.h"
#include "types/Addresses.h"
#include "types/TypeChecks.h"
#include "types/TypeNames.h"

using namespace cgt;
using report::num;

/// Are all of \p T's numbers of \p Number's kind and size, without padding? Unions, opaque bytes and incomplete types say
/// nothing.
static bool agrees(TypeRef T, const TypeInfo &Number, unsigned Depth) {
  if (T.Index == NoIndex || Depth > MaxTypeDepth)
    return true;
  const TypeInfo &Type = T.info();
  switch (Type.Kind) {
  case TypeKind::Scalar:
    return Type.Size == Number.Size && (Type.isInteger() ? Number.isInteger() : Type.Number == Number.Number);
  case TypeKind::Pointer:
  case TypeKind::FunctionPointer: return false;
  case TypeKind::Array: return agrees(T.at(Type.Element), Number, Depth + 1);
  case TypeKind::Struct:
    for (uint32_t K = 0; K < Type.NumMembers; ++K)
      if (Type.Members[K].IsBitField || !agrees(T.at(Type.Members[K].Type), Number, Depth + 1))
        return false;
    return true;
  default: return true;
  }
}

/// The variables of the sender's frames that have an address, in order of it.
bool Restorer::findVariables() {
  for (uint32_t K = 0; K < I.NumActivations; ++K) {
    const ActivationRecord &A = I.Activations[K];
    const UnitInfo &U = I.Units[A.Unit];
    const FunctionInfo &F = U.Functions[A.Function];
    for (const FieldInfo &V : LiveFields(F, F.step(A.Step)))
      if (V.AddressOffset && V.Type != NoIndex &&
          !Variables.push({theirPointer(A.Record + V.AddressOffset), U.Types[V.Type].Size}))
        return false;
  }
  sortInPlace(Variables.data(), Variables.size(), [](const Extent &A, const Extent &B) { return A.Start < B.Start; });
  return true;
}

/// Is it the sender's address of a variable of its frames? Those of younger frames have no place here yet.
bool Restorer::isOnStack(uint64_t Address) {
  if (!KnowsVariables && !findVariables())
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  KnowsVariables = true;
  constexpr size_t Most = 8; // at one place, of frames that are one
  const size_t Behind = firstWhere<size_t>(0, Variables.size(), [&](size_t K) { return Variables[K].Start > Address; });
  for (size_t K = Behind; K-- > 0 && Behind - K <= Most;)
    if (Address - Variables[K].Start < Variables[K].Size)
      return true;
  return false;
}

/// May bytes of this value be the sender's address of an object that lies elsewhere here?
bool Restorer::isMovedAddress(uint64_t Value) {
  if (isMark(Value, I.Sender.PointerSize))
    return false;
  if (const Handle *Object = Library.find(Value))
    return isElsewhere(*Object);
  if (isHome(Value))
    return false;
  void *Own = Map.find(Value, false);
  return Own ? reinterpret_cast<uintptr_t>(Own) != Value : isOnStack(Value);
}

/// Does the sender's address refer to an object, or is it a mark? \p Moved: it lies elsewhere here.
bool Restorer::meansSomething(uint64_t Value, bool IsFunction, bool *Moved) {
  if (isMark(Value, I.Sender.PointerSize))
    return true;
  if (const Handle *Object = IsFunction ? nullptr : Library.find(Value)) {
    *Moved |= isElsewhere(*Object);
    return true;
  }
  if (isHome(Value))
    return true;
  void *Own = Map.find(Value, IsFunction);
  if (Own ? reinterpret_cast<uintptr_t>(Own) == Value : !isOnStack(Value))
    return Own != nullptr;
  *Moved = true;
  return true;
}

/// Are \p Bytes bytes of the sender's the beginning of a \p Type whose pointers all refer to something? A pointer left
/// over from memory that was given back and used again leads to other bytes, which is no second use.
bool Restorer::holdsPointersThatMean(TypeRef Type, const uint8_t *At, uint64_t Bytes, bool *Moved, unsigned Depth) {
  if (Type.Index == NoIndex || Depth > MaxTypeDepth)
    return true;
  const TypeInfo &T = Type.info();
  switch (T.Kind) {
  case TypeKind::Pointer:
  case TypeKind::FunctionPointer:
    return Bytes < T.Size || meansSomething(theirPointer(At), T.Kind == TypeKind::FunctionPointer, Moved);
  case TypeKind::Array:
    for (uint64_t K = 0, Size = T.Count ? T.Size / T.Count : 0; K < T.Count && K * Size < Bytes; ++K)
      if (!holdsPointersThatMean(Type.at(T.Element), At + K * Size, Bytes - K * Size, Moved, Depth + 1))
        return false;
    return true;
  case TypeKind::Struct:
    for (uint32_t K = 0; K < T.NumMembers; ++K) {
      const MemberInfo &M = T.Members[K];
      if (!M.IsBitField && M.Offset < Bytes &&
          !holdsPointersThatMean(Type.at(M.Type), At + M.Offset, Bytes - M.Offset, Moved, Depth + 1))
        return false;
    }
    return true;
  default: return true;
  }
}

/// Do the bytes of a \p Type mean the same on both platforms?
bool Restorer::isCopiedToo(TypeRef Type) {
  auto Unit = static_cast<uint32_t>(Type.Unit - I.Units);
  Place Own = Types.heapType(Unit, Type.Index);
  const Plan *Pl = nullptr;
  Allocator A = Memory.allocator();
  return Own.found() && compilePlan(Type, P.type(Here, Own), A, Pl).ok() && isCopy(*Pl);
}

/// A pointer to a \p Pointee refers to an object of numbers.
Status Restorer::checkView(const AddressMap::Hit &H, TypeRef Pointee, TwoViews &Found) {
  const MappedRange &R = *H.R;
  if (Pointee.Index == NoIndex || !R.Data)
    return Status::success();
  uint64_t Left = R.Size - H.Offset, Size = Pointee.info().Size;
  if (Size <= 1 || Size > Left)
    return Status::success(); // characters; one past the end
  const TypeInfo &Number = innermost(sourceType(*R.Layout)).info();
  bool Moved = false;
  if (agrees(Pointee, Number, 0) ||
      !holdsPointersThatMean(Pointee, R.Data + H.Index * R.DataStride + H.Offset, Left, &Moved, 0))
    return Status::success();
  bool IsLost = !(I.Sender == Here) && !(isCopy(*R.Layout) && isCopiedToo(Pointee));
  if (!IsLost && !Moved)
    return Status::success();
  Found = {&R, Pointee, IsLost ? Errc::TwoTypes : Errc::MovedAddress};
  return Status::fail(Found.Code);
}

void Restoration::refuseViews(const TwoViews &Views, const Conversion *C) {
  const MappedRange &R = *Views.Range;
  TypeRef Pointee = Views.Pointee;
  char Detail[384], Type[96];
  Text TypeName(Type, sizeof Type);
  printDeclaration(*Pointee.Unit, Pointee.Index, {}, TypeName);
  report::Buffer B(Detail, sizeof Detail);
  B.add("it is also used as '", Type, "'");
  if (C) {
    const auto &Place = C->Context.At;
    char At[128];
    Text Path(At, sizeof At);
    printPath(*Place.Type, Place.Offset, 0, Place.BlockBytes, Path);
    B.add(", by ", C->What.What, " '", C->What.Name, "'");
    if (At[0])
      B.add(" at '", At, "'");
    if (!C->What.Function.empty())
      B.add(" of function '", C->What.Function, "'");
  }
  Location L{"variable", {}, {}, {}, 0};
  if (R.Run) {
    L = locationOf(*R.Run);
  } else if (R.Object) {
    const GlobalInfo &G = I.Units[R.Object->Unit].Globals[R.Object->Index];
    L = {"global", G.Name, {}, G.File, G.Line};
  } else if (R.Variable) {
    L.Name = R.Variable->Name;
    L.Line = R.Variable->Line;
  }
  refuse(Status::fail(Views.Code), L, nullptr, Detail);
}
