//===- FrameArrays.cpp - Memory whose size the source computes --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An array of variable length becomes two variables of the frame, its address and its size:
//
//     %a = alloca double, i64 %n    ─►    %memory = alloca i8, 8 * %n; store %memory, %a.address; store 8 * %n, %a.bytes
//
// and its uses load the address: of these the optimiser makes registers again. A resumed function has the address from the runtime,
// which has made room for the array above main's frame, so that a clone takes no memory anew for what the saver had.
//
// What alloca() gives is one list, since a loop may ask for more and more: a CgtPiece in front of each piece leads to the one before. The
// frame keeps the last one's address.
//
// The end of an array's scope gives its memory back, by the place where the stack ended before it: a clone's own stack ends where
// the clone's frame does, so that a clone begins with that place in each such slot, and never gives back more than it has taken. The
// list, too, becomes what it was then.
//
//===----------------------------------------------------------------------===//

#include "FrameArrays.h"

#include "LLVMCompat.h"
#include "LibcCalls.h"

#include "abi/Names.h"

#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"

using namespace llvm;
using namespace cgt;

/// On the instruction that takes a piece: its number among the unit's allocations.
static constexpr char PieceMetadata[] = "cgt.piece";

/// malloc's alignment, as clang's own for alloca().
static constexpr uint64_t PieceAlign = 16;

//===--- Calls of alloca ----------------------------------------------------===//

/// The plugin gives a second argument on in bits.
static Align alignOf(const CallBase &Call) {
  auto *Bits = Call.arg_size() > 1 ? dyn_cast<ConstantInt>(Call.getArgOperand(1)) : nullptr;
  return Align(std::max(PieceAlign, Bits ? Bits->getZExtValue() / 8 : 0));
}

static void lowerCall(CallBase &Call, unsigned Index) {
  LLVMContext &C = Call.getContext();
  IRBuilder<> B(&Call);
  AllocaInst *Piece = B.CreateAlloca(B.getInt8Ty(), Call.getArgOperand(0));
  Piece->setAlignment(alignOf(Call));
  Piece->setMetadata(PieceMetadata, MDNode::get(C, ConstantAsMetadata::get(B.getInt32(Index))));
  Call.replaceAllUsesWith(Piece);
  if (auto *Invoke = dyn_cast<InvokeInst>(&Call)) {
    B.CreateBr(Invoke->getNormalDest());
    Invoke->getUnwindDest()->removePredecessor(Invoke->getParent());
  }
  Call.eraseFromParent();
}

void cgt::lowerAllocaCalls(Module &M) {
  for (Function &F : make_early_inc_range(M)) {
    StringRef Name = F.getName();
    unsigned Index;
    if (!Name.consume_front(CGT_ALLOC_PREFIX "alloca.") || Name.getAsInteger(10, Index))
      continue;
    for (User *U : make_early_inc_range(F.users()))
      lowerCall(*cast<CallBase>(U), Index);
    F.eraseFromParent();
  }
}

static std::optional<unsigned> pieceIndex(const AllocaInst &AI) {
  MDNode *Note = AI.getMetadata(PieceMetadata);
  if (!Note)
    return std::nullopt;
  return mdconst::extract<ConstantInt>(Note->getOperand(0))->getZExtValue();
}

//===--- What a function has ------------------------------------------------===//

static bool isVariableLength(const AllocaInst &AI, const NoteVar &V, const UnitNotes &Notes) {
  if (V.Type < 0 || Notes.Types[V.Type].Kind != NoteKind::Array || Notes.Types[V.Type].Size != 0)
    return false;
  return !isa<ConstantInt>(AI.getArraySize()) || AI.getDataLayout().getTypeAllocSize(AI.getAllocatedType()) != 0;
}

bool cgt::isFrameArray(const AllocaInst &AI, const UnitNotes &Notes) {
  const NoteVar *V = Notes.variable(&AI);
  return pieceIndex(AI) || (V && isVariableLength(AI, *V, Notes));
}

/// Does \p Slot hold where the stack ended before an array, and nothing else?
static bool isStackSlot(const AllocaInst &Slot) {
  auto IsIntrinsic = [](const Value *V, Intrinsic::ID Id) {
    auto *II = dyn_cast<IntrinsicInst>(V);
    return II && II->getIntrinsicID() == Id;
  };
  bool IsSet = false;
  for (const User *U : Slot.users()) {
    auto *Set = dyn_cast<StoreInst>(U);
    auto *Read = dyn_cast<LoadInst>(U);
    if (Set && IsIntrinsic(Set->getValueOperand(), Intrinsic::stacksave))
      IsSet = true;
    else if (!isMarker(*U) &&
             !(Read && all_of(Read->users(), [&](const User *V) { return IsIntrinsic(V, Intrinsic::stackrestore); })))
      return false;
  }
  return IsSet;
}

namespace {

class ArrayMaker {
public:
  ArrayMaker(Frame &Fr, const UnitNotes &Notes, GlobalVariable *Unit, const RuntimeCalls &Calls)
      : Fr(Fr), Notes(Notes), Unit(Unit), Calls(Calls), DL(Fr.F->getParent()->getDataLayout()) {}
  void run();

private:
  struct Scope {
    SmallVector<StoreInst *, 1> Begins;
    SmallVector<Instruction *, 2> Ends;
    AllocaInst *Slot;
  };

  void findScopes();
  AllocaInst *makeSlot(Type *Ty, const Twine &Name);
  static void useSlot(AllocaInst &Memory, Value &Data, AllocaInst &Slot);
  Value *bytesOf(IRBuilder<> &B, AllocaInst &AI);
  void makeArray(AllocaInst &AI);
  void makePiece(AllocaInst &AI, unsigned Index);
  void keepPieces();

  Frame &Fr;
  const UnitNotes &Notes;
  GlobalVariable *Unit;
  const RuntimeCalls &Calls;
  const DataLayout &DL;
  std::vector<Scope> Scopes;
  FrameVar Pieces;
};

} // namespace

void ArrayMaker::findScopes() {
  for (Instruction &I : Fr.F->getEntryBlock()) {
    auto *Slot = dyn_cast<AllocaInst>(&I);
    if (!Slot || !isStackSlot(*Slot))
      continue;
    Fr.StackSlots.push_back(Slot);
    Scope S{{}, {}, Slot};
    for (User *U : Slot->users())
      if (auto *Begin = dyn_cast<StoreInst>(U))
        S.Begins.push_back(Begin);
      else if (auto *Read = dyn_cast<LoadInst>(U))
        for (User *End : Read->users())
          S.Ends.push_back(cast<Instruction>(End));
    Scopes.push_back(std::move(S));
  }
}

/// Null, or nothing, until the program comes to where the memory is taken.
AllocaInst *ArrayMaker::makeSlot(Type *Ty, const Twine &Name) {
  BasicBlock &Entry = Fr.F->getEntryBlock();
  auto *Slot = new AllocaInst(Ty, DL.getAllocaAddrSpace(), Name, Entry.begin());
  new StoreInst(Constant::getNullValue(Ty), Slot, Entry.getFirstNonPHIOrDbgOrAlloca());
  return Slot;
}

/// All of \p Data's uses but the plugin's annotation, which tells \p Memory's name, load it.
void ArrayMaker::useSlot(AllocaInst &Memory, Value &Data, AllocaInst &Slot) {
  SmallVector<Use *> Uses;
  for (Use &U : Data.uses())
    if (!isMarker(*U.getUser()) || cast<IntrinsicInst>(U.getUser())->isLifetimeStartOrEnd())
      Uses.push_back(&U);
  for (Use *U : Uses) {
    auto *User = cast<Instruction>(U->getUser());
    auto *Phi = dyn_cast<PHINode>(User);
    Instruction *At = Phi ? Phi->getIncomingBlock(*U)->getTerminator() : User;
    U->set(new LoadInst(Memory.getType(), &Slot, "", At->getIterator()));
  }
}

Value *ArrayMaker::bytesOf(IRBuilder<> &B, AllocaInst &AI) {
  Value *Count = B.CreateZExtOrTrunc(AI.getArraySize(), Calls.SizeTy);
  return B.CreateMul(Count, Calls.size(DL.getTypeAllocSize(AI.getAllocatedType())), "", /*HasNUW=*/true);
}

void ArrayMaker::makeArray(AllocaInst &AI) {
  FrameVar V;
  V.Note = Notes.variable(&AI);
  V.Memory = MemoryKind::Array;
  V.Ty = Calls.SizeTy;
  V.Escapes = true;
  AllocaInst *Address = makeSlot(Calls.PtrTy, AI.getName() + ".address");
  V.Storage = Address;
  V.Bytes = makeSlot(Calls.SizeTy, AI.getName() + ".bytes");
  useSlot(AI, AI, *Address);
  IRBuilder<> B(AI.getNextNode());
  B.SetCurrentDebugLocation(AI.getDebugLoc());
  Value *Bytes = bytesOf(B, AI);
  B.CreateStore(Bytes, V.Bytes);
  V.Takes.push_back({&AI, B.CreateStore(&AI, Address), &AI, Bytes, V.Note->Type});
  DominatorTree DT(*Fr.F);
  for (const Scope &S : Scopes)
    if (any_of(S.Begins, [&](StoreInst *Begin) { return DT.dominates(Begin, &AI); }))
      V.Ends.append(S.Ends);
  Fr.Vars.push_back(std::move(V));
}

/// One more in front of the list.
void ArrayMaker::makePiece(AllocaInst &AI, unsigned Index) {
  auto *List = cast<AllocaInst>(Pieces.Storage);
  IRBuilder<> B(&AI);
  B.SetCurrentDebugLocation(AI.getDebugLoc());
  Value *Bytes = bytesOf(B, AI);
  uint64_t Head = alignTo(DL.getTypeAllocSize(Calls.CgtPieceTy), AI.getAlign());
  AllocaInst *Memory = B.CreateAlloca(B.getInt8Ty(), B.CreateAdd(Bytes, Calls.size(Head)));
  Memory->setAlignment(AI.getAlign());
  Memory->copyMetadata(AI, {Memory->getContext().getMDKindID(PieceMetadata)});
  Memory->takeName(&AI);
  Value *Data = B.CreateInBoundsGEP(B.getInt8Ty(), Memory, Calls.size(Head));
  Value *Piece = B.CreateInBoundsGEP(B.getInt8Ty(), Memory, Calls.size(Head - DL.getTypeAllocSize(Calls.CgtPieceTy)));
  B.CreateStore(B.CreateLoad(Calls.PtrTy, List), B.CreateStructGEP(Calls.CgtPieceTy, Piece, CgtPieceField::Before));
  B.CreateStore(Bytes, B.CreateStructGEP(Calls.CgtPieceTy, Piece, CgtPieceField::Bytes));
  B.CreateStore(allocationSite(*Fr.F->getParent(), Notes, Index, Unit, Calls),
                B.CreateStructGEP(Calls.CgtPieceTy, Piece, CgtPieceField::Site));
  Pieces.Takes.push_back({Memory, B.CreateStore(Data, List), Data, Bytes, Notes.Allocs[Index].Type});
  AI.replaceAllUsesWith(Data);
  AI.eraseFromParent();
}

/// At the end of an array's scope the list is what it was before the array.
void ArrayMaker::keepPieces() {
  for (Scope &S : Scopes) {
    AllocaInst *Kept = makeSlot(Calls.PtrTy, "cgt.pieces.kept");
    for (StoreInst *Begin : S.Begins) {
      IRBuilder<> B(Begin);
      B.CreateStore(B.CreateLoad(Calls.PtrTy, Pieces.Storage), Kept);
    }
    for (Instruction *End : S.Ends) {
      IRBuilder<> B(End);
      B.CreateStore(B.CreateLoad(Calls.PtrTy, Kept), Pieces.Storage);
    }
  }
}

void ArrayMaker::run() {
  findScopes();
  SmallVector<AllocaInst *> Arrays, All;
  for (Instruction &I : instructions(*Fr.F))
    if (auto *AI = dyn_cast<AllocaInst>(&I); AI && isFrameArray(*AI, Notes))
      (pieceIndex(*AI) ? All : Arrays).push_back(AI);
  for (AllocaInst *AI : Arrays)
    makeArray(*AI);
  if (All.empty())
    return;
  Pieces.Memory = MemoryKind::Pieces;
  Pieces.Ty = Calls.SizeTy;
  Pieces.Escapes = true;
  Pieces.Storage = makeSlot(Calls.PtrTy, "cgt.pieces");
  for (AllocaInst *AI : All)
    makePiece(*AI, *pieceIndex(*AI));
  keepPieces();
  Fr.Vars.push_back(std::move(Pieces));
}

void cgt::addFrameArrays(Frame &Fr, const UnitNotes &Notes, GlobalVariable *Unit, const RuntimeCalls &Calls) {
  ArrayMaker(Fr, Notes, Unit, Calls).run();
}
