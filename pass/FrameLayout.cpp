//===- FrameLayout.cpp - The record of a function: MThV and MThP -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FrameLayout.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/IR/Module.h"

using namespace llvm;
using namespace cgt;

/// Larger aggregates aren't taken apart into registers.
static constexpr uint64_t LargestInRegisters = 128;

bool cgt::isContents(const DataLayout &DL, const FrameVar &V) {
  return V.isFixed() && (V.Escapes || (!V.Promotable && DL.getTypeAllocSize(V.Ty) > LargestInRegisters));
}

static RecordMember memberOf(const DataLayout &DL, const FrameVar &V) {
  if (isContents(DL, V))
    return RecordContents;
  return V.Ty->isPointerTy() ? RecordMThP : RecordMThV;
}

static const DataLayout &layoutOf(const Frame &Fr) { return Fr.F->getParent()->getDataLayout(); }

Type *cgt::fieldType(const FrameVar &V) { return V.Ty->isIntegerTy(1) ? Type::getInt8Ty(V.Ty->getContext()) : V.Ty; }

void cgt::layOutFrame(Frame &Fr) {
  BitVector Needed(Fr.Vars.size());
  for (const Site &S : Fr.Sites)
    for (unsigned V : S.Live)
      Needed.set(V);
  SmallVector<Type *> Members[RecordContents + 1];
  for (unsigned I : Needed.set_bits()) {
    FrameVar &V = Fr.Vars[I];
    SmallVector<Type *> &Struct = Members[memberOf(layoutOf(Fr), V)];
    V.Field = Struct.size();
    Struct.push_back(fieldType(V));
    if (V.Escapes)
      V.AddressSlot = Fr.NumAddresses++;
  }
  LLVMContext &C = Fr.F->getContext();
  auto *Ptr = PointerType::getUnqual(C);
  StringRef Name = Fr.F->getName();
  Fr.MThV = StructType::create(C, Members[RecordMThV], ("MThV." + Name).str());
  Fr.MThP = StructType::create(C, Members[RecordMThP], ("MThP." + Name).str());
  Fr.Contents = StructType::create(C, Members[RecordContents], ("contents." + Name).str());
  Fr.RecordTy = StructType::create(C, {Ptr, Fr.MThV, Fr.MThP, ArrayType::get(Ptr, Fr.NumAddresses), Fr.Contents},
                                   ("record." + Name).str());
}

Value *cgt::fieldAddress(IRBuilder<> &B, const Frame &Fr, Value *Record, const FrameVar &V) {
  return B.CreateInBoundsGEP(Fr.RecordTy, Record, {B.getInt32(0), B.getInt32(memberOf(layoutOf(Fr), V)), B.getInt32(V.Field)});
}

Value *cgt::addressSlot(IRBuilder<> &B, const Frame &Fr, Value *Record, const FrameVar &V) {
  return B.CreateInBoundsGEP(Fr.RecordTy, Record, {B.getInt32(0), B.getInt32(RecordAddresses), B.getInt32(V.AddressSlot)});
}

static uint64_t memberOffset(const Frame &Fr, RecordMember Member) {
  return layoutOf(Fr).getStructLayout(Fr.RecordTy)->getElementOffset(Member);
}

uint64_t cgt::fieldOffset(const Frame &Fr, const FrameVar &V) {
  RecordMember Member = memberOf(layoutOf(Fr), V);
  auto *Part = cast<StructType>(Fr.RecordTy->getElementType(Member));
  return memberOffset(Fr, Member) + layoutOf(Fr).getStructLayout(Part)->getElementOffset(V.Field);
}

uint64_t cgt::addressOffset(const Frame &Fr, const FrameVar &V) {
  return memberOffset(Fr, RecordAddresses) + V.AddressSlot * layoutOf(Fr).getPointerSize();
}

StructType *cgt::areaType(const Frame &Fr) { return StructType::get(Fr.F->getContext(), Fr.RecordTy->elements().drop_back()); }

uint64_t cgt::areaSize(const Frame &Fr) {
  return memberOffset(Fr, RecordAddresses) + Fr.NumAddresses * layoutOf(Fr).getPointerSize();
}
