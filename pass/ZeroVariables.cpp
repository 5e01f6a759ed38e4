//===- ZeroVariables.cpp - Memory never written holds zeros ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ZeroVariables.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace cgt;

namespace {

class Zeroer {
public:
  Zeroer(const Frame &Fr, const UnitNotes &Notes) : Fr(Fr), Notes(Notes), DL(Fr.F->getParent()->getDataLayout()), Tree(*Fr.F) {}
  void run();

private:
  /// Bytes of a variable that begin as zeros, neighbours merged.
  struct Range {
    uint64_t Begin, End;
  };
  void addRanges(int Type, uint64_t At);
  void addRange(uint64_t Begin, uint64_t End);
  bool isPlainNumber(const NoteType &T) const;
  bool mayBeReachedWithout(unsigned Var, ArrayRef<Instruction *> Begins) const;
  bool isWrittenFirst(unsigned Var) const;
  void zero(const FrameVar &V, Instruction *Behind) const;
  void zeroVariable(unsigned Var);
  void zeroTaken(const FrameVar::Taken &T) const;

  const Frame &Fr;
  const UnitNotes &Notes;
  const DataLayout &DL;
  DominatorTree Tree;
  SmallVector<Range> Ranges; ///< of the variable at hand
};

} // namespace

/// Arrays up to this are zeroed whatever they hold: a few stores.
static constexpr uint64_t LargestZeroed = 1024;

void Zeroer::addRange(uint64_t Begin, uint64_t End) {
  if (!Ranges.empty() && Ranges.back().End == Begin)
    Ranges.back().End = End;
  else if (Begin != End)
    Ranges.push_back({Begin, End});
}

/// Has the same range on all platforms, so that no remains in it can refuse a restoration.
bool Zeroer::isPlainNumber(const NoteType &T) const {
  if (T.Kind == NoteKind::IEEE)
    return T.Size <= 8;
  if (T.Kind != NoteKind::Signed && T.Kind != NoteKind::Unsigned)
    return T.Kind == NoteKind::Char || T.Kind == NoteKind::Bool;
  return T.Size <= 4 || StringSwitch<bool>(T.Name)
                            .Cases("long long", "unsigned long long", true)
                            .Cases("int64_t", "uint64_t", true)
                            .Default(false);
}

/// All of a type but its large arrays of plain numbers.
void Zeroer::addRanges(int Type, uint64_t At) {
  const NoteType &T = Notes.Types[Type];
  const NoteType *Element = &T;
  while (Element->Kind == NoteKind::Array && Element->Element >= 0)
    Element = &Notes.Types[Element->Element];
  if (T.Size <= LargestZeroed || (T.Kind != NoteKind::Struct && T.Kind != NoteKind::Array))
    return addRange(At, At + T.Size);
  if (T.Kind == NoteKind::Array) {
    if (!isPlainNumber(*Element))
      addRange(At, At + T.Size);
    return;
  }
  uint64_t Done = 0; // bit-fields and padding go with the member before them
  for (const NoteMember &M : T.Members) {
    const NoteType &Member = Notes.Types[M.Type];
    if (M.BitWidth || M.Offset < Done || Member.Size <= LargestZeroed)
      continue;
    addRange(At + Done, At + M.Offset);
    addRanges(M.Type, At + M.Offset);
    Done = M.Offset + Member.Size;
  }
  addRange(At + Done, At + T.Size);
}

/// Can a site where the variable is alive be reached without passing one of the places where its life begins?
bool Zeroer::mayBeReachedWithout(unsigned Var, ArrayRef<Instruction *> Begins) const {
  return any_of(Fr.Sites, [&](const Site &S) {
    return is_contained(S.Live, Var) && none_of(Begins, [&](Instruction *B) { return Tree.dominates(B, S.Call); });
  });
}

/// A value that the pass or clang put into memory is stored before each site where it is alive.
bool Zeroer::isWrittenFirst(unsigned Var) const {
  SmallVector<Instruction *> Stores;
  for (User *U : Fr.Vars[Var].Storage->users())
    if (auto *S = dyn_cast<StoreInst>(U); S && S->getPointerOperand() == Fr.Vars[Var].Storage)
      Stores.push_back(S);
  return !mayBeReachedWithout(Var, Stores);
}

void Zeroer::zero(const FrameVar &V, Instruction *Behind) const {
  IRBuilder<> B(Behind->getNextNode());
  B.SetCurrentDebugLocation(Behind->getDebugLoc());
  if (V.Promotable) {
    B.CreateStore(Constant::getNullValue(V.Ty), V.Storage);
    return;
  }
  Align A = V.Storage->getPointerAlignment(DL);
  for (const Range &R : Ranges) {
    Value *At = V.Storage;
    if (R.Begin != 0)
      At = B.CreateConstInBoundsGEP1_64(B.getInt8Ty(), At, R.Begin);
    B.CreateMemSet(At, B.getInt8(0), R.End - R.Begin, commonAlignment(A, R.Begin));
  }
}

void Zeroer::zeroVariable(unsigned Var) {
  const FrameVar &V = Fr.Vars[Var];
  auto *Storage = dyn_cast<AllocaInst>(V.Storage);
  if (!Storage || V.isTransient() || (V.Note && V.Note->Kind == "param"))
    return;
  if (!V.Note && V.Promotable && isWrittenFirst(Var))
    return;
  SmallVector<Instruction *> Begins, Starts;
  for (User *U : Storage->users()) {
    auto *I = dyn_cast<IntrinsicInst>(U);
    if (I && variableAnnotation(*I))
      Begins.push_back(I);
    else if (I && I->getIntrinsicID() == Intrinsic::lifetime_start)
      Starts.push_back(I);
  }
  // What was in memory before a life begins is nothing to the optimiser.
  bool AtEntry = mayBeReachedWithout(Var, Begins);
  if (AtEntry && !Starts.empty()) {
    Begins = Starts;
    AtEntry = mayBeReachedWithout(Var, Begins);
  }
  Ranges.clear();
  if (V.Note && V.Note->Type >= 0)
    addRanges(V.Note->Type, 0);
  else
    addRange(0, DL.getTypeAllocSize(V.Ty));
  for (Instruction *I : Begins)
    zero(V, I);
  if (AtEntry)
    zero(V, Storage->getParent()->getFirstNonPHIOrDbgOrAlloca()->getPrevNode());
}

/// Numbers are left alone, as large arrays of a fixed size are.
void Zeroer::zeroTaken(const FrameVar::Taken &T) const {
  int Element = T.Type;
  while (Element >= 0 && Notes.Types[Element].Kind == NoteKind::Array)
    Element = Notes.Types[Element].Element;
  if (Element >= 0 && isPlainNumber(Notes.Types[Element]))
    return;
  IRBuilder<> B(T.Told);
  B.CreateMemSet(T.Data, B.getInt8(0), T.Bytes, T.Memory->getAlign());
}

void Zeroer::run() {
  for (unsigned I = 0; I < Fr.Vars.size(); ++I) {
    if (Fr.Vars[I].Field < 0)
      continue;
    if (Fr.Vars[I].isFixed())
      zeroVariable(I);
    else
      for (const FrameVar::Taken &T : Fr.Vars[I].Takes)
        zeroTaken(T);
  }
}

void cgt::zeroVariables(const Frame &Fr, const UnitNotes &Notes) { Zeroer(Fr, Notes).run(); }
