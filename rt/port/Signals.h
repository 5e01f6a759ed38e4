//===- Signals.h - Signals, time, limits ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_SIGNALS_H
#define CGT_PORT_SIGNALS_H

#include "base/Bytes.h"

#include <signal.h>

namespace cgt {
namespace port {

/// Installs a handler with SA_RESTART, no other signals blocked while it runs.
int setHandler(int Signal, void (*Handler)(int));
int getAction(int Signal, struct sigaction &Action);
int setAction(int Signal, const struct sigaction &Action);
/// Signals that wait until they are no longer blocked. False when unknown.
bool pendingSignals(sigset_t &Pending);
/// Sends it to this process.
void sendSignal(int Signal);
/// Sends it to that thread of this process. Errno value: ESRCH when there is none.
int sendSignalTo(int Tid, int Signal);
/// Number of "USR1" or "SIGUSR1"; 0 when there is none. Real-time signals as "RTMIN+3".
int signalByName(Str Name);
/// "SIGUSR1"; empty when unknown.
Str signalName(int Signal);
void blockAllSignals(sigset_t *Old);
void setSignalMask(const sigset_t &Mask);

/// Nanoseconds of the monotonic clock.
uint64_t now();
/// Nanoseconds of processor time that this process has had.
uint64_t processorTime();
/// Nanoseconds that this process has spent in the kernel or waiting for a processor; as far as it is known.
uint64_t stalledTime();
void sleepFor(uint64_t Nanoseconds);
/// A timer that sends a signal to this process once; children don't inherit it.
struct Timer {
  void *Id = nullptr;
  bool Made = false;
};
enum class Clock {
  Monotonic,
  Processor ///< runs while this process does
};
/// Makes \p T a timer of \p C that sends \p Signal. Errno value.
int makeTimer(Timer &T, Clock C, int Signal);
/// It sends its signal \p Nanoseconds from now on (at least 1), and not at the time set before. Errno value.
int setTimer(const Timer &T, uint64_t Nanoseconds);

/// Soft and hard limit of the stack in bytes, UINT64_MAX: none. False when unknown.
bool stackLimit(uint64_t &Soft, uint64_t &Hard);
/// Sets the soft limit, which mustn't be above the hard one.
void setStackLimit(uint64_t Soft);
/// Raises the soft limit up to the hard one; true when it is now at least \p Bytes.
bool raiseStackLimit(uint64_t Bytes);
/// Memory for a stack, exactly at \p At, which \p Grows down by itself or not; null when the place is taken or refused.
void *mapStack(uintptr_t At, size_t Size, bool Grows);
/// From now on the main thread's stack is that one. \p End 0: it grows as the limit allows.
void setStack(uintptr_t Top, uintptr_t End);
/// The main thread's stack begins below that address; 0 when unknown.
uintptr_t stackTop();
/// The soft limit lets the main thread's stack grow down to that address; 0: there is no limit, or it is unknown.
uintptr_t stackEnd();
/// From now on \p Seen is told, on a stack of its own, where memory is touched that isn't there. If it returns, the signal does
/// what it does.
void watchFaults(void (*Seen)(uintptr_t Address));
void endWatch();

/// The rounding mode of floating-point arithmetic, as an image has it: 0 nearest, 1 toward zero, 2 up, 3 down.
int rounding();
void setRounding(int Mode);
/// Floating-point exceptions that have been raised: 1 invalid, 2 division by zero, 4 overflow, 8 underflow, 16 inexact.
unsigned floatFlags();
void setFloatFlags(unsigned Raised);
/// What traps and what becomes of subnormal numbers, in bits of the processor's own; 0 is what a process begins with.
uint64_t floatModes();
/// False when this processor can't.
bool setFloatModes(uint64_t Modes);
/// Processors to which these bits mean the same.
const char *floatFamily();

} // namespace port
} // namespace cgt

#endif // CGT_PORT_SIGNALS_H
