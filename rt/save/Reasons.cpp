//===- Reasons.cpp - Why requests wait or fail -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/Reasons.h"

#include "program/Status.h"
#include "resources/Requests.h"
#include "save/Collect.h"
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

/// True if the stack of the function that this is called for goes to its end within that. Another stack, which
/// makecontext() or an emulator has made, has an end that isn't known.
static bool isStackFull(const Thread &T, uintptr_t Position) {
  uintptr_t End = stackEnd(T);
  return End && Position >= End && Position - End < StackForSave;
}

static uintptr_t position() { return reinterpret_cast<uintptr_t>(__builtin_frame_address(0)); }

/// Another thread that can't be captured where it stands; null: none.
static const Thread *findBlocked(const Runtime &R, const Thread &Own) {
  for (const Thread *T = &R.Main; T; T = T->Next)
    if (T != &Own && !T->CanBeCaptured)
      return T;
  return nullptr;
}

Fate reasons::find(Runtime &R, const void *ReturnAddress, uintptr_t &Frame) {
  Thread &Own = *R.thread();
  Frame = 0;
  if (parking::late())
    return Fate::Waits;
  if (isStackFull(Own, position())) {
    Frame = stackEnd(Own) + StackForSave;
    return Fate::Waits;
  }
  if (unsupported::find(true) == Fate::Fails)
    return Fate::Fails;
  unwind::Obstacle Youngest;
  if (unwind::check(Own, ReturnAddress, Youngest, Own.StackBytes))
    return findBlocked(R, Own) ? Fate::Waits : unsupported::find(false);
  Frame = Youngest.Frame;
  return Fate::Waits;
}

static void print(const Meeting &M, const Reason &Why) {
  const char *Advice = unsupported::adviceOn(Why.Kind);
  bool IsStack = Why.Kind == Uncapturable::Frame || Why.Kind == Uncapturable::FullStack;
  const char *Yet = IsStack ? "" : ", which an image can't carry yet";
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

static void meetFrame(void *Ctx, const unwind::Obstacle &O) {
  char Text[Reason::TextSize];
  report::Buffer B(Text, sizeof Text);
  collect::describeFunction(O.Function, B);
  B.add(" is on the stack, whose frame can't be captured");
  meet(Ctx, Uncapturable::Frame, Text);
}

static void meetAll(Runtime &R, Meeting M, const void *ReturnAddress) {
  ++Meetings;
  status::clearWaits();
  if (R.Wait.Requests == RequestNone) // else they wait on
    ++Requests;
  const Thread &Own = *R.thread();
  if (parking::late()) {
    char Text[Reason::TextSize];
    report::Buffer B(Text, sizeof Text);
    B.add("thread ", num(parking::late()), " hasn't come to a poll");
    meet(&M, Uncapturable::LateThread, Text);
  }
  if (isStackFull(Own, position())) { // for looking further, too
    meet(&M, Uncapturable::FullStack, "the stack is full but for a few KiB, and a save needs room on it");
    return;
  }
  unwind::obstacles(Own, ReturnAddress, meetFrame, &M);
  if (const Thread *T = parking::late() ? nullptr : findBlocked(R, Own))
    meetFrame(&M, {T->Obstacle, 0});
  unsupported::findAll(meet, &M);
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
