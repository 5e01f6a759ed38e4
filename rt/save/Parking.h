//===- Parking.h - Threads stand while a checkpoint is made ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One thread at a time serves requests. When it makes a checkpoint, it waits until each of the others stands at a poll, with its context
// kept; a thread that waits for something is woken, and comes to the poll in the loop that it waits in (rt/units/Waiting.h). Once the
// capture child is forked they go on. The child unwinds them one after the other.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_PARKING_H
#define CGT_SAVE_PARKING_H

#include "program/Runtime.h"

namespace cgt {
namespace parking {

/// At a poll of the calling thread: stands while another one makes a checkpoint. The thread, which then serves until leave(), or null
/// when there is nothing left to do at this poll; with \p Serves it isn't, but for a thread of a library.
Thread *enter(Runtime &R, const void *ReturnAddress, bool Serves);
void leave(Runtime &R);
/// The process ends: nobody else serves from here on.
void close(Runtime &R);

/// Waits until all others stand. False when one doesn't in time: it is late(), and all go on.
bool stop(Runtime &R, Thread &Own);
/// The others go on, if they stand.
void letGo(Runtime &R);
/// The number of the thread that the last stop() has waited for in vain; 0: none.
uint32_t late();
/// Calls \p Visit for each thread that couldn't be captured where it stood at the last stop(), or has not enough memory for that.
void forEachBlocked(Runtime &R, void (*Visit)(void *Ctx, const Thread &T), void *Ctx);
/// How long the last stop() has waited, in nanoseconds, and for which thread last; 0: for none.
uint64_t stopTime();
uint32_t lastToStand();

/// Are the others to stand?
bool isStopping();

/// A thread of the program's that hasn't ended; null if there is none of that number.
Thread *find(Runtime &R, uint32_t Number);
/// Adds a thread that is about to be begun, and takes away one that has ended.
void add(Runtime &R, Thread &T);
void remove(Runtime &R, Thread &T);
/// The calling thread is in front of its first function: it stands there while the others do.
void begin(Thread &T);
/// The calling thread, whose frames have been rebuilt, stands until the others do.
void standRebuilt(Thread &T);
/// The calling thread, which is about to go on in a resumed program, is cancelled or lets itself be as the image says.
void setCancellation(Thread &T);
/// Until letGo(), threads that begin stand.
void holdAll();
/// Waits until \p T, which holdAll() has stopped, stands.
void waitFor(Thread &T);
/// Lets \p T, which stands in front of its frames, build them, and waits until it stands again.
void build(Thread &T);

} // namespace parking
} // namespace cgt

#endif // CGT_SAVE_PARKING_H
