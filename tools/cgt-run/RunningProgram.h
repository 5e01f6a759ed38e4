//===- RunningProgram.h - A program that somebody else has started --*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUN_RUNNINGPROGRAM_H
#define CGT_RUN_RUNNINGPROGRAM_H

#include "abi/StatusPage.h"

#include <string>
#include <sys/types.h>

/// A process whose status page is seen.
class RunningProgram {
public:
  RunningProgram() = default;
  RunningProgram(const RunningProgram &) = delete;
  RunningProgram &operator=(const RunningProgram &) = delete;
  ~RunningProgram();

  /// Looks for the page of the process. False: \p Why is there none, and what to do.
  bool open(pid_t Process, std::string &Why);
  pid_t pid() const { return Pid; }

  /// What the page says at one moment, in this machine's order of bytes; texts end.
  cgt::StatusPage read() const;

  /// Has the process ended? A dead one that its parent hasn't noticed has.
  bool ended() const;
  bool isStopped() const;
  /// Was the process that writes an image killed, by what the page \p P says? False where that can't be seen from here.
  bool hasLostWriter(const cgt::StatusPage &P) const;
  enum class Catches { Yes, No, Blocked };
  /// What does the process do with a signal just now?
  Catches catches(int Signal) const;
  /// errno value.
  int send(int Signal) const;

private:
  bool attach(const std::string &MapsLine);
  bool isOwnPage() const;
  uint64_t numberInside() const;

  pid_t Pid = 0;
  int Handle = -1; ///< of the process, which a number isn't
  const cgt::StatusPage *Page = nullptr;
  bool Swapped = false;
};

#endif // CGT_RUN_RUNNINGPROGRAM_H
