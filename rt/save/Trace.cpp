//===- Trace.cpp - Types of blocks that were allocated without one -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/Tracer.h"

#include "base/Search.h"
#include "heap/Heap.h"
#include "heap/StreamBlocks.h"
#include "resources/Files.h"
#include "resources/LibraryObjects.h"
#include "types/Addresses.h"
#include "types/Blocks.h"
#include "types/TypeChecks.h"
#include "types/TypeNames.h"

using namespace cgt;
using report::num;

/// The run that starts at \p Address, if it came without a type. Runs are in address order.
HeapRun *Tracer::tracedRun(uint64_t Address) {
  size_t At = firstWhere<size_t>(0, Runs.size(), [&](size_t I) { return Runs[I].Address >= Address; });
  return At < Runs.size() && Runs[At].Address == Address && Untyped[At] ? &Runs[At] : nullptr;
}

/// Are the pointers of a T at \p At null, or marks, or addresses of memory?
bool Tracer::holdsPointers(const UnitInfo &U, const TypeInfo &T, const uint8_t *At, unsigned Depth) const {
  if (Depth > MaxTypeDepth)
    return true;
  if (T.Kind == TypeKind::Pointer) {
    uintptr_t Value;
    memcpy(&Value, At, sizeof Value);
    return isMark(Value, sizeof Value) || heap::isSaved(reinterpret_cast<const void *>(Value)) ||
           port::isInUse(Value, Runtime::get().Main.BasePosition - Runtime::get().Main.StackBytes);
  }
  if (T.Kind == TypeKind::Array && T.Count != 0 && T.Element != NoIndex) {
    for (uint64_t K = 0; K < T.Count; ++K)
      if (!holdsPointers(U, U.Types[T.Element], At + K * (T.Size / T.Count), Depth + 1))
        return false;
  } else if (T.Kind == TypeKind::Struct) {
    for (uint32_t K = 0; K < T.NumMembers; ++K)
      if (!T.Members[K].IsBitField && T.Members[K].Type != NoIndex &&
          !holdsPointers(U, U.Types[T.Members[K].Type], At + T.Members[K].Offset, Depth + 1))
        return false;
  }
  return true;
}

/// A pointer to what many structs begin with (`struct object { struct object *next; }`) leads to blocks that are larger, but
/// no arrays: that what follows the first T holds numbers where Ts have pointers tells them.
bool Tracer::restMayBe(const HeapRun &Run, const UnitInfo &U, const TypeInfo &T) const {
  constexpr uint64_t Most = 64; // elements looked at
  if (T.Kind != TypeKind::Struct)
    return true;
  for (uint64_t K = 1; K < Run.Size / T.Size && K < Most; ++K)
    if (!holdsPointers(U, T, Run.memory(0) + K * T.Size, 0))
      return false;
  return true;
}

/// Whole elements fill the block, or the type ends in an array that goes on.
bool Tracer::mayHold(const HeapRun &Run, const UnitInfo &U, uint32_t Type) const {
  const TypeInfo &T = U.Types[Type];
  if (T.Size == 0 || T.Kind == TypeKind::Void || Run.Size < T.Size)
    return false;
  bool IsRecord = T.isRecord();
  if (Round == Records ? !IsRecord : (T.Size == 1) != (Round == Bytes))
    return false;
  if (Run.Type != NoIndex) { // a larger record that begins with the one known so far
    const TypeInfo &Known = P.unit(Run.Unit).Types[Run.Type];
    if (Round != Records || Known.Size >= T.Size)
      return false;
  }
  if (Run.Size % T.Size == 0)
    return restMayBe(Run, U, T);
  return endArray(U, Type).goesOn(BlockForm::Unknown, T.Size, Run.Size);
}

/// Memory of a library that needn't be saved: a stream or an object that is made anew, or what was given back, as a closed stream's was.
bool Tracer::isCarriedOrStale(uint32_t Unit, uint32_t Pointee, const void *At) const {
  if (files::isStream(At) || heap::isStale(At) || libraryobjects::isRegistered(At))
    return true;
  if (Pointee == NoIndex || files::isOtherStream(At) || !heap::streams::contains(At))
    return false;
  Str Name = P.unit(Unit).Types[Pointee].Name;
  return Name == Str("FILE") || Name == Str("struct _IO_FILE");
}

bool Tracer::visitPointer(uint32_t Unit, uint32_t Pointee, const uint8_t *Slot, const Holder &H) {
  uintptr_t Value;
  memcpy(&Value, Slot, sizeof Value);
  if (Value == 0)
    return true;
  Pointers += Round == Records;
  if (auto *At = reinterpret_cast<const void *>(Value); heap::isUnsaved(At) && !isCarriedOrStale(Unit, Pointee, At)) {
    Why.add(H.What, " '", H.Name, "'");
    if (!H.Function.empty())
      Why.add(" of function '", H.Function, "'");
    if (!H.File.empty())
      Why.add(" (", H.File, ":", num(H.Line), ")");
    Why.add(" refers to memory of a library, which isn't saved");
    return false;
  }
  if (Pointee == NoIndex)
    return true;
  HeapRun *Run = AnyUntyped && Round != Check ? tracedRun(Value) : nullptr;
  bool IsNew = Original.empty() && !AnyCharacters && P.unit(Unit).Types[Pointee].Size != 1;
  if (!Run && Round != Check && !IsNew)
    return true;
  Place Type{Unit, Pointee};
  // A type that is incomplete in this unit may be complete in another.
  if (const TypeInfo &T = P.unit(Unit).Types[Pointee]; T.Kind == TypeKind::Void && !T.Name.empty()) {
    Place Struct = P.anyType(TypeKind::Struct, T.Name);
    Type = Struct.found() ? Struct : P.anyType(TypeKind::Union, T.Name);
    if (!Type.found())
      return true;
  }
  if (Round == Check) {
    checkUse(Value, Type);
    return true;
  }
  if (!Run) {
    AnyCharacters = P.unit(Type.Unit).Types[Type.Index].Kind != TypeKind::Void && startsCharacters(Value);
    return true;
  }
  if (!mayHold(*Run, P.unit(Type.Unit), Type.Index))
    return true;
  Run->Unit = Type.Unit;
  Run->Type = Type.Index;
  Run->Site = NoIndex; // of another unit, perhaps
  return Work.push(static_cast<uint32_t>(Run - Runs.data()));
}

bool Tracer::walkOne(uint32_t Unit, uint32_t Type, const uint8_t *At, uint64_t Bytes, const Holder &H, unsigned Depth) {
  const TypeInfo &T = P.unit(Unit).Types[Type];
  switch (T.Kind) {
  case TypeKind::Pointer: return Bytes < sizeof(void *) || visitPointer(Unit, T.Element, At, H);
  case TypeKind::Array: return walk(Unit, T.Element, At, Bytes, H, Depth + 1);
  case TypeKind::Struct:
    for (uint32_t K = 0; K < T.NumMembers; ++K) {
      const MemberInfo &M = T.Members[K];
      if (M.IsBitField || M.Type == NoIndex || M.Offset >= Bytes)
        continue;
      uint64_t Size = P.unit(Unit).Types[M.Type].Size, Left = Bytes - M.Offset;
      if (const ActiveExpression *E = Bytes >= T.Size ? activeOf(Unit, Type, K) : nullptr) {
        if (!walkLive(*E, Unit, M.Type, At + M.Offset, H, Depth + 1))
          return false;
        continue;
      }
      if (!walk(Unit, M.Type, At + M.Offset, Size < Left ? Size : Left, H, Depth + 1))
        return false;
    }
    return true;
  case TypeKind::Union: // its live member is unknown, if the type itself doesn't tell
    if (const ActiveExpression *E = Bytes >= T.Size ? activeOf(Unit, Type, NoIndex) : nullptr)
      return walkLive(*E, Unit, Type, At, H, Depth + 1);
    if (!Union.found() && Round == Records && Bytes >= T.Size)
      noteUnion(Unit, Type, At);
    return true;
  default: return true;
  }
}

/// Elements of \p Type one after the other, the last perhaps in part.
bool Tracer::walk(uint32_t Unit, uint32_t Type, const uint8_t *At, uint64_t Bytes, const Holder &H, unsigned Depth) {
  if (Depth > MaxTypeDepth || !mayHoldPointers(P.unit(Unit), Type))
    return true;
  uint64_t Size = P.unit(Unit).Types[Type].Size;
  for (uint64_t Offset = 0; Offset < Bytes && Size != 0; Offset += Size)
    if (!walkOne(Unit, Type, At + Offset, Bytes - Offset < Size ? Bytes - Offset : Size, H, Depth))
      return false;
  return true;
}

/// A block of the heap, or a global, whose end may go on.
bool Tracer::walkBlock(uint32_t Unit, BlockType Type, const uint8_t *At, uint64_t Bytes, const Holder &H) {
  const UnitInfo &U = P.unit(Unit);
  uint64_t Size = U.Types[Type.Element].Size;
  EndArray End = endArray(U, Type.Element);
  if (!End.goesOn(Type.Form, Size, Bytes))
    return walk(Unit, Type.Element, At, Bytes, H, 0);
  uint64_t Known = End.Offset + End.Bytes; // walked as part of the struct
  return walk(Unit, Type.Element, At, Size < Bytes ? Size : Bytes, H, 0) &&
         (Bytes <= Known || walk(Unit, End.Element, At + Known, Bytes - Known, H, 0));
}

bool Tracer::walkFrames() {
  for (uint32_t K = 0; K < Source.NumActivations; ++K) {
    const ActivationRecord &A = Source.Activations[K];
    const FunctionInfo &F = P.unit(A.Unit).Functions[A.Function];
    for (const FieldInfo &V : LiveFields(F, F.step(A.Step))) {
      if (V.Type == NoIndex)
        continue;
      Holder H{"variable", V.Name, F.Name, F.File, V.Line ? V.Line : F.Line};
      // A frame's memory holds whatever the stack held before until the program sets it: what can't be used isn't refused.
      if (!walk(A.Unit, V.Type, A.Record + V.Offset, P.unit(A.Unit).Types[V.Type].Size, H, 0))
        return false;
    }
  }
  return true;
}

bool Tracer::walkGlobals() {
  for (uint32_t K = 0; K < Source.NumObjects; ++K) {
    const ObjectRecord &O = Source.Objects[K];
    if (O.Kind != ObjectKind::Global || !O.Data)
      continue;
    const GlobalInfo &G = P.unit(O.Unit).Globals[O.Index];
    Holder H{"global", G.Name, {}, G.File, G.Line};
    if (G.Type != NoIndex && !walkBlock(O.Unit, {G.Type, BlockForm::Unknown}, O.Data, O.Size, H))
      return false;
  }
  return true;
}

bool Tracer::walkRun(const HeapRun &Run) {
  if (Run.Type == NoIndex || !mayHoldPointers(P.unit(Run.Unit), Run.Type))
    return true;
  BlockType Type = blockType(P.unit(Run.Unit), Run.Type);
  Holder H{"heap block of type", P.unit(Run.Unit).Types[Type.Element].Name, {}, {}, 0};
  for (uint64_t B = 0; B < Run.Count; ++B) {
    if (!walkBlock(Run.Unit, Type, Run.memory(B), Run.Size, H))
      return false;
  }
  return true;
}

bool Tracer::walkAll() {
  if (!walkFrames() || !walkGlobals())
    return false;
  for (const HeapRun &R : Runs)
    if (!walkRun(R))
      return false;
  return true;
}

bool Tracer::typeUntyped() {
  Pointers = 0;
  static constexpr RoundType Rounds[] = {Records, Scalars, Bytes};
  for (RoundType R : Rounds) {
    Round = R;
    if (R != Records && !AnyUntyped)
      break;
    if (!walkAll())
      return false;
    while (!Work.empty()) {
      uint32_t Next = Work.back();
      Work.pop();
      if (!walkRun(Runs[Next]))
        return false;
    }
  }
  return true;
}

//===--- Blocks allocated as characters -------------------------------------===//

/// Allocated as `char` or a number of that size.
bool Tracer::isOfCharacters(const HeapRun &Run) const {
  if (Run.Type == NoIndex)
    return false;
  const TypeInfo &T = P.unit(Run.Unit).Types[Run.Type];
  return T.Kind == TypeKind::Scalar && T.Size == 1;
}

/// The run that \p Address lies in, its end excluded; or null.
HeapRun *Tracer::runOf(uint64_t Address) {
  size_t Behind = firstWhere<size_t>(0, Runs.size(), [&](size_t I) { return Runs[I].Address > Address; });
  if (Behind == 0)
    return nullptr;
  HeapRun &R = Runs[Behind - 1];
  uint64_t Offset = Address - R.Address, Stride = R.Count > 1 ? R.Stride : R.Size;
  return Offset < (R.Count - 1) * Stride + R.Size ? &R : nullptr;
}

bool Tracer::startsCharacters(uint64_t Address) {
  HeapRun *R = runOf(Address);
  return R && isOfCharacters(*R) && (Address == R->Address || (R->Count > 1 && (Address - R->Address) % R->Stride == 0));
}

/// Puts each block of characters into a run of its own, without a type.
bool Tracer::splitCharacters() {
  MapVector<HeapRun> Apart;
  MapVector<bool> WereUntyped;
  for (size_t K = 0; K < Runs.size(); ++K) {
    HeapRun Run = Runs[K];
    Characters Was;
    uint64_t Count = 1;
    if (isOfCharacters(Run)) {
      Was = {Run.Unit, Run.Site, Run.Type, false};
      Count = Run.Count;
      Run.Count = 1;
      Run.Type = NoIndex;
    }
    for (uint64_t B = 0; B < Count; ++B, Run.Address += Run.Stride)
      if (!Apart.push(Run) || !Original.push(Was) || !WereUntyped.push(Untyped[K] || Was.Type != NoIndex))
        return false;
  }
  Runs.release();
  Runs = Apart;
  Untyped.release();
  Untyped = WereUntyped;
  AnyUntyped = true;
  return true;
}

/// Does an \p Outer have an \p Inner at \p Offset?
bool Tracer::contains(Place Outer, uint64_t Offset, Place Inner, unsigned Depth) const {
  if (Outer.Index == NoIndex || Depth > MaxTypeDepth)
    return false;
  const UnitInfo &U = P.unit(Outer.Unit);
  const TypeInfo &T = U.Types[Outer.Index];
  if (T.Size == 0 || Offset >= T.Size)
    return false;
  if (Offset == 0 && samePointee(U, Outer.Index, P.unit(Inner.Unit), Inner.Index))
    return true;
  if (T.Kind == TypeKind::Array && T.Count)
    return contains({Outer.Unit, T.Element}, Offset % (T.Size / T.Count), Inner, Depth + 1);
  for (uint32_t K = 0; K < T.NumMembers; ++K)
    if (const MemberInfo &M = T.Members[K];
        !M.IsBitField && M.Offset <= Offset && contains({Outer.Unit, M.Type}, Offset - M.Offset, Inner, Depth + 1))
      return true;
  return false;
}

/// A \p Type pointer leads to \p Address: is a block there, which took a type though it was allocated as characters, used
/// as something else, too? Its characters, for instance: then nothing tells which are which, unless it is one record.
void Tracer::checkUse(uint64_t Address, Place Type) {
  HeapRun *Run = runOf(Address);
  Characters *Was = Run ? &Original[static_cast<size_t>(Run - Runs.data())] : nullptr;
  if (!Was || Was->Type == NoIndex || Run->Type == NoIndex)
    return;
  const TypeInfo &Now = P.unit(Run->Unit).Types[Run->Type], &T = P.unit(Type.Unit).Types[Type.Index];
  if (Now.Size == 0 || T.Size == 0)
    return;
  bool IsOneRecord = Now.Kind == TypeKind::Struct && Now.Size == Run->Size;
  if (T.Size == 1 ? !IsOneRecord : !contains({Run->Unit, Run->Type}, (Address - Run->Address) % Now.Size, Type, 0))
    Was->Used = true;
}

/// What has found no type, or more than one, are characters again.
void Tracer::settleCharacters() {
  for (size_t K = 0; K < Runs.size(); ++K) {
    const Characters &Was = Original[K];
    HeapRun &R = Runs[K];
    if (Was.Type == NoIndex || !(R.Type == NoIndex || Was.Used || P.unit(R.Unit).Types[R.Type].Size == 1))
      continue;
    R.Unit = Was.Unit;
    R.Site = Was.Site;
    R.Type = Was.Type;
  }
}

bool Tracer::run(uint64_t &PointerCount) {
  for (const HeapRun &R : Runs) {
    AnyUntyped |= R.Type == NoIndex;
    if (!Untyped.push(R.Type == NoIndex))
      return false;
  }
  if (!typeUntyped())
    return false;
  if (AnyCharacters) {
    if (!splitCharacters() || !typeUntyped())
      return false;
    Round = Check;
    if (!walkAll())
      return false;
    settleCharacters();
  }
  PointerCount = Pointers;
  return true;
}

bool trace::typeBlocks(const Program &P, const ImageSource &Source, MapVector<HeapRun> &Runs, Figures &F, Place &Union,
                       report::Buffer &Why) {
  Tracer T(P, Source, Runs, Why);
  if (!T.run(F.Pointers))
    return false;
  Union = T.ambiguousUnion();
  return true;
}
