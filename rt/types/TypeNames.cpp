//===- TypeNames.cpp - Types as people know them ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/TypeNames.h"

#include "types/TypeChecks.h"

using namespace cgt;

/// Where the declarator goes in the name of a function pointer: behind "(*". 0 for other names.
static uint32_t declaratorPlace(Str Name) {
  for (uint32_t I = 0; I + 3 <= Name.Size; ++I)
    if (memcmp(Name.Data + I, "(*)", 3) == 0)
      return I + 2;
  return 0;
}

/// The type that pointers and arrays lead to.
static void printBase(const UnitInfo &Unit, uint32_t Type, Text &Out) {
  if (Type == NoIndex) {
    Out.add("void");
    return;
  }
  const TypeInfo &T = Unit.Types[Type];
  if (!T.Name.empty())
    Out.add(T.Name);
  else if (T.Kind == TypeKind::Scalar)
    Out.add(static_cast<char>(T.Number)).decimal(T.Size);
  else if (T.Kind == TypeKind::FunctionPointer)
    Out.add("function pointer");
  else
    Out.add(T.Kind == TypeKind::Union ? "union" : T.Kind == TypeKind::Struct ? "struct" : "...");
}

void cgt::printDeclaration(const UnitInfo &Unit, uint32_t Type, Str Name, Text &Out) {
  // From the outermost type to the innermost one, which is the last; longer ones are cut.
  constexpr unsigned MaxLength = 16;
  uint32_t Chain[MaxLength];
  unsigned Length = 0;
  auto Is = [&](uint32_t T, TypeKind Kind) { return T != NoIndex && Unit.Types[T].Kind == Kind; };
  while (Length < MaxLength && (Is(Type, TypeKind::Pointer) || (Is(Type, TypeKind::Array) && Unit.Types[Type].Name.empty()))) {
    Chain[Length++] = Type;
    Type = Unit.Types[Type].Element;
  }
  Str Function = Is(Type, TypeKind::FunctionPointer) ? Unit.Types[Type].Name : Str();
  uint32_t Place = declaratorPlace(Function);
  if (Place) {
    Out.add(Str(Function.Data, Place));
  } else {
    printBase(Unit, Type, Out);
    if (Length > 0 || !Name.empty())
      Out.add(' ');
  }
  auto IsPointerToArray = [&](unsigned I) {
    return Is(Chain[I], TypeKind::Pointer) && I + 1 < Length && Is(Chain[I + 1], TypeKind::Array);
  };
  for (unsigned I = Length; I-- > 0;)
    if (Is(Chain[I], TypeKind::Pointer))
      Out.add(IsPointerToArray(I) ? "(*" : "*");
  Out.add(Name);
  for (unsigned I = 0; I < Length; ++I) {
    const TypeInfo &T = Unit.Types[Chain[I]];
    if (IsPointerToArray(I))
      Out.add(')');
    else if (T.Kind == TypeKind::Array && T.Count != 0)
      Out.add('[').decimal(T.Count).add(']');
    else if (T.Kind == TypeKind::Array)
      Out.add("[]");
  }
  if (Place)
    Out.add(Str(Function.Data + Place, Function.Size - Place));
}

void cgt::printTypeName(const UnitInfo &Unit, uint32_t Type, Text &Out) { printDeclaration(Unit, Type, {}, Out); }

bool cgt::haveOtherEnumerators(const UnitInfo &A, uint32_t TypeA, const UnitInfo &B, uint32_t TypeB) {
  for (unsigned Depth = 0; Depth < MaxTypeDepth && TypeA != NoIndex && TypeB != NoIndex; ++Depth) {
    const TypeInfo &X = A.Types[TypeA], &Y = B.Types[TypeB];
    if (X.Kind == TypeKind::Scalar && Y.Kind == TypeKind::Scalar)
      return !X.Name.empty() && X.Name == Y.Name && X.Enumerators != Y.Enumerators;
    TypeA = X.Element;
    TypeB = Y.Element;
  }
  return false;
}

const MemberInfo *cgt::findMember(const TypeInfo &T, Str Name, uint32_t Likely) {
  if (Likely < T.NumMembers && T.Members[Likely].Name == Name)
    return &T.Members[Likely];
  for (uint32_t I = 0; I < T.NumMembers; ++I)
    if (T.Members[I].Name == Name)
      return &T.Members[I];
  return nullptr;
}

bool cgt::samePointee(const UnitInfo &A, uint32_t TypeA, const UnitInfo &B, uint32_t TypeB) {
  for (unsigned Depth = 0; Depth < MaxTypeDepth && TypeA != NoIndex && TypeB != NoIndex; ++Depth) {
    const TypeInfo &X = A.Types[TypeA], &Y = B.Types[TypeB];
    if (!X.Name.empty() && !Y.Name.empty())
      return X.Name == Y.Name && X.Enumerators == Y.Enumerators;
    if (X.Kind != Y.Kind || (X.Kind != TypeKind::Pointer && X.Kind != TypeKind::Array))
      return X.Kind == Y.Kind;
    if (X.Name != Y.Name || X.Count != Y.Count)
      return false;
    TypeA = X.Element;
    TypeB = Y.Element;
  }
  return true;
}

/// The member that byte \p Offset (and \p Bit) lies in, of a union the first such.
static const MemberInfo *memberAt(const UnitInfo &Unit, const TypeInfo &T, uint64_t Offset, unsigned Bit) {
  for (uint32_t I = 0; I < T.NumMembers; ++I) {
    const MemberInfo &M = T.Members[I];
    if (M.IsBitField) {
      uint64_t Place = Offset * 8 + Bit;
      if (Place >= M.BitOffset && Place - M.BitOffset < M.BitWidth)
        return &M;
      continue;
    }
    if (M.Type == NoIndex || Offset < M.Offset)
      continue;
    const TypeInfo &MT = Unit.Types[M.Type];
    bool IsFlexible = MT.Kind == TypeKind::Array && MT.Count == 0;
    if (Offset - M.Offset < MT.Size || (IsFlexible && I + 1 == T.NumMembers))
      return &M;
  }
  // Beyond the end: an array of one element at the struct's end, used as a flexible one.
  return T.NumMembers && Offset >= T.Size && T.Kind == TypeKind::Struct ? &T.Members[T.NumMembers - 1] : nullptr;
}

void cgt::printPath(TypeRef Type, uint64_t Offset, unsigned Bit, uint64_t SourceBytes, Text &Out, uint32_t Until) {
  const UnitInfo &Unit = *Type.Unit;
  uint32_t At = Type.Index;
  const TypeInfo &Whole = Unit.Types[At];
  bool IsArray = Whole.Kind == TypeKind::Array;
  if (!IsArray && Whole.Size != 0 && SourceBytes >= 2 * Whole.Size) {
    Out.add('[').decimal(Offset / Whole.Size).add(']');
    Offset %= Whole.Size;
  }
  for (unsigned Depth = 0; Depth < 2 * MaxTypeDepth && At != NoIndex && At != Until; ++Depth) {
    const TypeInfo &T = Unit.Types[At];
    if (T.Kind == TypeKind::Array) {
      uint64_t Size = T.Element == NoIndex ? 0 : Unit.Types[T.Element].Size;
      if (Size == 0)
        return;
      Out.add('[').decimal(Offset / Size).add(']');
      Offset %= Size;
      At = T.Element;
      continue;
    }
    if (T.Kind != TypeKind::Struct && T.Kind != TypeKind::Union)
      return;
    const MemberInfo *M = memberAt(Unit, T, Offset, Bit);
    if (!M)
      return;
    if (!M->Name.empty() && M->Name.Data[0] != '#') { // members without a name are transparent in C
      if (!Out.empty())
        Out.add('.');
      Out.add(M->Name);
    }
    if (M->IsBitField)
      return;
    Offset -= M->Offset;
    At = M->Type;
  }
}

TypeRef cgt::innermost(TypeRef Type) {
  while (Type.Index != NoIndex && Type.info().Kind == TypeKind::Array && Type.info().Name.empty())
    Type = Type.at(Type.info().Element);
  return Type;
}

/// The innermost type at an offset of which \p IsIt is true; without an index if there is none. Arrays and structs are walked
/// through, and unions by their first member there.
template <typename Fn> static TypeRef typeAt(TypeRef Type, uint64_t Offset, uint64_t SourceBytes, Fn IsIt) {
  if (Type.Index == NoIndex)
    return Type;
  // Beyond the first element: another one, unless the block is a struct with a flexible end.
  if (uint64_t Size = Type.info().Size; Size != 0 && Offset >= Size && SourceBytes % Size == 0)
    Offset %= Size;
  for (unsigned Depth = 0; Depth < 2 * MaxTypeDepth && Type.Index != NoIndex; ++Depth) {
    const TypeInfo &T = Type.info();
    if (IsIt(T))
      return Type;
    if (T.Kind == TypeKind::Array) {
      if (uint64_t Size = T.Element == NoIndex ? 0 : Type.Unit->Types[T.Element].Size)
        Offset %= Size;
      Type = Type.at(T.Element);
      continue;
    }
    if (T.Kind != TypeKind::Struct && T.Kind != TypeKind::Union)
      break;
    const MemberInfo *M = memberAt(*Type.Unit, T, Offset, 0);
    if (!M || M->IsBitField)
      break;
    Offset -= M->Offset;
    Type = Type.at(M->Type);
  }
  return Type.at(NoIndex);
}

TypeRef cgt::pointeeAt(TypeRef Type, uint64_t Offset, uint64_t SourceBytes) {
  TypeRef Pointer = typeAt(Type, Offset, SourceBytes, [](const TypeInfo &T) { return T.Kind == TypeKind::Pointer; });
  return Pointer.Index == NoIndex ? Pointer : Pointer.at(Pointer.info().Element);
}

void cgt::printUnionAt(TypeRef Type, uint64_t Offset, uint64_t SourceBytes, Text &Out) {
  TypeRef Union = typeAt(Type, Offset, SourceBytes, [](const TypeInfo &T) { return T.Kind == TypeKind::Union; });
  if (Union.Index != NoIndex)
    Out.add('\'').add(Union.info().Name).add("' holds one of several types");
}

bool cgt::mayHoldPointers(const UnitInfo &Unit, uint32_t Type, unsigned Depth) {
  if (Type == NoIndex || Depth > MaxTypeDepth)
    return false;
  const TypeInfo &T = Unit.Types[Type];
  if (T.Kind == TypeKind::Pointer || T.Kind == TypeKind::FunctionPointer)
    return true;
  if (T.Kind == TypeKind::Array)
    return mayHoldPointers(Unit, T.Element, Depth + 1);
  for (uint32_t K = 0; T.isRecord() && K < T.NumMembers; ++K)
    if (mayHoldPointers(Unit, T.Members[K].Type, Depth + 1))
      return true;
  return false;
}
