//===- RestoreData.cpp - Globals, literals and hooks come back -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Everything gets its place before anything is filled, so that each pointer finds its target whatever the order.
//
//===----------------------------------------------------------------------===//

#include "restore/Restore.h"

#include "abi/ExitCodes.h"
#include "base/Endian.h"
#include "convert/Unchanged.h"
#include "heap/Heap.h"
#include "libc/Libc.h"
#include "port/Report.h"
#include "program/Initial.h"
#include "resources/Files.h"
#include "resources/Streams.h"

#include <limits.h>
#include <stdio.h>
#include <unwind.h>

using namespace cgt;
using report::num;

/// A process object's number: "argv.3" → 3; -1 for "argv" itself.
static int elementOf(Str Name, Str Prefix) {
  if (Name.Size <= Prefix.Size + 1 || Str(Name.Data, Prefix.Size) != Prefix)
    return -1;
  int Number = 0;
  for (uint32_t K = Prefix.Size + 1; K < Name.Size; ++K) {
    constexpr int Most = INT_MAX / 10 - 1;
    if (Name.Data[K] < '0' || Name.Data[K] > '9' || Number > Most)
      return -1;
    Number = Number * 10 + (Name.Data[K] - '0');
  }
  return Number;
}

//===--- Places ------------------------------------------------------------===//

/// Of a thread-local one the copy that the thread has here.
void *Restorer::globalAddress(Place Own, const ObjectRecord &O) {
  void *Address = P.globalAddress(Own);
  if (O.Name.empty())
    return Address;
  for (const Thread *T = &R.Main; T; T = T->Next)
    if (T->isNumbered(O.Name))
      return (P.unit(Own.Unit).Globals[Own.Index].Flags & GlobalThreadLocal) ? thread::copyOf(*T, R.Main, Address) : Address;
  refuseImage(Status::fail(Errc::Malformed), "use an undamaged copy or an older image");
}

void Restorer::placeGlobal(const ObjectRecord &O) {
  const UnitInfo &U = I.Units[O.Unit];
  const GlobalInfo &G = U.Globals[O.Index];
  Place Own = P.global(G.Id, U);
  Location L{"global", G.Name, {}, G.File, G.Line};
  if (!Own.found()) {
    if (G.Flags & (GlobalConst | GlobalTransient))
      return;
    char Detail[256] = "";
    report::Buffer B(Detail, sizeof Detail);
    if (Place Other = P.globalNamed(G.Name); Other.found()) {
      const GlobalInfo &Found = P.unit(Other.Unit).Globals[Other.Index];
      addNamesake(B, G.Id, {Found.Id, Found.File, Found.Line});
    }
    refuse(Status::fail(Errc::MissingVariable), L, nullptr, Detail);
  }
  const GlobalInfo &OwnInfo = P.unit(Own.Unit).Globals[Own.Index];
  MappedRange Range;
  Range.Start = O.Address;
  Range.Size = G.Size;
  Range.Own = globalAddress(Own, O);
  Range.Object = &O;
  Range.Data = O.Data;
  if (G.Type != NoIndex && OwnInfo.Type != NoIndex)
    Range.Layout = Types.planFor(O.Unit, G.Type, {Own.Unit, OwnInfo.Type}, L);
  if (!Map.add(Range))
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
}

/// A literal is matched by what it says; one that this program lacks is recreated on the heap.
void Restorer::placeLiteral(const ObjectRecord &O) {
  const UnitInfo &U = I.Units[O.Unit];
  const LiteralInfo &Theirs = U.Literals[O.Index];
  if (Theirs.Type == NoIndex || !O.Data)
    return;
  Place Type = Types.heapType(O.Unit, Theirs.Type);
  if (!Type.found())
    return; // pointers to it become dangling
  Location L{"literal", U.File, {}, {}, 0};
  const Plan *Pl = Types.planFor(O.Unit, Theirs.Type, Type, L);
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
  for (uint32_t K = 0; K <= P.numUnits() && !Range.Own; ++K) {
    uint32_t Own = K == 0 ? Home : K - 1;
    if (Own == NoIndex)
      continue;
    for (uint32_t N = 0; N < P.unit(Own).NumLiterals && !Range.Own; ++N) {
      void *At = P.literalAddress({Own, N});
      if (P.unit(Own).Literals[N].Size == Size && memcmp(At, Bytes, static_cast<size_t>(Size)) == 0)
        Range.Own = At;
    }
  }
  if (!Range.Own) {
    Range.Own = heap::allocate(static_cast<size_t>(Size), 0, false, Types.siteFor(Type));
    if (!Range.Own)
      refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
    memcpy(Range.Own, Bytes, static_cast<size_t>(Size));
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

/// Earlier releases carried getopt's variables by name; now they are the program's.
static Place optionVariable(const Program &P, const ObjectRecord &O) {
  static constexpr const char *Names[] = {"optind", "opterr", "optopt", "optarg"};
  for (const char *Name : Names)
    if (O.Data && O.Name == Str(Name))
      return P.global(O.Name, {});
  return {};
}

void Restorer::placeExtern(const ObjectRecord &O) {
  MappedRange Range;
  Range.Start = O.Address;
  Range.Size = 0; // only the object's own address is ever held
  Place Variable = optionVariable(P, O);
  void *Stream = files::stream(O.Name) ? files::stream(O.Name) : streams::byName(O.Name);
  Range.Own = Variable.found() ? P.globalAddress(Variable) : Stream;
  if (Range.Own && !Map.add(Range))
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
}

/// On the stack as the sender had them, pointers included.
void Restorer::keepProcess(const ObjectRecord &O, void *Place) {
  memcpy(Place, O.Data, static_cast<size_t>(O.Size));
  bool IsArgv = O.Name == Str("argv");
  if (IsArgv)
    R.Argc = static_cast<int>(O.Size / sizeof(void *)) - 1;
  bool IsEnvp = O.Name == Str("envp");
  if (IsEnvp)
    R.NumEnvp = static_cast<size_t>(O.Size / sizeof(void *)) - 1;
  if (IsArgv || IsEnvp)
    (IsArgv ? R.Argv : R.Envp) = static_cast<char **>(ProcessObjects[&O - I.Objects] = Place);
  else if (!R.Strings.push({elementOf(O.Name, "argv") >= 0, static_cast<char *>(Place), static_cast<size_t>(O.Size)}))
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  R.OwnStrings = true;
}

/// argv, its strings (and the environment's, if the program looked at it) live on as heap blocks.
void Restorer::placeProcess(const ObjectRecord &O) {
  bool IsArray = O.Name == Str("argv") || O.Name == Str("envp");
  uint64_t Count = O.Size / I.Sender.PointerSize;
  uint64_t Size = IsArray ? Count * sizeof(void *) : O.Size;
  if (void *Place = AtHome ? homeOf(O.Address, O.Size) : nullptr)
    return keepProcess(O, Place);
  if (R.OwnStrings && isHome(O.Address))
    return; // the program has put it there
  MappedRange Range;
  Range.Start = O.Address;
  Range.Size = O.Size;
  Place Type = IsArray ? P.stringType() : P.anyType(TypeKind::Scalar, "char");
  // An array that the program can't know isn't saved again.
  Range.Own = IsArray && !Type.found()
                  ? heap::allocateUnsaved(static_cast<size_t>(Size), 0, true)
                  : heap::allocate(static_cast<size_t>(Size), 0, true, Type.found() ? Types.siteFor(Type) : nullptr);
  if (!Range.Own)
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  if (IsArray) {
    char **&Own = O.Name == Str("argv") ? R.Argv : R.Envp;
    bool &Seen = O.Name == Str("argv") ? SeenArgv : SeenEnvp;
    if (Seen || Count > INT_MAX)
      refuseImage(Status::fail(Errc::Malformed), "use an undamaged copy or an older image");
    Seen = true;
    // Elements are found one by one, for the pointers' size may differ.
    Range.Stride = Range.Size = I.Sender.PointerSize;
    Range.Count = Count;
    Range.OwnStride = sizeof(void *);
    Own = static_cast<char **>(Range.Own);
    if (O.Name == Str("argv"))
      R.Argc = static_cast<int>(Count) - 1;
  } else {
    memcpy(Range.Own, O.Data, static_cast<size_t>(O.Size));
  }
  ProcessObjects[&O - I.Objects] = Range.Own;
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
  const Plan *Pl = Types.planFor(O.Unit, G.Type, {Own.Unit, OwnInfo.Type}, L);
  if (uint64_t Needed = blockSize(*Pl, G.Size); Needed > OwnInfo.Size) {
    char Detail[96];
    report::Buffer B(Detail, sizeof Detail);
    B.add("it has ", num(OwnInfo.Size), " bytes here, and what it held takes ", num(Needed));
    refuse(Status::fail(Errc::ChangedType), L, nullptr, B.c_str());
  }
  void *Target = globalAddress(Own, O);
  // A variable that began as zeros there may begin as something else here.
  const uint8_t *AtStart = O.AtStart;
  if (!AtStart && (G.Flags & GlobalZero) && !(OwnInfo.Flags & GlobalZero))
    AtStart = Memory.array<uint8_t>(O.Size);
  if (AllIsHome || !AtStart || !initial::isKnown(P, Own))
    return convertOrRefuse(*Pl, O.Data, Target, G.Size, L, false);
  auto *Changed = Memory.array<uint8_t>(O.Size);
  if (!Changed)
    refuseImage(Status::fail(Errc::OutOfMemory), nullptr);
  SavedVariable V{{&I.Sender, &U, G.Type}, O.Data, AtStart, O.Size};
  copyChanged(V, Changed);
  convertOrRefuse(*Pl, Changed, Target, G.Size, L, false);
  keepUnchanged(V, P.type(Here, {Own.Unit, OwnInfo.Type}), initial::of(Own), static_cast<uint8_t *>(Target), OwnInfo.Size);
}

void Restorer::fillExtern(const ObjectRecord &O) {
  Place V = optionVariable(P, O);
  bool IsPointer = O.Name == Str("optarg");
  if (!V.found() || O.Size != (IsPointer ? I.Sender.PointerSize : sizeof(int)) ||
      P.unit(V.Unit).Globals[V.Index].Size != (IsPointer ? sizeof(void *) : sizeof(int)))
    return;
  if (IsPointer) {
    (void)translate(theirPointer(O.Data), false, P.globalAddress(V));
    return;
  }
  auto Value = load<uint32_t>(O.Data, I.Sender.BigEndian != HostBig);
  memcpy(P.globalAddress(V), &Value, sizeof Value);
}

void Restorer::fillProcess(const ObjectRecord &O) {
  bool IsArgv = O.Name == Str("argv");
  if (!IsArgv && O.Name != Str("envp"))
    return;
  auto **Array = static_cast<void **>(ProcessObjects[&O - I.Objects]);
  bool IsKept = AtHome && reinterpret_cast<uintptr_t>(Array) == O.Address;
  uint64_t OfProgram = Pointers; // these aren't counted, wherever the array lies
  // Elements may lead to the same string, into one, or to what isn't one of the process's.
  for (uint64_t K = 0; !IsKept && K < O.Size / I.Sender.PointerSize; ++K)
    (void)translate(theirPointer(O.Data + K * I.Sender.PointerSize), false, &Array[K]);
  Pointers = OfProgram;
  for (uint32_t K = 0; K < I.NumObjects; ++K) {
    if (I.Objects[K].Kind != ObjectKind::Process)
      continue;
    int Element = elementOf(I.Objects[K].Name, O.Name);
    if (ProcessObjects[K] && Element >= 0 && static_cast<uint64_t>(Element) < O.Size / I.Sender.PointerSize - 1)
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

/// Does a function begin there, of an object without a schema or of a library? As far as unwinding tables tell.
static bool isFunction(uint64_t Address) {
#if defined(__ARM_EABI__) || (defined(__powerpc64__) && (!defined(_CALL_ELF) || _CALL_ELF < 2))
  return Address != 0; // no tables by address, or a descriptor
#else
  auto *At = reinterpret_cast<char *>(static_cast<uintptr_t>(Address));
  return _Unwind_FindEnclosingFunction(At + 1) == At; // which looks for what a return address is behind
#endif
}

void *Restorer::translateForResource(uint64_t Address, bool IsFunction) {
  void *Own = IsFunction ? Map.find(Address, true) : nullptr;
  if (!Own && IsFunction)
    return isHome(Address) && isFunction(Address) ? reinterpret_cast<void *>(static_cast<uintptr_t>(Address)) : nullptr;
  if (IsFunction)
    return Own;
  if (const Handle *Object = Library.find(Address))
    return Object->Own;
  size_t Before = PendingPointers.size();
  (void)translate(Address, false, &Own);
  while (PendingPointers.size() != Before) // it leads to nothing that is here by now, and Own is gone soon
    PendingPointers.pop();
  return Own;
}

Restoring Restorer::restoring() {
  Restoring S{R, I};
  S.StdinWasImage = Str(Path) == Str(StandardInput);
  S.Ctx = this;
  S.Translate = [](void *Ctx, uint64_t Address, bool IsFunction) {
    return static_cast<Restorer *>(Ctx)->translateForResource(Address, IsFunction);
  };
  S.Made = [](void *Ctx, uint64_t Address, void *Own) {
    auto *Self = static_cast<Restorer *>(Ctx);
    Handle *Object = Self->Library.find(Address);
    Self->Library.made(*Object, Own);
    if (Object->Holder.What && reinterpret_cast<uintptr_t>(Own) != Address)
      Self->refuse(Status::fail(Errc::MovedAddress), Object->Holder, nullptr, "an object of a library");
  };
  S.Refuse = [](void *Ctx, const char *Why) {
    auto *Self = static_cast<Restorer *>(Ctx);
    report::error("can't restore '", Self->Path, "': ", Why);
    Self->leave(ExitRefused);
  };
  return S;
}

/// Heap and globals are filled. A library may open files meanwhile: it gets numbers that the program's don't have.
void Restorer::makeObjects() {
  Restoring S = restoring();
  noteHolders();
  if (!Library.empty())
    files::holdNumbers(S);
  resources::restoreFirst(S);
}

void Restorer::restoreResources() {
  Restoring S = restoring();
  if (File.Fd >= 0)
    port::close(File.Fd);
  File.Fd = -1; // its number may be that of a file of the program's
  resources::restore(S);
  R.Sequence = I.Process.Sequence;
  R.StdoutBefore = I.Process.StdoutBytes;
}
