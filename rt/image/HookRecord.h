//===- HookRecord.h - What is registered with libc or the kernel -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_IMAGE_HOOKRECORD_H
#define CGT_IMAGE_HOOKRECORD_H

#include "base/Bytes.h"

namespace cgt {

/// Something registered with the process: a function to be called, or an address that libc or the kernel keeps.
struct HookRecord {
  enum KindType : uint8_t {
    Signal,
    Atexit,
    OnSave,
    OnResume,
    // From here on of version 6.
    OnExit,
    AtQuickExit,
    ForkPrepare, ///< one of each of these three for a call of pthread_atfork
    ForkParent,
    ForkChild,
    ThreadKey, ///< Function is its destructor, Argument this thread's value
    HeldMutex, ///< Argument is where it is
    LastKind = HeldMutex
  } Kind = Signal;
  uint32_t Number = 0;   ///< Linux signal number as named by the sender: see Name; of a key
  Str Name;              ///< "SIGCHLD"
  uint64_t Function = 0; ///< sender's address; 0 default, 1 ignore (signals); 0 none (fork handlers, keys)
  uint64_t Argument = 0;

  /// Is Function called in any case?
  bool needsFunction() const { return Kind != Signal && (Kind < ForkPrepare || Kind > LastKind); }
  /// sa_flags, which differ between platforms; and whether the signal was blocked.
  enum FlagBits : uint32_t {
    Restart = 1,
    SigInfo = 2,
    NoCldStop = 4,
    NoDefer = 8,
    ResetHand = 16,
    NoCldWait = 32,
    Blocked = 64
  };
  uint32_t Flags = 0;
};

} // namespace cgt

#endif // CGT_IMAGE_HOOKRECORD_H
