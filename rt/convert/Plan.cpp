//===- Plan.cpp - A tag pair compiled into conversion steps ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Walks both types side by side, once, and leaves a flat list of steps; neighbouring steps of one kind become one.
//
//===----------------------------------------------------------------------===//

#include "convert/PlanBuilder.h"
#include "convert/ShufflePlan.h"
#include "types/TypeChecks.h"
#include "types/TypeNames.h"

using namespace cgt;

/// "'int'", "'int : 3'" of a bit-field.
static void addQuoted(TypeRef Type, const MemberInfo *Member, Str Name, Text &Out) {
  Out.add('\'');
  printDeclaration(*Type.Unit, Type.Index, Name, Out);
  if (Member && Member->IsBitField)
    Out.add(" : ").decimal(Member->BitWidth);
  Out.add('\'');
}

/// \p F and \p T are the members if these, not their types, differ.
Status PlanBuilder::changed(TypeRef From, TypeRef To, Str Member, const MemberInfo *F, const MemberInfo *T) {
  if (Detail) {
    Text Out(Detail, DetailSize);
    if (!Member.empty())
      Out.add("member '").add(Member).add("' of '").add(Record).add("': ");
    addQuoted(From, F, {}, Out);
    if (haveOtherEnumerators(*From.Unit, From.Index, *To.Unit, To.Index)) {
      Out.add(" has other names or values");
      return Status::fail(Errc::ChangedType);
    }
    Out.add(" became ");
    addQuoted(To, T, {}, Out);
  }
  return Status::fail(Errc::ChangedType);
}

Status PlanBuilder::scalar(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target) {
  const TypeInfo &F = From.info(), &T = To.info();
  if (differ(F.Name, T.Name) || haveOtherEnumerators(*From.Unit, From.Index, *To.Unit, To.Index))
    return changed(From, To, {});
  if (F.isInteger() != T.isInteger())
    return changed(From, To, {});
  bool SameOrder = From.Where->BigEndian == To.Where->BigEndian;
  Op O;
  O.Source = Source;
  O.Target = Target;
  O.SourceSize = static_cast<uint8_t>(F.Size);
  O.TargetSize = static_cast<uint8_t>(T.Size);
  if (F.isInteger()) {
    if (F.Size == T.Size) {
      O.Kind = SameOrder || F.Size == 1 ? OpKind::Copy : OpKind::Swap;
      O.Bytes = F.Size;
      return List.add(O);
    }
    if (F.Size > 16 || T.Size > 16)
      return Status::fail(Errc::Unsupported);
    O.Kind = OpKind::Integer;
    O.SourceSigned = From.isSigned();
    // A temporary's signedness is a guess on either side.
    O.TargetSigned = F.Name.empty() || T.Name.empty() ? O.SourceSigned : To.isSigned();
    return List.add(O);
  }
  if (!floatFormat(F.scalar(), F.Size, O.SourceFormat) || !floatFormat(T.scalar(), T.Size, O.TargetFormat))
    return Status::fail(Errc::Unsupported);
  constexpr uint64_t X87Bytes = 10;
  if (O.SourceFormat == O.TargetFormat && SameOrder) {
    O.Kind = OpKind::Copy;
    O.Bytes = O.SourceFormat == FloatFormat::X87 ? X87Bytes : F.Size;
    return List.add(O);
  }
  O.Kind = O.SourceFormat == O.TargetFormat && O.SourceFormat != FloatFormat::DoubleDouble && O.SourceFormat != FloatFormat::X87
               ? OpKind::Swap
               : OpKind::Float;
  return List.add(O);
}

Status PlanBuilder::pointer(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target) {
  const TypeInfo &F = From.info(), &T = To.info();
  if (differ(F.Name, T.Name) || !samePointee(*From.Unit, F.Element, *To.Unit, T.Element))
    return changed(From, To, {});
  Op O;
  O.Kind = OpKind::Pointer;
  O.IsFunction = F.Kind == TypeKind::FunctionPointer;
  O.SourceSize = static_cast<uint8_t>(F.Size);
  O.TargetSize = static_cast<uint8_t>(T.Size);
  O.Source = Source;
  O.Target = Target;
  return List.add(O);
}

/// The element's steps, repeated.
Status PlanBuilder::array(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target, unsigned Depth) {
  const TypeInfo &F = From.info(), &T = To.info();
  if (F.Name != T.Name || F.Count != T.Count)
    return changed(From, To, {});
  if (F.Count == 0 || F.Element == NoIndex || T.Element == NoIndex)
    return Status::success(); // flexible: Plan::End
  HasInnerArrays |= Depth != 0;
  OpList Outer = List;
  uint64_t OuterBytes = BaseBytes;
  List = OpList(Memory);
  BaseBytes = From.Unit->Types[F.Element].Size;
  if (Status S = type(From.at(F.Element), To.at(T.Element), 0, 0, Depth + 1); !S.ok()) {
    if (S.Code == Errc::ChangedType && Detail && Detail[0] == '\'')
      return changed(From, To, {});
    return S;
  }
  OpList Body = List;
  List = Outer;
  BaseBytes = OuterBytes;
  return List.repeat(Body, Source, Target, F.Count, From.Unit->Types[F.Element].Size, To.Unit->Types[T.Element].Size);
}

Status PlanBuilder::bitField(TypeRef From, TypeRef To, const MemberInfo &F, const MemberInfo &T, uint64_t Source,
                             uint64_t Target) {
  const TypeInfo &FT = From.Unit->Types[F.Type], &TT = To.Unit->Types[T.Type];
  if (F.BitWidth != T.BitWidth || FT.Number != TT.Number || differ(FT.Name, TT.Name) ||
      haveOtherEnumerators(*From.Unit, F.Type, *To.Unit, T.Type))
    return changed(From.at(F.Type), To.at(T.Type), T.Name, &F, &T);
  if (F.BitWidth == 0)
    return Status::success();
  Op O;
  O.Kind = OpKind::Bits;
  O.Source = Source + F.BitOffset / 8;
  O.Target = Target + T.BitOffset / 8;
  O.SourceBit = F.BitOffset % 8;
  O.TargetBit = T.BitOffset % 8;
  O.SourceWidth = O.TargetWidth = static_cast<uint8_t>(F.BitWidth);
  return List.add(O);
}

/// \p Old and \p New: the members that stand at \p Index, null if the other side doesn't have such a member at all.
Status PlanBuilder::changedMember(TypeRef From, TypeRef To, uint32_t Index, const MemberInfo *Old, const MemberInfo *New) {
  if (Detail) {
    Text Out(Detail, DetailSize);
    Out.add("member ");
    if (Old && New)
      Out.decimal(Index + uint64_t(1));
    else
      addQuoted(New ? To.at(New->Type) : From.at(Old->Type), New ? New : Old, New ? New->Name : Old->Name, Out);
    Out.add(" of '").add(To.info().Name).add("'");
    if (Old && New) {
      Out.add(": ");
      addQuoted(From.at(Old->Type), Old, Old->Name, Out);
      Out.add(" became ");
      addQuoted(To.at(New->Type), New, New->Name, Out);
    } else {
      Out.add(New ? " is new" : " is gone");
    }
  }
  return Status::fail(Errc::ChangedType);
}

/// A number that a libc keeps for itself in a record of its headers, on some platforms only: `__st_ino` of 32-bit ones'
/// `struct stat`. Names that begin so are the implementation's, so that no program reads it.
static bool isPrivate(TypeRef Record, const MemberInfo &M) {
  const TypeInfo &R = Record.info();
  bool IsReserved = M.Name.Size > 2 && M.Name.Data[0] == '_' && M.Name.Data[1] == '_';
  return R.Kind == TypeKind::Struct && R.AnyOrder && IsReserved && M.Type != NoIndex &&
         Record.at(M.Type).info().Kind == TypeKind::Scalar;
}

/// Do both sides have the same members, by name? A struct must have them in the same order, but for libc's, whose order
/// isn't the same everywhere, nor which private ones there are.
Status PlanBuilder::matchMembers(TypeRef From, TypeRef To) {
  const TypeInfo &F = From.info(), &T = To.info();
  bool Ordered = F.Kind == TypeKind::Struct && !F.AnyOrder && !T.AnyOrder;
  uint32_t NumOld = F.NumMembers, NumNew = T.NumMembers;
  for (uint32_t I = 0; I < F.NumMembers || I < T.NumMembers; ++I) {
    const MemberInfo *Old = I < F.NumMembers ? &F.Members[I] : nullptr;
    const MemberInfo *New = I < T.NumMembers ? &T.Members[I] : nullptr;
    if (Old && New && Old->Name == New->Name)
      continue;
    bool OldStays = Old && findMember(T, Old->Name), NewWas = New && findMember(F, New->Name);
    if (Old && !OldStays && isPrivate(From, *Old)) {
      Old = nullptr;
      --NumOld;
    }
    if (New && !NewWas && isPrivate(To, *New)) {
      New = nullptr;
      --NumNew;
    }
    if ((Old && !OldStays && New && !NewWas) || (Ordered && OldStays && NewWas))
      return changedMember(From, To, I, Old, New);
    if (New && !NewWas)
      return changedMember(From, To, I, nullptr, New);
    if (Old && !OldStays)
      return changedMember(From, To, I, Old, nullptr);
  }
  return NumOld == NumNew ? Status::success() : Status::fail(Errc::Malformed);
}

/// One member, of which a refusal tells the name, the innermost one's.
Status PlanBuilder::member(TypeRef From, TypeRef To, const MemberInfo &F, const MemberInfo &T, uint64_t Source, uint64_t Target,
                           unsigned Depth) {
  Str Outer = Record;
  Record = To.info().Name;
  TypeRef Old = From.at(F.Type), New = To.at(T.Type);
  Around = {{From, static_cast<uint32_t>(&F - From.info().Members)}, {To, static_cast<uint32_t>(&T - To.info().Members)}};
  Status S = F.IsBitField != T.IsBitField ? changed(Old, New, T.Name, &F, &T)
             : T.IsBitField               ? bitField(Old, New, F, T, Source, Target)
                                          : type(Old, New, Source + F.Offset, Target + T.Offset, Depth + 1);
  if (S.Code == Errc::ChangedType && Detail && Detail[0] == '\'')
    (void)changed(Old, New, T.Name);
  Record = Outer;
  return S;
}

/// Bytes before the first member: an unnamed bit-field's.
static uint64_t bytesInFront(const TypeInfo &Record) {
  uint64_t Least = Record.NumMembers ? UINT64_MAX : 0;
  for (uint32_t I = 0; I < Record.NumMembers; ++I)
    Least = Record.Members[I].Offset < Least ? Record.Members[I].Offset : Least;
  return Least;
}

Status PlanBuilder::record(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target, unsigned Depth) {
  const TypeInfo &F = From.info(), &T = To.info();
  if (differ(F.Name, T.Name))
    return changed(From, To, {});
  if (Status S = matchMembers(From, To); !S.ok())
    return S;
  OpList OuterList = List;
  List = OpList(Memory);
  for (uint32_t I = 0; I < T.NumMembers; ++I)
    if (const MemberInfo *Old = findMember(F, T.Members[I].Name, I))
      if (Status S = member(From, To, *Old, T.Members[I], Source, Target, Depth); !S.ok())
        return S;
  OpList Body = List;
  List = OuterList;
  bool SameBits = From.Where->BitFieldsFromTop == To.Where->BitFieldsFromTop;
  if (Body.size() == 0 || F.Size != T.Size || !Body.isIdentity(Target - Source, SameBits)) {
    // What has the record's own address is a step, too: mapOffset() knows places by steps.
    Op Front;
    Front.Source = Source;
    Front.Target = Target;
    Front.Bytes = bytesInFront(F) < bytesInFront(T) ? bytesInFront(F) : bytesInFront(T);
    if (Front.Bytes)
      if (Status S = List.add(Front); !S.ok())
        return S;
    return List.addAll(Body);
  }
  // Copied with its padding.
  if (Status S = bytes(From, To, Source, Target, true); !S.ok())
    return S;
  return List.addPointers(Body, OpKind::Pointer);
}

Status PlanBuilder::opaque(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target) {
  const TypeInfo &F = From.info(), &T = To.info();
  bool Same = *From.Where == *To.Where && F.Size == T.Size;
  BitMeaning Theirs = bitMeaning(F, *From.Where), Own = bitMeaning(T, *To.Where);
  bool IsJump = isJumpBuffer(F);
  SyncKind Sync = syncKind(F);
  bool Stays = Theirs == BitMeaning::None && Sync == SyncKind::None && !IsJump;
  if (Stays || F.Name != T.Name || (Same && Theirs == Own))
    return bytes(From, To, Source, Target, Same);
  Op O;
  O.Kind = IsJump ? OpKind::Jump : Sync != SyncKind::None ? OpKind::Sync : OpKind::BitSet;
  O.Sync = Sync;
  O.SourceSize = From.Where->LongSize;
  O.TargetSize = To.Where->LongSize;
  O.Bytes = F.Size;
  O.TargetBytes = T.Size;
  O.SourceMeaning = IsJump ? signalMeaning(*From.Where) : Theirs;
  O.TargetMeaning = IsJump ? signalMeaning(*To.Where) : Own;
  O.Source = Source;
  O.Target = Target;
  return List.add(O);
}

/// Bytes as such: copied, or refused unless all are zero.
Status PlanBuilder::bytes(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target, bool Copied) {
  const TypeInfo &F = From.info(), &T = To.info();
  Op O;
  O.Kind = Copied ? OpKind::Copy : OpKind::Zeros;
  O.Bytes = F.Size;
  O.TargetBytes = T.Size;
  O.Source = Source;
  O.Target = Target;
  return O.Bytes || O.TargetBytes ? List.add(O) : Status::success();
}

Status PlanBuilder::type(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target, unsigned Depth) {
  if (Depth > MaxTypeDepth)
    return Status::fail(Errc::TooDeep);
  if (From.Index == NoIndex || To.Index == NoIndex)
    return Status::success();
  if (From.info().Kind != To.info().Kind)
    return changed(From, To, {});
  UnionSides Sides = Around;
  Around = UnionSides();
  if (From.info().Kind == TypeKind::Array && tellsOfEach(Sides))
    return unions(Sides, From, To, Source, Target, Depth);
  switch (From.info().Kind) {
  case TypeKind::Scalar: return scalar(From, To, Source, Target);
  case TypeKind::Pointer:
  case TypeKind::FunctionPointer: return pointer(From, To, Source, Target);
  case TypeKind::Array: return array(From, To, Source, Target, Depth);
  case TypeKind::Struct: return record(From, To, Source, Target, Depth);
  case TypeKind::Union: return unions(Sides, From, To, Source, Target, Depth);
  case TypeKind::Opaque: return opaque(From, To, Source, Target);
  case TypeKind::Void: return Status::success();
  }
  return Status::fail(Errc::Malformed);
}

Status PlanBuilder::findTail(TypeRef From, TypeRef To, BlockForm Form, Tail &End, unsigned Depth) {
  End.Source = endArray(*From.Unit, From.Index);
  EndArray Target = endArray(*To.Unit, To.Index);
  if (!End.Source.mayGoOn(Form) || !Target.found())
    return Status::success();
  Plan *Element = nullptr;
  if (Status S = PlanBuilder(Memory, Detail, DetailSize, Kernels)
                     .build(From.at(End.Source.Element), To.at(Target.Element), Element, Depth + 1, BlockForm::Many);
      !S.ok())
    return S;
  End.Element = Element;
  End.Target = Target.Offset;
  return Status::success();
}

/// What the steps so far are a plan of.
void PlanBuilder::finish(TypeRef From, TypeRef To, Plan &P) const {
  P.From = From;
  P.To = To;
  P.Ops = List.begin();
  P.NumOps = List.size();
  P.SourceSize = From.info().Size;
  P.TargetSize = To.info().Size;
  P.SourceBig = From.Where->BigEndian;
  P.TargetBig = To.Where->BigEndian;
  for (uint32_t I = 0; I < P.NumOps; ++I) {
    P.Pointers |= cgt::hasPointers(P.Ops[I]);
    P.Functions |= cgt::hasFunctions(P.Ops[I]);
    P.Choices |= P.Ops[I].Choice != nullptr;
  }
  P.KeepsPlaces = List.keepsPlaces();
  P.ClearsTarget = !List.covers(P.TargetSize);
}

Status PlanBuilder::build(TypeRef From, TypeRef To, Plan *&Result, unsigned Depth, BlockForm Form) {
  if (Depth > MaxTypeDepth)
    return Status::fail(Errc::TooDeep);
  Plan *P = Memory.array<Plan>(1);
  if (!P)
    return Status::fail(Errc::OutOfMemory);
  *P = Plan();
  // A variable length array is a block of its elements.
  while (From.info().Kind == TypeKind::Array && From.info().Count == 0 && From.info().Element != NoIndex &&
         To.info().Kind == TypeKind::Array && To.info().Count == 0 && To.info().Element != NoIndex) {
    From = From.at(From.info().Element);
    To = To.at(To.info().Element);
  }
  BaseBytes = From.info().Size;
  if (Status S = type(From, To, 0, 0, 0); !S.ok())
    return S;
  P->Form = Form;
  finish(From, To, *P);
  P->Kernels = Kernels;
  if (Kernels && !isCopy(*P))
    if (Status S = addVectorCode(List.begin(), List.size(), P->SourceSize, P->TargetSize, *P, Memory, P->Fast); !S.ok())
      return S;
  if (Status S = findTail(From, To, Form, P->End, Depth); !S.ok())
    return S;
  P->Pointers |= P->End.Element && P->End.Element->Pointers;
  P->Functions |= P->End.Element && P->End.Element->Functions;
  P->Choices |= P->End.Element && P->End.Element->Choices;
  P->EndsInside = HasInnerArrays && !isSameLayout(*P);
  Result = P;
  return Status::success();
}

Status cgt::compilePlan(TypeRef From, TypeRef To, Allocator &Memory, const Plan *&Result, char *Detail, size_t DetailSize,
                        const KernelTable *Kernels, BlockForm Form) {
  if (Detail && DetailSize)
    Detail[0] = 0;
  Plan *P = nullptr;
  Status S = PlanBuilder(Memory, Detail, DetailSize, Kernels).build(From, To, P, 0, Form);
  Result = P;
  return S;
}

bool cgt::isCopy(const Plan &P) {
  return P.NumOps == 1 && P.Ops[0].Kind == OpKind::Copy && P.Ops[0].Count == 1 && P.Ops[0].Bytes == P.SourceSize &&
         P.SourceSize == P.TargetSize;
}

static bool isSameLayout(const Op *Ops, uint32_t Count) {
  for (uint32_t I = 0; I < Count; ++I) {
    const Op &O = Ops[I];
    bool Alike = O.Source == O.Target && (O.Count == 1 || O.SourceStride == O.TargetStride) &&
                 (O.Kind == OpKind::Copy || O.isPointer() || (O.Kind == OpKind::Loop && O.SourceStride == O.TargetStride));
    if (!Alike || (O.Kind == OpKind::Pointer && O.SourceSize != O.TargetSize))
      return false;
  }
  return true;
}

bool cgt::isSameLayout(const Plan &P) {
  bool Alike = P.SourceSize == P.TargetSize && P.SourceBig == P.TargetBig && ::isSameLayout(P.Ops, P.NumOps);
  return Alike && (!P.End.Element || (P.End.Source.Offset == P.End.Target && isSameLayout(*P.End.Element)));
}

bool cgt::isScalarChange(const Plan &P, ScalarChange &Result) {
  if (P.NumOps != 1 || P.ClearsTarget)
    return false;
  const Op &O = P.Ops[0];
  if (O.Count != 1 || O.sourceBytes() != P.SourceSize || O.targetBytes() != P.TargetSize)
    return false;
  Result.Widens = O.Kind == OpKind::Integer && O.SourceSize == 4 && O.TargetSize == 8 && O.SourceSigned == O.TargetSigned;
  Result.Swaps = P.SourceBig != P.TargetBig && O.SourceSize <= 8;
  Result.IsSigned = O.SourceSigned;
  return Result.Widens || (O.Kind == OpKind::Swap && Result.Swaps);
}

bool cgt::hasPointers(const Plan &P) { return P.Pointers; }
bool cgt::hasFunctionPointers(const Plan &P) { return P.Functions; }
bool cgt::hasChoices(const Plan &P) { return P.Choices; }
bool cgt::endsInside(const Plan &P) { return P.EndsInside; }
bool cgt::mayBeCut(const Plan &P) { return !P.End.Element; }
uint64_t cgt::sourceSize(const Plan &P) { return P.SourceSize; }
uint64_t cgt::targetSize(const Plan &P) { return P.TargetSize; }
TypeRef cgt::sourceType(const Plan &P) { return P.From; }
TypeRef cgt::targetType(const Plan &P) { return P.To; }
