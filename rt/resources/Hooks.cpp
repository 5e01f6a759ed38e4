//===- Hooks.cpp - Functions registered with the process -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/Hooks.h"

#include "libc/LibcExit.h"
#include "port/Report.h"
#include "resources/HookList.h"
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
    H.Function = A.sa_handler == SIG_DFL ? 0 : A.sa_handler == SIG_IGN ? 1 : reinterpret_cast<uintptr_t>(A.sa_handler);
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

/// By libc::ExitHandler::KindType.
static constexpr HookRecord::KindType ExitKinds[] = {HookRecord::Atexit, HookRecord::OnExit, HookRecord::AtQuickExit};
static constexpr unsigned NumExitKinds = sizeof ExitKinds / sizeof *ExitKinds;

static bool saveCallbacksOf(Saving &S, const MapVector<Callback> &From, HookRecord::KindType Kind) {
  for (const Callback &C : From)
    if (!pushHook(S, Kind, reinterpret_cast<void *>(C.Function), C.Argument))
      return false;
  return true;
}

bool hooks::noteSignals(Runtime &R) {
  sigprocmask(SIG_BLOCK, nullptr, &R.Blocked);
  return true;
}

bool hooks::saveSignals(Saving &S) { return collectSignals(S.Hooks, S.R.Blocked); }

bool hooks::saveExitHandlers(Saving &S) {
  for (const libc::ExitHandler &H : libc::exitHandlers())
    if (!pushHook(S, ExitKinds[H.Kind], H.Function, H.Argument))
      return false;
  return true;
}

bool hooks::saveCallbacks(Saving &S) {
  return saveCallbacksOf(S, S.R.OnSave, HookRecord::OnSave) && saveCallbacksOf(S, S.R.OnResume, HookRecord::OnResume);
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

void hooks::restoreSignals(Restoring &S) {
  forEachHook(S, HookRecord::Signal, [](const HookRecord &H, void *Function, void *) {
    restoreSignal(H, Function);
    return true;
  });
}

/// In the order in which they were registered: atexit and on_exit have one list.
void hooks::restoreExitHandlers(Restoring &S) {
  auto KindOf = [](const HookRecord &H) {
    unsigned Kind = 0;
    while (Kind < NumExitKinds && H.Kind != ExitKinds[Kind])
      ++Kind;
    return Kind;
  };
  forEachHookThat(
      S, [&](const HookRecord &H) { return KindOf(H) < NumExitKinds; },
      [&](const HookRecord &H, void *Function, void *Argument) {
        return libc::addExitHandler({static_cast<libc::ExitHandler::KindType>(KindOf(H)), Function, Argument});
      });
}

/// What constructors of the new process have registered is in the image as well.
void hooks::restoreCallbacks(Restoring &S) {
  S.R.OnSave.clear();
  S.R.OnResume.clear();
  auto Into = [](MapVector<Callback> &To) {
    return [&To](const HookRecord &, void *Function, void *Argument) {
      return To.push({reinterpret_cast<void (*)(void *)>(Function), Argument});
    };
  };
  forEachHook(S, HookRecord::OnSave, Into(S.R.OnSave));
  forEachHook(S, HookRecord::OnResume, Into(S.R.OnResume));
}

void hooks::run(MapVector<Callback> &Callbacks) {
  for (size_t K = 0; K < Callbacks.size(); ++K)
    Callbacks[K].Function(Callbacks[K].Argument);
}
