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

static bool push(Saving &S, HookRecord::KindType Kind, uintptr_t Function, const void *Argument) {
  HookRecord H;
  H.Kind = Kind;
  H.Function = Function;
  H.Argument = reinterpret_cast<uintptr_t>(Argument);
  return S.Hooks.push(H);
}

static bool saveCallbacksOf(Saving &S, const MapVector<Callback> &From, HookRecord::KindType Kind) {
  for (const Callback &C : From)
    if (!push(S, Kind, reinterpret_cast<uintptr_t>(C.Function), C.Argument))
      return false;
  return true;
}

bool hooks::noteSignals(Runtime &R) {
  sigprocmask(SIG_BLOCK, nullptr, &R.Blocked);
  return true;
}

bool hooks::saveSignals(Saving &S) { return collectSignals(S.Hooks, S.R.Blocked); }

bool hooks::saveExitHandlers(Saving &S) {
  for (size_t K = 0; K < libc::exitHandlerCount(); ++K)
    if (!push(S, HookRecord::Atexit, reinterpret_cast<uintptr_t>(libc::exitHandler(K)), nullptr))
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

/// Calls \p Visit(Hook, Function, Argument) for each hook of a kind. Function is null where H.Function is 0 (default) or 1 (ignore).
template <typename Fn> static void forEachHook(Restoring &S, HookRecord::KindType Kind, Fn Visit) {
  for (uint32_t K = 0; K < S.I.NumHooks; ++K) {
    const HookRecord &H = S.I.Hooks[K];
    if (H.Kind != Kind)
      continue;
    void *Function = H.Function > 1 ? S.translate(H.Function, true) : nullptr;
    if (H.Function > 1 && !Function) {
      char Why[256];
      report::Buffer B(Why, sizeof Why);
      B.add("registered function");
      if (!H.Name.empty())
        B.add(" '", H.Name, "'");
      B.add(": ", errorText(Errc::MissingFunction),
            ": a signal or exit handler; restore with the program that was saved, or one whose functions on the stack and "
            "saved types are unchanged");
      S.refuse(Why);
    }
    if (!Visit(H, Function, H.Argument ? S.translate(H.Argument, false) : nullptr))
      S.refuse("out of memory for registered functions");
  }
}

void hooks::restoreSignals(Restoring &S) {
  forEachHook(S, HookRecord::Signal, [](const HookRecord &H, void *Function, void *) {
    restoreSignal(H, Function);
    return true;
  });
}

void hooks::restoreExitHandlers(Restoring &S) {
  forEachHook(S, HookRecord::Atexit, [](const HookRecord &, void *Function, void *) {
    return libc::addExitHandler(reinterpret_cast<void (*)()>(Function));
  });
}

void hooks::restoreCallbacks(Restoring &S) {
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
