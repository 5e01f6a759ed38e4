//===- Instrument.cpp - The pass's stations, in order ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//     notes ► sizes ► libc calls ► cleanups ► resume points ► polls ► step numbers ► conditions ► sites ► live frames ► layout ►
//     save pads ► clones ► main ► schema
//
// Everything happens at the start of the pipeline, on clang's own unoptimised IR, so that saved state is a function of the
// source and optimisation goes through the instrumentation afterwards (docs/design.md).
//
//===----------------------------------------------------------------------===//

#include "Conditions.h"
#include "EmitFindings.h"
#include "EmitSchema.h"
#include "FrameArrays.h"
#include "FrameLayout.h"
#include "Inlining.h"
#include "LLVMCompat.h"
#include "LibcCalls.h"
#include "LiveFrame.h"
#include "MakeSites.h"
#include "OpenMp.h"
#include "Passes.h"
#include "PlacePolls.h"
#include "Redzones.h"
#include "ResumeClones.h"
#include "SavePads.h"
#include "SizeFlow.h"
#include "ThreadCleanups.h"
#include "VariableArguments.h"
#include "ZeroVariables.h"

#include "abi/Names.h"

#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Verifier.h"

using namespace llvm;
using namespace cgt;

static bool isInstrumented(const Module &M) {
  return any_of(M.globals(), [](const GlobalVariable &G) { return G.getSection() == CGT_UNITS_SECTION; });
}

static void dropAnnotations(Module &M) {
  for (Function &F : M) {
    SmallVector<Instruction *> Calls;
    for (Instruction &I : instructions(F))
      if (variableAnnotation(I))
        Calls.push_back(&I);
    for (Instruction *I : Calls)
      I->eraseFromParent();
  }
}

/// C functions are nounwind to clang; one that may be captured isn't, and has unwind tables and a personality that needs
/// nothing of C++.
static void allowUnwinding(Function &F, bool HasPads) {
  Module &M = *F.getParent();
  F.removeFnAttr(Attribute::NoUnwind);
  F.setUWTableKind(UWTableKind::Sync);
  if (!HasPads)
    return;
  auto *Int = Type::getInt32Ty(M.getContext());
  F.setPersonalityFn(cast<Constant>(M.getOrInsertFunction(CGT_PERSONALITY, FunctionType::get(Int, true)).getCallee()));
}

/// The runtime recognises our frames by address; this metadata lists functions without taking their address, which would
/// defeat inlining and dead-code removal.
static void listAddressRange(Function &F, StringRef Section = CGT_FUNCTIONS_SECTION) {
  LLVMContext &C = F.getContext();
  F.setMetadata(LLVMContext::MD_pcsections, MDNode::get(C, {MDString::get(C, Section)}));
}

/// A library's thread may run any of them.
static void listOtherRanges(Module &M) {
  for (Function &F : M)
    if (!F.isDeclaration() && !F.hasAvailableExternallyLinkage() && !F.hasMetadata(LLVMContext::MD_pcsections))
      listAddressRange(F, CGT_CODE_SECTION);
}

/// Calls in functions with debug info need a location.
static void locateCalls(Function &F) {
  DISubprogram *SP = F.getSubprogram();
  if (!SP)
    return;
  for (Instruction &I : instructions(F))
    if (isa<CallBase>(I) && !I.getDebugLoc())
      I.setDebugLoc(DILocation::get(F.getContext(), 0, 0, SP));
}

/// Poll calls are moved out of line, so the inliner should count them as free.
static void discountPolls(Function &F, const RuntimeCalls &Calls) {
  for (Instruction &I : instructions(F))
    if (auto *CB = dyn_cast<CallBase>(&I); CB && isPollCall(*CB, Calls))
      CB->addFnAttr(Attribute::get(F.getContext(), "call-inline-cost", "-20"));
}

/// int main(argc, argv, envp) that hands over to the runtime; the user's own becomes a function like any other.
static void wrapMain(Module &M, const RuntimeCalls &Calls) {
  Function *User = M.getFunction("main");
  if (!User || User->isDeclaration())
    return;
  User->setName("__cgt_user_main");
  User->setLinkage(GlobalValue::InternalLinkage);
  User->setDSOLocal(true);
  Type *Int = Type::getInt32Ty(M.getContext());
  auto *Main =
      Function::Create(FunctionType::get(Int, {Int, Calls.PtrTy, Calls.PtrTy}, false), GlobalValue::ExternalLinkage, "main", M);
  Main->setAttributes(AttributeList::get(M.getContext(), User->getAttributes().getFnAttrs(),
                                         User->getReturnType() == Int ? User->getAttributes().getRetAttrs() : AttributeSet(),
                                         {}));
  Main->removeFnAttr(Attribute::NoUnwind);
  Main->setUWTableKind(UWTableKind::Sync);
  IRBuilder<> B(BasicBlock::Create(M.getContext(), "", Main));
  // The environment is part of the state only for a main that asks for it.
  Value *Environment = User->arg_size() > 2 ? static_cast<Value *>(Main->getArg(2)) : ConstantPointerNull::get(Calls.PtrTy);
  Value *Result =
      B.CreateCall(Calls.Start, {B.CreateZExtOrTrunc(Main->getArg(0), Calls.SizeTy), Main->getArg(1), Environment, User});
  B.CreateRet(B.CreateTruncOrBitCast(Result, Int));
}

static PollMode pollMode(const UnitNotes &Notes) {
  if (Notes.Polls == "explicit")
    return PollMode::Explicit;
  return Notes.Polls == "all" ? PollMode::All : PollMode::Auto;
}

/// Calls by `musttail` have no pads, but where they are inlined, they get their caller's.
static void allowTailUnwinding(Function &F, const ResumePoints &Points) {
  for (Instruction &I : instructions(F))
    if (auto *CB = dyn_cast<CallBase>(&I); CB && CB->isMustTailCall() && Points.mayPoll(*CB))
      CB->removeFnAttr(Attribute::NoUnwind);
}

namespace {
/// A function that may poll in some branch of the source.
struct NumberedFunction {
  WeakVH F; ///< null when only dead branches called it
  UnitParts::Absent Identity;
};
} // namespace

static std::vector<NumberedFunction> numberFunctions(const ResumePoints &Points, const UnitNotes &Notes, PollPlacer &Polls,
                                                     const RuntimeCalls &Calls) {
  std::vector<NumberedFunction> Numbered;
  for (Function *F : Points.functions()) {
    Polls.place(*F, Calls);
    Numbered.push_back({F, {Notes.idOf(*F), F->getName().str(), Notes.function(F), numberSteps(*F, Points, Polls, Calls)}});
  }
  return Numbered;
}

/// Leaves what is reached on this platform.
static void settle(Module &M, UnitParts &Parts, UnitNotes &Notes) {
  SetVector<GlobalValue *> Dropped;
  for (Function &F : M)
    settleConditions(F, Dropped);
  deleteUnused(Dropped, [&](GlobalValue &GV) {
    Notes.forget(&GV);
    erase_if(Parts.Globals, [&](const UnitParts::Data &D) { return D.Variable == &GV; });
    erase_if(Parts.Labels, [&](const UnitParts::Label &L) { return L.Address->getFunction() == &GV; });
  });
}

/// Inlined, its polls would look like those of a caller that can be captured.
static void keepApart(Function &F) {
  F.removeFnAttr(Attribute::AlwaysInline);
  F.addFnAttr(Attribute::NoInline);
}

/// Functions of clang's own, as bodies of OpenMP's regions are: a checkpoint waits for them.
static void keepOthersApart(Module &M, const UnitNotes &Notes, const ResumePoints &Points) {
  for (Function &F : M)
    if (!F.isDeclaration() && F.hasLocalLinkage() && !Notes.function(&F) && any_of(instructions(F), [&](const Instruction &I) {
          auto *CB = dyn_cast<CallBase>(&I);
          return CB && Points.mayPoll(*CB);
        }))
      keepApart(F);
}

/// Whom a finding about \p S depends on: nobody where it polls by itself, or who is called isn't known.
static bool isNamed(const Step &S) { return !StringRef(S.Callee).starts_with("<"); }

/// Steps that had a resume point, as \p Before says, and have none.
static void noteDropped(const Frame &Fr, ArrayRef<int> Before, UnitParts &Parts, const UnitNotes &Notes) {
  for (auto [S, Had] : zip(Fr.Steps, Before)) {
    if (Had < 0 || S.Site >= 0)
      continue;
    StringRef Callee = S.Callee;
    addFinding(Parts, Notes, Finding::VariableArguments, *Fr.F,
               Callee == "<poll>"       ? "is at a poll of its own"
               : Callee == "<indirect>" ? "calls through a pointer"
                                        : ("calls '" + Callee + "'").str(),
               isNamed(S) ? std::vector{S.Callee} : std::vector<std::string>());
  }
}

/// A function whose frame can't be captured, and where it may poll.
static void noteUncapturable(const Function &F, const char *Why, ArrayRef<Step> Steps, UnitParts &Parts,
                             const UnitNotes &Notes) {
  std::vector<std::string> Polling;
  if (all_of(Steps, isNamed))
    for (const Step &S : Steps)
      Polling.push_back(S.Callee);
  addFinding(Parts, Notes, Finding::Frame, F, Why, Polling);
}

static void buildFrame(Function &F, std::vector<Step> Steps, UnitParts &Parts, UnitNotes &Notes, const ResumePoints &Points,
                       GlobalVariable *Unit, const RuntimeCalls &Calls) {
  const char *Obstacle = ResumePoints::uncapturable(F, Notes);
  bool Foreign = Obstacle != nullptr;
  allowUnwinding(F, !Foreign);
  allowTailUnwinding(F, Points);
  if (Foreign) {
    keepApart(F);
    Parts.Uncapturable.push_back(&F);
    noteUncapturable(F, Obstacle, Steps, Parts, Notes);
    return;
  }
  Frame &Fr = Parts.Frames.emplace_back();
  Fr.F = &F;
  addFrameArrays(Fr, Notes, Unit, Calls);
  makeSites(Fr, std::move(Steps), Points, Notes, Calls);
  if (Fr.Sites.empty()) { // it ends in calls by `musttail`, which may be inlined
    listAddressRange(F);
    Parts.Frames.pop_back();
    return;
  }
  computeLiveFrame(Fr, Notes);
  SmallVector<int> Sites;
  for (const Step &S : Fr.Steps)
    Sites.push_back(S.Site);
  if (dropSitesWithLists(Fr)) {
    keepApart(F);
    noteDropped(Fr, Sites, Parts, Notes);
    if (Fr.Sites.empty()) {
      Parts.Uncapturable.push_back(&F);
      Parts.Frames.pop_back();
      return;
    }
    Parts.Partly.push_back(&F);
  }
  layOutFrame(Fr);
  widenVariables(Fr, Notes);
  zeroVariables(Fr, Notes);
}

static void buildFrames(Module &M, UnitParts &Parts, UnitNotes &Notes, GlobalVariable *Unit, const RuntimeCalls &Calls) {
  PollPlacer Polls(M, Notes, pollMode(Notes));
  ResumePoints Everywhere(M, Notes, [&](Function &F) { return Polls.hasPolls(F); });
  std::vector<NumberedFunction> Numbered = numberFunctions(Everywhere, Notes, Polls, Calls);
  settle(M, Parts, Notes);
  collectSymbols(M, Parts);
  ResumePoints Here(M, Notes, [&](Function &F) {
    return any_of(instructions(F), [&](Instruction &I) {
      auto *CB = dyn_cast<CallBase>(&I);
      return CB && isPollCall(*CB, Calls);
    });
  });
  takeFindings(Parts, Notes, Here);
  keepOthersApart(M, Notes, Here);
  for (NumberedFunction &N : Numbered) {
    auto *F = cast_or_null<Function>(static_cast<Value *>(N.F));
    if (F && Here.functions().contains(F))
      buildFrame(*F, std::move(N.Identity.Steps), Parts, Notes, Here, Unit, Calls);
    else if (!N.Identity.Steps.empty())
      Parts.Absents.push_back(std::move(N.Identity));
  }
}

/// At -O0 a declaration that nobody uses still asks for what it declares, and with it for units that a program has at no other level.
static void dropUnusedDeclarations(Module &M) {
  for (Function &F : make_early_inc_range(M))
    if (F.isDeclaration() && F.use_empty() && F.hasHiddenVisibility() && F.getName().starts_with(CGT_WRAP_PREFIX))
      F.eraseFromParent();
}

static void finishUnit(Module &M, const RuntimeCalls &Calls) {
  wrapMain(M, Calls);
  listOtherRanges(M);
  dropUnusedDeclarations(M);
}

/// A clone that isn't right would be a wrong result in a resumed program. Tells the user where in the source it is, and
/// whose fault.
static void checkUnit(Module &M, const UnitParts &Parts, const UnitNotes &Notes) {
  std::string Fault;
  raw_string_ostream Text(Fault);
  if (!verifyModule(M, &Text))
    return;
  auto At = find_if(Parts.Frames, [](const Frame &Fr) { return verifyFunction(*Fr.F) || verifyFunction(*Fr.Clone); });
  const NoteFunction *N = At == Parts.Frames.end() ? nullptr : Notes.function(At->F);
  std::string Where = N ? "'" + N->Name + "' (" + N->File + ":" + std::to_string(N->Line) + ")" : Notes.File;
  std::string Message = "CGT made malformed code for " + Where +
                        ": a fault of CGT, not of this program; please report it with the output of `cgt-cc -E`, and "
                        "compile this file with " +
                        plainCompiler() + " until it is mended. LLVM says: " + StringRef(Fault).rtrim().str();
  if (N)
    M.getContext().diagnose(DiagnosticInfoUnsupported(*At->F, Message));
  else
    M.getContext().emitError(Message);
}

/// The unit stays as it is: a sanitizer finds what it finds in a program without CGT. The runtime says that nothing is saved.
static void leaveToSanitizer(Module &M, StringRef Name) {
  Constant *Text = ConstantDataArray::getString(M.getContext(), Name);
  auto *G = new GlobalVariable(M, Text->getType(), true, GlobalValue::WeakAnyLinkage, Text, CGT_SANITIZER_SYMBOL);
  G->setVisibility(GlobalValue::HiddenVisibility);
  GlobalValue::SanitizerMetadata Itself;
  Itself.NoAddress = Itself.NoHWAddress = true;
  G->setSanitizerMetadata(Itself);
  Function *Main = M.getFunction("main");
  if (!Main || Main->isDeclaration())
    return;
  RuntimeCalls Calls(M);
  BasicBlock::iterator Entry = Main->getEntryBlock().getFirstNonPHIOrDbgOrAlloca();
  IRBuilder<> B(&Main->getEntryBlock(), Entry);
  Constant *None = ConstantPointerNull::get(Calls.PtrTy);
  B.CreateCall(Calls.Start, {Calls.size(0), None, None, None});
  locateCalls(*Main);
}

PreservedAnalyses InstrumentPass::run(Module &M, ModuleAnalysisManager &) {
  if (isInstrumented(M))
    return PreservedAnalyses::all();
  std::optional<UnitNotes> Notes = UnitNotes::take(M);
  if (!Notes)
    return PreservedAnalyses::all();
  lowerAllocaCalls(M);
  if (!Notes->Sanitizer.empty()) {
    leaveToSanitizer(M, Notes->Sanitizer);
    return PreservedAnalyses::none();
  }

  for (Function &F : M)
    followSizes(F);
  dropSizeMarks(M);
  UnitParts Parts;
  collectData(M, *Notes, Parts);
  widenGlobals(Parts, *Notes);
  RuntimeCalls Calls(M);
  GlobalVariable *Unit = declareUnit(M, Calls);
  redirectLibcCalls(M, *Notes, Unit, Calls);
  letLibcPoll(M, *Notes);
  for (Function &F : M)
    if (ResumePoints::isOwn(F, *Notes)) {
      threadCleanups(F);
      askForThreadNumbers(F);
      deleteUnreachable(F); // clang keeps some blocks at -O0 only
    }
  buildFrames(M, Parts, *Notes, Unit, Calls);
  dropAnnotations(M);

  Inlining Inlined(M, Parts.Frames);
  SmallPtrSet<Function *, 32> Clones;
  for (Frame &Fr : Parts.Frames) {
    declareClone(Fr);
    Clones.insert(Fr.Clone);
  }
  for (auto [Index, Fr] : enumerate(Parts.Frames)) {
    Constant *Descriptors = siteDescriptors(Fr, Index, Unit, Calls);
    emitSavePads(Fr, Descriptors, Inlined.isHot(*Fr.F), Calls);
    discountPolls(*Fr.F, Calls);
    buildClone(Fr, functionDescriptor(Fr, Index, Unit, Calls), Descriptors, Calls);
  }
  for (Frame &Fr : Parts.Frames) {
    keepOnlyCallBonus(*Fr.F, Clones);
    for (Function *F : {Fr.F, Fr.Clone}) {
      listAddressRange(*F);
      locateCalls(*F);
    }
  }
  for (Function *F : Parts.Uncapturable)
    locateCalls(*F); // those of Partly are among the frames'
  guardTypedCalls(M, Calls);
  emitSchema(M, Unit, Parts, *Notes, Calls);
  emitFindings(M, Parts, *Notes);
  finishUnit(M, Calls);
  checkUnit(M, Parts, *Notes);
  return PreservedAnalyses::none();
}
