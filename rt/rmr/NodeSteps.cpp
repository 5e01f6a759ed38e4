//===- NodeSteps.cpp - Plans for single elements ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/NodeSteps.h"

#include "base/Endian.h"
#include "convert/PlanOps.h"

using namespace cgt;
using namespace cgt::rmr;

static constexpr uint32_t MostSteps = 32;

/// What one repetition of \p O is; false if there is no such step.
static bool makeStep(const Plan &P, const Op &O, NodeStep &S) {
  S.SwapsSource = P.SourceBig != HostBig;
  switch (O.Kind) {
  case OpKind::Copy: S.Bytes = static_cast<uint32_t>(O.Bytes); return true;
  case OpKind::Swap:
    S.Kind = O.SourceSize == 2 ? NodeStep::Swap2 : O.SourceSize == 4 ? NodeStep::Swap4 : NodeStep::Swap8;
    return O.SourceSize == 2 || O.SourceSize == 4 || O.SourceSize == 8;
  case OpKind::Integer:
    S.Kind = O.SourceSize == 4 ? NodeStep::Widen : NodeStep::Narrow;
    S.IsSigned = O.SourceSigned;
    return O.SourceSigned == O.TargetSigned && O.SourceSize + O.TargetSize == 12 && (O.SourceSize == 4 || O.SourceSize == 8);
  case OpKind::Pointer:
    S.Kind = NodeStep::Pointer;
    S.PointerSize = O.SourceSize;
    return !O.IsFunction && (O.SourceSize == 4 || O.SourceSize == 8) && O.TargetSize == sizeof(uintptr_t);
  default: return false;
  }
}

bool rmr::makeSteps(const Plan &P, Pool &Memory, NodeSteps &Result) {
  constexpr uint64_t Largest = 4096;
  NodeStep Steps[MostSteps];
  uint32_t Count = 0;
  Result = NodeSteps();
  if (P.SourceSize > Largest || P.TargetSize > Largest || P.End.Element || P.TargetBig != HostBig)
    return true;
  for (uint32_t I = 0; I < P.NumOps; ++I) {
    const Op &O = P.Ops[I];
    NodeStep S;
    if (O.Count > MostSteps - Count || !makeStep(P, O, S))
      return true;
    for (uint64_t K = 0; K < O.Count; ++K) {
      S.Source = static_cast<uint32_t>(O.Source + K * O.SourceStride);
      S.Target = static_cast<uint32_t>(O.Target + K * O.TargetStride);
      Steps[Count++] = S;
    }
  }
  auto *Kept = Memory.allocator().array<NodeStep>(Count);
  if (!Kept)
    return false;
  memcpy(Kept, Steps, Count * sizeof *Kept);
  Result = {Kept, Count, P.ClearsTarget, static_cast<uint32_t>(P.SourceSize), static_cast<uint32_t>(P.TargetSize)};
  return true;
}

static bool runStep(const NodeStep &S, const uint8_t *From, uint8_t *To) {
  switch (S.Kind) {
  case NodeStep::Copy: copySmall(To, From, S.Bytes); return true;
  case NodeStep::Swap2: store<uint16_t, true>(To, load<uint16_t, false>(From)); return true;
  case NodeStep::Swap4: store<uint32_t, true>(To, load<uint32_t, false>(From)); return true;
  case NodeStep::Swap8: store<uint64_t, true>(To, load<uint64_t, false>(From)); return true;
  case NodeStep::Widen: {
    uint32_t Value = load<uint32_t>(From, S.SwapsSource);
    uint64_t Sign = S.IsSigned && Value >> 31 ? ~uint64_t(0) << 32 : 0;
    store(To, Sign | Value, false);
    return true;
  }
  case NodeStep::Narrow: {
    uint64_t Value = load<uint64_t>(From, S.SwapsSource);
    auto Low = static_cast<uint32_t>(Value);
    store(To, Low, false);
    return Value == (S.IsSigned && Low >> 31 ? ~uint64_t(0) << 32 | Low : Low);
  }
  case NodeStep::Pointer: {
    uint64_t Value = S.PointerSize == 8 ? load<uint64_t>(From, S.SwapsSource) : load<uint32_t>(From, S.SwapsSource);
    auto Own = static_cast<uintptr_t>(Value);
    memcpy(To, &Own, sizeof Own);
    return Value <= UINTPTR_MAX;
  }
  }
  return false;
}

bool rmr::runSteps(const NodeSteps &S, const uint8_t *Source, uint8_t *Target, uint64_t Count) {
  for (uint64_t I = 0; I < Count; ++I, Source += S.SourceSize, Target += S.TargetSize) {
    if (S.ClearsTarget)
      memset(Target, 0, S.TargetSize);
    for (const NodeStep *Step = S.Steps, *Past = Step + S.Count; Step != Past; ++Step)
      if (!runStep(*Step, Source + Step->Source, Target + Step->Target))
        return false;
  }
  return true;
}
