//===- Runtime.h - The one state object ---------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the runtime keeps for the process. What it keeps for one thread stands in Thread.h.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_RUNTIME_H
#define CGT_PROGRAM_RUNTIME_H

#include "image/Checkpoint.h"
#include "port/Port.h"
#include "program/Flags.h"
#include "program/Program.h"
#include "program/Thread.h"

#include <string.h>

namespace cgt {

/// What has been asked for and not been served.
enum Request : unsigned {
  RequestNone = 0,
  RequestSave = 1,
  RequestExit = 2,
  RequestCounted = 4, ///< by at_poll or every_polls: tried at each poll until it is served
  RequestTimer = 8    ///< the interval has ended; a save may be under way still
};

/// A string of argv or envp as main got it. The program may have put zeros into it since, or others into the array.
struct StartString {
  bool IsArgument;
  char *Text;
  size_t Size; ///< with the terminator

  /// Up to its old end, unless something was written over that.
  size_t bytes() const { return Text[Size - 1] == 0 ? Size : strlen(Text) + 1; }
};

/// Requests that couldn't be served where they came in.
struct Waiting {
  unsigned Requests = RequestNone;
  uint64_t Since = 0, LastTry = 0, LastPoll = 0; ///< times
  uint64_t LastLook = 0;                         ///< for all reasons
  uint64_t Break = 0;                            ///< between the last try and the next, if the stack stays as deep as it was
  uintptr_t Position = 0;                        ///< of the stack at the last try
  uintptr_t Frame = 0;                           ///< what is in the way ends when the stack is above this
  uint64_t Tries = 0;
  unsigned Quick = 0;  ///< polls that came soon after the one before
  bool Parked = false; ///< the flag is down until a timer raises it
  bool Told = false;   ///< what is in the way
};

/// A callback of cgt_on_save or cgt_on_resume.
struct Callback {
  void (*Function)(void *);
  void *Argument;
};

/// A frame being captured: its site and the record that its pad fills.
struct CapturedFrame {
  const CgtSite *Site;
  void *Record;
  bool Whole; ///< a clone's own record, dead fields included
};

/// What a pad has left of memory whose size the source computes: a copy, since the pads of older frames run where it lies.
struct CapturedArray {
  size_t Frame, Slot; ///< among Frames; where in its record the address is
  uintptr_t Address;
  size_t Bytes;
  const uint8_t *Data;
  const CgtAllocSite *Site; ///< of a piece of alloca()'s
};

/// What the writing child tells the program.
struct WriterReport {
  static constexpr size_t PathSize = 4096;
  bool Saved = false;                 ///< its image is in place, whatever happens to it afterwards
  bool Left = false;                  ///< it has ended by itself, and said why if it hasn't saved
  uint64_t End = 0;                   ///< when
  uint64_t LastFailure = 0;           ///< hash of why the save before failed; 0: it didn't
  bool TellsAgain = false;            ///< somebody waits for this save: told even if the one before failed alike
  char Temporary[PathSize + 32] = ""; ///< the file it is writing; empty: none
  bool UnionReported = false;         ///< it has warned of one that only like platforms can restore
  bool SpaceReported = false;         ///< it has warned of a disk that is nearly full, which still is
  uint64_t BytesWritten = 0;          ///< by all its writes: the kernel adds them to the program's own once it is waited for
};

/// Figures of one save or restore, for the stats line.
struct Figures {
  uint64_t Bytes = 0, Activations = 0, Objects = 0, Pointers = 0;
  uint64_t CaptureNs = 0, WriteNs = 0;
  uint64_t ReadNs = 0, ConvertStackNs = 0, ConvertHeapNs = 0, UpdatePointersNs = 0, ResumeNs = 0;
};

struct Runtime {
  Options Opts;
  bool UnionReported = false, SpaceReported = false; ///< by a writer: as WriterReport has them
  bool Active = false;                               ///< CGT_OPTIONS was given: polls may be served
  bool Counting = false;                             ///< polls are counted
  bool Resuming = false;                             ///< it is being restored: its own code doesn't go on yet
  bool InChild = false;                              ///< this is the capture child, or a process that the program forked
  pid_t Owner = 0;                                   ///< the process that may save
  uint64_t Polls = 0, Sequence = 0;

  // The program as it was started.
  int Argc = 0;
  char **Argv = nullptr;
  char **Envp = nullptr; ///< null unless main takes it
  size_t NumEnvp = 0;
  MapVector<StartString> Strings; ///< of both, argv's first; none that live in the saved heap
  bool Restored = false;
  /// argv and Envp lie where the system or the runtime put them; else those of a resumed program live in the saved heap.
  bool OwnStrings = false;

  Thread Main;
  bool HasThreads = false; ///< the program has begun others, which follow Main
  unsigned Others = 0;     ///< how many of these there are
  // Capture.
  MapAllocator CaptureMemory;
  MapVector<CapturedFrame> Frames; ///< of one thread after the other, the youngest first
  MapVector<CapturedArray> Arrays; ///< of these
  ProcessState AtPoll;             ///< streams, errno and rounding when the child was forked: the program goes on writing
  sigset_t Blocked = {};           ///< its signal mask there
  WriterReport *Report = nullptr;  ///< shared with the writing child
  port::HiddenChild Writer;        ///< the child that writes an image while the program goes on
  uint64_t SaveStart = 0;          ///< when the last save began
  uint64_t SaveEnd = 0;            ///< and ended; 0: none has yet in this process
  uint64_t FailedSaves = 0;        ///< whose writers said why, or failed as the one before
  uint64_t StalledAtStart = 0;     ///< port::stalledTime() when it began
  Waiting Wait;

  MapVector<Callback> OnSave, OnResume;

  // What the program has written to standard output, for stats.
  uint64_t StdoutBefore = 0; ///< by predecessors
  int64_t StdoutStart = -1;  ///< position at start, -1: not seekable

  static Runtime &get();
  Thread *thread() { return HasThreads ? thread::own() : &Main; } ///< that calls; null for one of a library
};

/// Non-zero sends polls to the slow path. Written by signal handlers.
extern "C" volatile int __cgt_flag;

} // namespace cgt

#endif // CGT_PROGRAM_RUNTIME_H
