//===- RestoreBytes.cpp - Bytes of which nothing tells what they are --------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the platforms lay memory out alike they are copied, unless they are addresses of what lies elsewhere now. On any other the
// restoration is refused if they matter: a block that nothing refers to doesn't.
//
//===----------------------------------------------------------------------===//

#include "restore/Restore.h"

#include "port/Report.h"
#include "types/Addresses.h"

using namespace cgt;
using report::num;

/// Found out when the first block can't be converted.
const Reach &Restoration::reach() {
  Allocator A = Memory.allocator();
  if (!KnowsReached)
    (void)Reached.find(I, A); // without memory all blocks count as reached
  KnowsReached = true;
  return Reached;
}

/// May a block that can't be converted for \p S be left out? Its bytes are zeros then, or on an akin platform what they were.
bool Restorer::isLeftOut(Status S, uint32_t Run, uint64_t Block) {
  if (S.Code == Errc::OutOfMemory || reach().isReached(Run, Block))
    return false;
  ++LeftOut;
  return true;
}

/// Bytes whose type nobody knows. True if they can be copied; false if they don't matter.
bool Restorer::checkUntyped(const HeapRun &Run, const uint8_t *Source, uint64_t From, uint64_t End) {
  bool Same = Types.copiesUntyped(Run.Size), AllZero = true, Moved = false;
  for (uint64_t K = From; !Same && K < End && AllZero; ++K)
    AllZero = Source[K] == 0;
  unsigned Step = I.Sender.PointerSize;
  for (uint64_t K = From - From % Step; Same && !Moved && K < End && K + Step <= Run.Size; K += Step) {
    uint64_t Value = theirPointer(Source + K);
    Moved = (Heap.Home.Shift != 0 || !Heap.Home.contains(Value)) && isMovedAddress(Value);
  }
  if (Same ? !Moved : AllZero)
    return true;
  Status S = Status::fail(Same ? Errc::MovedAddress : Errc::OpaqueData);
  uint64_t Block = Run.DataStride ? static_cast<uint64_t>(Source - Run.Data) / Run.DataStride : 0;
  if (isLeftOut(S, static_cast<uint32_t>(&Run - I.Runs), Block))
    return Same;
  char Detail[160];
  report::Buffer B(Detail, sizeof Detail);
  B.add(num(Run.Size), " bytes allocated as 'void *'; store the result of malloc in a pointer to the type it holds");
  refuse(S, locationOf(Run), nullptr, B.c_str());
}

//===--- Characters --------------------------------------------------------===//

/// How far into an object the sender's address leads, NoOffset: into none. The end of an object isn't in it; on an akin
/// platform nor is what lies where it lay.
uint64_t Restorer::offsetIn(uint64_t Address) {
  if (const Handle *Object = Library.find(Address))
    return isAkin() && !isElsewhere(*Object) ? NoOffset : 0;
  if (!Map.mayKnow(Address))
    return NoOffset;
  AddressMap::Hit H = Map.at(Address);
  if (!H.Own || (H.Offset != 0 && H.Left == 0))
    return NoOffset;
  if (isHome(Address))
    return NoOffset;
  if (isAkin() && reinterpret_cast<uintptr_t>(H.Own) == Address)
    return NoOffset;
  return H.Offset;
}

void Restorer::checkCharacters(const UnitInfo &U, BlockType Type, const uint8_t *Data, uint64_t Address, uint64_t Size,
                               const HeapRun *Run, const ObjectRecord *Object) {
  uint64_t From = charactersFrom(U, Type, Size);
  if (Size - From < I.Sender.PointerSize)
    return;
  uint64_t At = From + findAddress(I.Sender, Data + From, Address + From, Size - From,
                                   [this](uint64_t Value) { return offsetIn(Value); });
  if (At == Size)
    return;
  Status S = Status::fail(isAkin() ? Errc::MovedAddress : Errc::HiddenAddress);
  if (Run) {
    uint64_t Block = Run->Stride ? (Address - Run->Address) / Run->Stride : 0;
    if (isLeftOut(S, static_cast<uint32_t>(Run - I.Runs), Block))
      return;
  }
  AddressMap::Hit To = Map.at(theirPointer(Data + At));
  char Detail[256];
  report::Buffer B(Detail, sizeof Detail);
  B.add("byte ", num(At), " begins a pointer to ");
  if (Library.find(theirPointer(Data + At)))
    B.add("an object of a library");
  else if (To.R && To.R->Run)
    B.add("a heap block");
  else if (To.R && To.R->Object)
    B.add("global '", I.Units[To.R->Object->Unit].Globals[To.R->Object->Index].Name, "'");
  else if (To.R && To.R->Variable)
    B.add("variable '", To.R->Variable->Name, "'");
  else
    B.add(To.R ? "a literal" : "a function");
  Location L = Run ? locationOf(*Run) : Location();
  if (Object) {
    const GlobalInfo &G = I.Units[Object->Unit].Globals[Object->Index];
    L = {"global", G.Name, {}, G.File, G.Line};
  }
  refuse(S, L, nullptr, Detail);
}

/// A generic container keeps structs as characters, with pointers in them that nobody translates. Looked at when all objects
/// are known; on an akin platform only if one of them lies elsewhere.
void Restorer::checkCharacters() {
  if (isAkin() && !Map.hasMoved() && Library.empty())
    return;
  for (uint32_t K = 0; K < I.NumRuns; ++K) {
    const HeapRun &Run = I.Runs[K];
    if (Run.Type == NoIndex || !Heap.Plans[K])
      continue;
    const UnitInfo &U = I.Units[Run.Unit];
    BlockType Type = blockType(U, Run.Type);
    for (uint64_t Block = 0; Block < Run.Count && charactersFrom(U, Type, Run.Size) < Run.Size; ++Block)
      checkCharacters(U, Type, Run.block(Block), Run.Address + Block * Run.Stride, Run.Size, &Run, nullptr);
  }
  for (uint32_t K = 0; K < I.NumObjects; ++K) {
    const ObjectRecord &O = I.Objects[K];
    if (O.Kind != ObjectKind::Global || !O.Data)
      continue;
    const UnitInfo &U = I.Units[O.Unit];
    const GlobalInfo &G = U.Globals[O.Index];
    if (!(G.Flags & (GlobalConst | GlobalTransient)))
      checkCharacters(U, {G.Type, BlockForm::Unknown}, O.Data, O.Address, O.Size, nullptr, &O);
  }
}
