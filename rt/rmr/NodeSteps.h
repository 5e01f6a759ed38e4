//===- NodeSteps.h - Plans for single elements -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A linked structure is many nodes of one element each, for which a plan's preparations cost more than its steps. Here the
// common ones stand alone, without repetitions; other plans have none.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_NODESTEPS_H
#define CGT_RMR_NODESTEPS_H

#include "rmr/Memory.h"

namespace cgt {

class Plan;

namespace rmr {

struct NodeStep {
  enum StepKind : uint8_t { Copy, Swap2, Swap4, Swap8, Widen, Narrow, Pointer };
  StepKind Kind = Copy;
  bool SwapsSource = false, IsSigned = false;
  uint8_t PointerSize = 0; ///< the sender's
  uint32_t Source = 0, Target = 0;
  uint32_t Bytes = 0; ///< Copy
};

struct NodeSteps {
  const NodeStep *Steps = nullptr; ///< null: the plan has others
  uint32_t Count = 0;
  bool ClearsTarget = false;
  uint32_t SourceSize = 0, TargetSize = 0;
};

/// False when out of memory.
bool makeSteps(const Plan &P, Pool &Memory, NodeSteps &Result);

/// Converts \p Count elements as the plan does, but leaves a pointer's value as it is in its slot. False: a value doesn't
/// fit.
bool runSteps(const NodeSteps &S, const uint8_t *Source, uint8_t *Target, uint64_t Count);

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_NODESTEPS_H
