//===- StackRoom.cpp - Is there room for the frames? ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frames differ between targets and levels, and a clone's isn't the saved function's: what they will take is known for
// certain only when they stand. What they take at least is compared with the limit before the first is built, and the room
// that is left before each; one that is larger than it looked meets the stack's end, which is a refusal, too. No user code
// has run by then.
//
//===----------------------------------------------------------------------===//

#include "restore/StackRoom.h"

#include "abi/ExitCodes.h"
#include "port/Report.h"

using namespace cgt;
using report::num;

/// For calls of libraries and for what the runtime does when all frames stand.
static constexpr uint64_t Reserve = 16 << 10;

/// Nothing above the highest number.
static uint64_t plus(uint64_t A, uint64_t B) { return A > ~B ? ~uint64_t(0) : A + B; }

/// The one that watches, for faults.
static StackRoom *Watching;

/// By what those that stand have taken, if any does.
void StackRoom::refuse() {
  uint64_t Soft = 0, Hard = 0, Needed = Wanted;
  if (uintptr_t Top = port::stackTop(); Entered != 0 && Deepest < Top)
    Needed = plus((Top - Deepest) / Entered * In.I.NumActivations, Reserve);
  port::stackLimit(Soft, Hard);
  report::error("can't restore '", In.Path, "': ", errorText(Errc::StackLimit), ": ", num(In.I.NumActivations),
                " frames need about ", num(Needed >> 10), " KiB, the hard limit is ", num(Hard >> 10),
                " KiB; raise it (ulimit -Hs)");
  In.leave(ExitRefused);
}

void StackRoom::check(uint64_t Least) {
  constexpr uint64_t Factor = 4, PerFrame = 512;
  uint64_t Soft, Hard, Sent = In.I.Process.StackBytes;
  Least = plus(Least, Reserve);
  uint64_t Likely = plus(Sent > Least ? Sent : Least, In.I.NumActivations * PerFrame);
  Likely = Likely > ~uint64_t(0) / Factor ? ~uint64_t(0) : Likely * Factor;
  Wanted = Likely / Factor;
  if (!port::stackLimit(Soft, Hard))
    return;
  if (Least > Hard || Sent > Hard)
    refuse();
  if (Likely > Soft && !port::raiseStackLimit(Likely))
    port::raiseStackLimit(Hard);
  End = port::stackEnd();
}

void StackRoom::checkFor(const FunctionInfo &Own) {
  Deepest = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (End && (Deepest < End || Deepest - End < plus(Own.RecordSize, Reserve)))
    refuse();
}

/// Called on another stack.
void StackRoom::faultAt(uintptr_t Address) {
  constexpr uintptr_t MostOfFrame = sizeof(void *) == 4 ? 256u << 20 : uintptr_t(1) << 30;
  if (Address < Deepest && Deepest - Address < MostOfFrame)
    refuse();
}

void StackRoom::watch() {
  End = End ? port::stackEnd() : 0;
  Deepest = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  Watching = this;
  port::watchFaults([](uintptr_t Address) { Watching->faultAt(Address); });
}
