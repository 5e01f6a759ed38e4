//===- Restore.h - From an image back to a running program --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Three stages, of whose user code only functions of cgt_resource() run: prepare (read, match, recreate heap and globals), rebuild
// (main's resume clone calls its way down to the youngest frame, each clone's entry asking for its variables), finish (pointers to
// younger frames, callbacks, signals).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_RESTORE_H
#define CGT_RESTORE_RESTORE_H

#include "resources/Resources.h"
#include "restore/Handles.h"
#include "restore/HeapPlacement.h"
#include "restore/ImageThreads.h"
#include "restore/StackRoom.h"
#include "restore/StepMatch.h"
#include "types/Sizes.h"

namespace cgt {

class Restorer : Restoration {
  friend struct Conversion; // its callbacks
  friend class HeapFiller;

public:
  constexpr explicit Restorer(Runtime &R) : Restoration(R), Types(*this), Stack(*this, Current) {}

  using Restoration::leave;
  using Restoration::open;
  using Restoration::openIfWhole;
  const char *path() const { return Path; } ///< the image's name
  using Restoration::fileBytes;
  /// With the image open: everything before main's clone may be called. Exits on refusal.
  void prepare();
  /// The clone to call first: of main's thread, or of that one, which is the next to be rebuilt.
  void *firstClone();
  void *firstClone(const Thread &T);
  const ImageThreads &threads() const { return Threads; }
  [[noreturn]] void refuseThread(uint32_t Index, int Error);
  // Called by clones.
  size_t enter(const CgtFunction &Function, void *Record);
  void *nextClone();
  void finish();

  const Figures &figures() const { return Numbers; }
  int savedErrno() const { return I.Process.Errno; }
  /// Gives the image and everything made from it back.
  void release();

private:
  uint64_t matchActivations();
  const StepMatch &matchStep(const ActivationRecord &A);
  void readThreads();
  void giveKeys();
  void enterArrays(const StepMatch &M, const FunctionInfo &Own, char *Record);
  void matchFields(StepMatch &M, const FunctionInfo &Theirs, const FunctionInfo &Own);
  // RestoreHome.cpp
  void goHome();
  bool mapThreadStacks();
  void checkHeapIsHome();
  void noteMoved();
  void checkMoved();
  void checkMoved(const void *At, uint64_t Bytes, const Location &L);
  template <typename Fn> void forEachFilled(Fn Visit);
  void noteHolders();
  void checkHandles(const uint8_t *Source, const void *Target, uint64_t Bytes, const Location &L);
  bool isElsewhere(const Handle &H) const;
  bool isHome(uint64_t Address) const;
  void *homeOf(uint64_t Address, uint64_t Size) const;
  void *homeOf(const FieldMatch &F, uint64_t Address, uint64_t Size) const;
  bool copyHome(const Plan *Pl, const void *Source, void *Target, uint64_t Bytes, ConvertContext &C);

  void placeObjects();
  void *globalAddress(Place Own, const ObjectRecord &O);
  void placeGlobal(const ObjectRecord &O);
  void placeLiteral(const ObjectRecord &O);
  void placeSymbol(const ObjectRecord &O);
  void placeExtern(const ObjectRecord &O);
  void placeProcess(const ObjectRecord &O);
  void keepProcess(const ObjectRecord &O, void *Place);
  void clearTransients();
  void fillObjects();
  void fillGlobal(const ObjectRecord &O);
  void fillExtern(const ObjectRecord &O);
  void fillProcess(const ObjectRecord &O);
  // RestoreBytes.cpp
  bool isLeftOut(Status S, uint32_t Run, uint64_t Block);
  uint64_t offsetIn(uint64_t Address);
  void checkCharacters();
  void checkCharacters(const UnitInfo &U, BlockType Type, const uint8_t *Data, uint64_t Address, uint64_t Size,
                       const HeapRun *Run, const ObjectRecord *Object);
  bool checkUntyped(const HeapRun &Run, const uint8_t *Source, uint64_t From, uint64_t End);
  void *translateForResource(uint64_t Address, bool IsFunction);
  Restoring restoring();
  void makeObjects();
  void restoreResources();

  /// \p C: in which the pointer stands; null: not in typed data. \p Copied: the slot holds its bytes already.
  Status translate(uint64_t Value, bool IsFunction, void *Slot, Conversion *C = nullptr, bool Copied = false);
  template <typename Function> Status timed(Function F);
  Status translateMany(Conversion &C, const PointerBatch &B, uint64_t &Done);
  Status translateOne(Conversion &C, const PointerBatch &B, uint64_t Index, uint64_t Value, void *Known);
  void *dangling(uint64_t Value);
  // RestoreSizes.cpp
  void translateSizes(const StepMatch &M, const FieldMatch &F, void *Target, const Location &L);
  void handSizesOn(const StepMatch &M);
  // RestoreViews.cpp
  Status checkView(const AddressMap::Hit &H, TypeRef Pointee, TwoViews &Found);
  Status checkCopied(const AddressMap::Hit &H, TypeRef Pointee, TwoViews &Found);
  bool isMovedAddress(uint64_t Value);
  const FrameVariable *variableAt(uint64_t Address);
  bool findVariables();
  bool meansSomething(uint64_t Value, bool IsFunction, bool *Moved);

  void convertOrRefuse(const Plan &P, const void *Source, void *Target, uint64_t Bytes, const Location &L, bool SignUnknown,
                       bool SlotsMove = false);

  TypeMatch Types;
  AddressMap Map;
  HeapPlacement Heap;
  MapVector<StepMatch> Matches;
  KeyTable MatchNumbers; ///< by unit, function and step
  MapVector<Pending> PendingPointers;
  void **ProcessObjects = nullptr;
  bool SeenArgv = false, SeenEnvp = false;
  uint32_t Current = 0; ///< activation to enter next
  ImageThreads Threads;
  uint32_t Building = 0; ///< whose activations they are
  StackRoom Stack;
  MapVector<SizeParameter> SizeParameters, SpareParameters; ///< of the activation to enter next, with sizes in them
  uint64_t LeftOut = 0;                                     ///< blocks
  MapVector<FrameVariable> Variables;                       ///< of the sender's frames, once variableAt() was asked
  bool KnowsVariables = false;
  Handles Library;         ///< objects that functions of cgt_resource() make
  MapVector<Extent> Moved; ///< of the sender's objects; only at home
  bool AllIsHome = false;  ///< stacks are home, and libraries, too
  uint64_t Dangling = 0, Pointers = 0, RebuildStart = 0;
};

/// The restoration under way, or null.
Restorer *currentRestorer();
void setCurrentRestorer(Restorer *R);

} // namespace cgt

#endif // CGT_RESTORE_RESTORE_H
