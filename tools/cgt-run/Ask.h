//===- Ask.h - How a running program is, and a request to it --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUN_ASK_H
#define CGT_RUN_ASK_H

#include <cstdint>
#include <sys/types.h>

/// Exit status of cgt-run --status and --request.
enum class AskStatus : int {
  Good = 0,    ///< --request: an image is in place
  Failed = 1,  ///< the save has failed, or the program ended first
  Unasked = 2, ///< there is no such program, or it takes no requests
  TimedOut = 3
};

/// Prints how the process is.
int showStatus(pid_t Pid);
/// Asks the process for a checkpoint and waits for it, \p Timeout nanoseconds at most; 0: as long as it takes.
int requestSave(pid_t Pid, uint64_t Timeout);

#endif // CGT_RUN_ASK_H
