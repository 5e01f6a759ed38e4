//===- RestoreViews.cpp - Memory that is used as two types ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a second use is, and when it would come out wrong, stands in convert/SecondView.h. Where it wouldn't, it may hold addresses of
// objects that lie elsewhere now: that is refused, too.
//
//===----------------------------------------------------------------------===//

#include "restore/Restore.h"

#include "base/Search.h"
#include "base/Sort.h"
#include "convert/SecondView.h"
#include "port/Report.h"
#include "types/Addresses.h"
#include "types/TypeNames.h"

using namespace cgt;

/// The variables of the sender's frames that have an address, in order of it.
bool Restorer::findVariables() {
  for (uint32_t K = 0; K < I.NumActivations; ++K) {
    const ActivationRecord &A = I.Activations[K];
    const UnitInfo &U = I.Units[A.Unit];
    const FunctionInfo &F = U.Functions[A.Function];
    const StepMatch &M = matchStep(A);
    for (const FieldInfo &V : LiveFields(F, F.step(A.Step))) {
      if (!V.AddressOffset || V.Type == NoIndex)
        continue;
      FrameVariable At = {{theirPointer(A.Record + V.AddressOffset), U.Types[V.Type].Size}, true};
      for (uint32_t L = 0; L < M.NumFields && At.Moves; ++L)
        At.Moves = M.Fields[L].Theirs != &V || !homeOf(M.Fields[L], At.Start, At.Size);
      if (!Variables.push(At))
        return false;
    }
  }
  sortInPlace(Variables.data(), Variables.size(),
              [](const FrameVariable &A, const FrameVariable &B) { return A.Start < B.Start; });
  return true;
}

/// The variable of the sender's frames that has this address, or null; one that moves, should frames that are one have several.
const FrameVariable *Restorer::variableAt(uint64_t Address) {
  if (!KnowsVariables && !findVariables())
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  KnowsVariables = true;
  constexpr size_t Most = 8; // at one place, of frames that are one
  const size_t Behind = firstWhere<size_t>(0, Variables.size(), [&](size_t K) { return Variables[K].Start > Address; });
  const FrameVariable *Found = nullptr;
  for (size_t K = Behind; K-- > 0 && Behind - K <= Most && !(Found && Found->Moves);)
    if (Address - Variables[K].Start < Variables[K].Size)
      Found = &Variables[K];
  return Found;
}

/// May bytes of this value be the sender's address of an object that lies elsewhere here?
bool Restorer::isMovedAddress(uint64_t Value) {
  if (isMark(Value, I.Sender.PointerSize))
    return false;
  if (const Handle *Object = Library.find(Value))
    return isElsewhere(*Object);
  if (isHome(Value))
    return false;
  if (void *Own = Map.find(Value, false))
    return reinterpret_cast<uintptr_t>(Own) != Value;
  const FrameVariable *Variable = variableAt(Value); // those of younger frames have no place here yet
  return Variable && Variable->Moves;
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
  if (void *Own = Map.find(Value, IsFunction)) {
    *Moved |= reinterpret_cast<uintptr_t>(Own) != Value;
    return true;
  }
  const FrameVariable *Variable = variableAt(Value);
  *Moved |= Variable && Variable->Moves;
  return Variable != nullptr;
}

/// A pointer to a \p Pointee refers to bytes of no known type, which are copied.
Status Restorer::checkCopied(const AddressMap::Hit &H, TypeRef Pointee, TwoViews &Found) {
  if (isRightAs(Pointee, H.R->Size - H.Offset, Types.senderTypes()))
    return Status::success();
  Found = {H.R, Pointee, Errc::TwoTypes};
  return Status::fail(Found.Code);
}

/// A pointer to a \p Pointee refers to an object of numbers.
Status Restorer::checkView(const AddressMap::Hit &H, TypeRef Pointee, TwoViews &Found) {
  const MappedRange &R = *H.R;
  if (!R.Data)
    return Status::success();
  if (!R.Layout)
    return checkCopied(H, Pointee, Found);
  bool Moved = false;
  AddressMeaning Meaning = {[](void *Ctx, uint64_t Value, bool IsFunction, bool *Moved) {
                              return static_cast<Restorer *>(Ctx)->meansSomething(Value, IsFunction, Moved);
                            },
                            this};
  if (!isSecondView(sourceType(*R.Layout), Pointee, R.Data + H.Index * R.DataStride + H.Offset, R.Size - H.Offset, Meaning,
                    &Moved))
    return Status::success();
  bool IsLost = isLostView(*R.Layout, I.Sender == Here ? nullptr : Types.planOf(Pointee));
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
