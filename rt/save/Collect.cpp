//===- Collect.cpp - What goes into an image ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frames, globals, literals, functions, heap and hooks, in program order, so that the same state gives the same bytes.
//
//===----------------------------------------------------------------------===//

#include "save/Collect.h"

#include "abi/Names.h"

#include "base/Sort.h"
#include "types/Blocks.h"
#include "types/TypeNames.h"

#include "heap/Heap.h"
#include "libc/Libc.h"
#include "program/Home.h"
#include "program/Initial.h"
#include "resources/Resources.h"
#include "resources/Streams.h"
#include "save/DescribedObjects.h"
#include "save/Outward.h"
#include "save/Trace.h"
#include "save/Unwind.h"

using namespace cgt;
using report::num;

namespace {

class Collector {
public:
  Collector(Runtime &R, MapAllocator &Memory) : R(R), Memory(Memory) {}
  bool run(ImageSource &Out, Figures &F, report::Buffer &Why);
  Program P;
  MapVector<HeapRun> Runs;
  MapVector<SpanRecord> Spans;

  bool frames();
  bool frames(const Thread &T);
  bool objects();
  bool add(ObjectKind Kind, uint32_t Unit, uint32_t Index, Str Name, const void *At, uint64_t Size, bool WithData);
  bool addGlobal(Place At);
  Str number(uint32_t Value);
  bool isCarried(const char *At) const; ///< in a block, or in an object that is noted already
  bool addString(const char *Array, size_t Number, const char *Text, size_t Size);
  bool addStrings(const char *Name, char **Array, size_t Count);
  bool resources();
  bool heap();
  bool arrays();
  bool addArray(const CapturedArray &A, MapVector<HeapRun> &To) const;
  void setType(HeapRun &Run, const CgtAllocSite *Site) const;
  bool addBlock(const BlockInfo &B);

  Runtime &R;
  MapAllocator &Memory;
  MapVector<ActivationRecord> Activations;
  MapVector<ObjectRecord> Objects;
  MapVector<HookRecord> Hooks;
  MapVector<ResourceRecord> Resources;
  OpenFiles Files;
  MapVector<Cursor> Blobs;
};

} // namespace

/// What is alive of a clone's own record \p Whole, all else zero, as a save pad leaves it. Null when memory is out.
static void *copyLive(MapAllocator &Memory, const UnitInfo &Unit, const CgtSite &Site, const void *Whole) {
  const FunctionInfo &Function = Unit.Functions[Site.Function];
  const StepInfo &Step = Function.step(static_cast<uint32_t>(Site.Step));
  auto *From = static_cast<const char *>(Whole);
  auto *To = static_cast<char *>(Memory.allocate(Site.RecordSize));
  if (!To)
    return nullptr;
  for (const FieldInfo &F : LiveFields(Function, Step)) {
    if (F.AddressOffset)
      memcpy(To + F.AddressOffset, From + F.AddressOffset, sizeof(void *));
    if (F.Type != NoIndex && !(F.Flags & FieldTransient))
      memcpy(To + F.Offset, From + F.Offset, static_cast<size_t>(Unit.Types[F.Type].Size));
  }
  return To;
}

bool Collector::frames() {
  for (const Thread *T = &R.Main; T; T = T->Next)
    if (!frames(*T))
      return false;
  return true;
}

/// Records were pushed youngest first; an image has them oldest first.
bool Collector::frames(const Thread &T) {
  for (size_t K = T.FirstFrame + T.NumFrames; K-- > T.FirstFrame;) {
    const CgtSite &Site = *R.Frames[K].Site;
    ActivationRecord A;
    A.Unit = P.indexOf(Site.Unit);
    A.Function = static_cast<uint32_t>(Site.Function);
    A.Step = static_cast<uint32_t>(Site.Step);
    if (R.Frames[K].Whole)
      R.Frames[K].Record = copyLive(Memory, P.unit(A.Unit), Site, R.Frames[K].Record);
    if (!R.Frames[K].Record)
      return false;
    memset(R.Frames[K].Record, 0, sizeof(void *)); // the exception object is no state
    A.Record = static_cast<const uint8_t *>(R.Frames[K].Record);
    A.RecordSize = Site.RecordSize;
    if (!Activations.push(A))
      return false;
  }
  return true;
}

/// Numbers mean the same everywhere but for few; a large array of them that was changed isn't worth being carried twice.
static void addStart(ObjectRecord &O, const GlobalInfo &G, const UnitInfo &Unit) {
  constexpr uint64_t Large = 4096;
  const uint8_t *AtStart = O.Data ? initial::of({O.Unit, O.Index}) : nullptr;
  if (!AtStart)
    return;
  if (memcmp(O.Data, AtStart, static_cast<size_t>(O.Size)) == 0)
    O.AtStart = O.Data;
  else if (O.Size <= Large || mayHoldPointers(Unit, G.Type))
    O.AtStart = AtStart;
}

bool Collector::add(ObjectKind Kind, uint32_t Unit, uint32_t Index, Str Name, const void *At, uint64_t Size, bool WithData) {
  ObjectRecord O;
  O.Kind = Kind;
  O.Unit = Unit;
  O.Index = Index;
  O.Name = Name;
  O.Address = reinterpret_cast<uintptr_t>(At);
  O.Size = Size;
  O.Data = WithData ? static_cast<const uint8_t *>(At) : nullptr;
  return Objects.push(O);
}

/// Of a thread-local one the copy of each thread, of others' than main's by their numbers.
bool Collector::addGlobal(Place At) {
  const GlobalInfo &G = P.unit(At.Unit).Globals[At.Index];
  bool WithData = !(G.Flags & (GlobalConst | GlobalTransient));
  void *Address = P.globalAddress(At);
  const Thread &Own = *R.thread();
  if (G.Flags & GlobalThreadLocal)
    Address = thread::copyOf(R.Main, Own, Address);
  if (!add(ObjectKind::Global, At.Unit, At.Index, {}, Address, G.Size, WithData))
    return false;
  addStart(Objects.back(), G, P.unit(At.Unit));
  for (const Thread *T = R.Main.Next; T && (G.Flags & GlobalThreadLocal); T = T->Next) {
    Str Number = number(T->Number);
    if (Number.empty() ||
        !add(ObjectKind::Global, At.Unit, At.Index, Number, thread::copyOf(*T, R.Main, Address), G.Size, WithData))
      return false;
  }
  return true;
}

bool Collector::isCarried(const char *At) const {
  for (const ObjectRecord &O : Objects)
    if (reinterpret_cast<uintptr_t>(At) - O.Address < O.Size)
      return true;
  return heap::isSaved(At);
}

/// Empty: memory is out.
Str Collector::number(uint32_t Value) {
  constexpr size_t Longest = 11;
  auto *Text = static_cast<char *>(Memory.allocate(Longest));
  if (!Text)
    return {};
  report::Buffer(Text, Longest).add(num(static_cast<uint64_t>(Value)));
  return Text;
}

/// \p Number: of the element that leads to it; from the array's length on there is none.
bool Collector::addString(const char *Array, size_t Number, const char *Text, size_t Size) {
  constexpr size_t LongestName = 32;
  auto *Name = static_cast<char *>(Memory.allocate(LongestName));
  if (!Name)
    return false;
  report::Buffer(Name, LongestName).add(Array, ".", num(static_cast<uint64_t>(Number)));
  return add(ObjectKind::Process, NoIndex, NoIndex, Name, Text, Size, true);
}

/// argv or envp, the strings that they led to at the start, since pointers to these may be anywhere, and those that they lead to now.
bool Collector::addStrings(const char *Name, char **Array, size_t Count) {
  if (!add(ObjectKind::Process, NoIndex, NoIndex, Name, Array, (Count + 1) * sizeof(char *), true))
    return false;
  bool IsArgv = Array == R.Argv;
  size_t First = 0, Behind = Count;
  while (First < R.Strings.size() && R.Strings[First].IsArgument != IsArgv)
    ++First;
  for (size_t K = First; K < R.Strings.size() && R.Strings[K].IsArgument == IsArgv; ++K) {
    const StartString &S = R.Strings[K];
    bool Stands = K - First < Count && Array[K - First] == S.Text;
    if (!addString(Name, Stands ? K - First : Behind++, S.Text, S.bytes()))
      return false;
  }
  for (size_t K = 0; K < Count; ++K)
    if (Array[K] && !isCarried(Array[K]) && !addString(Name, K, Array[K], strlen(Array[K]) + 1))
      return false;
  return true;
}

bool Collector::objects() {
  for (uint32_t U = 0; U < P.numUnits(); ++U) {
    const UnitInfo &Info = P.unit(U);
    for (uint32_t K = 0; K < Info.NumGlobals; ++K) {
      if (!addGlobal({U, K}))
        return false;
    }
    for (uint32_t K = 0; K < Info.NumLiterals; ++K)
      if (!add(ObjectKind::Literal, U, K, {}, P.literalAddress({U, K}), Info.Literals[K].Size, true))
        return false;
    for (uint32_t K = 0; K < Info.NumSymbols; ++K)
      // A label that nothing leads to has no code, and LLVM gives it an address that is none.
      if (reinterpret_cast<uintptr_t>(P.symbolAddress({U, K})) > 1 &&
          !add(ObjectKind::Symbol, U, K, {}, P.symbolAddress({U, K}), 0, false))
        return false;
  }
  for (const char *Name : streams::Names)
    if (!add(ObjectKind::Extern, NoIndex, NoIndex, Name, streams::byName(Name), 0, false))
      return false;
  if (R.Restored && !R.OwnStrings)
    return true; // argv lives in the heap
  return (!R.Argv || addStrings("argv", R.Argv, static_cast<size_t>(R.Argc))) &&
         (!R.Envp || addStrings("envp", R.Envp, R.NumEnvp));
}

bool Collector::resources() {
  Sink None = Sink::measuring();
  Saving S{R, Memory, Hooks, Objects, Files, None};
  return resources::save(S, Resources);
}

bool collect::append(MapVector<HeapRun> &Runs, const HeapRun &Run) {
  // Those of no bytes stay by themselves: a reader wouldn't know what justifies so many.
  if (!Runs.empty() && Run.Type != NoIndex && Run.Count == 1 && Run.Size != 0 && !Run.Data) {
    HeapRun &Last = Runs.back();
    uint64_t Distance = Run.Address - Last.Address;
    bool Alike = !Last.Data && Last.Size == Run.Size && Last.Align == Run.Align && Last.Unit == Run.Unit &&
                 Last.Type == Run.Type && Last.Site == Run.Site;
    uint64_t Stride = Last.Count == 1 ? Distance : Last.Stride;
    if (Alike && Stride < 2 * Run.Size + 64 && Distance == Stride * Last.Count &&
        heap::adjoin(static_cast<uintptr_t>(Run.Address - Stride), static_cast<uintptr_t>(Run.Address))) {
      Last.Stride = Stride;
      ++Last.Count;
      return true;
    }
  }
  return Runs.push(Run);
}

void Collector::setType(HeapRun &Run, const CgtAllocSite *Site) const {
  Place Type = P.siteType(Site);
  if (!Site || !Type.found())
    return;
  Run.Unit = Type.Unit;
  Run.Type = Type.Index;
  Run.Site = Site->Kind != CGT_SITE_TYPE ? static_cast<uint32_t>(Site->Site) : NoIndex;
  if (Run.Type != NoIndex && P.unit(Run.Unit).Types[Run.Type].Kind == TypeKind::Void)
    Run.Type = NoIndex;
}

bool Collector::addBlock(const BlockInfo &B) {
  HeapRun Run;
  Run.Address = reinterpret_cast<uintptr_t>(B.Address);
  Run.Count = 1;
  Run.Size = B.Size;
  Run.Align = B.Align;
  setType(Run, B.Site);
  return collect::append(Runs, Run);
}

bool Collector::heap() {
  if (Place Type = P.anyType(TypeKind::Scalar, libc::TextSite.TypeName); Type.found()) {
    libc::TextSite.Site.Unit = const_cast<CgtUnit *>(&P.descriptor(Type.Unit));
    libc::TextSite.Site.Site = Type.Index;
  }
  heap::forEachBlock([](void *Ctx, const BlockInfo &B) { return static_cast<Collector *>(Ctx)->addBlock(B); }, this);
  heap::forEachSpan(
      [](void *Ctx, const heap::SpanInfo &S) {
        return static_cast<Collector *>(Ctx)->Spans.push({reinterpret_cast<uintptr_t>(S.Address), S.Pages, S.BlockSize});
      },
      this);
  return true;
}

/// An array has its declaration's type, a piece of alloca()'s that of its call.
bool Collector::addArray(const CapturedArray &A, MapVector<HeapRun> &To) const {
  const CgtSite &Site = *R.Frames[A.Frame].Site;
  HeapRun Run;
  Run.Address = A.Address;
  Run.Count = 1;
  Run.Size = A.Bytes;
  Run.Data = A.Data;
  uint32_t Unit = P.indexOf(Site.Unit);
  const FunctionInfo &Function = P.unit(Unit).Functions[Site.Function];
  for (const FieldInfo &F : LiveFields(Function, Function.step(static_cast<uint32_t>(Site.Step)))) {
    if (F.AddressOffset != A.Slot || !(F.Flags & FieldArray) || F.Type == NoIndex)
      continue;
    Run.Unit = Unit;
    Run.Type = typeOfBlocks(P.unit(Unit), {elementOfArrays(P.unit(Unit), F.Type), BlockForm::Many});
    if (F.Flags & FieldTransient)
      memset(const_cast<uint8_t *>(A.Data), 0, A.Bytes);
  }
  if (A.Site)
    setType(Run, A.Site);
  return To.push(Run);
}

/// Puts them among the heap's runs, in order of address.
bool Collector::arrays() {
  if (R.Arrays.size() == 0)
    return true;
  sortInPlace(R.Arrays.data(), R.Arrays.size(),
              [](const CapturedArray &A, const CapturedArray &B) { return A.Address < B.Address; });
  MapVector<HeapRun> All;
  size_t Next = 0;
  for (const HeapRun &Run : Runs) {
    for (; Next < R.Arrays.size() && R.Arrays[Next].Address < Run.Address; ++Next)
      if (!addArray(R.Arrays[Next], All))
        return false;
    if (!All.push(Run))
      return false;
  }
  for (; Next < R.Arrays.size(); ++Next)
    if (!addArray(R.Arrays[Next], All))
      return false;
  Runs.release();
  Runs = All;
  return true;
}

bool Collector::run(ImageSource &Out, Figures &F, report::Buffer &Why) {
  if (!P.load(Memory).ok() || !frames() || !objects() || !describedobjects::settle(P, Activations, Objects, Why) ||
      !resources() || !heap() || !arrays())
    return false;
  for (uint32_t U = 0; U < P.numUnits(); ++U)
    if (!Blobs.push(P.blob(U)))
      return false;
  Out.Sender = hostPlatform();
  Out.Process = R.AtPoll;
  Out.Process.Sequence = R.Sequence;
  Out.Process.Polls = R.Polls;
  Out.Process.Program = R.Argv && R.Argv[0] ? Str(R.Argv[0]) : Str();
  Out.Process.StackBytes = R.Main.StackBytes;
  Out.UnitBlobs = Blobs.data();
  Out.NumUnits = P.numUnits();
  Out.Activations = Activations.data();
  Out.NumActivations = static_cast<uint32_t>(Activations.size());
  Out.Objects = Objects.data();
  Out.NumObjects = static_cast<uint32_t>(Objects.size());
  Out.Runs = Runs.data();
  Out.NumRuns = static_cast<uint32_t>(Runs.size());
  Out.Spans = Spans.data();
  Out.NumSpans = static_cast<uint32_t>(Spans.size());
  Out.PageSize = port::pageSize();
  Out.Home = home::describe();
  Out.Hooks = Hooks.data();
  Out.NumHooks = static_cast<uint32_t>(Hooks.size());
  Out.Files = Files;
  Out.Resources = Resources.data();
  Out.NumResources = static_cast<uint32_t>(Resources.size());
  F.Activations = Activations.size();
  F.Objects = Objects.size();
  for (const HeapRun &Run : Runs)
    F.Objects += Run.Count;
  return true;
}

bool collect::all(Runtime &R, ImageSource &Out, Figures &F, char *Why, size_t WhySize) {
  // What it lists stays mapped until the child ends.
  Collector C(R, R.CaptureMemory);
  report::Buffer B(Why, WhySize);
  if (!C.run(Out, F, B)) {
    if (B.str().empty())
      B.add("out of memory");
    return false;
  }
  Place Union;
  if (!trace::typeBlocks(C.P, Out, C.Runs, F, Union, B))
    return false;
  if (Union.found() && !R.UnionReported) {
    const TypeInfo &T = C.P.unit(Union.Unit).Types[Union.Index];
    report::warning("another executable or platform than this one may refuse this program's images: '", T.Name, "' (", T.File,
                    ":", num(T.Line), ") may hold a pointer");
    R.Report->UnionReported = true;
  }
  // Blocks that have a type only now join their neighbours.
  MapVector<HeapRun> Joined;
  for (const HeapRun &Run : C.Runs)
    if (!append(Joined, Run)) {
      B.add("out of memory");
      return false;
    }
  Out.Runs = Joined.data();
  Out.NumRuns = static_cast<uint32_t>(Joined.size());
  MapVector<PageRange> Outward;
  if (R.Opts.Compress == 0)
    outward::note(C.P, Out, Outward, R.CaptureMemory);
  return true;
}

void collect::describeFunction(uintptr_t Address, report::Buffer &Out) {
  MapAllocator Memory;
  Program P;
  if (P.load(Memory).ok())
    for (uint32_t U = 0; U < P.numUnits(); ++U)
      for (uint32_t K = 0; K < P.unit(U).NumFunctions; ++K) {
        const FunctionInfo &F = P.unit(U).Functions[K];
        if (F.NumSteps == 0 && unwind::codeAddress(P.clone({U, K})) == Address) {
          Out.add("function '", F.Name, "' (", F.File, ":", num(F.Line), ")");
          Memory.release();
          return;
        }
      }
  Memory.release();
  Out.add("a function outside the program's own code");
}

void collect::describeCode(uintptr_t Address, report::Buffer &Out) {
  MapAllocator Memory;
  Program P;
  Str Id;
  if (P.load(Memory).ok())
    for (uint32_t U = 0; U < P.numUnits(); ++U)
      for (uint32_t K = 0; K < P.unit(U).NumSymbols; ++K)
        if (unwind::codeAddress(P.symbolAddress({U, K})) == Address)
          Id = P.unit(U).Symbols[K].Id;
  if (Id.empty())
    Out.add("a function of the program");
  else
    Out.add("function '", Id, "'");
  Memory.release();
}
