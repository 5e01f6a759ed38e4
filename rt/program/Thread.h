//===- Thread.h - One thread of the program ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Everything the runtime keeps for one thread: of main's, and of those that the program has made by units compiled with CGT. Threads of
// libraries have none.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_THREAD_H
#define CGT_PROGRAM_THREAD_H

#include "port/Memory.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

namespace cgt {

struct Runtime;
class Restorer;

/// What a thread has under a key of pthread_key_create().
struct KeyValue {
  uint32_t Key;
  void *Value;
};

struct Thread {
  static constexpr uint32_t MainNumber = 1;
  enum StateType : int {
    Starts,  ///< it hasn't begun yet
    Builds,  ///< it may rebuild its frames
    Runs,    ///< user code
    Stands,  ///< at a poll, or in front of its first function, until the others may go on
    HasEnded ///< its first function has returned
  };

  uint32_t Number = MainNumber; ///< what the program knows it by
  int State = Runs;
  Thread *Next = nullptr; ///< in order of numbers

  // Its stack.
  uintptr_t Base = 0;                   ///< of the first function, as the unwinder tells it
  uintptr_t BasePosition = 0;           ///< the program's frames lie below
  jmp_buf AtBase = {};                  ///< the frame that calls the first function; the capture child comes back there
  uintptr_t StackLow = 0, StackTop = 0; ///< 0: main's
  bool OwnsStack = true;                ///< the runtime has mapped it
  pthread_t Handle = {};                ///< libc's
  int Tid = 0;                          ///< the system's
  Thread *NextEnded = nullptr;
  const int *SleepsFor = nullptr; ///< it may sleep until that word changes

  uintptr_t Anchor = 0; ///< address of one thread-local variable: all others of the program lie as far from it as in any thread

  // In a resumed program.
  bool IsRebuilt = false;  ///< its frames are
  void *Clone = nullptr;   ///< of its first function
  uintptr_t FramesEnd = 0; ///< its frames go below; 0: where the stack is

  void *Cleanup = nullptr; ///< what pthread_cleanup_push() has registered last
  bool Leaves = false;     ///< it has called pthread_exit()
  int IsCancelled = 0;     ///< by pthread_cancel()
  int CancelState = PTHREAD_CANCEL_ENABLE, CancelType = PTHREAD_CANCEL_DEFERRED; ///< as Keys
  MapVector<KeyValue> Keys; ///< its values, while it stands, or as it is to have them when it goes on

  // While it stands.
  jmp_buf AtPoll = {};
  enum BlockedType { Nothing, ByFrame, ByFullStack, ByMemory } Blocked = Nothing; ///< it can't be captured
  uintptr_t Obstacle = 0;                                                         ///< ByFrame: the function; 0: unknown
  size_t StackBytes = 0;                                                          ///< of its frames
  int Errno = 0;
  sigset_t Mask = {};

  // In the capture child.
  bool Taken = false; ///< its frames are records now
  size_t FirstFrame = 0, NumFrames = 0;

  /// Does \p Text say its number?
  bool isNumbered(Str Text) const {
    uint64_t Value = 0;
    for (uint32_t K = 0; K < Text.Size && Value <= UINT32_MAX; ++K)
      Value = Value * 10 + static_cast<uint64_t>(Text.Data[K] - '0');
    return Value == Number;
  }
};

namespace thread {

/// The calling thread's, null for a thread of a library. Only where threads are begun is it linked; else all is main's.
__attribute__((weak)) Thread *own();
/// Begins those of an image but main's. They stand before they build their frames, and have their thread-local variables.
__attribute__((weak)) void beginAll(Runtime &R, Restorer &From);
/// Each builds its frames, one after the other, and stands.
__attribute__((weak)) void rebuildAll(Runtime &R);

/// Where \p T has the thread-local variable that \p From has at \p At.
inline void *copyOf(const Thread &T, const Thread &From, void *At) {
  return static_cast<char *>(At) + static_cast<ptrdiff_t>(T.Anchor - From.Anchor);
}

} // namespace thread
} // namespace cgt

#endif // CGT_PROGRAM_THREAD_H
