//===- Frame.h - Variables and resume points of one function -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The value that the pass's stations hand on: MakeSites creates it, LiveFrame fills in what is alive, FrameLayout places it in
// the record, SavePads and ResumeClones generate code from it, BuildSchema describes it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_FRAME_H
#define CGT_PASS_FRAME_H

#include "UnitNotes.h"

#include "llvm/IR/Instructions.h"
#include "llvm/IR/ValueHandle.h"

namespace cgt {

/// What a value's type alone doesn't tell: how to widen it.
enum class Signedness { Unknown, Signed, Unsigned };

/// Where a variable's memory comes from.
enum class MemoryKind {
  Fixed,  ///< its type has a size
  Array,  ///< an array of variable length: Storage has its address, Bytes its size
  Pieces, ///< all that alloca() has given to the function: Storage has the last one's address (CgtPiece)
};

/// One variable or temporary that may be alive at a resume point. All of them are memory at this stage of the pipeline:
/// allocas, or parameters passed in memory.
struct FrameVar {
  /// A place where memory of a size that the source computes is taken.
  struct Taken {
    llvm::AllocaInst *Memory;  ///< of bytes
    llvm::StoreInst *Told;     ///< of its address
    llvm::Value *Data, *Bytes; ///< what the program has of it
    int Type;                  ///< in the notes; -1: not known
  };
  llvm::Value *Storage = nullptr;        ///< alloca or argument
  llvm::Type *Ty = nullptr;              ///< of the contents
  const NoteVar *Note = nullptr;         ///< null: a temporary
  bool Promotable = false;               ///< whole loads and stores only: becomes a register
  bool Escapes = false;                  ///< its address may be known elsewhere
  Signedness Sign = Signedness::Unknown; ///< of a temporary
  int Field = -1;                        ///< in the record; -1: never alive at a resume point
  int AddressSlot = -1;                  ///< in the record's address array
  std::string Size;                      ///< how it is computed from sizes (SizeFlow.h)
  MemoryKind Memory = MemoryKind::Fixed;
  llvm::AllocaInst *Bytes = nullptr;              ///< of an Array
  llvm::SmallVector<Taken, 1> Takes;              ///< of an Array, of Pieces
  llvm::SmallVector<llvm::Instruction *, 2> Ends; ///< of an Array: where its memory is given back

  /// CGT_TRANSIENT: its field stays zero.
  bool isTransient() const { return Note && Note->Transient; }
  bool isFixed() const { return Memory == MemoryKind::Fixed; }
  /// The runtime copies its contents, by the site's table (CgtCopy).
  bool isCopied() const { return isFixed() && AddressSlot >= 0 && !isTransient(); }
};

/// What a call is that a function can be saved in, resumed behind or jumped back to. Where kinds differ, a `switch` over all of them says how.
enum class SiteKind {
  Poll,    ///< put there by the pass, or the user's cgt_poll(): the youngest frame's
  Call,    ///< of a function that may reach a poll
  SetJump, ///< of setjmp or its like: nothing is saved there, but a frame is entered there by longjmp
};

/// A step number: a call of the source that may lead to a checkpoint, if not on this platform, then on another; or one of setjmp.
struct Step {
  llvm::WeakVH Call; ///< null where a constant rules it out here
  SiteKind Kind = SiteKind::Call;
  std::string Callee;
  unsigned LoopDepth = 0, Ordinal = 0, Line = 0;
  int Site = -1; ///< in Frame::Sites; -1: can't be on the stack here
};

/// The resume point of a step.
struct Site {
  unsigned Step = 0; ///< from 1
  SiteKind Kind = SiteKind::Call;
  llvm::InvokeInst *Call = nullptr;
  llvm::BasicBlock *Next = nullptr;    ///< where both the call's return and a resumption go on
  llvm::AllocaInst *Result = nullptr;  ///< the call's value, stored before Next; null: none
  std::string Sizes;                   ///< in the arguments (SizeFlow.h)
  llvm::SmallVector<unsigned, 8> Live; ///< indices of Frame::Vars, ascending

  llvm::BasicBlock *pad() const { return Call->getUnwindDest(); }
};

/// Where a longjmp comes back to: behind a call of setjmp.
struct Landing {
  unsigned Step = 0; ///< from 1
  llvm::CallInst *Call = nullptr;
  llvm::BasicBlock *Next = nullptr;   ///< where the call's first return and all others go on
  llvm::AllocaInst *Result = nullptr; ///< the call's value, stored before Next; null: none
};

struct Frame {
  llvm::Function *F = nullptr;
  std::vector<FrameVar> Vars;
  std::vector<Step> Steps;
  std::vector<Site> Sites;              ///< of those steps that have one, ascending
  std::vector<Landing> Landings;        ///< ascending
  int Activation = -1;                  ///< in Vars: the number that setjmp's buffers know the activation by; -1: no landings
  llvm::StructType *RecordTy = nullptr; ///< { ptr exception, MThV, MThP, [n x ptr] addresses, contents }
  llvm::StructType *MThV = nullptr, *MThP = nullptr;
  llvm::StructType *Contents = nullptr; ///< of variables that are memory anyway: isContents()
  unsigned NumAddresses = 0;
  llvm::AllocaInst *Area = nullptr; ///< polls store what they save here, laid out as the record up to its contents; null: none
  llvm::SmallVector<llvm::AllocaInst *, 2> StackSlots; ///< hold where the stack ended, for the end of an array's scope
  llvm::Function *Clone = nullptr;
};

/// Members of the record.
enum RecordMember : unsigned { RecordException, RecordMThV, RecordMThP, RecordAddresses, RecordContents };

} // namespace cgt

#endif // CGT_PASS_FRAME_H
