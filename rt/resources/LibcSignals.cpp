//===- LibcSignals.cpp - signal and its relatives ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program sets and sees actions of its own for the signals of exit_signal, which meanwhile ask for checkpoints.
//
//===----------------------------------------------------------------------===//

#include "resources/Requests.h"

#include <errno.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

using Handler = void (*)(int);

CGT_PUBLIC int __cgt_sigaction(int Signal, const struct sigaction *New, struct sigaction *Old) {
  return requests::changeAction(Signal, New, Old);
}

/// Signals for which siginterrupt has asked that calls aren't restarted.
[[clang::require_constant_initialization]] static SignalSet Interrupting;

static Handler setHandler(int Signal, Handler New, int Flags) {
  struct sigaction A = {}, Old;
  if (New == SIG_ERR) {
    errno = EINVAL;
    return SIG_ERR;
  }
  A.sa_handler = New;
  A.sa_flags = Flags;
  sigemptyset(&A.sa_mask);
  return requests::changeAction(Signal, &A, &Old) == 0 ? Old.sa_handler : SIG_ERR;
}

/// As in libc: the signal is blocked while its handler runs, and calls are restarted.
CGT_PUBLIC Handler __cgt_signal(int Signal, Handler New) {
  return setHandler(Signal, New, Interrupting.has(Signal) ? 0 : SA_RESTART);
}
CGT_PUBLIC Handler __cgt_bsd_signal(int Signal, Handler New) { return __cgt_signal(Signal, New); }
CGT_PUBLIC Handler __cgt_ssignal(int Signal, Handler New) { return __cgt_signal(Signal, New); }

CGT_PUBLIC Handler __cgt_sysv_signal(int Signal, Handler New) {
  constexpr int Flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
  return setHandler(Signal, New, Flags);
}
CGT_PUBLIC Handler __cgt___sysv_signal(int Signal, Handler New) { return __cgt_sysv_signal(Signal, New); }

CGT_PUBLIC int __cgt_siginterrupt(int Signal, int Interrupt) {
  struct sigaction A;
  if (requests::changeAction(Signal, nullptr, &A) != 0)
    return -1;
  if (Interrupt) {
    Interrupting.add(Signal);
    A.sa_flags &= ~SA_RESTART;
  } else {
    Interrupting.remove(Signal);
    A.sa_flags |= SA_RESTART;
  }
  return requests::changeAction(Signal, &A, nullptr);
}
