//===- SchemaTypes.cpp - The schema's type table ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SchemaTypes.h"

#include "llvm/IR/DerivedTypes.h"

using namespace llvm;
using namespace cgt;

Str SchemaTypes::keep(StringRef Text) {
  StringRef Kept = Saver.save(Text);
  return Str(Kept.data(), Kept.size());
}

const MemberInfo *SchemaTypes::copyMembers(ArrayRef<MemberInfo> Members) {
  auto *Copy = Memory.Allocate<MemberInfo>(Members.size());
  std::uninitialized_copy(Members.begin(), Members.end(), Copy);
  return Copy;
}

uint32_t SchemaTypes::add(TypeInfo T) {
  Types.push_back(T);
  return Types.size() - 1;
}

SchemaTypes::SchemaTypes(const UnitNotes &Notes, const DataLayout &DL) : Notes(Notes), DL(DL) {
  for (const NoteType &N : Notes.Types) {
    SmallVector<MemberInfo> Members(map_range(N.Members, memberInfo));
    TypeInfo T = typeInfo(N);
    T.Members = copyMembers(Members);
    T.NumMembers = Members.size();
    Types.push_back(T);
  }
}

TypeInfo SchemaTypes::scalar(Type *Ty, Signedness Sign) const {
  TypeInfo T;
  T.Kind = TypeKind::Scalar;
  if (Ty->isIntegerTy(1))
    T.Number = Scalar::Bool;
  else if (Ty->isIntegerTy())
    T.Number = Sign == Signedness::Unsigned ? Scalar::Unsigned : Scalar::Signed;
  else if (Ty->isX86_FP80Ty())
    T.Number = Scalar::X87;
  else if (Ty->isPPC_FP128Ty())
    T.Number = Scalar::DoubleDouble;
  else
    T.Number = Scalar::IEEE;
  return T;
}

/// The source's record if the IR type stands for one, else its members by position.
uint32_t SchemaTypes::ofStruct(StructType *Ty) {
  uint64_t Size = DL.getTypeAllocSize(Ty);
  if (Ty->hasName()) {
    StringRef Name = Ty->getName();
    StringRef Keyword = Name.take_until([](char C) { return C == '.'; });
    StringRef Rest = Name.drop_front(Keyword.size()).ltrim('.');
    auto [Base, Suffix] = Rest.rsplit('.'); // "node.12": a second type of that name
    unsigned Number;
    if (!Suffix.empty() && !Suffix.getAsInteger(10, Number))
      Rest = Base;
    for (auto [I, N] : enumerate(Notes.Types))
      if ((N.Kind == NoteKind::Struct || N.Kind == NoteKind::Union) && N.Size == Size &&
          (N.Name == (Keyword + " " + Rest).str() || N.Name == Rest))
        return I;
  }
  SmallVector<MemberInfo> Members;
  const StructLayout *Layout = DL.getStructLayout(Ty);
  for (auto [I, E] : enumerate(Ty->elements())) {
    MemberInfo M;
    M.Name = keep("#" + std::to_string(I));
    M.Type = ofTemporary(E, Signedness::Unknown);
    M.Offset = Layout->getElementOffset(I);
    Members.push_back(M);
  }
  TypeInfo T;
  T.Kind = TypeKind::Struct;
  T.Size = Size;
  T.Align = DL.getABITypeAlign(Ty).value();
  T.Members = copyMembers(Members);
  T.NumMembers = Members.size();
  return add(T);
}

uint32_t SchemaTypes::ofTemporary(Type *Ty, Signedness Sign) {
  std::pair<Type *, unsigned> Key(Ty, static_cast<unsigned>(Sign));
  if (auto It = Known.find(Key); It != Known.end())
    return It->second;
  uint32_t Index;
  if (auto *S = dyn_cast<StructType>(Ty)) {
    Index = ofStruct(S);
  } else {
    TypeInfo T;
    if (auto *A = dyn_cast<ArrayType>(Ty)) {
      T.Kind = TypeKind::Array;
      T.Element = ofTemporary(A->getElementType(), Signedness::Unknown);
      T.Count = A->getNumElements();
    } else if (auto *V = dyn_cast<FixedVectorType>(Ty)) {
      T.Kind = TypeKind::Array;
      T.Element = ofTemporary(V->getElementType(), Signedness::Unknown);
      T.Count = V->getNumElements();
    } else if (Ty->isPointerTy()) {
      T.Kind = TypeKind::Pointer;
    } else if (Ty->isIntegerTy() && Ty->getIntegerBitWidth() > 128) {
      T.Kind = TypeKind::Opaque; // as the plugin has _BitInt
      T.Name = keep("_BitInt");
    } else {
      T = scalar(Ty, Sign);
    }
    T.Size = DL.getTypeAllocSize(Ty);
    T.Align = DL.getABITypeAlign(Ty).value();
    Index = add(T);
  }
  Known[Key] = Index;
  return Index;
}
