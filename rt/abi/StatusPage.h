//===- StatusPage.h - What a running program tells cgt-run ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A page of memory that a program with images to save shares with whoever may know: cgt-run --status and --request. Numbers and bytes
// only, so that one layout serves every platform but for the order of bytes, which the first number tells.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_ABI_STATUSPAGE_H
#define CGT_ABI_STATUSPAGE_H

#include <stdint.h>

namespace cgt {

/// Indices of numbers. Times are nanoseconds of CLOCK_MONOTONIC, 0: never.
enum StatusNumber {
  StatusMagic,     ///< StatusPage::Known
  StatusPid,       ///< whose page it is, as that process sees itself
  StatusStarted,   ///< when
  StatusCounts,    ///< 1: polls are counted
  StatusPolls,     ///< so far
  StatusAsked,     ///< requests that came in by signals
  StatusAskedAt,   ///< the last of them
  StatusTaken,     ///< StatusAsked when a poll last looked
  StatusWaitsFrom, ///< since when a request that was taken waits; 0: none does
  StatusAnswered,  ///< StatusTaken at the start of the last save that has ended, well or not
  StatusFailed,    ///< 1: it has failed
  StatusSaves,     ///< that went well
  StatusFailures,  ///< that didn't
  StatusWriter,    ///< process that writes an image now; 0: none
  StatusBegun,     ///< when the last save began
  StatusDone,      ///< bytes of memory that it has dealt with so far
  StatusTotal,     ///< of so many; 0: not known yet
  StatusSavedAt,   ///< when the last image was in place
  StatusBytes,     ///< its size
  StatusStood,     ///< time that the program stood still for it
  StatusCapture,   ///< time that gathering took
  StatusWrite,     ///< and writing
  StatusLeft,      ///< 0: runs; 1: has ended; 2: has saved and left
  NumStatusNumbers
};

struct StatusPage {
  static constexpr uint64_t Known = UINT64_C(0x4347547374617431); // "CGTstat1"
  static constexpr uint64_t Ended = 1, LeftSaved = 2;

  volatile uint64_t Numbers[NumStatusNumbers];
  // Texts end with zeros; what doesn't fit is cut.
  char Signal[16];       ///< that asks for a save; empty: none
  char ExitSignals[128]; ///< that ask for one and the end, separated by commas
  char Image[1024];      ///< the newest
  char Problem[768];     ///< of the last save that failed
  char Waits[1280];      ///< what is in the way of the request that waits, a line each
};
static_assert(sizeof(StatusPage) <= 4096, "a page of every platform holds it");

} // namespace cgt

#endif // CGT_ABI_STATUSPAGE_H
