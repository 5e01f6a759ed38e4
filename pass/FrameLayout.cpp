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

bool cgt::isPointerField(const FrameVar &V) { return V.Ty->isPointerTy(); }

Type *cgt::fieldType(const FrameVar &V) {
  return V.Ty->isIntegerTy(1) ? Type::getInt8Ty(V.Ty->getContext()) : V.Ty;
}

void cgt::layOutFrame(Frame &Fr) {
  BitVector Needed(Fr.Vars.size());
  for (const Site &S : Fr.Sites)
    for (unsigned V : S.Live)
      Needed.set(V);
  SmallVector<Type *> Values, Pointers;
  for (unsigned I : Needed.set_bits()) {
    FrameVar &V = Fr.Vars[I];
    auto &Struct = isPointerField(V) ? Pointers : Values;
    V.Field = Struct.size();
    Struct.push_back(fieldType(V));
    if (V.Escapes)
      V.AddressSlot = Fr.NumAddresses++;
  }
  LLVMContext &C = Fr.F->getContext();
  auto *Ptr = PointerType::getUnqual(C);
  StringRef Name = Fr.F->getName();
  Fr.MThV = StructType::create(C, Values, ("MThV." + Name).str());
  Fr.MThP = StructType::create(C, Pointers, ("MThP." + Name).str());
  Fr.RecordTy = StructType::create(
      C, {Ptr, Fr.MThV, Fr.MThP, ArrayType::get(Ptr, Fr.NumAddresses)},
      ("record." + Name).str());
}

static unsigned memberOf(const FrameVar &V) {
  return isPointerField(V) ? RecordMThP : RecordMThV;
}

Value *cgt::fieldAddress(IRBuilder<> &B, const Frame &Fr, Value *Record,
                         const FrameVar &V) {
  return B.CreateInBoundsGEP(
      Fr.RecordTy, Record,
      {B.getInt32(0), B.getInt32(memberOf(V)), B.getInt32(V.Field)});
}

Value *cgt::addressSlot(IRBuilder<> &B, const Frame &Fr, Value *Record,
                        const FrameVar &V) {
  return B.CreateInBoundsGEP(
      Fr.RecordTy, Record,
      {B.getInt32(0), B.getInt32(RecordAddresses), B.getInt32(V.AddressSlot)});
}

uint64_t cgt::fieldOffset(const Frame &Fr, const FrameVar &V) {
  const DataLayout &DL = Fr.F->getParent()->getDataLayout();
  StructType *Part = isPointerField(V) ? Fr.MThP : Fr.MThV;
  return DL.getStructLayout(Fr.RecordTy)->getElementOffset(memberOf(V)) +
         DL.getStructLayout(Part)->getElementOffset(V.Field);
}

uint64_t cgt::addressOffset(const Frame &Fr, const FrameVar &V) {
  const DataLayout &DL = Fr.F->getParent()->getDataLayout();
  return DL.getStructLayout(Fr.RecordTy)->getElementOffset(RecordAddresses) +
         V.AddressSlot * DL.getPointerSize();
}
