//===- FloatState.cpp - Floating-point flags and modes -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/FloatState.h"

#include "port/Report.h"

using namespace cgt;

static unsigned Flags;
static uint64_t Modes;

bool floatstate::note(Runtime &) {
  Flags = port::floatFlags();
  Modes = port::floatModes();
  return true;
}

bool floatstate::saveFlags(Saving &S) {
  S.Needed = false;
  if (Flags)
    S.Own.writeU8(static_cast<uint8_t>(Flags));
  return true;
}

/// Those that the restorer itself has raised go.
void floatstate::restoreFlags(Restoring &S) {
  uint8_t Raised = 0;
  if (S.HasOwn && !S.Own.readU8(Raised).ok())
    S.refuse("its floating-point flags are damaged");
  port::setFloatFlags(Raised);
}

bool floatstate::saveModes(Saving &S) {
  if (Modes == 0)
    return true;
  S.Own.writeString(port::floatFamily());
  S.Own.writeU64(Modes);
  return true;
}

void floatstate::restoreModes(Restoring &S) {
  Str Family;
  uint64_t Wanted;
  if (!S.HasOwn)
    return;
  if (!S.Own.readString(Family).ok() || !S.Own.readU64(Wanted).ok())
    S.refuse("its floating-point modes are damaged");
  if (Family == Str(port::floatFamily()) && port::setFloatModes(Wanted))
    return;
  char Why[256];
  report::Buffer(Why, sizeof Why)
      .add("the program has set floating-point modes of the ", Family,
           " processors: traps, or zeros for subnormal numbers; restore on such a processor");
  S.refuse(Why);
}
