//===- EmitSchema.cpp - The unit's schema and address tables ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The blob's bytes are written by rt/format/Schema, which the runtime reads them with.
//
//===----------------------------------------------------------------------===//

#include "EmitSchema.h"

#include "FrameLayout.h"
#include "SchemaTypes.h"

#include "abi/Names.h"

#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#include <deque>

using namespace llvm;
using namespace cgt;

/// Never written and its address never known: the optimiser may fold it away, and nothing of it needs saving.
static bool isOnlyLoaded(const Value *Address) {
  return all_of(Address->users(), [](const User *U) {
    if (isa<LoadInst>(U))
      return true;
    auto *GEP = dyn_cast<GEPOperator>(U);
    return GEP && isOnlyLoaded(GEP);
  });
}

static bool isOurs(const GlobalValue &GV) {
  StringRef Name = GV.getName();
  return Name.starts_with("llvm.") || Name.starts_with("cgt.") ||
         Name.starts_with("__cgt_") || Name.starts_with("__prof") ||
         Name.starts_with("__sancov") || GV.getSection() == "llvm.metadata";
}

/// Is the function's address more than the target of calls?
static bool isAddressTaken(const Function &F) {
  SmallVector<const User *> Work(F.users());
  while (!Work.empty()) {
    const User *U = Work.pop_back_val();
    if (auto *CB = dyn_cast<CallBase>(U)) {
      if (is_contained(CB->args(), &F))
        return true;
      continue;
    }
    if (auto *GV = dyn_cast<GlobalVariable>(U); GV && isOurs(*GV))
      continue;
    if (isa<Constant>(U) && !isa<GlobalValue>(U) && U->use_empty())
      continue;
    if (isa<ConstantAggregate>(U)) { // llvm.used and the like are no uses
      append_range(Work, U->users());
      continue;
    }
    return true;
  }
  return false;
}

void cgt::collectData(Module &M, const UnitNotes &Notes, UnitParts &Parts) {
  for (GlobalVariable &G : M.globals()) {
    if (G.isDeclaration() || isOurs(G) || G.hasAvailableExternallyLinkage() ||
        !G.getValueType()->isSized())
      continue;
    if (!Notes.variable(&G) && G.isConstant())
      Parts.Literals.push_back(&G);
    else if (!(G.hasLocalLinkage() && isOnlyLoaded(&G)))
      Parts.Globals.push_back(
          {&G, M.getDataLayout().getTypeAllocSize(G.getValueType())});
  }
  for (Function &F : M)
    if (!F.isIntrinsic() && !isOurs(F) && isAddressTaken(F))
      Parts.AddressTaken.push_back(&F);
}

GlobalVariable *cgt::declareUnit(Module &M, const RuntimeCalls &Calls) {
  auto *Unit = new GlobalVariable(M, Calls.CgtUnitTy, false,
                                  GlobalValue::InternalLinkage, nullptr,
                                  "cgt.unit");
  Unit->setSection(CGT_UNITS_SECTION);
  Unit->setAlignment(Align(M.getDataLayout().getPointerSize()));
  return Unit;
}

static GlobalVariable *constant(Module &M, Constant *Init, const Twine &Name) {
  return new GlobalVariable(M, Init->getType(), true,
                            GlobalValue::InternalLinkage, Init, Name);
}

Constant *cgt::functionDescriptor(const Frame &Fr, unsigned Index,
                                  GlobalVariable *Unit,
                                  const RuntimeCalls &Calls) {
  auto *Init = ConstantStruct::get(Calls.CgtFunctionTy,
                                   {Unit, Calls.size(Index)});
  return constant(*Fr.F->getParent(), Init, "cgt.function");
}

/// The site's CgtCopy table, one for all sites that copy the same; null when it copies nothing.
static Constant *copies(const Frame &Fr, const Site &S,
                        DenseMap<Constant *, Constant *> &Known,
                        const RuntimeCalls &Calls) {
  Module &M = *Fr.F->getParent();
  std::vector<Constant *> Entries;
  auto Add = [&](uint64_t Address, uint64_t Field, uint64_t Bytes) {
    Entries.push_back(ConstantStruct::get(
        Calls.CgtCopyTy,
        {Calls.size(Address), Calls.size(Field), Calls.size(Bytes)}));
  };
  for (unsigned I : S.Live)
    if (const FrameVar &V = Fr.Vars[I]; V.isCopied())
      Add(addressOffset(Fr, V), fieldOffset(Fr, V),
          M.getDataLayout().getTypeAllocSize(V.Ty));
  if (Entries.empty())
    return ConstantPointerNull::get(Calls.PtrTy);
  Add(0, 0, 0);
  Constant *Init = ConstantArray::get(
      ArrayType::get(Calls.CgtCopyTy, Entries.size()), Entries);
  Constant *&Table = Known[Init];
  if (!Table)
    Table = constant(M, Init, "cgt.copies");
  return Table;
}

Constant *cgt::siteDescriptors(const Frame &Fr, unsigned Index,
                                             GlobalVariable *Unit,
                                             const RuntimeCalls &Calls) {
  Module &M = *Fr.F->getParent();
  uint64_t Size = M.getDataLayout().getTypeAllocSize(Fr.RecordTy);
  DenseMap<Constant *, Constant *> Known;
  std::vector<Constant *> Entries;
  for (const Site &S : Fr.Sites)
    Entries.push_back(ConstantStruct::get(
        Calls.CgtSiteTy,
        {Unit, Calls.size(Index), Calls.size(S.Step), Calls.size(Size),
         copies(Fr, S, Known, Calls)}));
  return constant(M,
                  ConstantArray::get(
                      ArrayType::get(Calls.CgtSiteTy, Entries.size()), Entries),
                  "cgt.sites");
}

Constant *cgt::siteDescriptor(Constant *Sites, const Site &S,
                              const RuntimeCalls &Calls) {
  return ConstantExpr::getInBoundsGetElementPtr(Calls.CgtSiteTy, Sites,
                                                Calls.size(S.Step - 1));
}

namespace {

/// Builds the UnitInfo. Deques keep arrays where they are while others grow.
class SchemaBuilder {
public:
  SchemaBuilder(Module &M, const UnitParts &Parts, const UnitNotes &Notes)
      : DL(M.getDataLayout()), Parts(Parts), Notes(Notes),
        Types(Notes, DL) {}
  UnitInfo build();

private:
  FunctionInfo function(const Function &F);
  FunctionInfo frame(const Frame &Fr);
  GlobalInfo global(const UnitParts::Data &D);
  LiteralInfo literal(const GlobalVariable &G);
  FieldInfo field(const Frame &Fr, const FrameVar &V, unsigned Ordinal);

  const DataLayout &DL;
  const UnitParts &Parts;
  const UnitNotes &Notes;
  SchemaTypes Types;
  std::deque<std::vector<FieldInfo>> Fields;
  std::deque<std::vector<StepInfo>> Steps;
  std::deque<std::vector<uint32_t>> Lives;
  std::vector<FunctionInfo> Functions;
  std::vector<GlobalInfo> Globals;
  std::vector<SymbolInfo> Symbols;
  std::vector<LiteralInfo> Literals;
  std::vector<AllocSiteInfo> Allocs;
  unsigned Unnamed = 0;
};

} // namespace

FunctionInfo SchemaBuilder::function(const Function &F) {
  FunctionInfo I;
  I.Id = Types.keep(Notes.idOf(F));
  I.Name = Types.keep(F.getName());
  if (const NoteFunction *N = Notes.function(&F)) {
    I.File = Types.keep(N->File);
    I.Line = N->Line;
    I.TokenHash = N->Hash;
  }
  return I;
}

FieldInfo SchemaBuilder::field(const Frame &Fr, const FrameVar &V,
                               unsigned Ordinal) {
  FieldInfo I;
  I.Offset = fieldOffset(Fr, V);
  if (V.AddressSlot >= 0)
    I.AddressOffset = addressOffset(Fr, V);
  if (!V.Promotable)
    I.Flags |= FieldMemory;
  if (V.Note) {
    I.Name = Types.keep(V.Note->Name);
    I.Type = V.Note->Type < 0 ? NoIndex : V.Note->Type;
    I.Line = V.Note->Line;
    if (V.Note->Kind == "param")
      I.Flags |= FieldParam;
    if (V.isTransient())
      I.Flags |= FieldTransient;
  } else {
    I.Name = Types.keep("%" + std::to_string(Ordinal));
    I.Flags |= FieldTemp;
    I.Type = Types.ofTemporary(V.Ty, V.Sign);
    if (V.Sign == Signedness::Unknown && V.Ty->isIntegerTy())
      I.Flags |= FieldSignUnknown;
  }
  return I;
}

FunctionInfo SchemaBuilder::frame(const Frame &Fr) {
  FunctionInfo I = function(*Fr.F);
  I.RecordSize = DL.getTypeAllocSize(Fr.RecordTy);
  std::vector<FieldInfo> &F = Fields.emplace_back();
  std::vector<int> FieldOf(Fr.Vars.size(), -1);
  unsigned Temporaries = 0;
  for (auto [K, V] : enumerate(Fr.Vars)) {
    if (V.Field < 0)
      continue;
    FieldOf[K] = F.size();
    F.push_back(field(Fr, V, V.Note ? 0 : ++Temporaries));
  }
  I.Fields = F.data();
  I.NumFields = F.size();
  std::vector<StepInfo> &S = Steps.emplace_back();
  for (const Site &St : Fr.Sites) {
    StepInfo Step;
    Step.Callee = Types.keep(St.Callee);
    Step.LoopDepth = St.LoopDepth;
    Step.Ordinal = St.Ordinal;
    Step.Line = St.Line;
    std::vector<uint32_t> &Live = Lives.emplace_back();
    for (unsigned V : St.Live)
      Live.push_back(FieldOf[V]);
    Step.Live = Live.data();
    Step.NumLive = Live.size();
    S.push_back(Step);
  }
  I.Steps = S.data();
  I.NumSteps = S.size();
  return I;
}

GlobalInfo SchemaBuilder::global(const UnitParts::Data &D) {
  const GlobalVariable &G = *D.Variable;
  GlobalInfo I;
  I.Size = D.Size;
  if (G.isConstant())
    I.Flags |= GlobalConst;
  if (G.isThreadLocal())
    I.Flags |= GlobalThreadLocal;
  if (const NoteVar *N = Notes.variable(&G)) {
    I.Id = Types.keep(Notes.idOf(G));
    I.Name = Types.keep(N->Name);
    I.File = Types.keep(N->File);
    I.Line = N->Line;
    I.Type = N->Type < 0 ? NoIndex : N->Type;
    if (N->Transient)
      I.Flags |= GlobalTransient;
    if (N->Kind == "static")
      I.Flags |= GlobalStaticLocal;
  } else { // a file-scope compound literal
    I.Id = Types.keep(Notes.File + ":#" + std::to_string(++Unnamed));
    I.Name = I.Id;
    I.Type = Types.ofTemporary(G.getValueType(), Signedness::Unknown);
  }
  return I;
}

LiteralInfo SchemaBuilder::literal(const GlobalVariable &G) {
  LiteralInfo I;
  Type *Ty = G.getValueType();
  I.Size = DL.getTypeAllocSize(Ty);
  I.Type = Types.ofTemporary(Ty, Signedness::Signed);
  return I;
}

UnitInfo SchemaBuilder::build() {
  for (const Frame &Fr : Parts.Frames)
    Functions.push_back(frame(Fr));
  for (const Function *F : Parts.Uncapturable)
    Functions.push_back(function(*F));
  for (const UnitParts::Data &D : Parts.Globals)
    Globals.push_back(global(D));
  for (const GlobalVariable *G : Parts.Literals)
    Literals.push_back(literal(*G));
  for (const Function *F : Parts.AddressTaken)
    Symbols.push_back({Types.keep(Notes.idOf(*F))});
  for (const NoteAlloc &A : Notes.Allocs)
    Allocs.push_back({A.Type < 0 ? NoIndex : static_cast<uint32_t>(A.Type),
                      Types.keep(A.File), static_cast<uint32_t>(A.Line),
                      Types.keep(A.In)});
  UnitInfo U;
  U.File = Types.keep(Notes.File);
  U.FirstExternal = Types.keep(Notes.FirstExternal);
  U.Types = Types.all().data();
  U.NumTypes = Types.all().size();
  U.Functions = Functions.data();
  U.NumFunctions = Functions.size();
  U.Globals = Globals.data();
  U.NumGlobals = Globals.size();
  U.Symbols = Symbols.data();
  U.NumSymbols = Symbols.size();
  U.Literals = Literals.data();
  U.NumLiterals = Literals.size();
  U.Allocs = Allocs.data();
  U.NumAllocs = Allocs.size();
  return U;
}

/// A function that returns the running thread's copy of a thread-local variable.
static Function *threadLocalAccessor(Module &M, GlobalVariable &G) {
  auto *Ptr = PointerType::getUnqual(M.getContext());
  auto *F = Function::Create(FunctionType::get(Ptr, false),
                             GlobalValue::InternalLinkage, "cgt.tls", &M);
  IRBuilder<> B(BasicBlock::Create(M.getContext(), "", F));
  B.CreateRet(B.CreateThreadLocalAddress(&G));
  return F;
}

static Constant *table(Module &M, ArrayRef<Constant *> Entries,
                       const Twine &Name) {
  auto *Ptr = PointerType::getUnqual(M.getContext());
  if (Entries.empty())
    return ConstantPointerNull::get(Ptr);
  auto *Ty = ArrayType::get(Ptr, Entries.size());
  return constant(M, ConstantArray::get(Ty, Entries), Name);
}

void cgt::emitSchema(Module &M, GlobalVariable *Unit, const UnitParts &Parts,
                     const UnitNotes &Notes, const RuntimeCalls &Calls) {
  SchemaBuilder Builder(M, Parts, Notes);
  UnitInfo Info = Builder.build();
  std::string Bytes;
  Sink Out = sinkInto(Bytes);
  if (Status S = writeUnit(Info, Out); !S.ok()) {
    M.getContext().emitError(Twine("cgt: schema: ") + errorText(S.Code));
    return;
  }
  LLVMContext &C = M.getContext();
  auto *Blob = constant(M, ConstantDataArray::getString(C, Bytes, false),
                        "cgt.schema");
  SmallVector<Constant *> Clones, Globals, Symbols, Literals;
  for (const Frame &Fr : Parts.Frames)
    Clones.push_back(Fr.Clone);
  for (Function *F : Parts.Uncapturable)
    Clones.push_back(F);
  for (const UnitParts::Data &D : Parts.Globals)
    Globals.push_back(D.Variable->isThreadLocal()
                          ? cast<Constant>(threadLocalAccessor(M, *D.Variable))
                          : D.Variable);
  for (Function *F : Parts.AddressTaken)
    Symbols.push_back(F);
  for (GlobalVariable *G : Parts.Literals)
    Literals.push_back(G);

  auto *Abi = new GlobalVariable(M, Type::getInt8Ty(C), true,
                                 GlobalValue::ExternalLinkage, nullptr,
                                 CGT_ABI_CHECK_SYMBOL);
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
