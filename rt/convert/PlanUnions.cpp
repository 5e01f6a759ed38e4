//===- PlanUnions.cpp - Unions, step by step ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A union is copied where each of its members would be, as on equal and akin platforms, with the pointers that all of them have at one
// place; it is converted if all members mean the same steps, or by the member that an expression of the source says to be live;
// else only zeros can be carried.
// Expressions are the receiver's, whose source may know better than the one that the saver was made of; the sender's if it
// has none.
//
//===----------------------------------------------------------------------===//

#include "convert/PlanBuilder.h"

#include "types/TypeNames.h"

using namespace cgt;

bool cgt::tellsOfEach(const UnionSides &Sides) {
  return (Sides.To.saysItself() || Sides.From.saysItself()) && Sides.From.type().Index != NoIndex &&
         Sides.To.type().Index != NoIndex;
}

/// The expression about a union, or the first of an array, at \p Source. False if there is none, or none that reads within the
/// element alone.
bool PlanBuilder::expression(const UnionSides &Sides, uint64_t Source, ActiveExpression &Result) {
  const ActivePlace *Both[] = {&Sides.To, &Sides.From};
  for (const ActivePlace *Side : Both) {
    Str Text = Side->text();
    // What the receiver's program was found to do says nothing of the sender's.
    if (Text.empty() || (Side == &Sides.To && Side->isFound()))
      continue;
    ActivePlace Place = Side->saysItself() ? Sides.From : ActivePlace{Sides.From.type(), NoIndex};
    ActiveProblem Problem;
    return readActive(Text, Place, Memory, Result, Problem) && Source <= BaseBytes && Result.Before <= Source &&
           Result.Reach <= BaseBytes - Source;
  }
  return false;
}

/// A member by itself, from the union's start on.
Status PlanBuilder::memberPlan(TypeRef From, TypeRef To, const MemberInfo &F, const MemberInfo &T, unsigned Depth,
                               const Plan *&Result) {
  PlanBuilder Inner(Memory, Detail, DetailSize, nullptr);
  Inner.BaseBytes = From.info().Size;
  Inner.Record = Record;
  Plan *P = Memory.array<Plan>(1);
  if (!P)
    return Status::fail(Errc::OutOfMemory);
  *P = Plan();
  if (Status S = Inner.member(From, To, F, T, 0, 0, Depth); !S.ok())
    return S;
  Inner.finish(From.at(F.Type), To.at(T.Type), *P);
  P->EndsInside |= Inner.HasInnerArrays && !isSameLayout(*P);
  Result = P;
  return Status::success();
}

/// Walks each member once, from the union's start on.
Status PlanBuilder::unionMembers(TypeRef From, TypeRef To, unsigned Depth, UnionSteps &Steps) {
  const TypeInfo &F = From.info(), &T = To.info();
  OpList Outer = List;
  uint64_t OuterBytes = BaseBytes;
  BaseBytes = F.Size;
  Steps.Alike = F.NumMembers != 0;
  Steps.Copied = F.Size == T.Size;
  for (uint32_t I = 0; I < T.NumMembers; ++I) {
    const MemberInfo &TM = T.Members[I], *FM = findMember(F, TM.Name, I);
    List = OpList(Memory);
    Status S;
    if (Steps.Members) {
      const Plan *&Own = Steps.Members[FM - F.Members];
      S = memberPlan(From, To, *FM, TM, Depth, Own);
      if (S.ok())
        S = List.addMoved(Own->Ops, Own->NumOps, 0, 0);
    } else {
      S = member(From, To, *FM, TM, 0, 0, Depth);
    }
    if (!S.ok())
      return S;
    if (TM.IsBitField) {
      List = OpList(Memory);
      Steps.Alike = false;
      Steps.Copied &= *From.Where == *To.Where;
    }
    Steps.Copied &= List.isIdentity(0, false);
    if (I == 0)
      Steps.First = List;
    OpList Common(Memory);
    if (S = Common.addCommonPointers(I == 0 ? List : Steps.Common, List); !S.ok())
      return S;
    Steps.Common = Common;
    Steps.Alike &= List.isSame(Steps.First);
    if (S = Steps.Pointers.addPointers(List, OpKind::UnionPointer); !S.ok())
      return S;
  }
  List = Outer;
  BaseBytes = OuterBytes;
  Steps.Copied |= *From.Where == *To.Where && F.Size == T.Size;
  return Status::success();
}

Status PlanBuilder::addChoice(const UnionSteps &Steps, const ActiveExpression &Which, const OpList &Unknown,
                              UnionChoice &Choice) {
  Plan *P = Memory.array<Plan>(1);
  auto *E = Memory.array<ActiveExpression>(1);
  if (!P || !E)
    return Status::fail(Errc::OutOfMemory);
  *P = Plan();
  *E = Which;
  PlanBuilder Inner(Memory, nullptr, 0, nullptr);
  Inner.List = Unknown;
  Inner.finish(Choice.From, Choice.To, *P);
  Choice.Unknown = P;
  Choice.Which = E;
  Choice.Members = Steps.Members;
  Choice.Pointers = P->Pointers;
  Choice.Functions = P->Functions;
  for (uint32_t K = 0; K < Choice.From.info().NumMembers; ++K)
    if (const Plan *Member = Steps.Members[K]) {
      Choice.Pointers |= Member->Pointers;
      Choice.Functions |= Member->Functions;
      Choice.EndsInside |= Member->EndsInside;
    }
  return Status::success();
}

/// A union, or an array of them about which one expression tells.
Status PlanBuilder::unions(const UnionSides &Sides, TypeRef From, TypeRef To, uint64_t Source, uint64_t Target,
                           unsigned Depth) {
  UnionSides Here = Sides.From.Member == NoIndex ? UnionSides{{From, NoIndex}, {To, NoIndex}} : Sides;
  TypeRef F = innermost(From), T = innermost(To);
  if (differ(F.info().Name, T.info().Name))
    return changed(F, T, {});
  if (Status S = matchMembers(F, T); !S.ok())
    return S;
  uint64_t Step = F.info().Size, OwnStep = T.info().Size, Count = Step ? From.info().Size / Step : 1;
  if (OwnStep ? To.info().Size / OwnStep != Count : To.info().Size != 0)
    return changed(From, To, {});
  UnionSteps Steps(Memory);
  ActiveExpression Which;
  bool IsKnown = Step != 0 && Count != 0 && expression(Here, Source, Which);
  if (IsKnown && !(Steps.Members = Memory.array<const Plan *>(uint64_t(F.info().NumMembers) + 1)))
    return Status::fail(Errc::OutOfMemory);
  if (Status S = unionMembers(F, T, Depth, Steps); !S.ok())
    return S;
  OpList Outer = List;
  List = OpList(Memory);
  if (Status S = Steps.Alike ? List.addAll(Steps.First) : bytes(F, T, 0, 0, Steps.Copied); !S.ok())
    return S;
  // What may be an address isn't copied in silence.
  bool HasPointers = !Steps.Alike && Steps.Copied && Steps.Pointers.size() != 0;
  if (HasPointers) {
    if (Status S = List.addRest(Steps.Pointers, Steps.Common); !S.ok())
      return S;
    if (Status S = List.addPointers(Steps.Common, OpKind::Pointer); !S.ok())
      return S;
  }
  OpList Body = List;
  List = Outer;
  if (!IsKnown || Steps.Alike || (Steps.Copied && !HasPointers))
    return Count == 1 ? List.addMoved(Body.begin(), Body.size(), Source, Target)
                      : List.repeat(Body, Source, Target, Count, Step, OwnStep);
  auto *Choice = Memory.array<UnionChoice>(1);
  if (!Choice)
    return Status::fail(Errc::OutOfMemory);
  *Choice = UnionChoice{F, T, Count};
  if (Status S = addChoice(Steps, Which, Body, *Choice); !S.ok())
    return S;
  HasInnerArrays |= Choice->EndsInside;
  if (Steps.Copied)
    if (Status S = bytes(From, To, Source, Target, true); !S.ok())
      return S;
  Op O;
  O.Kind = OpKind::Choice;
  O.Choice = Choice;
  O.IsOverlay = Steps.Copied;
  O.Bytes = Count * Step;
  O.TargetBytes = Count * OwnStep;
  O.Source = Source;
  O.Target = Target;
  return List.add(O);
}
