//===- RunningProgram.cpp - A program that somebody else has started ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The page is System V shared memory. /proc/PID/maps, which a user may read of all his processes, names it by its number, under emulators
// too, and it may be attached as long as the process has it.
//
//===----------------------------------------------------------------------===//

#include "RunningProgram.h"

#include "Program.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <sched.h>
#include <sstream>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

using cgt::StatusPage;

static std::string placeOf(pid_t Pid, const char *Name) { return "/proc/" + std::to_string(Pid) + "/" + Name; }

static std::string linkOf(const std::string &Path) {
  char Text[4096];
  ssize_t Size = readlink(Path.c_str(), Text, sizeof Text);
  return Size > 0 ? std::string(Text, static_cast<size_t>(Size)) : "";
}

RunningProgram::~RunningProgram() {
  if (Page)
    shmdt(Page);
  if (Handle >= 0)
    close(Handle);
}

static uint64_t inOrder(uint64_t Value, bool Swapped) { return Swapped ? __builtin_bswap64(Value) : Value; }

/// Takes the page if that is what the line of /proc/PID/maps tells of.
bool RunningProgram::attach(const std::string &MapsLine) {
  std::istringstream Fields(MapsLine);
  std::string Range, Access, Offset, Device, Name;
  unsigned long long Id;
  if (!(Fields >> Range >> Access >> Offset >> Device >> Id >> Name) || Name.compare(0, 5, "/SYSV") != 0)
    return false;
  shmid_ds Facts;
  if (shmctl(static_cast<int>(Id), IPC_STAT, &Facts) != 0 || Facts.shm_segsz < sizeof(StatusPage))
    return false;
  void *At = shmat(static_cast<int>(Id), nullptr, SHM_RDONLY);
  if (At == reinterpret_cast<void *>(-1))
    return false;
  Page = static_cast<const StatusPage *>(At);
  Swapped = Page->Numbers[cgt::StatusMagic] == inOrder(StatusPage::Known, true);
  if (Swapped || Page->Numbers[cgt::StatusMagic] == StatusPage::Known)
    return true;
  shmdt(Page);
  Page = nullptr;
  return false;
}

static std::string statusField(pid_t Pid, const char *Key) {
  std::ifstream In(placeOf(Pid, "status"));
  for (std::string Line; std::getline(In, Line);)
    if (Line.rfind(std::string(Key) + ":", 0) == 0)
      return Line.substr(strlen(Key) + 1);
  return "";
}

/// The process's number as it knows it.
uint64_t RunningProgram::numberInside() const {
  std::istringstream Numbers(statusField(Pid, "NSpid")); // in each space of processes that it is in, its own last
  uint64_t Number = static_cast<uint64_t>(Pid);
  while (Numbers >> Number)
    ;
  return Number;
}

/// A child that the program has forked has its page, too.
bool RunningProgram::isOwnPage() const { return numberInside() == inOrder(Page->Numbers[cgt::StatusPid], Swapped); }

/// Its shared memory is seen from there only.
static bool enterSpace(pid_t Pid, std::string &Why) {
  const std::string Theirs = placeOf(Pid, "ns/ipc");
  if (linkOf(Theirs) == linkOf("/proc/self/ns/ipc"))
    return true;
  int Fd = ::open(Theirs.c_str(), O_RDONLY | O_CLOEXEC);
  bool Entered = Fd >= 0 && setns(Fd, CLONE_NEWIPC) == 0;
  if (Fd >= 0)
    close(Fd);
  if (!Entered)
    Why = "it runs in a container; ask there (docker exec, kubectl exec), or as root";
  return Entered;
}

/// A child of the process that can be asked; 0 if there is none, or more than one.
static pid_t childToAsk(pid_t Pid) {
  std::ifstream In(placeOf(Pid, "task/") + std::to_string(Pid) + "/children");
  pid_t Found = 0;
  for (pid_t Child; In >> Child;) {
    RunningProgram Program;
    std::string Ignored;
    pid_t Known = Program.open(Child, Ignored) ? Child : childToAsk(Child);
    if (Known && Found)
      return 0;
    Found = Known ? Known : Found;
  }
  return Found;
}

bool RunningProgram::open(pid_t Process, std::string &Why) {
  Pid = Process;
  Handle = static_cast<int>(syscall(SYS_pidfd_open, Pid, 0));
  if (Handle < 0 && errno != ENOSYS) {
    Why = errno == ESRCH ? "there is no such process" : strerror(errno);
    return false;
  }
  std::ifstream Maps(placeOf(Pid, "maps"));
  if (!Maps) {
    Why = errno == EACCES ? "it is another user's" : std::string("its memory can't be looked at: ") + strerror(errno);
    return false;
  }
  if (ended()) {
    Why = "it has ended";
    return false;
  }
  if (!enterSpace(Pid, Why))
    return false;
  for (std::string Line; std::getline(Maps, Line);) {
    if (!attach(Line))
      continue;
    if (isOwnPage())
      return true;
    Why = "it is a process that process " + std::to_string(inOrder(Page->Numbers[cgt::StatusPid], Swapped)) +
          " has forked; ask that one";
    return false;
  }
  if (pid_t Child = childToAsk(Pid))
    Why = "it is none that saves, but process " + std::to_string(Child) + ", which it has started, is; ask that one";
  else if (isForeignProgram(linkOf(placeOf(Pid, "exe"))))
    Why = "it wasn't built with CGT; build it with CC=cgt-cc";
  else
    Why = "it wasn't started with --ckpt or --save";
  return false;
}

static bool sameNumbers(const StatusPage &A, const StatusPage &B) {
  for (int K = 0; K < cgt::NumStatusNumbers; ++K)
    if (A.Numbers[K] != B.Numbers[K] && K != cgt::StatusPolls && K != cgt::StatusDone)
      return false;
  return true;
}

template <size_t Size> static void endText(char (&Text)[Size]) { Text[Size - 1] = 0; }

/// It may change while it is copied.
StatusPage RunningProgram::read() const {
  constexpr unsigned Attempts = 100;
  StatusPage Copy, Again;
  memcpy(&Copy, Page, sizeof Copy);
  for (unsigned K = 0; K < Attempts; ++K) {
    memcpy(&Again, Page, sizeof Again);
    bool Same = sameNumbers(Copy, Again);
    memcpy(&Copy, &Again, sizeof Copy);
    if (Same)
      break;
  }
  for (volatile uint64_t &Number : Copy.Numbers)
    Number = inOrder(Number, Swapped);
  endText(Copy.Signal);
  endText(Copy.ExitSignals);
  endText(Copy.Image);
  endText(Copy.Problem);
  endText(Copy.Waits);
  return Copy;
}

bool RunningProgram::ended() const {
  if (Handle < 0)
    return kill(Pid, 0) != 0 && errno == ESRCH;
  pollfd End = {Handle, POLLIN, 0};
  return poll(&End, 1, 0) > 0;
}

bool RunningProgram::isStopped() const {
  std::string State = statusField(Pid, "State");
  return State.find("\tT") != std::string::npos || State.find("\tt") != std::string::npos;
}

bool RunningProgram::hasLostWriter(const StatusPage &P) const {
  uint64_t Writer = P.Numbers[cgt::StatusWriter];
  if (!Writer || Writer > INT32_MAX || numberInside() != static_cast<uint64_t>(Pid))
    return false;
  std::string State = statusField(static_cast<pid_t>(Writer), "State");
  return (State.empty() || State.find("\tZ") != std::string::npos) && Page->Numbers[cgt::StatusWriter] != 0;
}

RunningProgram::Catches RunningProgram::catches(int Signal) const {
  auto Has = [&](const char *Key) {
    return std::stoull("0" + statusField(Pid, Key).erase(0, 1), nullptr, 16) >> (Signal - 1) & 1;
  };
  if (!Has("SigCgt"))
    return Catches::No;
  return Has("SigBlk") ? Catches::Blocked : Catches::Yes;
}

int RunningProgram::send(int Signal) const {
  long Result = Handle < 0 ? kill(Pid, Signal) : syscall(SYS_pidfd_send_signal, Handle, Signal, nullptr, 0);
  return Result == 0 ? 0 : errno;
}
