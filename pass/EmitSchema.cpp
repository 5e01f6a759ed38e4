//===- EmitSchema.cpp - The unit's schema and address tables ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The blob's bytes are written by rt/types/Schema, which the runtime reads them with.
//
//===----------------------------------------------------------------------===//

#include "BuildSchema.h"
#include "EmitFindings.h"

#include "abi/FileSections.h"
#include "abi/Names.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;
using namespace cgt;

GlobalVariable *cgt::declareUnit(Module &M, const RuntimeCalls &Calls) {
  auto *Unit = new GlobalVariable(M, Calls.CgtUnitTy, false, GlobalValue::InternalLinkage, nullptr, "cgt.unit");
  Unit->setSection(CGT_UNITS_SECTION);
  Unit->setAlignment(Align(M.getDataLayout().getPointerSize()));
  return Unit;
}

/// A function that returns the running thread's copy of a thread-local variable.
static Function *threadLocalAccessor(Module &M, GlobalVariable &G) {
  auto *Ptr = PointerType::getUnqual(M.getContext());
  auto *F = Function::Create(FunctionType::get(Ptr, false), GlobalValue::InternalLinkage, "cgt.tls", &M);
  IRBuilder<> B(BasicBlock::Create(M.getContext(), "", F));
  B.CreateRet(B.CreateThreadLocalAddress(&G));
  return F;
}

static Constant *table(Module &M, ArrayRef<Constant *> Entries, const Twine &Name) {
  auto *Ptr = PointerType::getUnqual(M.getContext());
  if (Entries.empty())
    return ConstantPointerNull::get(Ptr);
  auto *Ty = ArrayType::get(Ptr, Entries.size());
  return constant(M, ConstantArray::get(Ty, Entries), Name);
}

void cgt::emitSchema(Module &M, GlobalVariable *Unit, const UnitParts &Parts, const UnitNotes &Notes,
                     const RuntimeCalls &Calls) {
  Unit->setInitializer(Constant::getNullValue(Calls.CgtUnitTy)); // for a unit that is refused
  SchemaBuilder Builder(M, Parts, Notes);
  UnitInfo Info = Builder.build();
  if (std::string Clash = findClash(Info); !Clash.empty()) {
    M.getContext().emitError("cgt: " + Twine(Clash) + ": an image couldn't tell which is meant");
    return;
  }
  std::string Bytes;
  Sink Out = sinkInto(Bytes);
  if (Status S = writeUnit(Info, Out); !S.ok()) {
    M.getContext().emitError(Twine("cgt: schema: ") + errorText(S.Code));
    return;
  }
  warnOfTypes(M, Info, Notes);
  LLVMContext &C = M.getContext();
  auto *Blob = constant(M, ConstantDataArray::getString(C, Bytes, false), "cgt.schema");
  Blob->setSection(CGT_SCHEMA_SECTION);
  Blob->setAlignment(Align(1));
  SmallVector<Constant *> Clones, Globals, Symbols, Literals;
  for (const Frame &Fr : Parts.Frames)
    Clones.push_back(Fr.Clone);
  for (Function *F : Parts.Partly)
    Clones.push_back(F);
  for (Function *F : Parts.Uncapturable)
    Clones.push_back(F);
  Clones.append(Parts.Absents.size(), ConstantPointerNull::get(Calls.PtrTy));
  for (const UnitParts::Data &D : Parts.Globals)
    Globals.push_back(D.Variable->isThreadLocal() ? cast<Constant>(threadLocalAccessor(M, *D.Variable)) : D.Variable);
  for (Function *F : Parts.AddressTaken)
    Symbols.push_back(F);
  for (const UnitParts::Label &L : Parts.Labels)
    Symbols.push_back(L.Address);
  for (GlobalVariable *G : Parts.Literals)
    Literals.push_back(G);

  auto *Abi = new GlobalVariable(M, Type::getInt8Ty(C), true, GlobalValue::ExternalLinkage, nullptr, CGT_ABI_CHECK_SYMBOL);
  Abi->setVisibility(GlobalValue::HiddenVisibility);
  Constant *Values[CgtUnitField::Count];
  Values[CgtUnitField::Blob] = Blob;
  Values[CgtUnitField::BlobSize] = Calls.size(Bytes.size());
  Values[CgtUnitField::Clones] = table(M, Clones, "cgt.clones");
  Values[CgtUnitField::Globals] = table(M, Globals, "cgt.globals");
  Values[CgtUnitField::Symbols] = table(M, Symbols, "cgt.symbols");
  Values[CgtUnitField::Literals] = table(M, Literals, "cgt.literals");
  Values[CgtUnitField::Runtime] = ConstantPointerNull::get(Calls.PtrTy);
  Values[CgtUnitField::Abi] = Abi;
  Unit->setInitializer(ConstantStruct::get(Calls.CgtUnitTy, Values));
  appendToUsed(M, {Unit});
}
