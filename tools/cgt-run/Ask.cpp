//===- Ask.cpp - How a running program is, and a request to it ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Ask.h"

#include "Message.h"
#include "RunningProgram.h"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <string>

using namespace cgt;

static constexpr uint64_t Millisecond = 1000000, Second = 1000 * Millisecond;

static uint64_t now() {
  timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return static_cast<uint64_t>(T.tv_sec) * Second + static_cast<uint64_t>(T.tv_nsec);
}

//===--- Words --------------------------------------------------------------===//

static std::string withUnit(double Value, const char *Unit) {
  char Text[64];
  snprintf(Text, sizeof Text, Value < 10 ? "%.1f %s" : "%.0f %s", Value, Unit);
  return Text;
}

static std::string duration(uint64_t Nanoseconds) {
  constexpr uint64_t Minute = 60 * Second, Hour = 60 * Minute;
  auto Value = static_cast<double>(Nanoseconds);
  if (Nanoseconds < Second)
    return withUnit(Value / Millisecond, "ms");
  if (Nanoseconds < 2 * Minute)
    return withUnit(Value / Second, "s");
  return Nanoseconds < 2 * Hour ? withUnit(Value / Minute, "min") : withUnit(Value / Hour, "h");
}

static std::string since(uint64_t Then) {
  uint64_t Now = now();
  return duration(Now > Then ? Now - Then : 0);
}

static std::string bytes(uint64_t Count) {
  static const char *const Units[] = {"KiB", "MiB", "GiB", "TiB"};
  if (Count < 1024)
    return std::to_string(Count) + " bytes";
  double Value = static_cast<double>(Count) / 1024;
  size_t Unit = 0;
  for (; Value >= 1024 && Unit + 1 < std::size(Units); ++Unit)
    Value /= 1024;
  return withUnit(Value, Units[Unit]);
}

/// As it was started. Nothing in it does something to a terminal.
static std::string commandOf(pid_t Pid) {
  std::ifstream In("/proc/" + std::to_string(Pid) + "/cmdline", std::ios::binary);
  std::string Text{std::istreambuf_iterator<char>(In), {}};
  while (!Text.empty() && Text.back() == 0)
    Text.pop_back();
  for (char &C : Text)
    C = C == 0 ? ' ' : static_cast<unsigned char>(C) < ' ' ? '?' : C;
  return Text;
}

//===--- --status -----------------------------------------------------------===//

static bool isPending(const StatusPage &P) { return P.Numbers[StatusAsked] != P.Numbers[StatusTaken]; }

static void printRequest(const StatusPage &P) {
  if (P.Numbers[StatusWaitsFrom]) {
    printf("request: waits for %s\n", since(P.Numbers[StatusWaitsFrom]).c_str());
    for (const char *Line = P.Waits; *Line;) {
      size_t Size = strcspn(Line, "\n");
      printf("  %.*s\n", static_cast<int>(Size), Line);
      Line += Size + (Line[Size] == '\n');
    }
  } else if (isPending(P)) {
    printf("request: came %s ago; no poll was reached since\n", since(P.Numbers[StatusAskedAt]).c_str());
  } else {
    printf("request: none\n");
  }
}

static void printImage(const StatusPage &P) {
  const volatile uint64_t *N = P.Numbers;
  if (!P.Image[0])
    printf("image: none yet\n");
  else if (!N[StatusSavedAt])
    printf("image: %s, of which it was resumed\n", P.Image);
  else
    printf("image: %s, %s, saved %s ago\n", P.Image, bytes(N[StatusBytes]).c_str(), since(N[StatusSavedAt]).c_str());
  if (N[StatusSavedAt])
    printf("last save: the program stood still for %s; gathering took %s, writing %s\n", duration(N[StatusStood]).c_str(),
           duration(N[StatusCapture]).c_str(), duration(N[StatusWrite]).c_str());
  printf("saves: %llu, failed: %llu\n", static_cast<unsigned long long>(N[StatusSaves]),
         static_cast<unsigned long long>(N[StatusFailures]));
  if (N[StatusFailures] && P.Problem[0])
    printf("last failure: %s\n", P.Problem);
}

static void printWriter(const RunningProgram &Program, const StatusPage &P) {
  if (Program.hasLostWriter(P))
    printf("save under way: none; the process that wrote it was killed\n");
  else if (P.Numbers[StatusWriter])
    printf("save under way: for %s, %s of %s done\n", since(P.Numbers[StatusBegun]).c_str(),
           bytes(P.Numbers[StatusDone]).c_str(), bytes(P.Numbers[StatusTotal]).c_str());
  else
    printf("save under way: none\n");
}

static int fail(const char *Option, pid_t Pid, const std::string &Why, AskStatus Status) {
  tellError(Option + (": process " + std::to_string(Pid)) + ": " + Why);
  return static_cast<int>(Status);
}

int showStatus(pid_t Pid) {
  RunningProgram Program;
  std::string Why;
  if (!Program.open(Pid, Why))
    return fail("--status", Pid, Why, AskStatus::Unasked);
  StatusPage P = Program.read();
  printf("process: %d, %s\n", static_cast<int>(Pid), commandOf(Pid).c_str());
  printf("runs for: %s%s\n", since(P.Numbers[StatusStarted]).c_str(), Program.isStopped() ? ", stopped now" : "");
  if (P.Numbers[StatusCounts])
    printf("polls: %llu\n", static_cast<unsigned long long>(P.Numbers[StatusPolls]));
  else
    printf("polls: not counted\n");
  printImage(P);
  printRequest(P);
  printWriter(Program, P);
  printf("saves on: %s\nsaves and leaves on: %s\n", P.Signal[0] ? P.Signal : "none", P.ExitSignals[0] ? P.ExitSignals : "none");
  return static_cast<int>(AskStatus::Good);
}

//===--- --request ----------------------------------------------------------===//

/// "SIGUSR1" or "RTMIN+1" as this machine numbers it; 0 when there is none.
static int signalByName(std::string Name) {
  if (Name.rfind("SIG", 0) == 0)
    Name.erase(0, 3);
  if (Name.rfind("RTMIN+", 0) == 0)
    return SIGRTMIN + atoi(Name.c_str() + 6);
  for (int Signal = 1; Signal < SIGRTMIN; ++Signal)
    if (const char *Known = sigabbrev_np(Signal))
      if (Name == Known)
        return Signal;
  return 0;
}

namespace {
/// One request, from the signal to the answer.
class Asking {
public:
  explicit Asking(pid_t Pid) : Pid(Pid) {}
  int run(uint64_t Timeout);

private:
  bool ask(std::string &Why);
  bool isAnswered(const StatusPage &P) const { return P.Numbers[StatusAnswered] > Before; }
  int tellAnswer(const StatusPage &P);
  int tellEnd(const StatusPage &P);
  std::string whyNot(const StatusPage &P) const;
  void tellWaiting(const StatusPage &P);

  pid_t Pid;
  RunningProgram Program;
  std::string SignalName, Told;
  int Signal = 0;
  uint64_t Before = 0; ///< requests that came in before this one
};
} // namespace

bool Asking::ask(std::string &Why) {
  if (!Program.open(Pid, Why))
    return false;
  StatusPage P = Program.read();
  SignalName = P.Signal;
  Signal = signalByName(SignalName);
  if (!Signal) {
    Why = std::string("it saves on no signal (--signal none, or a handler of its own)") +
          (P.ExitSignals[0] ? std::string("; it saves and leaves on ") + P.ExitSignals : "");
    return false;
  }
  if (Program.catches(Signal) == RunningProgram::Catches::No) {
    Why = "it doesn't catch " + SignalName + " any longer; nothing was sent";
    return false;
  }
  Before = P.Numbers[StatusAsked];
  if (int Error = Program.send(Signal)) {
    Why = std::string("it can't be sent a signal: ") + strerror(Error);
    return false;
  }
  return true;
}

int Asking::tellAnswer(const StatusPage &P) {
  if (P.Numbers[StatusFailed])
    return fail("--request", Pid, P.Problem, AskStatus::Failed);
  printf("%s, %s, saved in %s%s\n", P.Image, bytes(P.Numbers[StatusBytes]).c_str(),
         duration(P.Numbers[StatusSavedAt] - P.Numbers[StatusBegun]).c_str(),
         P.Numbers[StatusLeft] == StatusPage::LeftSaved ? "; the program has left with status 85" : "");
  return static_cast<int>(AskStatus::Good);
}

int Asking::tellEnd(const StatusPage &P) {
  const char *How = P.Numbers[StatusLeft] == StatusPage::LeftSaved ? "it has saved and left, before it knew of this request"
                    : P.Numbers[StatusLeft] == StatusPage::Ended   ? "it has ended before it reached another poll"
                                                                   : "it has ended, by a signal or by itself";
  return fail("--request", Pid, How, AskStatus::Failed);
}

/// What is in the way now.
std::string Asking::whyNot(const StatusPage &P) const {
  if (Program.isStopped())
    return "the process is stopped; kill -CONT makes it go on";
  if (P.Numbers[StatusAsked] <= Before)
    return Program.catches(Signal) == RunningProgram::Catches::Blocked
               ? "it blocks " + SignalName + " just now"
               : "it has a handler of its own for " + SignalName + ", or is in a system call that doesn't end";
  if (P.Numbers[StatusTaken] <= Before)
    return "it has reached no poll since; cgt-cc -Rpass=cgt shows where polls are";
  if (P.Numbers[StatusWaitsFrom])
    return std::string(P.Waits, strcspn(P.Waits, "\n"));
  return P.Numbers[StatusWriter] ? "an image is being written" : "";
}

/// Each reason once.
void Asking::tellWaiting(const StatusPage &P) {
  std::string Why = whyNot(P);
  if (Why.empty() || P.Numbers[StatusWriter] || Told.find("\n" + Why + "\n") != std::string::npos)
    return;
  Told += "\n" + Why + "\n";
  fprintf(stderr, "cgt-run: --request: process %d: waits: %s\n", static_cast<int>(Pid), Why.c_str());
}

int Asking::run(uint64_t Timeout) {
  constexpr uint64_t Patience = Second;
  std::string Why;
  if (!ask(Why))
    return fail("--request", Pid, Why, AskStatus::Unasked);
  for (uint64_t Start = now();;) {
    bool Ended = Program.ended(); // before the page is looked at
    StatusPage P = Program.read();
    if (isAnswered(P) && (Ended || !P.Numbers[StatusLeft]))
      return tellAnswer(P);
    if (Ended)
      return tellEnd(P);
    if (Program.hasLostWriter(P))
      return fail("--request", Pid, "the process that writes the image was killed; the program goes on", AskStatus::Failed);
    uint64_t Passed = now() - Start;
    if (Timeout && Passed >= Timeout)
      return fail("--request", Pid, "nothing saved in " + duration(Timeout) + ": " + whyNot(P), AskStatus::TimedOut);
    if (Passed >= Patience)
      tellWaiting(P);
    timespec Pause = {0, static_cast<long>(Passed < Second ? Millisecond : 50 * Millisecond)};
    nanosleep(&Pause, nullptr);
  }
}

int requestSave(pid_t Pid, uint64_t Timeout) { return Asking(Pid).run(Timeout); }
