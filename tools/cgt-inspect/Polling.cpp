//===- Polling.cpp - Which functions of a program poll ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Polling.h"

#include "llvm/ADT/StringSwitch.h"

using namespace cgt;
using namespace llvm;

/// Functions of the runtime that poll, or call what may.
static bool isRuntimes(StringRef Name) {
  return StringSwitch<bool>(Name)
      .Cases("cgt_poll", "cgt_checkpoint", true)
#define CGT_LIBC_CALLBACK(Name, Argument, Polls) .Case(#Name, true)
#define CGT_LIBC_BLOCKS(Name) .Case(#Name, true)
#include "abi/Libc.def"
      .Default(false);
}

/// A static function's name has its unit's file in front.
std::string Polling::idOf(StringRef Unit, StringRef Name) const {
  std::string Static = (Unit + ":" + Name).str();
  return Known.contains(Static) ? Static : Name.str();
}

bool Polling::mayPoll(StringRef Unit, StringRef Name) const {
  std::string Id = idOf(Unit, Name);
  return isRuntimes(Name) || (Known.contains(Id) ? Polls.contains(Id) : !IsWhole);
}

/// One without steps can't be captured: of what it calls nothing is known.
bool Polling::leadsToPoll(const UnitInfo &U, const FunctionInfo &F) const {
  for (uint32_t K = 0; K < F.NumSteps; ++K) {
    StringRef Callee = ref(F.Steps[K].Callee);
    if (Callee.starts_with("<") || mayPoll(ref(U.File), Callee))
      return true;
  }
  return F.NumSteps == 0;
}

Polling::Polling(const ProgramFile &Program) : IsWhole(Program.isWhole()) {
  for (const UnitInfo &U : Program.units())
    for (uint32_t K = 0; K < U.NumFunctions; ++K)
      Known.insert(ref(U.Functions[K].Id));
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const UnitInfo &U : Program.units())
      for (uint32_t K = 0; K < U.NumFunctions; ++K)
        if (StringRef Id = ref(U.Functions[K].Id); !Polls.contains(Id) && leadsToPoll(U, U.Functions[K]))
          Changed |= Polls.insert(Id).second;
  }
}
