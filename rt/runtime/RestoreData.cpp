//===- RestoreData.cpp - Heap, globals and hooks come back -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Everything gets its place before anything is filled, so that each pointer finds its target whatever the order.
//
//===----------------------------------------------------------------------===//

#include "runtime/Restore.h"

#include "runtime/Heap.h"
#include "runtime/Hooks.h"
#include "runtime/Report.h"
#include "runtime/Libc.h"
#include "runtime/Streams.h"

#include <stdio.h>

using namespace cgt;
using report::num;

/// A process object's number: "argv.3" → 3; -1 for "argv" itself.
static int elementOf(Str Name, Str Prefix) {
  if (Name.Size <= Prefix.Size + 1 || Str(Name.Data, Prefix.Size) != Prefix)
    return -1;
  int Number = 0;
  for (uint32_t K = Prefix.Size + 1; K < Name.Size; ++K)
    Number = Number * 10 + (Name.Data[K] - '0');
  return Number;
}

//===--- Places ------------------------------------------------------------===//

/// On an equal platform blocks return to where they were, if there is room.
void Restorer::layOutHeap() {
  if (!(I.Sender == Here))
    return;
  for (uint32_t K = 0; K < I.NumSpans; ++K)
    if (const SpanRecord &S = I.Spans[K];
        !heap::addSpan({reinterpret_cast<void *>(static_cast<uintptr_t>(S.Address)), static_cast<size_t>(S.Pages),
                        static_cast<size_t>(S.BlockSize)}))
      return;
}

void Restorer::placeHeap() {
  uint64_t Total = 0;
  for (uint32_t K = 0; K < I.NumRuns; ++K)
    Total += I.Runs[K].Count;
  HeapBlocks = Memory.array<void *>(Total + 1);
  RunPlans = Memory.array<const Plan *>(uint64_t(I.NumRuns) + 1);
  if (!HeapBlocks || !RunPlans)
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  void **Next = HeapBlocks;
  layOutHeap();
  for (uint32_t K = 0; K < I.NumRuns; ++K) {
    const HeapRun &Run = I.Runs[K];
    const CgtAllocSite *Site = nullptr;
    uint64_t Size = Run.Size;
    uint32_t Type = Run.Type;
    if (Type != NoIndex) {
      const UnitInfo &U = I.Units[Run.Unit];
      while (U.Types[Type].Kind == TypeKind::Array && U.Types[Type].Element != NoIndex)
        Type = U.Types[Type].Element;
      Location L = locationOf(Run);
      L.What = "heap block of type";
      L.Name = U.Types[Type].Name;
      Place Own = heapType(Run.Unit, Type);
      if (!Own.found())
        refuse(Status::fail(Errc::ChangedType), L, nullptr, "this program has no such type");
      RunPlans[K] = planFor(Run.Unit, Type, Own, L);
      Size = blockSize(*RunPlans[K], Run.Size);
      Site = siteFor(Own);
    }
    MappedRange Range;
    Range.Start = Run.Address;
    Range.Size = Run.Size;
    Range.Stride = Run.Stride ? Run.Stride : 1;
    Range.Count = Run.Count;
    Range.Layout = RunPlans[K];
    for (uint64_t B = 0; B < Run.Count; ++B) {
      auto Old = static_cast<uintptr_t>(Run.Address + B * Run.Stride);
      Next[B] = nullptr;
      if (I.Sender == Here)
        Next[B] = heap::placeAt(reinterpret_cast<void *>(Old), static_cast<size_t>(Size), static_cast<size_t>(Run.Align), Site);
      if (!Next[B])
        Next[B] = heap::allocate(static_cast<size_t>(Size), static_cast<size_t>(Run.Align), false, Site);
      if (!Next[B])
        refuseImage(Status::fail(Errc::OutOfMemory), "the heap doesn't fit here");
    }
    Range.Many = Next;
    Range.One = Next[0];
    Range.Run = &Run;
    Range.Data = Run.Data;
    Next += Run.Count;
    if (!Map.add(Range))
      refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  }
  heap::finishLayout();
}

void Restorer::placeGlobal(const ObjectRecord &O) {
  const UnitInfo &U = I.Units[O.Unit];
  const GlobalInfo &G = U.Globals[O.Index];
  Place Own = P.global(G.Id, U);
  Location L{"global", G.Name, {}, G.File, G.Line};
  if (!Own.found()) {
    if (G.Flags & (GlobalConst | GlobalTransient))
      return;
    refuse(Status::fail(Errc::MissingVariable), L, nullptr, nullptr);
  }
  const GlobalInfo &OwnInfo = P.unit(Own.Unit).Globals[Own.Index];
  MappedRange Range;
  Range.Start = O.Address;
  Range.Size = G.Size;
  Range.One = P.globalAddress(Own);
  Range.Object = &O;
  Range.Data = O.Data;
  if (G.Type != NoIndex && OwnInfo.Type != NoIndex)
    Range.Layout = planFor(O.Unit, G.Type, {Own.Unit, OwnInfo.Type}, L);
  if (!Map.add(Range))
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
}

/// A literal is matched by what it says; one that this program lacks is recreated on the heap.
void Restorer::placeLiteral(const ObjectRecord &O) {
  const UnitInfo &U = I.Units[O.Unit];
  const LiteralInfo &Theirs = U.Literals[O.Index];
  if (Theirs.Type == NoIndex || !O.Data)
    return;
  Place Type = heapType(O.Unit, Theirs.Type);
  if (!Type.found())
    return; // pointers to it become dangling
  Location L{"literal", U.File, {}, {}, 0};
  const Plan *Pl = planFor(O.Unit, Theirs.Type, Type, L);
  if (hasPointers(*Pl))
    return;
  uint64_t Size = blockSize(*Pl, Theirs.Size);
  void *Bytes = Memory.allocate(static_cast<size_t>(Size));
  if (!Bytes)
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  convertOrRefuse(*Pl, O.Data, Bytes, Theirs.Size, L, false);
  MappedRange Range;
  Range.Start = O.Address;
  Range.Size = Theirs.Size;
  Range.Layout = Pl;
  uint32_t Home = P.sameUnit(U);
  for (uint32_t K = 0; K <= P.numUnits() && !Range.One; ++K) {
    uint32_t Own = K == 0 ? Home : K - 1;
    if (Own == NoIndex)
      continue;
    for (uint32_t N = 0; N < P.unit(Own).NumLiterals && !Range.One; ++N) {
      void *At = P.literalAddress({Own, N});
      if (P.unit(Own).Literals[N].Size == Size && memcmp(At, Bytes, static_cast<size_t>(Size)) == 0)
        Range.One = At;
    }
  }
  if (!Range.One) {
    Range.One = heap::allocate(static_cast<size_t>(Size), 0, false, siteFor(Type));
    if (!Range.One)
      refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
    memcpy(Range.One, Bytes, static_cast<size_t>(Size));
  }
  if (!Map.add(Range))
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
}

void Restorer::placeSymbol(const ObjectRecord &O) {
  const UnitInfo &U = I.Units[O.Unit];
  Place Own = P.symbol(U.Symbols[O.Index].Id, U);
  if (Own.found() && !Map.addFunction(O.Address, P.symbolAddress(Own)))
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
}

void Restorer::setLocale(const ObjectRecord &O) {
  char Name[1024];
  report::Buffer(Name, sizeof Name).add(O.Data ? Str(reinterpret_cast<const char *>(O.Data), static_cast<uint32_t>(O.Size)) : Str());
  if (libc::setLocale(Name))
    return;
  report::error("can't restore '", Path, "': there is no locale '", Name,
                "' here; install it, or start the program with LC_ALL=C");
  leave(ExitRefused);
}

void Restorer::placeExtern(const ObjectRecord &O) {
  if (O.Name == Str("unsaved")) {
    if (!Map.addRefused(O.Address, O.Size))
      refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
    return;
  }
  if (O.Name == Str("locale"))
    return setLocale(O);
  MappedRange Range;
  Range.Start = O.Address;
  Range.Size = 0; // only the object's own address is ever held
  const libc::Variable *Variable = libc::useVariable ? libc::useVariable(O.Name) : nullptr;
  Range.One = Variable ? Variable->At : streams::byName(O.Name);
  if (Range.One && !Map.add(Range))
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
}

/// argv, its strings (and the environment's, if the program looked at it) live on as heap blocks.
void Restorer::placeProcess(const ObjectRecord &O) {
  bool IsArray = O.Name == Str("argv") || O.Name == Str("envp");
  uint64_t Count = O.Size / I.Sender.PointerSize;
  uint64_t Size = IsArray ? Count * sizeof(void *) : O.Size;
  MappedRange Range;
  Range.Start = O.Address;
  Range.Size = O.Size;
  Place Type = IsArray ? P.stringType() : P.anyType(TypeKind::Scalar, "char");
  // An array that the program can't know isn't saved again.
  Range.One = IsArray && !Type.found()
                  ? heap::allocateUnsaved(static_cast<size_t>(Size), 0, true)
                  : heap::allocate(static_cast<size_t>(Size), 0, true, Type.found() ? siteFor(Type) : nullptr);
  if (!Range.One)
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  if (IsArray) {
    // Elements are found one by one, for the pointers' size may differ.
    Range.Stride = Range.Size = I.Sender.PointerSize;
    Range.Count = Count;
    auto **Many = Memory.array<void *>(Count + 1);
    if (!Many)
      refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
    for (uint64_t K = 0; K < Count; ++K)
      Many[K] = static_cast<void **>(Range.One) + K;
    Range.Many = Many;
    (O.Name == Str("argv") ? R.Argv : R.Envp) = static_cast<char **>(Range.One);
    if (O.Name == Str("argv"))
      R.Argc = static_cast<int>(Count) - 1;
  } else {
    memcpy(Range.One, O.Data, static_cast<size_t>(O.Size));
  }
  ProcessObjects[&O - I.Objects] = Range.One;
  if (!Map.add(Range))
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
}

void Restorer::placeObjects() {
  ProcessObjects = Memory.array<void *>(uint64_t(I.NumObjects) + 1);
  if (!ProcessObjects)
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  for (uint32_t K = 0; K < I.NumObjects; ++K) {
    const ObjectRecord &O = I.Objects[K];
    switch (O.Kind) {
    case ObjectKind::Global: placeGlobal(O); break;
    case ObjectKind::Literal: placeLiteral(O); break;
    case ObjectKind::Symbol: placeSymbol(O); break;
    case ObjectKind::Extern: placeExtern(O); break;
    case ObjectKind::Process: placeProcess(O); break;
    }
  }
}

//===--- Contents ----------------------------------------------------------===//

Restorer::Location Restorer::locationOf(const HeapRun &Run) const {
  Location L{"heap block", {}, {}, {}, 0};
  if (Run.Type != NoIndex)
    L.Name = I.Units[Run.Unit].Types[Run.Type].Name;
  if (Run.Site != NoIndex) {
    const AllocSiteInfo &A = I.Units[Run.Unit].Allocs[Run.Site];
    L.Function = A.Function;
    L.File = A.File;
    L.Line = A.Line;
  }
  return L;
}

/// Bytes whose type nobody knows mean the same on an equal platform unless they are addresses of what has moved.
void Restorer::fillUntyped(const HeapRun &Run, uint64_t Index, void *Block) {
  const uint8_t *Source = Run.Data + Index * Run.Size;
  Location L = locationOf(Run);
  bool Same = I.Sender == Here, AllZero = true, Moved = false;
  for (uint64_t K = 0; K < Run.Size; ++K)
    AllZero &= Source[K] == 0;
  unsigned Step = I.Sender.PointerSize;
  if (Same && !AllZero)
    for (uint64_t K = 0; K + Step <= Run.Size; K += Step)
      Moved |= isMovedAddress(theirPointer(Source + K));
  if (!AllZero && (!Same || Moved)) {
    char Detail[160];
    report::Buffer B(Detail, sizeof Detail);
    B.add(num(Run.Size), " bytes allocated as 'void *'; store the result of malloc in a pointer to the type it holds");
    refuse(Status::fail(Same ? Errc::MovedAddress : Errc::OpaqueData), L, nullptr, B.c_str());
  }
  memcpy(Block, Source, static_cast<size_t>(Run.Size));
}

/// Blocks of one element that lie at equal distances are converted by one call. Returns how many from block \p From on:
/// none if they are few, or if one can't be converted, which is then found by itself.
uint64_t Restorer::convertNeighbours(const HeapRun &Run, const Plan &Pl, void *const *Blocks, uint64_t From,
                                     const Location &L) {
  constexpr uint64_t Worthwhile = 8;
  if (Run.Size != sourceSize(Pl) || Run.Count - From < Worthwhile)
    return 0;
  auto At = [&](uint64_t K) { return reinterpret_cast<uintptr_t>(Blocks[From + K]); };
  uintptr_t Stride = At(1) - At(0);
  uint64_t Count = 2;
  while (From + Count < Run.Count && At(Count) - At(Count - 1) == Stride)
    ++Count;
  if (Count < Worthwhile || At(1) < At(0) || Stride < targetSize(Pl))
    return 0;
  ConvertContext C = context();
  Converting = &C;
  ConvertingAt = &L;
  bool Done = convertSpaced(Pl, Run.Data + From * Run.Size, Blocks[From], Stride, Count, C).ok();
  Converting = nullptr;
  ConvertingAt = nullptr;
  return Done ? Count : 0;
}

void Restorer::fillHeap() {
  void **Next = HeapBlocks;
  for (uint32_t K = 0; K < I.NumRuns; ++K) {
    const HeapRun &Run = I.Runs[K];
    Location L = locationOf(Run);
    for (uint64_t B = 0; B < Run.Count; ++B) {
      if (uint64_t Many = RunPlans[K] ? convertNeighbours(Run, *RunPlans[K], Next, B, L) : 0)
        B += Many - 1;
      else if (RunPlans[K])
        convertOrRefuse(*RunPlans[K], Run.Data + B * Run.Size, Next[B], Run.Size, L, false);
      else
        fillUntyped(Run, B, Next[B]);
    }
    Next += Run.Count;
  }
}

void Restorer::fillGlobal(const ObjectRecord &O) {
  const UnitInfo &U = I.Units[O.Unit];
  const GlobalInfo &G = U.Globals[O.Index];
  if (!O.Data || (G.Flags & (GlobalConst | GlobalTransient)) || G.Type == NoIndex)
    return;
  Place Own = P.global(G.Id, U);
  const GlobalInfo &OwnInfo = P.unit(Own.Unit).Globals[Own.Index];
  if (OwnInfo.Flags & (GlobalConst | GlobalTransient))
    return;
  Location L{"global", G.Name, {}, G.File, G.Line};
  const Plan *Pl = planFor(O.Unit, G.Type, {Own.Unit, OwnInfo.Type}, L);
  if (blockSize(*Pl, G.Size) > OwnInfo.Size)
    refuse(Status::fail(Errc::ChangedType), L, nullptr, "its size was changed");
  convertOrRefuse(*Pl, O.Data, P.globalAddress(Own), G.Size, L, false);
}

/// optind and the like.
void Restorer::fillExtern(const ObjectRecord &O) {
  const libc::Variable *V = O.Data && libc::useVariable ? libc::useVariable(O.Name) : nullptr;
  if (!V || O.Size != (V->IsPointer ? I.Sender.PointerSize : sizeof(int)))
    return;
  if (V->IsPointer) {
    (void)translate(theirPointer(O.Data), false, V->At);
    return;
  }
  uint32_t Value = 0;
  for (unsigned K = 0; K < sizeof Value; ++K)
    Value |= static_cast<uint32_t>(O.Data[I.Sender.BigEndian ? sizeof Value - 1 - K : K]) << (8 * K);
  memcpy(V->At, &Value, sizeof Value);
}

void Restorer::fillProcess(const ObjectRecord &O) {
  bool IsArgv = O.Name == Str("argv");
  if (!IsArgv && O.Name != Str("envp"))
    return;
  auto **Array = static_cast<void **>(ProcessObjects[&O - I.Objects]);
  for (uint32_t K = 0; K < I.NumObjects; ++K) {
    if (I.Objects[K].Kind != ObjectKind::Process)
      continue;
    int Element = elementOf(I.Objects[K].Name, O.Name);
    if (Element >= 0 && static_cast<uint64_t>(Element) < O.Size / I.Sender.PointerSize)
      Array[Element] = ProcessObjects[K];
  }
}

/// CGT_TRANSIENT: zero, whatever initialisers and constructors say.
void Restorer::clearTransients() {
  for (uint32_t U = 0; U < P.numUnits(); ++U) {
    const UnitInfo &Info = P.unit(U);
    for (uint32_t K = 0; K < Info.NumGlobals; ++K)
      if (Info.Globals[K].Flags & GlobalTransient)
        memset(P.globalAddress({U, K}), 0, static_cast<size_t>(Info.Globals[K].Size));
  }
}

void Restorer::fillObjects() {
  clearTransients();
  for (uint32_t K = 0; K < I.NumObjects; ++K) {
    if (I.Objects[K].Kind == ObjectKind::Global)
      fillGlobal(I.Objects[K]);
    else if (I.Objects[K].Kind == ObjectKind::Process)
      fillProcess(I.Objects[K]);
    else if (I.Objects[K].Kind == ObjectKind::Extern)
      fillExtern(I.Objects[K]);
  }
}

//===--- The process -------------------------------------------------------===//

void Restorer::restoreHooks() {
  for (uint32_t K = 0; K < I.NumHooks; ++K) {
    HookRecord H = I.Hooks[K];
    void *Function = nullptr, *Argument = nullptr;
    if (H.Function > 1)
      Function = Map.find(H.Function, true);
    if (H.Function > 1 && !Function) {
      Location L{"registered function", H.Name, {}, {}, 0};
      refuse(Status::fail(Errc::MissingFunction), L, nullptr, "a signal or exit handler");
    }
    if (H.Argument)
      (void)translate(H.Argument, false, &Argument);
    hooks::restore(R, H, Function, Argument);
  }
  R.Sequence = I.Process.Sequence;
  R.StdoutBefore = I.Process.StdoutBytes;
  streams::restore(I.Process, Str(Path) == Str(StandardInput));
}
