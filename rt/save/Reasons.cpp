//===- Reasons.cpp - Why requests wait or fail -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/Reasons.h"

#include "program/Status.h"
#include "resources/Requests.h"
#include "save/Collect.h"
#include "save/LibraryThreads.h"
#include "save/Parking.h"
#include "save/Unwind.h"

using namespace cgt;
using report::num;

namespace {
/// One that was met. Frames are told apart by their functions, other kinds aren't.
struct Reason {
  static constexpr size_t TextSize = 512;
  Uncapturable Kind;
  uint64_t Count;       ///< requests that met it
  uint64_t LastRequest; ///< the last of them
  uint64_t LastMeeting; ///< the last meeting at which it was seen
  bool Told;
  char Text[TextSize];
};

/// What is in the way at one moment, and what is to be done with it.
struct Meeting {
  reasons::Occasion O = reasons::Occasion::Waits;
  bool Tells = false, TellsAgain = false;
};
} // namespace

[[clang::require_constant_initialization]] static MapVector<Reason> Met;
static uint64_t Meetings, Requests; ///< numbers of the last ones

/// What a save takes of the program's own stack at most: walking it, fork(), a message, and the signal frame of a timer.
static constexpr uintptr_t StackForSave = 32 << 10;

/// 0: unknown.
static uintptr_t stackEnd(const Thread &T) { return T.Number == Thread::MainNumber ? port::stackEnd() : T.StackLow; }

/// Another stack, which makecontext() or an emulator has made, has an end that isn't known.
bool reasons::isStackFull(const Thread &T) {
  uintptr_t End = stackEnd(T), Position = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  return End && Position >= End && Position - End < StackForSave;
}

static bool isAnyBlocked(Runtime &R) {
  bool Is = false;
  parking::forEachBlocked(R, [](void *Ctx, const Thread &) { *static_cast<bool *>(Ctx) = true; }, &Is);
  return Is;
}

Fate reasons::find(Runtime &R, const void *ReturnAddress, uintptr_t &Frame) {
  Thread &Own = *R.thread();
  Frame = 0;
  librarythreads::clearBlocked();
  if (parking::late())
    return Fate::Waits;
  if (isStackFull(Own)) {
    Frame = stackEnd(Own) + StackForSave;
    return Fate::Waits;
  }
  if (unsupported::find(true) == Fate::Fails)
    return Fate::Fails;
  unwind::Obstacle Youngest;
  if (!unwind::check(Own, ReturnAddress, Youngest, Own.StackBytes)) {
    Frame = Youngest.Frame;
    return Fate::Waits;
  }
  if (isAnyBlocked(R))
    return Fate::Waits;
  Fate Others = unsupported::find(false);
  if (Others != Fate::Served)
    return Others;
  bool Free = librarythreads::stop(R);
  librarythreads::letGo();
  return Free ? Fate::Served : Fate::Waits;
}

static void print(const Meeting &M, const Reason &Why) {
  const char *Advice = unsupported::adviceOn(Why.Kind);
  bool IsThreads = Why.Kind == Uncapturable::Frame || Why.Kind == Uncapturable::FullStack ||
                   Why.Kind == Uncapturable::LateThread || Why.Kind == Uncapturable::LibraryCall ||
                   Why.Kind == Uncapturable::LibraryThread || Why.Kind == Uncapturable::NoMemory;
  const char *Yet = IsThreads ? "" : ", which an image can't carry yet";
  // For exit_signal, an error: verbosity=0 hides warnings.
  if (M.O == reasons::Occasion::Checkpoint)
    report::error("cgt_checkpoint: nothing was saved: ", Why.Text, Yet, "; ", Advice);
  else if (M.O == reasons::Occasion::Fails || unsupported::fateOf(Why.Kind) == Fate::Fails)
    report::error("can't save: ", Why.Text, Yet, "; ", Advice);
  else if (M.TellsAgain)
    report::error("a checkpoint waits: ", Why.Text, Yet, "; ", Advice);
  else
    report::warning("a checkpoint waits: ", Why.Text, Yet, "; ", Advice);
}

static Reason *known(Uncapturable Kind, const char *Text) {
  for (Reason &Why : Met)
    if (Why.Kind == Kind && (Kind != Uncapturable::Frame || strcmp(Why.Text, Text) == 0))
      return &Why;
  return nullptr;
}

static void meet(void *Ctx, Uncapturable Kind, const char *Text) {
  const Meeting &M = *static_cast<const Meeting *>(Ctx);
  Reason Fresh = {Kind, 0, 0, 0, false, ""}, *Why = known(Kind, Text);
  if (!Why)
    Why = Met.push(Fresh) ? &Met.back() : &Fresh; // out of memory: told, not counted
  if (Why->LastMeeting == Meetings)
    return; // a second frame of the function
  report::Buffer(Why->Text, Reason::TextSize).add(Text);
  Why->LastMeeting = Meetings;
  Why->Count += Why->LastRequest != Requests;
  Why->LastRequest = Requests;
  if (unsupported::fateOf(Kind) == Fate::Fails)
    status::setProblem(Text);
  else
    status::addWait(Text);
  if (!M.Tells || (Why->Told && !M.TellsAgain))
    return;
  Why->Told = true;
  print(M, *Why);
}

/// \p Number: of the thread whose stack it is.
static void meetFrame(void *Ctx, uintptr_t Function, uint32_t Number) {
  char Text[Reason::TextSize];
  report::Buffer B(Text, sizeof Text);
  collect::describeFunction(Function, B);
  B.add(" is on the stack");
  if (Number != Thread::MainNumber)
    B.add(" of thread ", num(Number));
  B.add(", whose frame can't be captured");
  meet(Ctx, Uncapturable::Frame, Text);
}

/// With the number of a thread in front, what is in its way.
static void meetThread(void *Ctx, Uncapturable Kind, const char *Before, uint32_t Number, const char *Behind) {
  char Text[Reason::TextSize];
  report::Buffer(Text, sizeof Text).add(Before, num(Number), Behind);
  meet(Ctx, Kind, Text);
}

static void meetBlocked(void *Ctx, const Thread &T) {
  switch (T.Blocked) {
  case Thread::Nothing: return;
  case Thread::ByFrame: return meetFrame(Ctx, T.Obstacle, T.Number);
  case Thread::ByFullStack:
    return meetThread(Ctx, Uncapturable::FullStack, "the stack of thread ", T.Number,
                      " is full but for a few KiB, and a save needs room on it");
  case Thread::ByMemory:
    return meetThread(Ctx, Uncapturable::NoMemory, "memory is out for the values of thread-specific keys of thread ", T.Number,
                      "");
  }
}

static void meetLibraryThread(Meeting &M) {
  using librarythreads::BlockedType;
  char Text[Reason::TextSize];
  report::Buffer B(Text, sizeof Text);
  librarythreads::describe(B);
  switch (librarythreads::blocked()) {
  case BlockedType::Nothing: return;
  case BlockedType::ByCall: return meet(&M, Uncapturable::LibraryCall, Text);
  case BlockedType::ByCopy: return meet(&M, Uncapturable::LibraryCopy, Text);
  case BlockedType::BySilence:
  case BlockedType::BySignals: return meet(&M, Uncapturable::LibraryThread, Text);
  case BlockedType::ByMemory: return meet(&M, Uncapturable::NoMemory, Text);
  }
}

static void meetAll(Runtime &R, Meeting M, const void *ReturnAddress) {
  ++Meetings;
  status::clearWaits();
  if (R.Wait.Requests == RequestNone) // else they wait on
    ++Requests;
  const Thread &Own = *R.thread();
  if (uint32_t Late = parking::late())
    meetThread(&M, Uncapturable::LateThread, "thread ", Late, " hasn't come to a poll");
  if (reasons::isStackFull(Own)) { // for looking further, too
    meet(&M, Uncapturable::FullStack, "the stack is full but for a few KiB, and a save needs room on it");
    return;
  }
  unwind::obstacles(
      Own, ReturnAddress,
      [](void *Ctx, const unwind::Obstacle &O) { meetFrame(Ctx, O.Function, Runtime::get().thread()->Number); }, &M);
  if (!parking::late()) // else not all have been looked at
    parking::forEachBlocked(R, meetBlocked, &M);
  unsupported::findAll(meet, &M);
  meetLibraryThread(M);
}

void reasons::count(Runtime &R, const void *ReturnAddress) { meetAll(R, {}, ReturnAddress); }

void reasons::tell(Runtime &R, Occasion O, bool Again, const void *ReturnAddress) {
  meetAll(R, {O, true, Again}, ReturnAddress);
}

void reasons::tellExit(Runtime &R, const void *ReturnAddress) {
  meetAll(R, {Occasion::Waits, true, true}, ReturnAddress);
  requests::giveBack(R);
  Str Name = port::signalName(requests::exitSignal());
  report::error(Name, ": no checkpoint is possible yet; the program leaves as soon as one is made; another ", Name,
                " acts as without CGT");
}

void reasons::exitFailed(Runtime &R) {
  requests::giveBack(R);
  Str Name = port::signalName(requests::exitSignal());
  report::error(Name, ": no checkpoint was made; the program goes on; another ", Name, " acts as without CGT");
}

void reasons::atExit(bool Unserved) {
  for (const Reason &Why : Met) {
    if (Unserved && Why.LastMeeting == Meetings)
      report::warning("a requested checkpoint was never made: ", Why.Text);
    if (Why.Told && Why.Count > 1)
      report::warning(num(Why.Count), " requests waited or failed in total: ", Why.Text);
  }
}
