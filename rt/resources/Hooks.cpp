//===- Hooks.cpp - Functions registered with the process -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/Hooks.h"

#include "libc/Libc.h"
#include "port/Report.h"
#include "resources/Requests.h"

using namespace cgt;

/// What signals did when the program started: its parent's wish, or that of a sanitizer.
[[clang::require_constant_initialization]] static void (*AtStart[_NSIG])(int);

void hooks::begin() {
  for (int Signal = 1; Signal < _NSIG; ++Signal) {
    struct sigaction A;
    AtStart[Signal] = port::getAction(Signal, A) == 0 ? A.sa_handler : SIG_DFL;
  }
}

/// The image has an action of the program's own for it.
[[clang::require_constant_initialization]] static bool FromImage[_NSIG];

bool hooks::isFromImage(int Signal) { return FromImage[Signal]; }

//===--- Flags of signal actions, as an image names them ----------------------===//

namespace {
struct ActionFlag {
  unsigned long Native;
  uint32_t Portable;
};
} // namespace

static constexpr ActionFlag ActionFlags[] = {
    {SA_RESTART, HookRecord::Restart},
    {SA_SIGINFO, HookRecord::SigInfo},
    {SA_NOCLDSTOP, HookRecord::NoCldStop},
    {SA_NODEFER, HookRecord::NoDefer},
    {static_cast<unsigned long>(SA_RESETHAND), HookRecord::ResetHand},
    {SA_NOCLDWAIT, HookRecord::NoCldWait},
};

int hooks::pendingSignal() {
  sigset_t Pending;
  if (!port::pendingSignals(Pending))
    return 0;
  for (int Signal = 1; Signal < _NSIG; ++Signal) {
    if (sigismember(&Pending, Signal) == 1 && !requests::isOurs(Signal))
      return Signal;
  }
  return 0;
}

static bool collectSignals(MapVector<HookRecord> &Out, const sigset_t &Blocked) {
  for (int Signal = 1; Signal < SIGRTMAX; ++Signal) {
    struct sigaction A;
    if (!requests::ownAction(Signal, A))
      continue;
    bool IsBlocked = sigismember(&Blocked, Signal) == 1;
    if (A.sa_handler == AtStart[Signal])
      A.sa_handler = SIG_DFL; // not the program's own
    if (A.sa_handler == SIG_DFL && !IsBlocked)
      continue;
    HookRecord H;
    H.Kind = HookRecord::Signal;
    H.Number = static_cast<uint32_t>(Signal);
    H.Name = port::signalName(Signal);
    if (H.Name.empty())
      continue;
    H.Function = A.sa_handler == SIG_DFL   ? 0
                 : A.sa_handler == SIG_IGN ? 1
                                           : reinterpret_cast<uintptr_t>(A.sa_handler);
    for (const ActionFlag &F : ActionFlags)
      if (static_cast<unsigned long>(A.sa_flags) & F.Native)
        H.Flags |= F.Portable;
    if (IsBlocked)
      H.Flags |= HookRecord::Blocked;
    if (!Out.push(H))
      return false;
  }
  return true;
}

static bool collectCallbacks(MapVector<HookRecord> &Out, const MapVector<Callback> &From, HookRecord::KindType Kind) {
  for (const Callback &C : From) {
    HookRecord H;
    H.Kind = Kind;
    H.Function = reinterpret_cast<uintptr_t>(C.Function);
    H.Argument = reinterpret_cast<uintptr_t>(C.Argument);
    if (!Out.push(H))
      return false;
  }
  return true;
}

bool hooks::collect(Runtime &R, MapVector<HookRecord> &Out) {
  if (!collectSignals(Out, R.Blocked))
    return false;
  for (size_t K = 0; K < libc::exitHandlerCount(); ++K) {
    HookRecord H;
    H.Kind = HookRecord::Atexit;
    H.Function = reinterpret_cast<uintptr_t>(libc::exitHandler(K));
    if (!Out.push(H))
      return false;
  }
  return collectCallbacks(Out, R.OnSave, HookRecord::OnSave) &&
         collectCallbacks(Out, R.OnResume, HookRecord::OnResume);
}

static void restoreSignal(const HookRecord &H, void *Function) {
  int Signal = port::signalByName(H.Name);
  if (Signal <= 0)
    return;
  if (H.Flags & HookRecord::Blocked) {
    sigset_t Set;
    sigemptyset(&Set);
    sigaddset(&Set, Signal);
    sigprocmask(SIG_BLOCK, &Set, nullptr);
  }
  struct sigaction A = {};
  sigemptyset(&A.sa_mask);
  A.sa_handler = H.Function == 0 ? SIG_DFL : H.Function == 1 ? SIG_IGN : reinterpret_cast<void (*)(int)>(Function);
  for (const ActionFlag &F : ActionFlags)
    if (H.Flags & F.Portable)
      A.sa_flags |= static_cast<int>(F.Native);
  port::setAction(Signal, A);
  FromImage[Signal] |= H.Function != 0;
}

void hooks::restore(Runtime &R, const HookRecord &H, void *Function, void *Argument) {
  bool Kept = true;
  switch (H.Kind) {
  case HookRecord::Signal: restoreSignal(H, Function); break;
  case HookRecord::Atexit: Kept = libc::addExitHandler(reinterpret_cast<void (*)()>(Function)); break;
  case HookRecord::OnSave: Kept = R.OnSave.push({reinterpret_cast<void (*)(void *)>(Function), Argument}); break;
  case HookRecord::OnResume: Kept = R.OnResume.push({reinterpret_cast<void (*)(void *)>(Function), Argument}); break;
  }
  if (!Kept) {
    report::error("can't restore: out of memory for registered functions");
    port::exitNow(ExitRefused);
  }
}

void hooks::run(MapVector<Callback> &Callbacks) {
  for (size_t K = 0; K < Callbacks.size(); ++K)
    Callbacks[K].Function(Callbacks[K].Argument);
}
