//===- HeldMutexes.cpp - Mutexes that the program has locked ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Only types that hold mutexes are walked; most programs have none.
//
//===----------------------------------------------------------------------===//

#include "save/HeldMutexes.h"

#include "convert/Mutexes.h"
#include "port/Port.h"
#include "types/Blocks.h"
#include "types/TypeChecks.h"

using namespace cgt;

namespace {
class Finder {
public:
  Finder(const Program &P, const ImageSource &Source, uint32_t Thread, MapVector<HookRecord> &Out)
      : P(P), Source(Source), Thread(Thread), Out(Out) {}
  bool run();

private:
  bool holds(const UnitInfo &U, uint32_t Type, unsigned Depth) const;
  /// Elements of \p Type in \p Bytes at \p Data, which the program has at \p Address.
  bool walk(const UnitInfo &U, uint32_t Type, const uint8_t *Data, uint64_t Address, uint64_t Bytes, unsigned Depth);
  bool visit(const UnitInfo &U, const TypeInfo &T, const uint8_t *Data, uint64_t Address, unsigned Depth);
  bool frames();
  bool globals();
  bool blocks();

  const Program &P;
  const ImageSource &Source;
  uint32_t Thread;
  MapVector<HookRecord> &Out;
};
} // namespace

bool Finder::holds(const UnitInfo &U, uint32_t Type, unsigned Depth) const {
  if (Type == NoIndex || Depth > MaxTypeDepth)
    return false;
  const TypeInfo &T = U.Types[Type];
  if (T.Kind == TypeKind::Array)
    return holds(U, T.Element, Depth + 1);
  if (T.isRecord())
    for (uint32_t K = 0; K < T.NumMembers; ++K)
      if (!T.Members[K].IsBitField && holds(U, T.Members[K].Type, Depth + 1))
        return true;
  return isMutex(T);
}

bool Finder::visit(const UnitInfo &U, const TypeInfo &T, const uint8_t *Data, uint64_t Address, unsigned Depth) {
  if (T.Kind == TypeKind::Array)
    return walk(U, T.Element, Data, Address, T.Size, Depth);
  if (T.Kind == TypeKind::Struct) {
    for (uint32_t K = 0; K < T.NumMembers; ++K)
      if (const MemberInfo &M = T.Members[K];
          !M.IsBitField && M.Type != NoIndex &&
          !walk(U, M.Type, Data + M.Offset, Address + M.Offset, U.Types[M.Type].Size, Depth))
        return false;
    return true;
  }
  uint32_t Owner;
  memcpy(&Owner, Data + MutexOwnerOffset, sizeof Owner);
  if (!isMutex(T) || Owner != Thread)
    return true;
  HookRecord H;
  H.Kind = HookRecord::HeldMutex;
  H.Argument = Address;
  return Out.push(H);
}

bool Finder::walk(const UnitInfo &U, uint32_t Type, const uint8_t *Data, uint64_t Address, uint64_t Bytes, unsigned Depth) {
  if (!holds(U, Type, Depth))
    return true;
  const TypeInfo &T = U.Types[Type];
  for (uint64_t At = 0; T.Size != 0 && T.Size <= Bytes - At; At += T.Size)
    if (!visit(U, T, Data + At, Address + At, Depth + 1))
      return false;
  return true;
}

bool Finder::frames() {
  for (uint32_t K = 0; K < Source.NumActivations; ++K) {
    const ActivationRecord &A = Source.Activations[K];
    const UnitInfo &U = P.unit(A.Unit);
    const FunctionInfo &F = U.Functions[A.Function];
    for (const FieldInfo &V : LiveFields(F, F.step(A.Step))) {
      uintptr_t Address = 0;
      if (V.Type == NoIndex || !V.AddressOffset)
        continue;
      memcpy(&Address, A.Record + V.AddressOffset, sizeof Address);
      if (!walk(U, V.Type, A.Record + V.Offset, Address, U.Types[V.Type].Size, 0))
        return false;
    }
  }
  return true;
}

bool Finder::globals() {
  for (uint32_t K = 0; K < Source.NumObjects; ++K) {
    const ObjectRecord &O = Source.Objects[K];
    if (O.Kind == ObjectKind::Global && O.Data &&
        !walk(P.unit(O.Unit), P.unit(O.Unit).Globals[O.Index].Type, O.Data, O.Address, O.Size, 0))
      return false;
  }
  return true;
}

bool Finder::blocks() {
  for (uint32_t K = 0; K < Source.NumRuns; ++K) {
    const HeapRun &R = Source.Runs[K];
    if (R.Type == NoIndex || !holds(P.unit(R.Unit), R.Type, 0))
      continue;
    uint32_t Element = blockType(P.unit(R.Unit), R.Type).Element;
    for (uint64_t B = 0; B < R.Count; ++B) {
      uint64_t Address = R.Address + B * R.Stride;
      if (!walk(P.unit(R.Unit), Element, R.memory(B), Address, R.Size, 0))
        return false;
    }
  }
  return true;
}

bool Finder::run() {
  bool Any = false;
  for (uint32_t U = 0; U < P.numUnits(); ++U)
    for (uint32_t T = 0; T < P.unit(U).NumTypes; ++T)
      Any |= isMutex(P.unit(U).Types[T]);
  return !Any || (frames() && globals() && blocks());
}

bool heldmutexes::find(const Program &P, const ImageSource &Source, uint32_t Thread, MapVector<HookRecord> &Out) {
  return Finder(P, Source, Thread, Out).run();
}
