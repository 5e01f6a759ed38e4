//===- Ahead.cpp - Before it is too late -------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/Ahead.h"

#include "port/MemoryLimits.h"
#include "port/PortLocks.h"
#include "port/Report.h"
#include "resources/Requests.h"

#include <stdlib.h>

using namespace cgt;
using report::num;

static constexpr uint64_t Second = 1000000000;

//===--- Time -----------------------------------------------------------------===//

static uint64_t LastTook;   ///< of the last save
static uint64_t LastMemory; ///< that the program had then
static uint64_t MemoryNow;  ///< that it has at the save under way
static uint64_t JobEnd;     ///< seconds since 1970, as Slurm says it; 0: unknown
static uint64_t ToldTook;   ///< longest that was told of

/// What a save of the memory that there is now takes, by the last one; 0 if none has been.
static uint64_t expected() {
  uint64_t Now = port::ownMemory();
  if (!LastMemory || Now <= LastMemory)
    return LastTook;
  return static_cast<uint64_t>(static_cast<double>(LastTook) * static_cast<double>(Now) / static_cast<double>(LastMemory));
}

static uint64_t grace(const Runtime &R) { return static_cast<uint64_t>(R.Opts.Grace * 1e9); }

/// Nanoseconds until Slurm ends the job; UINT64_MAX: unknown.
static uint64_t untilEnd() {
  uint64_t Now = port::secondsSince1970();
  if (!JobEnd)
    return UINT64_MAX;
  return JobEnd > Now ? (JobEnd - Now) * Second : 0;
}

/// Again only when it has become half as long again.
static bool isNews(uint64_t Took) {
  if (Took < ToldTook + ToldTook / 2)
    return false;
  ToldTook = Took;
  return true;
}

static void warnOfTime(const Runtime &R) {
  uint64_t Took = expected(), Grace = grace(R), Left = untilEnd();
  if (!Took)
    return;
  if (Grace && Took > Grace && isNews(Took))
    report::warning("a save takes about ", num(Took / 1000000), " ms, more than grace=", num(Grace / 1000000),
                    " ms: the program may be killed before its last image is whole; have the signal sent earlier");
  else if (Took > Left && isNews(Took))
    report::warning("a save takes about ", num(Took / Second), " s, and the job ends in ", num(Left / Second),
                    " s: have the signal sent earlier, or save more often");
}

//===--- Memory ---------------------------------------------------------------===//

static constexpr uint64_t Mebi = 1 << 20;
static bool IsLimited, ToldStands, ToldLittle;
static uint64_t NextLook; ///< when, in processor time; 0: none comes

static uint64_t mebibytes(uint64_t Bytes) { return (Bytes + Mebi - 1) / Mebi; }

/// What a save takes if the program stands still: page tables, what is being compressed, tables of the writer's own.
static uint64_t ownOfSave(uint64_t Memory, int Level) {
  static constexpr struct {
    int UpTo;
    uint64_t Mebibytes;
  } Compressors[] = {{3, 8}, {9, 40}, {15, 64}, {19, 128}}; // zstd's tables and window
  uint64_t Own = Memory / 64;
  for (const auto &C : Compressors)
    if (Level <= C.UpTo)
      return Own + C.Mebibytes * Mebi;
  return Own;
}

/// False when the program is to stand still while it is saved.
static bool checkMemory(const Runtime &R) {
  port::MemoryRoom Room = port::memoryRoom();
  if (Room.Limit == UINT64_MAX)
    return true;
  uint64_t Memory = port::ownMemory(), Own = ownOfSave(Memory, R.Opts.Compress);
  bool MayRun = Room.Left >= Own + Memory;
  if (Room.Left < Own && !ToldLittle)
    report::warning("the memory limit of ", num(mebibytes(Room.Limit)), " MiB leaves ", num(Room.Left / Mebi),
                    " MiB, and a save takes up to ", num(mebibytes(Own)),
                    " MiB: the kernel may end the process that writes the image; raise the limit to ",
                    num(mebibytes(Room.Limit - Room.Left + Own)), " MiB or more");
  else if (!MayRun && !ToldStands && !ToldLittle)
    report::warning("the memory limit of ", num(mebibytes(Room.Limit)), " MiB leaves ", num(Room.Left / Mebi),
                    " MiB: the program stands still while it is saved, since changing its ", num(mebibytes(Memory)),
                    " MiB meanwhile takes as much again; from ", num(mebibytes(Room.Limit - Room.Left + Own + Memory)),
                    " MiB on it need not");
  ToldLittle |= Room.Left < Own;
  ToldStands |= !MayRun;
  return MayRun;
}

/// The next look comes when the process has run for as long again.
static void lookLater() {
  constexpr uint64_t Longest = 3600 * Second;
  static uint64_t Pause = Second / 2;
  Pause = Pause < Longest ? Pause * 2 : Pause;
  NextLook = !ToldLittle && requests::lookAfter(Pause) ? port::processorTime() + Pause : 0;
}

void ahead::look(const Runtime &R) {
  if (!NextLook || !requests::takeLook() || port::processorTime() < NextLook)
    return;
  checkMemory(R);
  lookLater();
}

//===--- Disk -----------------------------------------------------------------===//

/// Is there no room for another image like \p Name? It is told, unless \p Told.
static bool isFull(const char *Name, uint64_t Bytes, bool Told) {
  uint64_t Left = port::availableBytes(Name);
  if (Left >= Bytes || Told)
    return Left < Bytes;
  report::warning("the disk of '", Name, "' has ", num(Left / Mebi), " MiB left, and the image takes ", num(mebibytes(Bytes)),
                  " MiB: the next one may not fit beside it; make room");
  return true;
}

void ahead::afterWriting(Runtime &R, const char *Name, uint64_t Bytes) {
  R.Report->SpaceReported = isFull(Name, Bytes, R.SpaceReported);
}

//===--- All of it ------------------------------------------------------------===//

void ahead::beforeRestore(Runtime &R, const char *Name, uint64_t Bytes) {
  if (R.Opts.Ckpt) // the next goes there, too
    R.SpaceReported = isFull(Name, Bytes, false);
}

void ahead::begin(const Runtime &R) {
  if (!R.Opts.Save)
    return;
  const char *Text = getenv("SLURM_JOB_END_TIME");
  char *End = nullptr;
  JobEnd = Text ? strtoull(Text, &End, 10) : 0;
  IsLimited = port::memoryRoom().Limit != UINT64_MAX;
  if (!IsLimited)
    return;
  checkMemory(R);
  lookLater();
}

bool ahead::beforeSave(const Runtime &R) {
  warnOfTime(R);
  MemoryNow = R.Opts.Grace > 0 || JobEnd ? port::ownMemory() : 0;
  return !IsLimited || checkMemory(R);
}

void ahead::afterSave(const Runtime &R) {
  LastTook = R.SaveEnd - R.SaveStart;
  LastMemory = MemoryNow;
  warnOfTime(R);
}
