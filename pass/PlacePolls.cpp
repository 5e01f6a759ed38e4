//===- PlacePolls.cpp - Where a checkpoint may happen ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "PlacePolls.h"

#include "Conditions.h"
#include "LoopBounds.h"
#include "ResumePoints.h"
#include "StripMine.h"

#include "llvm/Analysis/CFG.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/OptimizationRemarkEmitter.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace cgt;

/// A loop that makes at most so many iterations and quick calls whatever the input needs no poll: it is left in microseconds,
/// and a poll would keep the optimiser from unrolling it.
static constexpr uint64_t ShortLoop = 1 << 16;

bool cgt::isPollCall(const CallBase &CB, const RuntimeCalls &Calls) {
  FunctionCallee Poll = Calls.PollSlow;
  return CB.getCalledOperand() == Poll.getCallee();
}

PollPlacer::PollPlacer(Module &M, const UnitNotes &Notes, PollMode Mode) : Notes(Notes), Mode(Mode), Quick(Notes), Cycles(M) {
  Cycles.chooseHeads(M, [&](const Function &F) { return allowed(F); });
}

bool PollPlacer::allowed(const Function &F) const {
  const NoteFunction *N = Notes.function(&F);
  return N && !N->NoPoll;
}

/// A call by `musttail` that may be one way of a loop: interpreters go from instruction to instruction by them.
static bool leavesUnit(const CallBase &CB, const UnitNotes &Notes) {
  if (!CB.isMustTailCall())
    return false;
  const Function *Callee = CB.getCalledFunction();
  return !Callee || !(ResumePoints::isOwn(*Callee, Notes) || Notes.isSystem(Callee->getName()));
}

/// Is the entry of \p F where cycles of direct calls in this module have their poll, or may a chain of calls by `musttail`, on which no
/// stack grows, come back to it?
bool PollPlacer::isRecursive(const Function &F) const {
  return Cycles.isHead(F) || any_of(instructions(F), [&](const Instruction &I) {
           auto *CB = dyn_cast<CallBase>(&I);
           return CB && leavesUnit(*CB, Notes);
         });
}

using Edge = std::pair<BasicBlock *, BasicBlock *>;

/// The function's back edges in program order, each once.
static SmallVector<Edge> backEdges(const Function &F) {
  SmallVector<std::pair<const BasicBlock *, const BasicBlock *>, 8> Found;
  FindFunctionBackedges(F, Found);
  SmallPtrSet<const BasicBlock *, 8> Latches;
  DenseSet<std::pair<const BasicBlock *, const BasicBlock *>> Set;
  for (auto &E : Found)
    Set.insert(E);
  SmallVector<Edge> Result;
  for (const BasicBlock &B : F) {
    SmallPtrSet<const BasicBlock *, 4> Done;
    for (const BasicBlock *S : successors(&B))
      if (Set.contains({&B, S}) && Done.insert(S).second)
        Result.push_back({const_cast<BasicBlock *>(&B), const_cast<BasicBlock *>(S)});
  }
  return Result;
}

/// The work of the calls in \p L, each counted once, and whether all of them are quick.
namespace {
struct CallsOfLoop {
  uint64_t Work = 0;
  bool AllQuick = true;
};
} // namespace

static CallsOfLoop callsOf(const Loop &L, const DeadBlocks &Dead, QuickCalls &Quick) {
  CallsOfLoop Result;
  for (const BasicBlock *B : L.blocks()) {
    if (Dead.contains(B))
      continue;
    for (const Instruction &I : *B) {
      auto *CB = dyn_cast<CallBase>(&I);
      if (!CB || isa<IntrinsicInst>(CB) || isKnownCondition(*CB))
        continue;
      if (!Quick.isQuick(*CB))
        return {UINT64_MAX, false};
      Result.Work += Quick.work(*CB);
    }
  }
  return Result;
}

/// Innermost, one header for all its back edges, no calls but quick ones: may be strip-mined.
static bool isPlainInnermost(const Loop &L, const DeadBlocks &Dead, QuickCalls &Quick) {
  return !hasInnerLoops(L) && L.getHeader()->phis().empty() && callsOf(L, Dead, Quick).AllQuick;
}

static bool isShort(const Loop &L, const DeadBlocks &Dead, QuickCalls &Quick) {
  CallsOfLoop Calls = callsOf(L, Dead, Quick);
  return Calls.AllQuick && iterationBound(L) <= ShortLoop / (1 + Calls.Work);
}

//===--- Remarks -------------------------------------------------------------===//

static constexpr char RemarkName[] = "cgt";

namespace {
/// What -Rpass=cgt prints of one function.
class Remarks {
public:
  explicit Remarks(const Function &F) : Emitter(&F), F(F) {}
  bool areWanted() const { return F.getContext().getDiagHandlerPtr()->isPassedOptRemarkEnabled(RemarkName); }
  void say(StringRef Kind, const DebugLoc &Where, const BasicBlock &Block, const Twine &Text) {
    Emitter.emit([&] { return OptimizationRemark(RemarkName, Kind, Where, &Block) << Text.str(); });
  }
  void sayShort(const Loop &L) {
    say("NoPoll", L.getStartLoc(), *L.getHeader(),
        "no poll in this loop, which makes at most " + Twine(iterationBound(L)) + " iterations");
  }

  void sayEntry(Function &F, const Twine &Text) {
    if (DISubprogram *Source = F.getSubprogram())
      say("Poll", DILocation::get(F.getContext(), Source->getLine(), 0, Source), F.getEntryBlock(), Text);
  }

private:
  OptimizationRemarkEmitter Emitter;
  const Function &F;
};
} // namespace

/// Why \p L has a poll in each iteration.
static std::string reasonForEach(const Loop &L, QuickCalls &Quick) {
  if (hasInnerLoops(L))
    return "it has loops inside";
  for (const BasicBlock *B : L.blocks())
    for (const Instruction &I : *B) {
      auto *CB = dyn_cast<CallBase>(&I);
      if (!CB || isa<IntrinsicInst>(CB) || isKnownCondition(*CB) || Quick.isQuick(*CB))
        continue;
      const Function *Callee = CB->getCalledFunction();
      return Callee ? ("'" + Callee->getName() + "' may take long").str() : "it calls through a pointer";
    }
  return "each iteration is to have one";
}

namespace {
/// A loop that gets a poll, or (irreducible) an edge back.
struct LoopPoll {
  BasicBlock *Header;
  SmallVector<BasicBlock *, 2> Latches;
  bool Strip;
  CountedTest Test;
  SmallVector<SteppedVariable> Stepped;
  bool Needed; ///< else it has a number only
  DebugLoc Where;
  std::string Reason; ///< for a poll in each iteration
};
} // namespace

/// The loops of \p F that need polls, in program order of their first latch. \p Told: of loops without polls; may be null.
static SmallVector<LoopPoll> findLoops(Function &F, PollMode Mode, QuickCalls &Quick, Remarks *Told = nullptr) {
  DominatorTree DT(F);
  LoopInfo LI(DT);
  const DeadBlocks None, AllDead = deadBlocks(F);
  SmallVector<LoopPoll> Loops;
  for (auto [Latch, Header] : backEdges(F)) {
    Loop *L = LI.getLoopFor(Header);
    if (L && L->getHeader() == Header && fillsArray(*L))
      continue;
    bool Auto = Mode == PollMode::Auto && L && L->getHeader() == Header;
    if (Auto && isShort(*L, None, Quick)) {
      if (Told)
        Told->sayShort(*L);
      continue;
    }
    // A loop that is dead as a whole is numbered as where it isn't.
    const DeadBlocks &Dead = AllDead.contains(Header) ? None : AllDead;
    auto Same = [&, H = Header](const LoopPoll &P) { return P.Header == H; };
    if (auto *It = find_if(Loops, Same); It != Loops.end())
      It->Latches.push_back(Latch);
    else
      Loops.push_back({Header,
                       {Latch},
                       Auto && isPlainInnermost(*L, Dead, Quick),
                       L ? countedTest(*L) : CountedTest(),
                       L ? steppedVariables(*L) : SmallVector<SteppedVariable>(),
                       !Auto || !isShort(*L, Dead, Quick),
                       L ? L->getStartLoc() : Latch->getTerminator()->getDebugLoc(),
                       Auto && Told && Told->areWanted() ? reasonForEach(*L, Quick) : "each iteration is to have one"});
  }
  return Loops;
}

/// Emits flag test and slow call before \p Before. One that isn't needed goes when conditions are settled.
static void emitPoll(Instruction *Before, const RuntimeCalls &Calls, bool Needed) {
  LLVMContext &C = Before->getContext();
  BasicBlock *Head = Before->getParent();
  BasicBlock *Rest = Head->splitBasicBlock(Before, "cgt.go");
  Head->getTerminator()->eraseFromParent();
  auto *Slow = BasicBlock::Create(C, "cgt.poll", Head->getParent(), Rest);
  IRBuilder<> B(Head);
  Value *IsDue = Needed ? B.CreateIsNotNull(B.CreateLoad(Calls.FlagTy, Calls.Flag, true, "cgt.flag")) : falseCondition(B);
  B.CreateCondBr(IsDue, Slow, Rest, MDBuilder(C).createUnlikelyBranchWeights());
  B.SetInsertPoint(Slow);
  CallInst *Call = B.CreateCall(Calls.PollSlow, {ConstantPointerNull::get(Calls.PtrTy)});
  Call->addFnAttr(Attribute::Cold);
  Call->setMemoryEffects(Calls.PollEffects);
  B.CreateBr(Rest);
}

/// The first instruction in \p I's block that works out \p I.
static Instruction *beginOf(Instruction *I) {
  SmallPtrSet<Instruction *, 8> Needed = {I};
  SmallVector<Instruction *, 8> Open = {I};
  while (!Open.empty())
    for (Value *Operand : Open.pop_back_val()->operands())
      if (auto *O = dyn_cast<Instruction>(Operand);
          O && O->getParent() == I->getParent() && !isa<PHINode>(O) && Needed.insert(O).second)
        Open.push_back(O);
  return &*find_if(*I->getParent(), [&](Instruction &O) { return Needed.contains(&O); });
}

/// Where \p Latch has its poll: in front of what works out the label that it jumps to. LLVM copies the dispatch, one block with a jump,
/// to the end of each instruction of an interpreter, but not behind a poll's branch, and it joins ends of blocks that are alike.
static Instruction *beforeJump(BasicBlock &Latch, IndirectBrInst &Dispatch) {
  auto *Labels = dyn_cast<PHINode>(Dispatch.getAddress());
  if (Labels && Labels->getParent() == Dispatch.getParent())
    if (auto *Label = dyn_cast<Instruction>(Labels->getIncomingValueForBlock(&Latch)); Label && Label->getParent() == &Latch)
      return beginOf(Label);
  return joinEdges({&Latch}, Dispatch.getParent(), "cgt.latch")->getTerminator();
}

/// After the allocas and the stores of parameters: they belong to the entry.
static Instruction *afterParameters(Function &F) {
  Instruction *Point = &*F.getEntryBlock().getFirstInsertionPt();
  for (Instruction &I : F.getEntryBlock()) {
    auto *SI = dyn_cast<StoreInst>(&I);
    if (isa<AllocaInst>(I) || variableAnnotation(I) || (SI && isa<Argument>(SI->getValueOperand())))
      Point = I.getNextNode();
  }
  return Point;
}

unsigned PollPlacer::loopDepth(const Loop *L) const {
  unsigned Depth = 0;
  for (; L; L = L->getParentLoop())
    Depth += !L->getParentLoop() || !Nests.contains(L->getParentLoop()->getHeader());
  return Depth;
}

bool PollPlacer::hasPolls(Function &F) {
  for (Instruction &I : instructions(F))
    if (auto *CB = dyn_cast<CallBase>(&I); CB && isExplicitPoll(*CB))
      return true;
  if (Mode == PollMode::Explicit || !allowed(F))
    return false;
  return Mode == PollMode::All || !findLoops(F, Mode, Quick).empty() || isRecursive(F);
}

void PollPlacer::place(Function &F, const RuntimeCalls &Calls) {
  SmallVector<CallBase *> Explicit;
  for (Instruction &I : instructions(F))
    if (auto *CB = dyn_cast<CallBase>(&I); CB && isExplicitPoll(*CB))
      Explicit.push_back(CB);

  Remarks Told(F);
  bool AtEntry = Mode != PollMode::Explicit && allowed(F) && (Mode == PollMode::All || isRecursive(F));
  if (AtEntry)
    Told.sayEntry(F, Mode == PollMode::All ? "poll at the entry" : "poll at the entry: chains of calls lead back to it");
  SmallVector<LoopPoll> Loops;
  if (Mode != PollMode::Explicit && allowed(F))
    Loops = findLoops(F, Mode, Quick, &Told);

  for (CallBase *CB : Explicit) {
    Instruction *Next = CB->getNextNode();
    CB->eraseFromParent();
    emitPoll(Next, Calls, true);
  }
  for (LoopPoll &P : Loops) {
    // An earlier poll may have split a latch: the edge now leaves another block.
    SmallVector<BasicBlock *, 2> Latches;
    for (BasicBlock *B : P.Latches) {
      while (!is_contained(successors(B), P.Header))
        B = B->getTerminator()->getSuccessor(B->getTerminator()->getNumSuccessors() - 1);
      Latches.push_back(B);
    }
    if (P.Needed)
      Told.say("Poll", P.Where, *P.Header,
               P.Strip ? "poll once in " + Twine(StripLength) + " iterations of this loop"
                       : "poll in each iteration of this loop: " + P.Reason);
    if (auto *Dispatch = dyn_cast<IndirectBrInst>(P.Header->getTerminator())) {
      for (BasicBlock *Latch : Latches)
        emitPoll(beforeJump(*Latch, *Dispatch), Calls, P.Needed);
    } else if (P.Strip && P.Needed) {
      Instruction *Point = stripMine(Latches, P.Header, P.Test, P.Stepped, Calls.SizeTy);
      Nests.insert(Point->getSuccessor(0));
      emitPoll(Point, Calls, true);
    } else {
      emitPoll(joinEdges(Latches, P.Header, "cgt.latch")->getTerminator(), Calls, P.Needed);
    }
  }
  if (AtEntry)
    emitPoll(afterParameters(F), Calls, true);
}
