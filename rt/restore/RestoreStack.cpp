//===- RestoreStack.cpp - Is there room for the frames? -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frames differ between targets and levels, and a clone's isn't the saved function's: what they will take is known for
// certain only when they stand. What they take at least is compared with the limit before the first is built, and the room
// that is left before each; one that is larger than it looked meets the stack's end, which is a refusal, too. No user code
// has run by then.
//
//===----------------------------------------------------------------------===//

#include "restore/Restore.h"

#include "port/Report.h"

using namespace cgt;
using report::num;

/// For calls of libraries and for what the runtime does when all frames stand.
static constexpr uint64_t Reserve = 16 << 10;

/// Nothing above the highest number.
static uint64_t plus(uint64_t A, uint64_t B) { return A > ~B ? ~uint64_t(0) : A + B; }

/// By what those that stand have taken, if any does.
void Restorer::refuseStack() {
  uint64_t Soft = 0, Hard = 0, Wanted = StackWanted;
  if (uintptr_t Top = port::stackTop(); Current != 0 && Deepest < Top)
    Wanted = plus((Top - Deepest) / Current * I.NumActivations, Reserve);
  port::stackLimit(Soft, Hard);
  report::error("can't restore '", Path, "': ", errorText(Errc::StackLimit), ": ", num(I.NumActivations),
                " frames need about ", num(Wanted >> 10), " KiB, the hard limit is ", num(Hard >> 10),
                " KiB; raise it (ulimit -Hs)");
  leave(ExitRefused);
}

void Restorer::checkStack() {
  constexpr uint64_t Factor = 4, PerFrame = 512;
  uint64_t Least = Reserve, Soft, Hard;
  for (uint32_t K = 0; K < I.NumActivations; ++K) {
    Place Own = matchStep(I.Activations[K]).Own;
    Least = plus(Least, P.unit(Own.Unit).Functions[Own.Index].RecordSize);
  }
  uint64_t Sent = I.Process.StackBytes;
  uint64_t Wanted = plus(Sent > Least ? Sent : Least, I.NumActivations * PerFrame);
  Wanted = Wanted > ~uint64_t(0) / Factor ? ~uint64_t(0) : Wanted * Factor;
  StackWanted = Wanted / Factor;
  if (!port::stackLimit(Soft, Hard))
    return;
  if (Least > Hard || Sent > Hard)
    refuseStack();
  if (Wanted > Soft && !port::raiseStackLimit(Wanted))
    port::raiseStackLimit(Hard);
  StackEnd = port::stackEnd();
}

void Restorer::checkRoom(const FunctionInfo &Own) {
  Deepest = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (StackEnd && (Deepest < StackEnd || Deepest - StackEnd < plus(Own.RecordSize, Reserve)))
    refuseStack();
}

/// Called on another stack.
void Restorer::faultAt(uintptr_t Address) {
  constexpr uintptr_t MostOfFrame = sizeof(void *) == 4 ? 256u << 20 : uintptr_t(1) << 30;
  if (Address < Deepest && Deepest - Address < MostOfFrame)
    refuseStack();
}

void Restorer::watchStack() {
  Deepest = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  port::watchFaults([](uintptr_t Address) { currentRestorer()->faultAt(Address); });
}
