//===- Restore.h - From an image back to a running program --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Three stages, none of which runs user code: prepare (read, match, recreate heap and globals), rebuild (main's resume
// clone calls its way down to the youngest frame, each clone's entry asking for its variables), finish (pointers to
// younger frames, callbacks, signals). A refusal in any of them is a message and exit status 86 or 87.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_RESTORE_H
#define CGT_RESTORE_RESTORE_H

#include "base/KeyTable.h"
#include "image/Reach.h"
#include "program/AddressMap.h"
#include "program/Runtime.h"
#include "restore/Conversion.h"
#include "resources/Resources.h"
#include "restore/LaidOut.h"
#include "types/Sizes.h"

namespace cgt {

/// A field of an own step and its counterpart in the image.
struct FieldMatch {
  const FieldInfo *Own, *Theirs; ///< Theirs null: stays zero
  const Plan *P;                 ///< null: stays zero
};

/// An activation's function and step, matched once for all activations of it.
struct StepMatch {
  uint32_t Unit, Function, Step; ///< the image's
  Place Own;
  uint32_t OwnStep;
  const FieldMatch *Fields;
  uint32_t NumFields;
};

class Restorer {
  friend struct Conversion; // its callbacks

public:
  constexpr explicit Restorer(Runtime &R) : R(R) {}

  /// Everything before main's clone may be called. Exits on refusal.
  void prepare(const char *Path);
  /// The clone to call first.
  void *firstClone();

  // Called by clones.
  size_t enter(const CgtFunction &Function, void *Record);
  void *nextClone();
  void finish();

  const Figures &figures() const { return Numbers; }
  int savedErrno() const { return I.Process.Errno; }
  /// Gives the image and everything made from it back.
  void release();

private:
  /// Blocks of a run that lie at equal distances here.
  struct Piece {
    uint32_t Run;
    uint64_t From, Count;
    char *Own;
    uint64_t OwnStride;
    bool InPlace; ///< their bytes are here already, as the sender had them
  };
  struct Extent {
    uint64_t Start, Size;
  };
  struct Pending {
    uint64_t Value;
    void *Slot;
    TypeRef Pointee;
  };
  // RestoreFile.cpp
  void readFile(const char *Path);
  int openFile();
  bool mapFile(int Source);
  void readPipe(int Source);
  [[noreturn]] void refuseFile(Status S);
  [[noreturn]] void cantRead(int Error);
  void loadProgram();
  // RestoreStack.cpp
  void checkStack();
  void watchStack();
  void checkRoom(const FunctionInfo &Own);
  void faultAt(uintptr_t Address);
  [[noreturn]] void refuseStack();
  void matchActivations();
  const StepMatch &matchStep(const ActivationRecord &A);
  void matchFields(StepMatch &M, const FunctionInfo &Theirs, const FunctionInfo &Own);
  const Plan *planFor(uint32_t Unit, uint32_t Type, Place Own, const Location &L);
  Status makePlan(uint32_t Unit, uint32_t Type, BlockType Blocks, Place Own, const Plan *&Result, char *Detail,
                  size_t DetailSize);
  Place heapType(uint32_t Unit, uint32_t Type);
  Place findHeapType(uint32_t Unit, uint32_t Type) const;
  bool sameShape(const UnitInfo &A, uint32_t TypeA, const UnitInfo &B, uint32_t TypeB, unsigned Depth,
                 bool WithMembers) const;
  bool sameMembers(const UnitInfo &A, const TypeInfo &X, const UnitInfo &B, const TypeInfo &Y, unsigned Depth) const;
  const CgtAllocSite *siteFor(Place Type, BlockForm Form = BlockForm::Unknown);

  // RestoreHome.cpp
  void goHome();
  void checkHeapIsHome();
  void noteMoved();
  void checkMoved();
  void checkMoved(const void *At, uint64_t Bytes, const Location &L);
  bool isHome(uint64_t Address) const;
  void *homeOf(uint64_t Address, uint64_t Size) const;
  bool copyHome(const Plan *Pl, const void *Source, void *Target, uint64_t Bytes, ConvertContext &C);

  void placeObjects();
  void placeGlobal(const ObjectRecord &O);
  void placeLiteral(const ObjectRecord &O);
  void placeSymbol(const ObjectRecord &O);
  void placeExtern(const ObjectRecord &O);
  void placeProcess(const ObjectRecord &O);
  void keepProcess(const ObjectRecord &O, void *Place);
  void checkSize(); ///< RestoreSparse.cpp
  // RestoreHeap.cpp
  bool canMapPages() const;
  void placeHeap();
  bool isJustified(const SpanRecord &S, uint32_t &Next) const;
  void layOutHeap();
  void placeRun(uint32_t Number);
  Piece placeSome(const HeapRun &Run, uint64_t From, size_t Size, const CgtAllocSite *Site, void *&Ahead);
  void mapPages();
  bool mapPages(uint64_t Address, const uint8_t *Data, uint64_t Bytes);
  void fillPiece(const Piece &Q);
  void fillInPlace(const Piece &Q, const Location &L);
  void fillHome(const Piece &Q, const Location &L);
  void fillBlock(const Piece &Q, uint64_t Number, const Location &L);
  Status lookAt(const Piece &Q, uint64_t First, uint64_t Count, ConvertContext &C);
  Status lookAtPart(const Piece &Q, uint64_t &From, uint64_t End, ConvertContext &C);
  Status lookAtNoted(const Piece &Q, ConvertContext &C);
  bool isSpaced(const Piece &Q) const;
  bool fillSparse(const HeapRun &Run, const Plan *Pl, const uint8_t *Source, char *Block); ///< RestoreSparse.cpp
  void preferLargePages(const Piece &Q) const;
  bool convertPiece(const Piece &Q, const Location &L);
  void fillTogether(uint8_t *Done); ///< RestoreThreads.cpp
  void noteNumbers();
  void clearTransients();
  void fillObjects();
  void fillGlobal(const ObjectRecord &O);
  void fillExtern(const ObjectRecord &O);
  void fillProcess(const ObjectRecord &O);
  void fillHeap();
  // RestoreBytes.cpp
  const Reach &reach();
  bool isLeftOut(Status S, uint32_t Run, uint64_t Block);
  uint64_t offsetIn(uint64_t Address) const;
  void checkCharacters();
  void checkCharacters(const UnitInfo &U, BlockType Type, const uint8_t *Data, uint64_t Address, uint64_t Size,
                       const HeapRun *Run, const ObjectRecord *Object);
  bool checkUntyped(const HeapRun &Run, const uint8_t *Source, uint64_t From, uint64_t End);
  void *translateForResource(uint64_t Address, bool IsFunction);
  Restoring restoring();
  void restoreResources();
  uint64_t theirPointer(const void *At) const;

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
  bool holdsPointersThatMean(TypeRef Type, const uint8_t *At, uint64_t Bytes, bool *Moved, unsigned Depth);
  bool isMovedAddress(uint64_t Value);
  bool isOnStack(uint64_t Address);
  bool findVariables();
  bool meansSomething(uint64_t Value, bool IsFunction, bool *Moved);
  bool isCopiedToo(TypeRef Type);
  [[noreturn]] void refuseViews(const TwoViews &Views, const Conversion *C);
  Location locationOf(const HeapRun &Run) const;

  void convertOrRefuse(const Plan &P, const void *Source, void *Target, uint64_t Bytes, const Location &L,
                       bool SignUnknown, bool SlotsMove = false);
  [[noreturn]] void refuse(Status S, const Location &L, const Conversion *C, const char *Detail);
  [[noreturn]] void refuseImage(Status S, const char *Why);
  [[noreturn]] void leave(int Status);

  Runtime &R;
  const char *Path = nullptr;
  void *File = nullptr; ///< the image's bytes
  size_t FileSize = 0, FileMapped = 0;
  int Fd = -1; ///< of the file, if it is mapped
  MapAllocator Memory;
  Image I;
  Program P;
  Platform Here;
  AddressMap Map;
  MapVector<const Plan *> Plans;
  MapVector<StepMatch> Matches;
  MapVector<Place> HeapTypes;
  KeyTable PlanNumbers, MatchNumbers, HeapTypeNumbers; ///< by unit, type, …
  MapVector<Pending> PendingPointers;
  MapVector<Piece> Pieces;         ///< of all runs, one after the other
  const Plan **RunPlans = nullptr; ///< of each run; null: untyped
  void **ProcessObjects = nullptr;
  bool SeenArgv = false, SeenEnvp = false;
  uint32_t Current = 0;           ///< activation to enter next
  MapVector<SizeParameter> SizeParameters, SpareParameters; ///< of the activation to enter next, with sizes in them
  Reach Reached; ///< once isReached() was asked
  bool KnowsReached = false;
  uint64_t LeftOut = 0; ///< blocks
  uintptr_t StackEnd = 0; ///< of this process: its lowest address; 0: there is no limit
  uintptr_t Deepest = 0;  ///< a frame's address, near the stack's top
  uint64_t StackWanted = 0;
  MapVector<Extent> Variables; ///< of the sender's frames, once isOnStack() was asked
  bool KnowsVariables = false;
  LaidOut Home;
  uint32_t NumLaidOut = 0; ///< spans
  bool OnlyOutward = false; ///< all blocks are as they were: of them only what the image notes is looked at
  MapVector<Extent> Moved; ///< of the sender's objects; only at home
  bool AtHome = false;      ///< the sender was this executable, and its heap and globals lie where they lay
  bool StackIsHome = false; ///< so do the variables of its frames
  bool AllIsHome = false;   ///< and libraries, too
  uint64_t Dangling = 0, Pointers = 0;
  Figures Numbers;
  uint64_t RebuildStart = 0;
};

/// The restoration under way, or null.
Restorer *currentRestorer();
void setCurrentRestorer(Restorer *R);

} // namespace cgt

#endif // CGT_RESTORE_RESTORE_H
