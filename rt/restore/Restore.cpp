//===- Restore.cpp - Matching an image with this program -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The first stage of Restore.h: read, check, match by identity.
//
//===----------------------------------------------------------------------===//

#include "restore/HeapFiller.h"

#include "abi/ExitCodes.h"
#include "abi/Names.h"

#include "types/TypeNames.h"

#include "port/Report.h"
#include "program/SaveLock.h"
#include "resources/Files.h"
#include "resources/JobState.h"

#include <errno.h>

using namespace cgt;
using report::num;

[[clang::require_constant_initialization]] static Restorer *TheRestorer;
Restorer *cgt::currentRestorer() { return TheRestorer; }
void cgt::setCurrentRestorer(Restorer *R) { TheRestorer = R; }

//===--- Activations -------------------------------------------------------===//

static const FieldInfo *fieldByName(const FunctionInfo &F, const StepInfo &S, Str Name) {
  for (const FieldInfo &Field : LiveFields(F, S))
    if (!(Field.Flags & FieldTemp) && Field.Name == Name)
      return &Field;
  return nullptr;
}

static const FieldInfo *temporary(const FunctionInfo &F, const StepInfo &S, uint32_t Ordinal) {
  for (const FieldInfo &Field : LiveFields(F, S))
    if ((Field.Flags & FieldTemp) && Ordinal-- == 0)
      return &Field;
  return nullptr;
}

static uint32_t countTemporaries(const FunctionInfo &F, const StepInfo &S) {
  uint32_t Count = 0;
  for (const FieldInfo &Field : LiveFields(F, S))
    Count += (Field.Flags & FieldTemp) != 0;
  return Count;
}

/// Variables by declaration, temporaries by their order among the step's. A variable in memory that the sender had out of
/// scope (-O0 knows no ends of scope) stays zero; any other must be in the image.
void Restorer::matchFields(StepMatch &M, const FunctionInfo &Theirs, const FunctionInfo &Own) {
  const StepInfo &TheirStep = Theirs.step(M.Step), &OwnStep = Own.step(M.OwnStep);
  Location L{"function", Own.Name, {}, Own.File, Own.Line};
  if (uint32_t Had = countTemporaries(Theirs, TheirStep), Has = countTemporaries(Own, OwnStep); Had != Has) {
    char Detail[256];
    report::Buffer B(Detail, sizeof Detail);
    B.add("step ", num(M.Step), ", which calls '", TheirStep.Callee, "', has ", num(Has), " intermediate values here and had ",
          num(Had));
    refuse(Status::fail(Errc::ChangedStep), L, nullptr, B.c_str());
  }
  auto *Fields = Memory.array<FieldMatch>(OwnStep.NumLive + 1);
  if (!Fields)
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  uint32_t Ordinal = 0, Count = 0;
  for (const FieldInfo &F : LiveFields(Own, OwnStep)) {
    bool Temp = F.Flags & FieldTemp;
    const FieldInfo *T = Temp ? temporary(Theirs, TheirStep, Ordinal++) : fieldByName(Theirs, TheirStep, F.Name);
    Location FL{Temp ? "temporary" : "variable", F.Name, Own.Name, Own.File, F.Line ? F.Line : Own.Line};
    if (!T && !(F.Flags & FieldMemory))
      refuse(Status::fail(Errc::MissingVariable), FL, nullptr, "not in the image");
    FieldMatch Match{&F, T, nullptr};
    constexpr uint32_t Computed = FieldArray | FieldPieces;
    if (T && (T->Flags & Computed) != (F.Flags & Computed))
      refuse(Status::fail(Errc::ChangedType), FL, nullptr, "its size was changed");
    if (T && !(F.Flags & Computed) && T->Type != NoIndex && F.Type != NoIndex) {
      Match.P = Types.planFor(M.Unit, T->Type, {M.Own.Unit, F.Type}, FL);
      if (blockSize(*Match.P, I.Units[M.Unit].Types[T->Type].Size) > P.unit(M.Own.Unit).Types[F.Type].Size)
        refuse(Status::fail(Errc::ChangedType), FL, nullptr, "its size was changed");
    }
    Fields[Count++] = Match;
  }
  M.Fields = Fields;
  M.NumFields = OwnStep.NumLive;
}

static bool isSame(const StepInfo &A, const StepInfo &B) {
  return A.Callee == B.Callee && A.LoopDepth == B.LoopDepth && A.Ordinal == B.Ordinal;
}

/// The first step that is another in \p Own, NumSteps of both if none is. A step alone doesn't tell one loop from the next:
/// with another value of polls=, or other code by #if, the list is another.
static uint32_t firstOther(const FunctionInfo &Theirs, const FunctionInfo &Own) {
  uint32_t K = 0;
  while (K < Theirs.NumSteps && K < Own.NumSteps && isSame(Theirs.Steps[K], Own.Steps[K]))
    ++K;
  return K;
}

/// The runtime's own units have no hashes: whoever gets a newer runtime hasn't changed the program.
static bool isEdited(const FunctionInfo &Theirs, const FunctionInfo &Own) {
  return Own.TokenHash != Theirs.TokenHash && Own.TokenHash && Theirs.TokenHash;
}

const StepMatch &Restorer::matchStep(const ActivationRecord &A) {
  KeyTable::Key Key{{A.Unit, A.Function, A.Step}};
  if (uint32_t Number = MatchNumbers.find(Key); Number != KeyTable::Absent)
    return Matches[Number];
  const UnitInfo &U = I.Units[A.Unit];
  const FunctionInfo &Theirs = U.Functions[A.Function];
  StepMatch M{A.Unit, A.Function, A.Step, P.function(Theirs.Id, U), A.Step, nullptr, 0};
  Location L{"function", Theirs.Name, {}, Theirs.File, Theirs.Line};
  char Detail[256];
  report::Buffer B(Detail, sizeof Detail);
  if (!M.Own.found()) {
    B.add("it was on the stack");
    if (Place Other = P.functionNamed(Theirs.Name); Other.found()) {
      const FunctionInfo &F = P.unit(Other.Unit).Functions[Other.Index];
      B.add("; ");
      addNamesake(B, Theirs.Id, {F.Id, F.File, F.Line});
    }
    refuse(Status::fail(Errc::MissingFunction), L, nullptr, B.c_str());
  }
  const FunctionInfo &Own = P.unit(M.Own.Unit).Functions[M.Own.Index];
  const StepInfo &TheirStep = Theirs.step(A.Step);
  uint32_t Other = firstOther(Theirs, Own);
  if (Other < Theirs.NumSteps || Other < Own.NumSteps) {
    bool IsHere = A.Step > Own.NumSteps || !isSame(Own.step(A.Step), TheirStep);
    if (IsHere)
      B.add("step ", num(A.Step), " called '", TheirStep.Callee, "'; now at ", Own.File, ":", num(Own.Line));
    else if (Other < Theirs.NumSteps)
      B.add("step ", num(Other + 1), " called '", Theirs.Steps[Other].Callee, "'; here it is missing, or calls something else");
    else
      B.add("step ", num(Other + 1), ", which calls '", Own.Steps[Other].Callee, "', isn't in the image");
    refuse(Status::fail(isEdited(Theirs, Own) ? Errc::ChangedFunction : Errc::ChangedStep), L, nullptr, B.c_str());
  }
  if (isEdited(Theirs, Own)) {
    B.add("it was on the stack; now at ", Own.File, ":", num(Own.Line));
    refuse(Status::fail(Errc::ChangedFunction), L, nullptr, B.c_str());
  }
  if (Own.step(A.Step).Flags & StepAbsent) {
    B.add("step ", num(A.Step), " called '", TheirStep.Callee, "'");
    refuse(Status::fail(Errc::AbsentStep), L, nullptr, B.c_str());
  }
  matchFields(M, Theirs, Own);
  Allocator Allocate = Memory.allocator();
  if (!MatchNumbers.insert(Key, static_cast<uint32_t>(Matches.size()), Allocate) || !Matches.push(M))
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  return Matches.back();
}

/// The bytes of all records.
uint64_t Restorer::matchActivations() {
  uint64_t Bytes = 0;
  for (uint32_t K = 0; K < I.NumActivations; ++K) {
    Place Own = matchStep(I.Activations[K]).Own;
    if (__builtin_add_overflow(Bytes, P.unit(Own.Unit).Functions[Own.Index].RecordSize, &Bytes))
      Bytes = ~uint64_t(0);
  }
  return Bytes;
}

//===--- Conversion -------------------------------------------------------===//

void Restorer::convertOrRefuse(const Plan &Pl, const void *Source, void *Target, uint64_t Bytes, const Location &L,
                               bool SignUnknown, bool SlotsMove) {
  Conversion C(*this, L, SlotsMove);
  C.Context.SignUnknown = SignUnknown;
  if (copyHome(&Pl, Source, Target, Bytes, C.Context))
    return;
  if (Status S = convertBlock(Pl, Source, Bytes, Target, C.Context); !S.ok())
    refuse(S, L, &C, nullptr);
}

//===--- The stages --------------------------------------------------------===//

void Restorer::readThreads() {
  if (Status S = Threads.read(I); !S.ok())
    refuseImage(S, "use an undamaged copy or an older image");
  if (R.Main.Next) { // the image's would be there twice
    report::error("can't restore '", Path, "': this program has begun threads before main; begin them in main");
    leave(ExitRefused);
  }
  if (Threads.size() > 1 && !thread::beginAll)
    refuseImage(Status::fail(Errc::MissingFunction), "the image has threads, and this program begins none");
}

/// Main's are among the hooks.
void Restorer::giveKeys() {
  uint32_t K = 1;
  for (Thread *T = R.Main.Next; T; T = T->Next, ++K)
    if (!Threads.forEachValue(K,
                              [&](const SentValue &V) { return T->Keys.push({V.Key, translateForResource(V.Value, false)}); }))
      outOfMemory();
}

void Restorer::refuseThread(uint32_t Index, int Error) {
  report::error("can't restore '", Path, "': can't begin thread ", num(Threads[Index].Sent.Number), ": ",
                report::osError(Error), "; allow more threads (ulimit -u) or more memory");
  leave(ExitRefused);
}

void Restorer::prepare() {
  read();
  readThreads();
  if (Status S = Frames.find(I); !S.ok())
    refuseImage(S, "use an undamaged copy or an older image");
  Stack.check(matchActivations());
  uint64_t Start = port::now();
  checkSize();
  goHome();
  if (Threads.size() > 1)
    thread::beginAll(R, *this);
  placeHeap(*this, Types, Map, Heap);
  checkHeapIsHome();
  Restoring Resources = restoring();
  jobstate::check(Resources);
  files::prepare(Resources);
  AllIsHome &= files::streamsAreInPlace(Resources);
  placeObjects();
  if (!Map.sort() || !Library.read(I))
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  noteMoved();
  HeapFiller(*this).run();
  fillObjects();
  makeObjects();
  Numbers.ConvertHeapNs = port::now() - Start - Numbers.UpdatePointersNs;
  RebuildStart = port::now() - Numbers.UpdatePointersNs; // of which finish() subtracts all
}

void *Restorer::firstClone() {
  Current = Building = 0;
  Stack.watch();
  return nextClone();
}

void *Restorer::firstClone(const Thread &T) {
  while (Threads[Building].Sent.Number != T.Number)
    ++Building;
  return nextClone();
}

void *Restorer::nextClone() {
  if (Current >= Threads[Building].Sent.Last)
    return nullptr;
  const StepMatch &M = matchStep(I.Activations[Current]);
  if (Building == 0) // main's stack has a limit
    Stack.checkFor(P.unit(M.Own.Unit).Functions[M.Own.Index]);
  return P.clone(M.Own);
}

/// Zeroes a clone's record but for the exception object and the addresses, which the clone has set: padding and dead fields may go
/// into the next image.
static void clearFields(const FunctionInfo &Function, char *Record) {
  size_t Begin = sizeof(void *), End = static_cast<size_t>(Function.RecordSize), First = End, Last = End;
  for (uint32_t K = 0; K < Function.NumFields; ++K)
    if (size_t Slot = static_cast<size_t>(Function.Fields[K].AddressOffset)) {
      Last = First == End || Slot + sizeof(void *) > Last ? Slot + sizeof(void *) : Last;
      First = Slot < First ? Slot : First;
    }
  memset(Record + Begin, 0, First - Begin);
  memset(Record + Last, 0, End - Last);
}

/// They have been placed and filled with the heap.
void Restorer::enterArrays(const StepMatch &M, const FunctionInfo &Own, char *Record) {
  for (uint32_t K = 0; K < Own.NumFields; ++K)
    if (Own.Fields[K].Flags & (FieldArray | FieldPieces))
      memset(Record + Own.Fields[K].AddressOffset, 0, sizeof(void *));
  for (uint32_t K = 0; K < M.NumFields; ++K) {
    const FieldInfo &F = *M.Fields[K].Own, *Theirs = M.Fields[K].Theirs;
    if (!(F.Flags & (FieldArray | FieldPieces)) || !Theirs)
      continue;
    uint64_t Address = theirPointer(I.Activations[Current - 1].Record + Theirs->AddressOffset);
    const FrameRun *Run = Frames.at(Current - 1, Address);
    if (Address == 0)
      continue;
    if (!Run)
      refuseImage(Status::fail(Errc::Malformed), "use an undamaged copy or an older image");
    memcpy(Record + F.AddressOffset, &Run->Own, sizeof Run->Own);
    auto Size = static_cast<size_t>(Run->Bytes);
    if (F.Flags & FieldArray)
      memcpy(Record + F.Offset, &Size, sizeof Size);
  }
}

/// First all addresses, so that pointers within the frame are known, then the contents.
size_t Restorer::enter(const CgtFunction &Function, void *Record) {
  if (Current >= Threads[Building].Sent.Last)
    refuseImage(Status::fail(Errc::Malformed), "its frames don't match this program's calls");
  const ActivationRecord &A = I.Activations[Current++];
  const StepMatch &M = matchStep(A);
  if (P.indexOf(Function.Unit) != M.Own.Unit || Function.Function != M.Own.Index)
    refuseImage(Status::fail(Errc::Malformed), "its frames don't match this program's calls");
  const UnitInfo &Theirs = I.Units[M.Unit];
  const FunctionInfo &Own = P.unit(M.Own.Unit).Functions[M.Own.Index];
  auto *Bytes = static_cast<char *>(Record);
  clearFields(Own, Bytes);
  enterArrays(M, Own, Bytes);
  auto AddressOf = [&](const FieldInfo &F) {
    void *Address;
    memcpy(&Address, Bytes + F.AddressOffset, sizeof Address);
    return Address;
  };
  for (uint32_t K = 0; K < M.NumFields; ++K) {
    const FieldMatch &F = M.Fields[K];
    if (!F.P || !F.Own->AddressOffset || !F.Theirs->AddressOffset)
      continue;
    MappedRange Range;
    Range.Start = theirPointer(A.Record + F.Theirs->AddressOffset);
    Range.Size = Theirs.Types[F.Theirs->Type].Size;
    if (void *Place = homeOf(F, Range.Start, Range.Size))
      memcpy(Bytes + F.Own->AddressOffset, &Place, sizeof Place);
    Range.Own = AddressOf(*F.Own);
    Range.Layout = F.P;
    Range.Variable = F.Theirs;
    Range.Data = A.Record + F.Theirs->Offset;
    if (!Map.addStack(Range)) {
      if (Map.isTangled())
        refuseImage(Status::fail(Errc::Malformed), "its frames don't match this program's calls");
      refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
    }
  }
  for (uint32_t K = 0; K < M.NumFields; ++K) {
    const FieldMatch &F = M.Fields[K];
    if (!F.P) { // not in the image: zero rather than what the stack holds
      if (F.Own->Type != NoIndex)
        memset(F.Own->AddressOffset ? AddressOf(*F.Own) : Bytes + F.Own->Offset, 0,
               static_cast<size_t>(P.unit(M.Own.Unit).Types[F.Own->Type].Size));
      continue;
    }
    // Only memory with an address can hold pointers to younger frames; the rest is copied from the record at once.
    const bool SlotsMove = !F.Own->AddressOffset;
    void *Target = SlotsMove ? Bytes + F.Own->Offset : AddressOf(*F.Own);
    Location L{F.Own->Flags & FieldTemp ? "temporary" : "variable", F.Own->Name, Own.Name, Own.File,
               F.Own->Line ? F.Own->Line : Own.Line};
    convertOrRefuse(*F.P, A.Record + F.Theirs->Offset, Target, Theirs.Types[F.Theirs->Type].Size, L,
                    F.Own->Flags & FieldSignUnknown, SlotsMove);
    translateSizes(M, F, Target, L);
    checkMoved(Target, Theirs.Types[F.Theirs->Type].Size, L);
    checkHandles(A.Record + F.Theirs->Offset, Target, Theirs.Types[F.Theirs->Type].Size, L);
  }
  handSizesOn(M);
  return M.OwnStep;
}

void Restorer::finish() {
  uint64_t Start = port::now();
  Numbers.ConvertStackNs = Start - RebuildStart - Numbers.UpdatePointersNs;
  if (Current != I.NumActivations)
    refuseImage(Status::fail(Errc::Malformed), "its frames don't match this program's calls");
  port::endWatch();
  for (const Pending &Q : PendingPointers) {
    AddressMap::Hit H = Map.find(Q.Value, false, [&] { return Q.Pointee; });
    void *Own = H.Own;
    if (TwoViews Views; H.OfNumbers && !checkView(H, Q.Pointee, Views).ok())
      refuseViews(Views, nullptr);
    if (!Own)
      Own = dangling(Q.Value);
    memcpy(Q.Slot, &Own, sizeof Own);
  }
  Numbers.UpdatePointersNs += port::now() - Start;
  checkCharacters();
  checkMoved();
  restoreResources();
  giveKeys();
  Numbers.Activations = I.NumActivations;
  Numbers.Objects = I.NumObjects;
  for (uint32_t K = 0; K < I.NumRuns; ++K)
    Numbers.Objects += I.Runs[K].Count;
  Numbers.Pointers = Pointers;
  if (LeftOut)
    report::note(num(LeftOut), " heap blocks that nothing points to couldn't be converted; they are zeros now");
  if (Dangling)
    report::note(num(Dangling), " pointers of the image refer to nothing and will fault when used");
}

void Restorer::release() {
  Map.release();
  Types.release();
  Matches.release();
  PendingPointers.release();
  Heap.Pieces.release();
  SizeParameters.release();
  SpareParameters.release();
  Variables.release();
  Moved.release();
  Library.release();
  Frames.release();
  Threads.release();
  Memory.release();
  File.release();
}
