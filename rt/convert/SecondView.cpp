//===- SecondView.cpp - Memory that is used as two types --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/SecondView.h"

#include "types/Addresses.h"
#include "types/Platform.h"
#include "types/TypeChecks.h"
#include "types/TypeNames.h"

using namespace cgt;

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

/// Are \p Bytes bytes of the sender's the beginning of a \p Type whose pointers all refer to something? A pointer left
/// over from memory that was given back and used again leads to other bytes, which is no second use.
static bool holdsPointersThatMean(TypeRef Type, const uint8_t *At, uint64_t Bytes, const AddressMeaning &Meaning, bool *Moved,
                                  unsigned Depth) {
  if (Type.Index == NoIndex || Depth > MaxTypeDepth)
    return true;
  const TypeInfo &T = Type.info();
  switch (T.Kind) {
  case TypeKind::Pointer:
  case TypeKind::FunctionPointer:
    return Bytes < T.Size ||
           Meaning.MeansSomething(Meaning.Ctx, readAddress(At, *Type.Where), T.Kind == TypeKind::FunctionPointer, Moved);
  case TypeKind::Array:
    for (uint64_t K = 0, Size = T.Count ? T.Size / T.Count : 0; K < T.Count && K * Size < Bytes; ++K)
      if (!holdsPointersThatMean(Type.at(T.Element), At + K * Size, Bytes - K * Size, Meaning, Moved, Depth + 1))
        return false;
    return true;
  case TypeKind::Struct:
    for (uint32_t K = 0; K < T.NumMembers; ++K) {
      const MemberInfo &M = T.Members[K];
      if (!M.IsBitField && M.Offset < Bytes &&
          !holdsPointersThatMean(Type.at(M.Type), At + M.Offset, Bytes - M.Offset, Meaning, Moved, Depth + 1))
        return false;
    }
    return true;
  default: return true;
  }
}

bool cgt::isSecondView(TypeRef Object, TypeRef Pointee, const uint8_t *At, uint64_t Left, const AddressMeaning &Meaning,
                       bool *Moved) {
  if (Pointee.Index == NoIndex)
    return false;
  uint64_t Size = Pointee.info().Size;
  if (Size <= 1 || Size > Left) // characters; one past the end
    return false;
  return !agrees(Pointee, innermost(Object).info(), 0) && holdsPointersThatMean(Pointee, At, Left, Meaning, Moved, 0);
}

bool cgt::isLostView(const Plan &Object, const Plan *Other) {
  const Platform &From = *sourceType(Object).Where, &To = *targetType(Object).Where;
  if (From == To)
    return false;
  if (isAkin(From, To)) // addresses are the caller's matter
    return !isSameLayout(Object) || !Other || !isSameLayout(*Other);
  return !isCopy(Object) || !Other || !isCopy(*Other);
}
