//===- SignalState.cpp - What belongs to signals besides handlers -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/SignalState.h"

#include "port/Report.h"
#include "resources/Requests.h"

#include <signal.h>

using namespace cgt;

//===--- Masks of handlers ------------------------------------------------------===//

namespace {
enum MaskFlags : uint8_t { OnStack = 1 };
} // namespace

static bool runsFunction(const struct sigaction &A) { return A.sa_handler != SIG_DFL && A.sa_handler != SIG_IGN; }

/// Blocked while the handler of \p Signal runs; itself it is without being named, but for SA_NODEFER.
static bool masks(const struct sigaction &A, int Signal, int Other) {
  return sigismember(&A.sa_mask, Other) == 1 && (Other != Signal || (A.sa_flags & SA_NODEFER)) &&
         !port::signalName(Other).empty();
}

bool signalstate::saveMasks(Saving &S) {
  for (int Signal = 1; Signal <= SIGRTMAX; ++Signal) {
    struct sigaction A;
    if (!requests::ownAction(Signal, A) || !runsFunction(A) || port::signalName(Signal).empty())
      continue;
    uint32_t Count = 0;
    for (int Other = 1; Other <= SIGRTMAX; ++Other)
      Count += masks(A, Signal, Other);
    if (Count == 0 && !(A.sa_flags & SA_ONSTACK))
      continue;
    S.Own.writeString(port::signalName(Signal));
    S.Own.writeU8(A.sa_flags & SA_ONSTACK ? OnStack : 0);
    S.Own.writeULEB(Count);
    for (int Other = 1; Other <= SIGRTMAX; ++Other)
      if (masks(A, Signal, Other))
        S.Own.writeString(port::signalName(Other));
  }
  return true;
}

static bool restoreMask(Restoring &S) {
  Str Name;
  uint8_t Flags;
  uint32_t Count;
  if (!S.Own.readString(Name).ok() || !S.Own.readU8(Flags).ok() || !S.Own.readCount(Count, 1).ok())
    return false;
  struct sigaction A;
  int Signal = port::signalByName(Name);
  bool Known = Signal > 0 && port::getAction(Signal, A) == 0;
  for (; Count != 0; --Count) {
    if (!S.Own.readString(Name).ok())
      return false;
    if (int Other = port::signalByName(Name); Known && Other > 0)
      sigaddset(&A.sa_mask, Other);
  }
  if (Known && (Flags & OnStack))
    A.sa_flags |= SA_ONSTACK;
  return !Known || port::setAction(Signal, A) == 0;
}

void signalstate::restoreMasks(Restoring &S) {
  while (S.Own.remaining() != 0)
    if (!restoreMask(S))
      S.refuse("the masks of its signal handlers are damaged");
}

//===--- The stack of handlers -------------------------------------------------===//

bool signalstate::saveStack(Saving &S) {
  stack_t Stack;
  if (sigaltstack(nullptr, &Stack) != 0 || (Stack.ss_flags & SS_DISABLE))
    return true;
  S.Own.writeULEB(reinterpret_cast<uintptr_t>(Stack.ss_sp));
  S.Own.writeULEB(Stack.ss_size);
  return true;
}

/// In the program's memory, if that is there and this platform's signals fit into it; else in memory of its own. What is on it
/// between signals means nothing.
void signalstate::restoreStack(Restoring &S) {
  uint64_t Address, Size;
  if (!S.HasOwn)
    return;
  if (!S.Own.readULEB(Address).ok() || !S.Own.readULEB(Size).ok() || Size == 0 || Size > SIZE_MAX / 2)
    S.refuse("its stack for signal handlers is damaged");
  constexpr size_t Enough = 256 << 10;
  stack_t Stack = {};
  Stack.ss_size = static_cast<size_t>(Size);
  Stack.ss_sp = S.translate(Address, false);
  auto At = reinterpret_cast<uintptr_t>(Stack.ss_sp);
  bool IsThere = At && port::isMapped(At) && port::isMapped(At + Stack.ss_size - 1);
  if (IsThere && Size >= static_cast<uint64_t>(MINSIGSTKSZ) && sigaltstack(&Stack, nullptr) == 0)
    return;
  Stack.ss_size = port::toPages(Stack.ss_size > Enough ? Stack.ss_size : Enough);
  Stack.ss_sp = port::map(Stack.ss_size);
  if (!Stack.ss_sp || sigaltstack(&Stack, nullptr) != 0)
    S.refuse("out of memory for the stack of signal handlers");
}

//===--- Signals that wait -------------------------------------------------------===//

static sigset_t Pending;

int signalstate::queuedSignal() {
  sigset_t Now;
  if (!port::pendingSignals(Now))
    return 0;
  for (int Signal = SIGRTMIN; Signal <= SIGRTMAX; ++Signal)
    if (sigismember(&Now, Signal) == 1 && !requests::isOurs(Signal))
      return Signal;
  return 0;
}

/// A child doesn't inherit them.
bool signalstate::notePending(Runtime &) {
  if (!port::pendingSignals(Pending))
    sigemptyset(&Pending);
  return true;
}

bool signalstate::savePending(Saving &S) {
  for (int Signal = 1; Signal < SIGRTMIN; ++Signal)
    if (sigismember(&Pending, Signal) == 1 && !requests::isOurs(Signal) && !port::signalName(Signal).empty())
      S.Own.writeString(port::signalName(Signal));
  return true;
}

void signalstate::restorePending(Restoring &S) {
  while (S.Own.remaining() != 0) {
    Str Name;
    if (!S.Own.readString(Name).ok())
      S.refuse("its pending signals are damaged");
    if (int Signal = port::signalByName(Name))
      port::sendSignal(Signal);
  }
}
