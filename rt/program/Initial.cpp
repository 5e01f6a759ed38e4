//===- Initial.cpp - What variables hold at the start ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "program/Initial.h"

using namespace cgt;

[[clang::require_constant_initialization]] static MapAllocator Memory;
/// By unit and index; null in front of keep().
static const uint8_t ***Kept;

/// Those that start with zeros need no copy, constants and transients aren't saved.
static bool isCopied(const GlobalInfo &G) {
  return !(G.Flags & (GlobalConst | GlobalTransient | GlobalZero)) && G.Type != NoIndex;
}

void initial::keep() {
  MapAllocator Schema;
  Program P;
  if (!P.load(Schema).ok())
    return;
  auto **Units = Memory.array<const uint8_t **>(P.numUnits() + 1);
  for (uint32_t U = 0; Units && U < P.numUnits(); ++U) {
    const UnitInfo &Unit = P.unit(U);
    Units[U] = Memory.array<const uint8_t *>(uint64_t(Unit.NumGlobals) + 1);
    for (uint32_t K = 0; Units[U] && K < Unit.NumGlobals; ++K) {
      const GlobalInfo &G = Unit.Globals[K];
      void *Copy = isCopied(G) ? Memory.allocate(static_cast<size_t>(G.Size)) : nullptr;
      if (Copy)
        Units[U][K] = static_cast<uint8_t *>(memcpy(Copy, P.globalAddress({U, K}), static_cast<size_t>(G.Size)));
    }
  }
  Kept = Units;
  Schema.release();
}

const uint8_t *initial::of(Place Variable) {
  return Kept && Kept[Variable.Unit] ? Kept[Variable.Unit][Variable.Index] : nullptr;
}

bool initial::isKnown(const Program &P, Place Variable) {
  return of(Variable) || P.unit(Variable.Unit).Globals[Variable.Index].Flags & GlobalZero;
}
