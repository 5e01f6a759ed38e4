//===- Trace.cpp - Types of blocks that were allocated without one -----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "runtime/Trace.h"

#include "runtime/Heap.h"

using namespace cgt;
using report::num;

namespace {

/// Where a pointer stands, for messages.
struct Holder {
  const char *What;
  Str Name, Function, File;
  uint32_t Line;
};

class Tracer {
public:
  Tracer(const Program &P, const ImageSource &Source, MapVector<HeapRun> &Runs, report::Buffer &Why)
      : P(P), Source(Source), Runs(Runs), Why(Why) {}
  bool run(uint64_t &PointerCount);

private:
  bool walk(uint32_t Unit, uint32_t Type, const uint8_t *At, uint64_t Bytes, const Holder &H, unsigned Depth);
  bool walkOne(uint32_t Unit, uint32_t Type, const uint8_t *At, uint64_t Bytes, const Holder &H, unsigned Depth);
  bool visitPointer(uint32_t Unit, uint32_t Pointee, const uint8_t *Slot, const Holder &H);
  bool leadsToPointers(uint32_t Unit, uint32_t Type, unsigned Depth) const;
  HeapRun *tracedRun(uint64_t Address);
  bool mayHold(const HeapRun &Run, const UnitInfo &U, const TypeInfo &T) const;
  bool walkFrames();
  bool walkGlobals();
  bool walkRun(const HeapRun &Run);

  const Program &P;
  const ImageSource &Source;
  MapVector<HeapRun> &Runs;
  report::Buffer &Why;
  MapVector<uint32_t> Work;  ///< runs typed and not walked yet
  MapVector<bool> Untyped;   ///< of Runs: allocated without a type
  /// A pointer to a struct's first member has the struct's address: records type blocks first, then pointers and numbers what
  /// no record does, then bytes.
  enum RoundType { Records, Scalars, Bytes } Round = Records;
  bool AnyUntyped = false;
  uint64_t Pointers = 0;
};

} // namespace

static constexpr unsigned MaxDepth = 64; ///< parseUnit refuses deeper types

/// The run that starts at \p Address, if it came without a type. Runs are in address order.
HeapRun *Tracer::tracedRun(uint64_t Address) {
  size_t Low = 0, High = Runs.size();
  while (Low < High) {
    size_t Mid = Low + (High - Low) / 2;
    if (Runs[Mid].Address < Address)
      Low = Mid + 1;
    else
      High = Mid;
  }
  return Low < Runs.size() && Runs[Low].Address == Address && Untyped[Low] ? &Runs[Low] : nullptr;
}

/// Whole elements fill the block, or the type ends in an array that goes on.
bool Tracer::mayHold(const HeapRun &Run, const UnitInfo &U, const TypeInfo &T) const {
  if (T.Size == 0 || T.Kind == TypeKind::Void || Run.Size < T.Size)
    return false;
  bool IsRecord = T.Kind == TypeKind::Struct || T.Kind == TypeKind::Union;
  if (Round == Records ? !IsRecord : (T.Size == 1) != (Round == Bytes))
    return false;
  if (Run.Type != NoIndex) { // a larger record that begins with the one known so far
    const TypeInfo &Known = P.unit(Run.Unit).Types[Run.Type];
    if (Round != Records || Known.Size >= T.Size)
      return false;
  }
  if (Run.Size % T.Size == 0)
    return true;
  if (T.Kind != TypeKind::Struct || T.NumMembers == 0)
    return false;
  const TypeInfo &Last = U.Types[T.Members[T.NumMembers - 1].Type];
  return Last.Kind == TypeKind::Array && Last.Count <= 1;
}

bool Tracer::visitPointer(uint32_t Unit, uint32_t Pointee, const uint8_t *Slot, const Holder &H) {
  uintptr_t Value;
  memcpy(&Value, Slot, sizeof Value);
  if (Value == 0)
    return true;
  Pointers += Round == Records;
  if (heap::isUnsaved(reinterpret_cast<const void *>(Value))) {
    Why.add(H.What, " '", H.Name, "'");
    if (!H.Function.empty())
      Why.add(" of function '", H.Function, "'");
    if (!H.File.empty())
      Why.add(" (", H.File, ":", num(H.Line), ")");
    Why.add(" refers to memory of a library, which isn't saved");
    return false;
  }
  HeapRun *Run = AnyUntyped && Pointee != NoIndex ? tracedRun(Value) : nullptr;
  if (!Run)
    return true;
  Place Type{Unit, Pointee};
  // A type that is incomplete in this unit may be complete in another.
  if (const TypeInfo &T = P.unit(Unit).Types[Pointee]; T.Kind == TypeKind::Void && !T.Name.empty()) {
    Place Struct = P.anyType(TypeKind::Struct, T.Name);
    Type = Struct.found() ? Struct : P.anyType(TypeKind::Union, T.Name);
    if (!Type.found())
      return true;
  }
  if (!mayHold(*Run, P.unit(Type.Unit), P.unit(Type.Unit).Types[Type.Index]))
    return true;
  Run->Unit = Type.Unit;
  Run->Type = Type.Index;
  Run->Site = NoIndex; // of another unit, perhaps
  return Work.push(static_cast<uint32_t>(Run - Runs.data()));
}

bool Tracer::leadsToPointers(uint32_t Unit, uint32_t Type, unsigned Depth) const {
  if (Type == NoIndex || Depth > MaxDepth)
    return false;
  const TypeInfo &T = P.unit(Unit).Types[Type];
  if (T.Kind == TypeKind::Pointer)
    return true;
  if (T.Kind == TypeKind::Array)
    return leadsToPointers(Unit, T.Element, Depth + 1);
  if (T.Kind == TypeKind::Struct || T.Kind == TypeKind::Union)
    for (uint32_t K = 0; K < T.NumMembers; ++K)
      if (leadsToPointers(Unit, T.Members[K].Type, Depth + 1))
        return true;
  return false;
}

bool Tracer::walkOne(uint32_t Unit, uint32_t Type, const uint8_t *At, uint64_t Bytes, const Holder &H,
                     unsigned Depth) {
  const TypeInfo &T = P.unit(Unit).Types[Type];
  switch (T.Kind) {
  case TypeKind::Pointer:
    return Bytes < sizeof(void *) || visitPointer(Unit, T.Element, At, H);
  case TypeKind::Array:
    return walk(Unit, T.Element, At, T.Count ? T.Size : Bytes, H, Depth + 1);
  case TypeKind::Struct:
    for (uint32_t K = 0; K < T.NumMembers; ++K) {
      const MemberInfo &M = T.Members[K];
      if (M.IsBitField || M.Offset >= Bytes)
        continue;
      const TypeInfo &MT = P.unit(Unit).Types[M.Type];
      bool Flexible = MT.Kind == TypeKind::Array && MT.Count == 0;
      if (!walk(Unit, M.Type, At + M.Offset, Flexible ? Bytes - M.Offset : MT.Size, H, Depth + 1))
        return false;
    }
    return true;
  default: // a union's live member is unknown
    return true;
  }
}

/// Elements of \p Type one after the other; a struct with a flexible array member is alone in its block.
bool Tracer::walk(uint32_t Unit, uint32_t Type, const uint8_t *At, uint64_t Bytes, const Holder &H, unsigned Depth) {
  if (Depth > MaxDepth || !leadsToPointers(Unit, Type, 0))
    return true;
  const TypeInfo &T = P.unit(Unit).Types[Type];
  const TypeInfo *Last =
      T.Kind == TypeKind::Struct && T.NumMembers ? &P.unit(Unit).Types[T.Members[T.NumMembers - 1].Type] : nullptr;
  bool Flexible = Last && Last->Kind == TypeKind::Array && Last->Count == 0;
  if (Flexible || T.Size == 0)
    return walkOne(Unit, Type, At, Bytes, H, Depth);
  for (uint64_t Offset = 0; Offset + T.Size <= Bytes; Offset += T.Size)
    if (!walkOne(Unit, Type, At + Offset, T.Size, H, Depth))
      return false;
  return true;
}

bool Tracer::walkFrames() {
  for (uint32_t K = 0; K < Source.NumActivations; ++K) {
    const ActivationRecord &A = Source.Activations[K];
    const FunctionInfo &F = P.unit(A.Unit).Functions[A.Function];
    const StepInfo &S = F.Steps[A.Step - 1];
    for (uint32_t L = 0; L < S.NumLive; ++L) {
      const FieldInfo &V = F.Fields[S.Live[L]];
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
    if (G.Type != NoIndex && !walk(O.Unit, G.Type, O.Data, O.Size, H, 0))
      return false;
  }
  return true;
}

bool Tracer::walkRun(const HeapRun &Run) {
  if (Run.Type == NoIndex || !leadsToPointers(Run.Unit, Run.Type, 0))
    return true;
  Holder H{"heap block of type", P.unit(Run.Unit).Types[Run.Type].Name, {}, {}, 0};
  for (uint64_t B = 0; B < Run.Count; ++B) {
    auto *At = reinterpret_cast<const uint8_t *>(static_cast<uintptr_t>(Run.Address + B * Run.Stride));
    if (!walk(Run.Unit, Run.Type, At, Run.Size, H, 0))
      return false;
  }
  return true;
}

bool Tracer::run(uint64_t &PointerCount) {
  for (const HeapRun &R : Runs) {
    AnyUntyped |= R.Type == NoIndex;
    if (!Untyped.push(R.Type == NoIndex))
      return false;
  }
  static constexpr RoundType Rounds[] = {Records, Scalars, Bytes};
  for (RoundType R : Rounds) {
    Round = R;
    if (R != Records && !AnyUntyped)
      break;
    if (!walkFrames() || !walkGlobals())
      return false;
    for (const HeapRun &R : Runs)
      if (!walkRun(R))
        return false;
    while (!Work.empty()) {
      uint32_t Next = Work.back();
      Work.pop();
      if (!walkRun(Runs[Next]))
        return false;
    }
  }
  PointerCount = Pointers;
  return true;
}

bool trace::typeBlocks(const Program &P, const ImageSource &Source, MapVector<HeapRun> &Runs,
                       Figures &F, report::Buffer &Why) {
  return Tracer(P, Source, Runs, Why).run(F.Pointers);
}
