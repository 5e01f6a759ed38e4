//===- SiteDescriptors.cpp - Constants that pads and clones hand over -----===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What __cgt_frame_push and __cgt_frame_enter are told of a frame (rt/abi/Descriptors.def).
//
//===----------------------------------------------------------------------===//

#include "EmitSchema.h"

#include "FrameLayout.h"

#include "abi/Names.h"

using namespace llvm;
using namespace cgt;

GlobalVariable *cgt::constant(Module &M, Constant *Init, const Twine &Name) {
  return new GlobalVariable(M, Init->getType(), true, GlobalValue::InternalLinkage, Init, Name);
}

Constant *cgt::functionDescriptor(const Frame &Fr, unsigned Index, GlobalVariable *Unit, const RuntimeCalls &Calls) {
  auto *Init = ConstantStruct::get(Calls.CgtFunctionTy, {Unit, Calls.size(Index)});
  return constant(*Fr.F->getParent(), Init, "cgt.function");
}

/// The site's CgtCopy table, one for all sites that copy the same; null when it copies nothing.
static Constant *copies(const Frame &Fr, const Site &S, DenseMap<Constant *, Constant *> &Known, const RuntimeCalls &Calls) {
  Module &M = *Fr.F->getParent();
  std::vector<Constant *> Entries;
  auto Add = [&](uint64_t Address, uint64_t Field, uint64_t Bytes) {
    Entries.push_back(ConstantStruct::get(Calls.CgtCopyTy, {Calls.size(Address), Calls.size(Field), Calls.size(Bytes)}));
  };
  for (unsigned I : S.Live) {
    const FrameVar &V = Fr.Vars[I];
    if (V.isCopied())
      Add(addressOffset(Fr, V), fieldOffset(Fr, V), M.getDataLayout().getTypeAllocSize(V.Ty));
    else if (!V.isFixed())
      Add(addressOffset(Fr, V), fieldOffset(Fr, V), V.Bytes ? CGT_COPY_ARRAY : CGT_COPY_PIECES);
  }
  if (Entries.empty())
    return ConstantPointerNull::get(Calls.PtrTy);
  Add(0, 0, 0);
  Constant *Init = ConstantArray::get(ArrayType::get(Calls.CgtCopyTy, Entries.size()), Entries);
  Constant *&Table = Known[Init];
  if (!Table)
    Table = constant(M, Init, "cgt.copies");
  return Table;
}

Constant *cgt::siteDescriptors(const Frame &Fr, unsigned Index, GlobalVariable *Unit, const RuntimeCalls &Calls) {
  Module &M = *Fr.F->getParent();
  uint64_t Size = M.getDataLayout().getTypeAllocSize(Fr.RecordTy);
  DenseMap<Constant *, Constant *> Known;
  std::vector<Constant *> Entries;
  for (auto [Number, S] : enumerate(Fr.Steps))
    Entries.push_back(ConstantStruct::get(
        Calls.CgtSiteTy, {Unit, Calls.size(Index), Calls.size(Number + 1), Calls.size(Size),
                          S.Site < 0 ? ConstantPointerNull::get(Calls.PtrTy) : copies(Fr, Fr.Sites[S.Site], Known, Calls)}));
  return constant(M, ConstantArray::get(ArrayType::get(Calls.CgtSiteTy, Entries.size()), Entries), "cgt.sites");
}

Constant *cgt::siteDescriptor(Constant *Sites, const Site &S, const RuntimeCalls &Calls) {
  return ConstantExpr::getInBoundsGetElementPtr(Calls.CgtSiteTy, Sites, Calls.size(S.Step - 1));
}
