//===- SaveLock.cpp - One job writes images to a place -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "program/SaveLock.h"

#include "abi/LockFile.h"
#include "port/Report.h"

#include <errno.h>
#include <fcntl.h>

using namespace cgt;
using namespace cgt::savelock;
using port::Life;
using port::LockResult;
using report::num;

[[clang::require_constant_initialization]] static Holder Self;
static const char *OwnPath; ///< of the lock; null: none is held
static void *Keeper;        ///< what holds the kernel's lock; null where there is none
static port::FileIdentity OwnFile;
static int Claimed = -1; ///< the writer's descriptor, if its program has ended

//===--- The file's text ------------------------------------------------------===//

static void describeSelf(bool Proved) {
  Self.Pid = port::pid();
  Self.Proved = Proved;
  (void)port::lifeOf(Self.Pid, Self.Start);
  port::hostName(Self.Host, sizeof Self.Host);
  port::timeOfDay(Self.Since, sizeof Self.Since);
  port::bootName(Self.Boot, sizeof Self.Boot);
  port::processSpaceName(Self.Space, sizeof Self.Space);
}

static int writeRecord(int Fd) {
  char Text[1024];
  report::Buffer B(Text, sizeof Text);
  B.add(CGT_LOCK_FIRST_LINE CGT_LOCK_PID " ", num(static_cast<int64_t>(Self.Pid)), "\n" CGT_LOCK_HOST " ", Self.Host,
        "\nsince ", Self.Since);
  B.add("\nprocess-start ", num(Self.Start), "\nboot ", Self.Boot, "\n" CGT_LOCK_SPACE " ", Self.Space);
  B.add("\n" CGT_LOCK_PROOF " ", Self.Proved ? CGT_LOCK_PROOF_LOCK : "process", "\n");
  return port::replaceContents(Fd, B.str());
}

/// The value of the line \p Key, with nothing in it that could do something to a terminal.
static void takeField(const char *Text, const char *Key, char *Out, size_t Size) {
  report::Buffer B(Out, Size);
  size_t KeySize = strlen(Key);
  for (const char *Line = Text; Line; Line = strchr(Line, '\n')) {
    Line += *Line == '\n';
    if (strncmp(Line, Key, KeySize) != 0 || Line[KeySize] != ' ')
      continue;
    for (const char *C = Line + KeySize + 1; *C && *C != '\n'; ++C)
      B.add(report::chr(*C >= ' ' && *C <= '~' ? *C : '?'));
    return;
  }
}

static uint64_t numberField(const char *Text, const char *Key) {
  char Digits[24];
  takeField(Text, Key, Digits, sizeof Digits);
  uint64_t Value = 0;
  for (const char *C = Digits; *C >= '0' && *C <= '9'; ++C)
    Value = Value * 10 + static_cast<uint64_t>(*C - '0');
  return Value;
}

namespace {
enum class Contents { Record, Empty, Other };
} // namespace

static Contents readRecord(int Fd, Holder &H) {
  char Text[1024];
  size_t Size = port::readAt(Fd, Text, sizeof Text - 1, 0);
  Text[Size] = 0;
  if (Size == 0)
    return port::fileSize(Fd) == 0 ? Contents::Empty : Contents::Other;
  if (strncmp(Text, CGT_LOCK_FIRST_LINE, sizeof CGT_LOCK_FIRST_LINE - 1) != 0)
    return Contents::Other;
  char Proof[16];
  takeField(Text, CGT_LOCK_PROOF, Proof, sizeof Proof);
  takeField(Text, CGT_LOCK_HOST, H.Host, sizeof H.Host);
  takeField(Text, "since", H.Since, sizeof H.Since);
  takeField(Text, "boot", H.Boot, sizeof H.Boot);
  takeField(Text, CGT_LOCK_SPACE, H.Space, sizeof H.Space);
  uint64_t Pid = numberField(Text, CGT_LOCK_PID);
  H.Pid = Pid <= INT32_MAX ? static_cast<pid_t>(Pid) : 0;
  H.Start = numberField(Text, "process-start");
  H.Proved = strcmp(Proof, "lock") == 0;
  return Contents::Record;
}

//===--- Does a holder still run? ---------------------------------------------===//

static bool isSame(const char *A, const char *B) { return *A && strcmp(A, B) == 0; }

/// Processes can be asked for by number only where that number was given.
static bool isNeighbour(const Holder &H) { return isSame(H.Boot, Self.Boot) && isSame(H.Space, Self.Space) && H.Pid > 0; }

/// This computer, but started anew since.
static bool wasBefore(const Holder &H) {
  return isSame(H.Host, Self.Host) && *H.Boot && *Self.Boot && strcmp(H.Boot, Self.Boot) != 0;
}

/// Certainly. \p AlsoEnded: a process that its parent hasn't noticed has ended, too. It may have threads left.
static bool isGone(const Holder &H, bool AlsoEnded) {
  if (!isNeighbour(H))
    return false;
  uint64_t Start;
  Life L = port::lifeOf(H.Pid, Start);
  if (L == Life::Gone || (L != Life::Unknown && Start != H.Start))
    return true;
  return AlsoEnded && (L == Life::Ended || H.Pid == Self.Pid); // or it is this one, which has called exec
}

namespace {
enum class State { Dead, Alive, Unsure, Changing, Foreign };
} // namespace

static State examine(int Fd, LockResult Lock, Holder &H) {
  switch (readRecord(Fd, H)) {
  case Contents::Other: return State::Foreign;
  case Contents::Empty: return Lock == LockResult::Taken ? State::Dead : State::Changing;
  case Contents::Record: break;
  }
  // A child of its, or its writer that puts an image in place, or another one that has just taken it.
  if (Lock == LockResult::Busy)
    return isGone(H, false) ? State::Changing : State::Alive;
  if (Lock == LockResult::Taken && H.Proved) {
    bool SeenHere = isSame(H.Boot, Self.Boot) || wasBefore(H) || !port::locksMayBeLocal(Fd);
    return SeenHere ? State::Dead : State::Unsure;
  }
  if (isGone(H, true) || wasBefore(H))
    return State::Dead;
  return isNeighbour(H) ? State::Alive : State::Unsure;
}

//===--- Taking it ------------------------------------------------------------===//

/// Puts what was found to be nobody's out of the way. Another process may have replaced it since: then it comes back.
static void moveAway(int Fd, const char *Path) {
  char Name[4200], Digits[port::RandomDigits + 1];
  port::randomName(Digits);
  report::Buffer B(Name, sizeof Name);
  B.add(Str(Path, static_cast<uint32_t>(port::folderSize(Path))), ".cgt-lock.", Digits);
  if (B.overflowed() || !port::isAt(Fd, Path) || port::renameFile(Path, Name) != 0)
    return;
  if (!port::isAt(Fd, Name))
    (void)port::linkFile(Name, Path);
  (void)port::removeFile(Name);
}

/// The file is this process's alone: writes who it is, and sees to it that the kernel's lock stays.
static int settle(int Fd, LockResult Lock, const char *Path) {
  Keeper = Lock == LockResult::Taken ? port::keepOpen(Fd) : nullptr;
  Self.Proved = Keeper != nullptr;
  int Error = writeRecord(Fd);
  if (Error) {
    (void)port::removeFile(Path);
    if (Keeper)
      port::unmap(Keeper, port::pageSize());
    Keeper = nullptr;
  } else {
    OwnPath = Path;
    OwnFile = port::identity(Fd);
  }
  return Error;
}

namespace {
/// One attempt; what Again leaves to the next.
enum class Step { Held, Failed, Taken, Unclear, Foreign, Again };
} // namespace

/// \p Patient: a file that is just being written, or held by what a dead program has left, isn't touched yet.
static Step attempt(const char *Path, bool Patient, Holder &Other, int &Error) {
  int Fd = port::createNew(Path);
  bool Created = Fd >= 0;
  if (Fd == -EEXIST) {
    Fd = port::openExisting(Path);
    if (Fd == -ENOENT)
      return Step::Again;
    if (Fd == -EACCES || Fd == -ELOOP || Fd == -EINVAL) {
      Error = -Fd;
      return Step::Foreign;
    }
  }
  if (Fd < 0) {
    Error = -Fd;
    return Step::Failed;
  }
  LockResult Lock = port::tryLock(Fd);
  Step Result = Step::Again;
  State S = Created ? State::Dead : examine(Fd, Lock, Other);
  bool Writable = port::identity(Fd).Access != O_RDONLY; // else another user's
  bool Mine = Created ? Lock != LockResult::Busy : S == State::Dead && Lock == LockResult::Taken && Writable;
  if (Mine && port::isAt(Fd, Path)) {
    Error = settle(Fd, Lock, Path);
    Result = Error ? Step::Failed : Step::Held;
  } else if (S == State::Alive) {
    Result = Step::Taken;
  } else if (S == State::Unsure) {
    Result = Step::Unclear;
  } else if (S == State::Foreign) {
    Error = 0;
    Result = Step::Foreign;
  } else if (!Created && (S == State::Changing ? !Patient : !Mine)) {
    moveAway(Fd, Path);
  }
  port::close(Fd);
  return Result;
}

Outcome savelock::take(const char *Path, Holder &Other, int &Error) {
  constexpr unsigned Attempts = 300, PatientOnes = 200;
  constexpr uint64_t Pause = 10000000; // 10 ms
  describeSelf(false);
  Error = 0;
  for (unsigned K = 0; K != Attempts; ++K) {
    switch (attempt(Path, K < PatientOnes, Other, Error)) {
    case Step::Held: return Outcome::Held;
    case Step::Failed: return Outcome::Failed;
    case Step::Taken: return Outcome::Taken;
    case Step::Unclear: return Outcome::Unclear;
    case Step::Foreign: return Outcome::Foreign;
    case Step::Again: port::sleepFor(Pause);
    }
  }
  return Outcome::Unclear;
}

//===--- Afterwards -----------------------------------------------------------===//

bool savelock::held() { return OwnPath != nullptr; }

void savelock::release() {
  if (!OwnPath || port::pid() != Self.Pid)
    return;
  int Fd = port::openExisting(OwnPath);
  if (Fd >= 0 && port::identity(Fd) == OwnFile && port::isAt(Fd, OwnPath))
    (void)port::removeFile(OwnPath);
  OwnPath = nullptr; // what is open or mapped ends with the process: a file system may take milliseconds for it
}

/// Natively there is nothing at that address in a forked process, and nothing is unmapped.
void savelock::dropInherited() {
  if (Keeper)
    port::unmap(Keeper, port::pageSize());
  Keeper = nullptr;
}

static bool isOwnRecord(int Fd) {
  Holder H;
  return readRecord(Fd, H) == Contents::Record && H.Pid == Self.Pid && H.Start == Self.Start &&
         strcmp(H.Boot, Self.Boot) == 0 && strcmp(H.Space, Self.Space) == 0;
}

bool savelock::claim() {
  if (!OwnPath)
    return true;
  uint64_t Start;
  Life L = port::lifeOf(Self.Pid, Start);
  if (L == Life::Unknown || (L == Life::Runs && Start == Self.Start))
    return true;
  Claimed = port::openExisting(OwnPath);
  if (Claimed < 0)
    return false;
  // Busy: its main thread has ended, others haven't.
  LockResult Lock = port::tryLock(Claimed);
  return (Lock != LockResult::Busy || L == Life::Ended) && port::isAt(Claimed, OwnPath) && isOwnRecord(Claimed);
}

void savelock::done() {
  if (Claimed < 0)
    return;
  if (port::tryLock(Claimed) == LockResult::Taken && port::isAt(Claimed, OwnPath) && isOwnRecord(Claimed))
    (void)port::removeFile(OwnPath);
  port::close(Claimed);
  Claimed = -1;
}
