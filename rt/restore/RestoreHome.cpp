//===- RestoreHome.cpp - Where nothing moves ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The executable that wrote an image finds its globals, functions, literals and heap at their addresses by itself; here the
// frames' variables and the arguments return to theirs. Then an address of the sender's means the same here, whether it stands in
// a pointer, a union, an integer, or bytes, and none needs to be found out or is refused.
//
//===----------------------------------------------------------------------===//

#include "restore/Restore.h"

#include "base/Sort.h"
#include "heap/Heap.h"
#include "libc/Libc.h"
#include "port/OwnStack.h"
#include "port/ThreadStacks.h"
#include "program/Home.h"
#include "types/Addresses.h"

using namespace cgt;

namespace {
/// What is to lie on the past stack.
struct Bounds {
  uint64_t Top, Low, Bytes = 0;
  bool Fits = true;

  void add(uint64_t Address, uint64_t Size) {
    Fits &= Address < Top && Size <= Top - Address;
    Low = Address < Low ? Address : Low;
  }
};
} // namespace

/// Variables of frames that have an address, and memory of frames whose size the source computes.
template <typename Fn> static void forEachInFrames(const Image &I, const FrameRuns &Frames, const ThreadEntry &Of, Fn Visit) {
  for (const FrameRun &Run : Frames) // with what tells alloca()'s pieces apart
    if (Run.Activation >= Of.First && Run.Activation < Of.Last)
      Visit(Run.Address - sizeof(CgtPiece), I.Runs[Run.Run].Size + sizeof(CgtPiece));
  for (uint32_t K = Of.First; K < Of.Last; ++K) {
    const ActivationRecord &A = I.Activations[K];
    const UnitInfo &U = I.Units[A.Unit];
    const FunctionInfo &F = U.Functions[A.Function];
    const StepInfo &S = F.Steps[A.Step - 1];
    for (uint32_t L = 0; L < S.NumLive; ++L)
      if (const FieldInfo &V = F.Fields[S.Live[L]]; V.AddressOffset && V.Type != NoIndex)
        Visit(readAddress(A.Record + V.AddressOffset, I.Sender), U.Types[V.Type].Size);
  }
}

template <typename Fn> static void forEachArgument(const Image &I, Fn Visit) {
  for (uint32_t K = 0; K < I.NumObjects; ++K) // a program may put strings of other places into argv
    if (I.Objects[K].Kind == ObjectKind::Process && I.Objects[K].Address >= I.Home.StackPast &&
        I.Objects[K].Address < I.Home.StackTop)
      Visit(I.Objects[K].Address, I.Objects[K].Size);
}

/// Before anything is placed.
void Restorer::goHome() {
  AtHome = I.Sender == Here && home::isOwn(I.Home);
  if (!isAkin())
    return;
  if (AtHome && libc::forgetBlocks)
    libc::forgetBlocks();
  if (AtHome)
    heap::dropSaved(); // what constructors have taken lies where the image's blocks are to lie, and is among them
  Bounds B{I.Home.StackTop, I.Home.StackTop};
  auto Add = [&](uint64_t Address, uint64_t Size) { B.add(Address, Size); };
  forEachInFrames(I, Frames, Threads[0].Sent, Add);
  if (AtHome)
    forEachArgument(I, Add);
  bool IsEmpty = B.Fits && B.Low == B.Top;
  StackIsHome = IsEmpty || (B.Fits && B.Top <= UINTPTR_MAX &&
                            ownstack::makeBelow(static_cast<uintptr_t>(B.Low), static_cast<uintptr_t>(B.Top), Stack.wanted()));
  if (!AtHome)
    return;
  StackIsHome = StackIsHome && mapThreadStacks();
  AllIsHome = StackIsHome && home::isAllInPlace(I.Home);
}

/// Each where it lay, with the frames below what lies there.
bool Restorer::mapThreadStacks() {
  for (uint32_t K = 1; K < Threads.size(); ++K) {
    ImageThread &T = Threads[K];
    const ThreadEntry &Sent = T.Sent;
    Bounds B{Sent.StackTop, Sent.StackTop};
    forEachInFrames(I, Frames, Sent, [&](uint64_t Address, uint64_t Size) { B.add(Address, Size); });
    if (!B.Fits || Sent.StackTop > UINTPTR_MAX || B.Low <= Sent.StackLow ||
        !threadstacks::takeAt(static_cast<uintptr_t>(Sent.StackLow), static_cast<uintptr_t>(Sent.StackTop)))
      return false;
    T.IsHome = true;
    if (B.Low != B.Top)
      T.FramesEnd = static_cast<uintptr_t>(B.Low);
  }
  return true;
}

/// Objects that lie elsewhere now although the executable's own don't: thread-local variables, functions of libraries.
void Restorer::noteMoved() {
  for (uint32_t K = 0; AtHome && !AllIsHome && K < I.NumObjects; ++K) {
    const ObjectRecord &O = I.Objects[K];
    bool IsSymbol = O.Kind == ObjectKind::Symbol;
    void *Own = O.Kind == ObjectKind::Process ? nullptr : Map.find(O.Address, IsSymbol);
    if (Own && reinterpret_cast<uintptr_t>(Own) != O.Address && !Moved.push({O.Address, O.Size ? O.Size : 1}))
      refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  }
  sortInPlace(Moved.data(), Moved.size(), [](const Extent &A, const Extent &B) { return A.Start < B.Start; });
}

/// Memory of ours, in which all pointers are right by now: a word that still is such an object's old address was no pointer by its type.
void Restorer::checkMoved(const void *At, uint64_t Bytes, const Location &L) {
  if (Moved.empty())
    return;
  auto *Data = static_cast<const char *>(At);
  uint64_t Begin = (0 - reinterpret_cast<uintptr_t>(At)) & (sizeof(void *) - 1);
  for (uint64_t K = Begin; K + sizeof(void *) <= Bytes; K += sizeof(void *)) {
    uintptr_t Value;
    memcpy(&Value, Data + K, sizeof Value);
    size_t Low = 0, High = Moved.size(); // first that starts after it
    while (Low < High) {
      size_t Mid = Low + (High - Low) / 2;
      if (Moved[Mid].Start <= Value)
        Low = Mid + 1;
      else
        High = Mid;
    }
    if (Low != 0 && Value - Moved[Low - 1].Start < Moved[Low - 1].Size)
      refuse(Status::fail(Errc::MovedAddress), L, nullptr, "a thread-local variable, or a function of a library");
  }
}

/// Calls \p Visit(At, Bytes, Location) for all that was filled but frames.
template <typename Fn> void Restorer::forEachFilled(Fn Visit) {
  for (const Piece &Q : Heap.Pieces)
    for (uint64_t K = 0; K < Q.Count; ++K)
      Visit(Q.Own + K * Q.OwnStride, I.Runs[Q.Run].Size, locationOf(I.Runs[Q.Run]));
  for (uint32_t K = 0; K < I.NumObjects; ++K) {
    const ObjectRecord &O = I.Objects[K];
    if (O.Kind != ObjectKind::Global || !O.Data)
      continue;
    const GlobalInfo &G = I.Units[O.Unit].Globals[O.Index];
    if (void *Own = Map.find(O.Address, false); Own && !(G.Flags & (GlobalConst | GlobalTransient)))
      Visit(Own, O.Size, Location{"global", G.Name, {}, G.File, G.Line});
  }
}

/// Frames are looked at as they are entered.
void Restorer::checkMoved() {
  if (!Moved.empty())
    forEachFilled([this](const void *At, uint64_t Bytes, const Location &L) { checkMoved(At, Bytes, L); });
}

//===--- Objects of libraries -------------------------------------------------===//

/// At home a word that isn't a pointer by its type is looked at as soon as the object is made, and not before.
bool Restorer::isElsewhere(const Handle &H) const { return !AtHome && reinterpret_cast<uintptr_t>(H.Own) != H.Address; }

/// Before any is made, pointers to them are null: a word that is such an object's address isn't one by its type.
void Restorer::noteHolders() {
  if (!AtHome || Library.empty())
    return;
  forEachFilled([this](const void *At, uint64_t Bytes, const Location &L) {
    auto *Data = static_cast<const char *>(At);
    for (uint64_t K = (0 - reinterpret_cast<uintptr_t>(At)) & (sizeof(void *) - 1); K + sizeof(void *) <= Bytes;
         K += sizeof(void *)) {
      uintptr_t Value;
      memcpy(&Value, Data + K, sizeof Value);
      if (Handle *Object = Library.find(Value); Object && !Object->Holder.What)
        Object->Holder = L;
    }
  });
}

/// A variable of a frame, at home: its pointers have been translated.
void Restorer::checkHandles(const uint8_t *Source, const void *Target, uint64_t Bytes, const Location &L) {
  if (!AtHome || Library.empty())
    return;
  auto *Data = static_cast<const char *>(Target);
  for (uint64_t K = (0 - reinterpret_cast<uintptr_t>(Target)) & (sizeof(void *) - 1); K + sizeof(void *) <= Bytes;
       K += sizeof(void *)) {
    uintptr_t Value;
    memcpy(&Value, Source + K, sizeof Value);
    const Handle *Object = Library.find(Value);
    if (Object && memcmp(Data + K, &Object->Own, sizeof Object->Own) != 0)
      refuse(Status::fail(Errc::MovedAddress), L, nullptr, "an object of a library");
  }
}

/// Once the heap has its places.
void Restorer::checkHeapIsHome() {
  AtHome &= I.NumRuns == Frames.size() || (Heap.Home.Bytes != 0 && Heap.Home.Shift == 0);
  AllIsHome &= AtHome;
}

/// What else is mapped, the kernel's stack among it, differs from process to process.
bool Restorer::isHome(uint64_t Address) const {
  auto Place = static_cast<uintptr_t>(Address);
  return AtHome && (heap::isSaved(reinterpret_cast<void *>(Place)) || port::isInOwnFile(Place) ||
                    (StackIsHome && (ownstack::isNear(Place) || Threads.isOnStack(Address, 1))) ||
                    (AllIsHome && home::isInLibrary(Place)));
}

/// The place of a variable of the sender's frames, if it is here.
void *Restorer::homeOf(uint64_t Address, uint64_t Size) const {
  bool IsThere = StackIsHome && (ownstack::isPast(Address, Size) || Threads.isOnStack(Address, Size));
  return IsThere ? reinterpret_cast<void *>(static_cast<uintptr_t>(Address)) : nullptr;
}

/// The same, if it looks the same here and has an address.
void *Restorer::homeOf(const FieldMatch &F, uint64_t Address, uint64_t Size) const {
  bool HasPlace = F.P && F.Own->AddressOffset && F.Theirs->AddressOffset && isSameLayout(*F.P);
  return HasPlace ? homeOf(Address, Size) : nullptr;
}

/// Bytes as they were, padding included; then what still has to be looked at.
bool Restorer::copyHome(const Plan *Pl, const void *Source, void *Target, uint64_t Bytes, ConvertContext &C) {
  if (!AtHome || (Pl && !isSameLayout(*Pl)))
    return false;
  memcpy(Target, Source, static_cast<size_t>(Bytes));
  return !Pl || convertPointers(*Pl, Source, Target, Bytes, 0, 1, C).ok() || AllIsHome;
}
