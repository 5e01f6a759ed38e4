//===- LiveFrame.cpp - Variables alive across a resume point ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LiveFrame.h"

#include "SizeFlow.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace cgt;

namespace {

/// What an instruction does to one variable.
struct Effect {
  unsigned Var;
  bool Use = false;    ///< reads, or may read
  bool Define = false; ///< begins its life or overwrites it whole
  bool End = false;    ///< leaves its scope
};

/// An address in a variable.
struct Place {
  unsigned Var;
  Value *Address;
  bool Exact;   ///< it is the storage itself
  bool AtStart; ///< it is the first byte's
};

class LiveSolver {
public:
  LiveSolver(Frame &Fr, const UnitNotes &Notes) : Fr(Fr), Notes(Notes) {}
  void run();

private:
  void listVariables();
  void addVariable(Value *Storage, Type *Ty);
  void scan(unsigned Var);
  void scanTaken(unsigned Var);
  void scanList(const Place &P, SmallPtrSetImpl<Value *> &Seen);
  bool scanMarker(const Place &P, IntrinsicInst *I);
  void scanStore(const Place &P, StoreInst *S);
  void scanMemory(const Place &P, MemIntrinsic *I);
  void scanPlace(const Place &P, Instruction *I, SmallPtrSetImpl<Value *> &Seen);
  void scanCall(const Place &P, CallBase *CB);
  void scanUsers(const Place &P, SmallPtrSetImpl<Value *> &Seen);
  void note(Instruction *I, Effect E) { Effects[I].push_back(E); }
  void solveBackward();
  void solveForward(DenseMap<const BasicBlock *, BitVector> &Sets, bool Ends);
  void addLandings(BitVector &Live) const;
  BitVector liveAt(const Site &S, const BitVector &Escaping) const;

  Frame &Fr;
  const UnitNotes &Notes;
  DenseMap<const Instruction *, SmallVector<Effect, 2>> Effects;
  DenseMap<const BasicBlock *, BitVector> LiveIn, Started;
  DenseMap<const BasicBlock *, BitVector> Begun; ///< as Started, whether it has ended or not
};

} // namespace

static bool isScalar(const Type *Ty) { return Ty->isSingleValueType(); }

void LiveSolver::addVariable(Value *Storage, Type *Ty) {
  FrameVar V;
  V.Storage = Storage;
  V.Ty = Ty;
  V.Note = Notes.variable(Storage);
  if (isa<AllocaInst>(Storage))
    V.Size = sizeText(Storage);
  Fr.Vars.push_back(V);
}

/// Parameters in memory, then allocas in the entry's order. Result slots are written and read around one call: never
/// alive across another.
void LiveSolver::listVariables() {
  SmallPtrSet<const Value *, 16> Skip(Fr.StackSlots.begin(), Fr.StackSlots.end());
  for (FrameVar &V : Fr.Vars) {
    Skip.insert(V.Storage);
    Skip.insert(V.Bytes);
    for (FrameVar::Taken &T : V.Takes)
      Skip.insert(T.Memory);
  }
  for (Site &S : Fr.Sites)
    if (S.Result)
      Skip.insert(S.Result);
  for (Landing &L : Fr.Landings)
    if (L.Result)
      Skip.insert(L.Result);
  const DataLayout &DL = Fr.F->getParent()->getDataLayout();
  for (Argument &A : Fr.F->args()) {
    if (A.hasStructRetAttr() || A.use_empty())
      continue;
    if (A.hasByValAttr()) {
      addVariable(&A, A.getParamByValType());
    } else if (const NoteVar *N = Notes.variable(&A); N && N->Type >= 0) {
      // Passed indirectly: the IR doesn't say how much memory is behind it.
      Type *Byte = Type::getInt8Ty(A.getContext());
      addVariable(&A, ArrayType::get(Byte, Notes.Types[N->Type].Size));
    }
  }
  for (Instruction &I : Fr.F->getEntryBlock()) {
    auto *AI = dyn_cast<AllocaInst>(&I);
    if (!AI || Skip.contains(AI))
      continue;
    Type *Ty = AI->getAllocatedType();
    if (AI->isArrayAllocation())
      Ty = ArrayType::get(Ty, cast<ConstantInt>(AI->getArraySize())->getZExtValue());
    if (DL.getTypeAllocSize(Ty) != 0)
      addVariable(AI, Ty);
  }
}

/// What some ABIs pass by reference to a copy besides structs: long double, wide integers, complex numbers, vectors.
static bool isPassedIndirectly(const Type *Ty) {
  if (auto *S = dyn_cast<StructType>(Ty))
    return S->isLiteral();
  return Ty->isFP128Ty() || Ty->isPPC_FP128Ty() || Ty->isX86_FP80Ty() || Ty->isVectorTy() ||
         (Ty->isIntegerTy() && Ty->getIntegerBitWidth() > 64);
}

/// The index of the part of a call's result that \p S stores, if the stores of all parts fill \p Ty: what a struct that
/// is returned through memory on one target looks like where it comes back in registers.
static std::optional<unsigned> resultPart(const StoreInst &S, const Type *Ty, const DataLayout &DL) {
  auto *Part = dyn_cast<ExtractValueInst>(S.getValueOperand());
  if (!Part || !isa<CallBase>(Part->getAggregateOperand()) ||
      DL.getTypeAllocSize(Part->getAggregateOperand()->getType()) != DL.getTypeAllocSize(const_cast<Type *>(Ty)))
    return std::nullopt;
  return Part->getIndices().front();
}

/// Is \p Address nothing but where a part of a call's result goes?
static bool holdsResultPart(const Value *Address, const Type *Ty, const DataLayout &DL) {
  return all_of(Address->users(), [&](const User *U) {
    auto *S = dyn_cast<StoreInst>(U);
    return S && S->getPointerOperand() == Address && resultPart(*S, Ty, DL);
  });
}

/// Intrinsics that tell where a variable begins or ends.
bool LiveSolver::scanMarker(const Place &P, IntrinsicInst *I) {
  const FrameVar &V = Fr.Vars[P.Var];
  switch (I->getIntrinsicID()) {
  case Intrinsic::lifetime_start: note(I, {P.Var, false, true, false}); return true;
  case Intrinsic::lifetime_end: note(I, {P.Var, false, false, true}); return true;
  case Intrinsic::var_annotation:
    // A parameter holds its value before its annotation.
    if (variableAnnotation(*I) && !(V.Note && V.Note->Kind == "param"))
      note(I, {P.Var, false, true, false});
    return true;
  default: return false;
  }
}

void LiveSolver::scanStore(const Place &P, StoreInst *S) {
  FrameVar &V = Fr.Vars[P.Var];
  const DataLayout &DL = Fr.F->getParent()->getDataLayout();
  if (S->getValueOperand() == P.Address) {
    V.Escapes = true;
    V.Promotable = false;
    note(S, {P.Var, true, false, false});
    return;
  }
  Type *Ty = S->getValueOperand()->getType();
  V.Promotable &= P.Exact && Ty == V.Ty && !S->isVolatile();
  std::optional<unsigned> Part = resultPart(*S, V.Ty, DL);
  bool Whole = Part ? *Part == 0 : P.Exact && (Ty == V.Ty || DL.getTypeStoreSize(Ty) >= DL.getTypeAllocSize(V.Ty));
  // Unnamed memory is initialised from its start on.
  note(S, {P.Var, false, Whole || (P.AtStart && !V.Note), false});
  if (!Whole && !Part && V.Note)
    note(S, {P.Var, true, false, false});
}

void LiveSolver::scanMemory(const Place &P, MemIntrinsic *I) {
  FrameVar &V = Fr.Vars[P.Var];
  uint64_t Size = Fr.F->getParent()->getDataLayout().getTypeAllocSize(V.Ty);
  V.Promotable = false;
  auto *Length = dyn_cast<ConstantInt>(I->getLength());
  auto *MT = dyn_cast<MemTransferInst>(I);
  if (MT && MT->getRawSource() == P.Address)
    note(I, {P.Var, true, false, false});
  if (I->getRawDest() == P.Address)
    note(I, {P.Var, false, V.Note ? P.Exact && Length && Length->getZExtValue() >= Size : P.AtStart, false});
}

/// \p I computes another address in the variable.
void LiveSolver::scanPlace(const Place &P, Instruction *I, SmallPtrSetImpl<Value *> &Seen) {
  FrameVar &V = Fr.Vars[P.Var];
  V.Promotable = false;
  V.Escapes |= isa<PtrToIntInst>(I);
  auto *GEP = dyn_cast<GetElementPtrInst>(I);
  bool Start = P.AtStart && GEP && GEP->hasAllZeroIndices();
  // A place in unnamed memory is used where it is read or handed on.
  bool IsPlace = GEP && GEP->hasAllConstantIndices() && !V.Note;
  if ((!Start || V.Note) && !IsPlace && !holdsResultPart(I, V.Ty, Fr.F->getParent()->getDataLayout()))
    note(I, {P.Var, true, false, false});
  if (Seen.insert(I).second)
    scanUsers({P.Var, I, false, Start}, Seen);
}

void LiveSolver::scanCall(const Place &P, CallBase *CB) {
  FrameVar &V = Fr.Vars[P.Var];
  V.Promotable = false;
  if (auto Id = CB->getIntrinsicID(); Id == Intrinsic::vaend || Id == Intrinsic::vacopy) // of a parameter
    return note(CB, {P.Var, Id == Intrinsic::vacopy && CB->getArgOperand(1) == P.Address, false, Id == Intrinsic::vaend});
  for (unsigned A = 0; A < CB->arg_size(); ++A) {
    if (CB->getArgOperand(A) != P.Address)
      continue;
    if (CB->paramHasAttr(A, Attribute::StructRet)) {
      // A member's memory: as a store to it.
      note(CB, {P.Var, !P.Exact && V.Note, P.Exact || (P.AtStart && !V.Note), false});
      continue;
    }
    note(CB, {P.Var, true, false, false});
    // Literals whose address is taken are variables (plugin/Temporaries.h): other unnamed memory is the callee's by now.
    bool IsCalleesOwn = P.Exact && !V.Note && (isPassedIndirectly(V.Ty) || V.Ty->isAggregateType());
    V.Escapes |= !CB->isByValArgument(A) && !IsCalleesOwn;
  }
}

void LiveSolver::scanUsers(const Place &P, SmallPtrSetImpl<Value *> &Seen) {
  FrameVar &V = Fr.Vars[P.Var];
  for (User *U : P.Address->users()) {
    auto *I = dyn_cast<Instruction>(U);
    auto *II = dyn_cast<IntrinsicInst>(U);
    if (!I || (II && scanMarker(P, II)))
      continue;
    if (auto *L = dyn_cast<LoadInst>(I)) {
      V.Promotable &= P.Exact && L->getType() == V.Ty && !L->isVolatile();
      note(I, {P.Var, true, false, false});
    } else if (auto *S = dyn_cast<StoreInst>(I)) {
      scanStore(P, S);
    } else if (auto *MI = dyn_cast<MemIntrinsic>(I)) {
      scanMemory(P, MI);
    } else if (isa<GetElementPtrInst>(I) || isa<CastInst>(I)) {
      scanPlace(P, I, Seen);
    } else if (auto *CB = dyn_cast<CallBase>(I)) {
      scanCall(P, CB);
    } else { // a comparison; PHI, select, atomics: the address may go anywhere
      V.Promotable = false;
      V.Escapes |= !isa<ICmpInst>(I);
      note(I, {P.Var, true, false, false});
    }
  }
}

/// Its memory is there from where it is taken on, whoever knows of it.
void LiveSolver::scanTaken(unsigned Var) {
  for (FrameVar::Taken &T : Fr.Vars[Var].Takes)
    note(T.Told, {Var, false, true, false});
  for (Instruction *End : Fr.Vars[Var].Ends)
    note(End, {Var, false, false, true});
}

/// A local list, or something that has one in it: begins by va_start, va_copy or being assigned, ends by va_end.
void LiveSolver::scanList(const Place &P, SmallPtrSetImpl<Value *> &Seen) {
  const NoteVar &Note = *Fr.Vars[P.Var].Note;
  for (User *U : P.Address->users()) {
    auto *II = dyn_cast<IntrinsicInst>(U);
    auto *Set = dyn_cast<StoreInst>(U);
    auto *Copy = dyn_cast<MemTransferInst>(U);
    Intrinsic::ID Id = II ? II->getIntrinsicID() : Intrinsic::not_intrinsic;
    if (Id == Intrinsic::lifetime_end || (Id == Intrinsic::vaend && Notes.Types[Note.Type].Kind == NoteKind::Opaque))
      note(II, {P.Var, false, false, true});
    else if (Id == Intrinsic::vastart || (Id == Intrinsic::vacopy && II->getArgOperand(0) == P.Address))
      note(II, {P.Var, false, true, false});
    else if ((Set && Set->getPointerOperand() == P.Address) || (Copy && Copy->getRawDest() == P.Address))
      note(cast<Instruction>(U), {P.Var, false, true, false});
    else if (isa<GetElementPtrInst>(U) && Seen.insert(U).second)
      scanList({P.Var, U, false, false}, Seen);
  }
}

void LiveSolver::scan(unsigned Var) {
  FrameVar &V = Fr.Vars[Var];
  if (!V.isFixed())
    return scanTaken(Var);
  if (V.Note && V.Note->VaList && V.Note->Kind != "param") {
    SmallPtrSet<Value *, 8> Seen;
    V.Escapes = true; // from where it begins to where it ends, whatever is done with it
    return scanList({Var, V.Storage, true, true}, Seen);
  }
  V.Promotable = isa<AllocaInst>(V.Storage) && isScalar(V.Ty);
  SmallPtrSet<Value *, 8> Seen;
  scanUsers({Var, V.Storage, true, true}, Seen);
}

/// What is called at a site may come back by longjmp to any call of setjmp.
void LiveSolver::addLandings(BitVector &Live) const {
  for (const Landing &L : Fr.Landings)
    Live |= LiveIn.lookup(L.Next);
}

/// Live-in sets: a use is reachable before a definition or the scope's end.
void LiveSolver::solveBackward() {
  unsigned N = Fr.Vars.size();
  DenseMap<const BasicBlock *, BitVector> Gen, Kill;
  for (BasicBlock &B : *Fr.F) {
    BitVector G(N), K(N);
    for (Instruction &I : reverse(B)) {
      auto It = Effects.find(&I);
      if (It == Effects.end())
        continue;
      for (const Effect &E : It->second)
        if (E.Define || E.End) {
          K.set(E.Var);
          G.reset(E.Var);
        }
      for (const Effect &E : It->second)
        if (E.Use)
          G.set(E.Var);
    }
    LiveIn[&B] = G;
    Gen[&B] = std::move(G);
    Kill[&B] = std::move(K);
  }
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (BasicBlock &B : reverse(*Fr.F)) {
      BitVector Out(N);
      for (BasicBlock *S : successors(&B))
        Out |= LiveIn[S];
      if (isa<InvokeInst>(B.getTerminator()))
        addLandings(Out);
      Out.reset(Kill[&B]);
      Out |= Gen[&B];
      if (Out != LiveIn[&B]) {
        LiveIn[&B] = std::move(Out);
        Changed = true;
      }
    }
  }
}

/// Block-entry sets of variables whose life may have begun, and not ended if \p Ends.
void LiveSolver::solveForward(DenseMap<const BasicBlock *, BitVector> &Sets, bool Ends) {
  unsigned N = Fr.Vars.size();
  BitVector AtEntry(N);
  for (unsigned V = 0; V < N; ++V)
    if (isa<Argument>(Fr.Vars[V].Storage) || (Fr.Vars[V].Note && Fr.Vars[V].Note->Kind == "param"))
      AtEntry.set(V);
  for (BasicBlock &B : *Fr.F)
    Sets[&B] = BitVector(N);
  Sets[&Fr.F->getEntryBlock()] = AtEntry;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (BasicBlock &B : *Fr.F) {
      BitVector S = Sets[&B];
      for (Instruction &I : B)
        if (auto It = Effects.find(&I); It != Effects.end())
          for (const Effect &E : It->second) {
            if (!E.End)
              S.set(E.Var);
            else if (Ends)
              S.reset(E.Var);
          }
      for (BasicBlock *Succ : successors(&B)) {
        BitVector Joined = Sets[Succ];
        Joined |= S;
        if (Joined != Sets[Succ]) {
          Sets[Succ] = std::move(Joined);
          Changed = true;
        }
      }
    }
  }
}

BitVector LiveSolver::liveAt(const Site &S, const BitVector &Escaping) const {
  BitVector Live = LiveIn.lookup(S.Next), Scope = Started.lookup(S.Next);
  Live &= Scope;
  // A jump may come back into a scope that was left. -O0 knows no ends of scopes, so none counts for what is in registers.
  BitVector Landing(Fr.Vars.size());
  addLandings(Landing);
  if (Landing.any())
    Landing &= Begun.lookup(S.Next);
  for (unsigned V : Landing.set_bits())
    if (Fr.Vars[V].Promotable || Scope[V])
      Live.set(V);
  Scope &= Escaping;
  Live |= Scope;
  // What the call itself defines (its sret memory) isn't there before it has returned.
  if (auto It = Effects.find(S.Call); It != Effects.end())
    for (const Effect &E : It->second)
      if (E.Define && !E.Use)
        Live.reset(E.Var);
  if (Fr.Activation >= 0)
    Live.set(Fr.Activation);
  return Live;
}

void LiveSolver::run() {
  listVariables();
  for (unsigned V = 0; V < Fr.Vars.size(); ++V)
    scan(V);
  solveBackward();
  solveForward(Started, true);
  if (!Fr.Landings.empty())
    solveForward(Begun, false);
  BitVector Escaping(Fr.Vars.size());
  for (unsigned V = 0; V < Fr.Vars.size(); ++V)
    if (Fr.Vars[V].Escapes)
      Escaping.set(V);
  for (Site &S : Fr.Sites)
    for (unsigned V : liveAt(S, Escaping).set_bits())
      S.Live.push_back(V);
}

void cgt::computeLiveFrame(Frame &Fr, const UnitNotes &Notes) { LiveSolver(Fr, Notes).run(); }
