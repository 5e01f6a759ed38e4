//===- PortProcess.cpp - Processes, signals, time, limits ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/Port.h"
#include "port/Report.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

using namespace cgt;
using namespace cgt::port;

//===--- Processes --------------------------------------------------------===//

pid_t port::pid() { return getpid(); }
bool port::isMainThread() { return syscall(SYS_gettid) == getpid(); }

bool port::hasForeignRights() {
  KeepErrno Keep;
  return getauxval(AT_SECURE) != 0;
}

void port::exitNow(int Status) { _exit(Status); }

bool port::hasChildren() {
  KeepErrno Keep;
  siginfo_t Info;
  return waitid(P_ALL, 0, &Info, WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED) == 0;
}

/// A clone that shares nothing and sends no signal when it ends. The child is told by its number, not by the result: on
/// sparc the result is the other process's number in both. s390 takes the arguments in another order; all are 0.
static pid_t cloneSilently() {
  pid_t Self = getpid();
  long Result = syscall(SYS_clone, 0L, 0L, 0L, 0L, 0L);
  if (Result < 0)
    return -1;
  return getpid() == Self ? static_cast<pid_t>(Result) : 0;
}

/// Takes the SIGCHLD of \p Middle, which was waited for, and no other. All signals are blocked.
static void takeOurSignal(pid_t Middle, bool WasPending) {
  if (WasPending)
    return; // one signal stands for any number of children
  sigset_t Set;
  sigemptyset(&Set);
  sigaddset(&Set, SIGCHLD);
  siginfo_t Info;
  timespec Zero = {0, 0};
  if (sigtimedwait(&Set, &Info, &Zero) != SIGCHLD)
    return;
  if (Info.si_pid != Middle) {
    syscall(SYS_rt_sigqueueinfo, getpid(), SIGCHLD, &Info);
    return;
  }
  // A child of the program that ended meanwhile was merged into ours.
  Info.si_pid = 0;
  if (waitid(P_ALL, 0, &Info, WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED) == 0 && Info.si_pid != 0)
    kill(getpid(), SIGCHLD);
}

/// Where a silent clone is refused (qemu-user): a grandchild, which init adopts. All signals are blocked.
static ForkResult forkTwice(HiddenChild &Child, int &Error) {
  auto *Inner = static_cast<volatile pid_t *>(mapShared(sizeof(pid_t)));
  if (!Inner) {
    Error = ENOMEM;
    return ForkResult::Failed;
  }
  void *Page = const_cast<pid_t *>(Inner);
  sigset_t Pending;
  bool WasPending = sigpending(&Pending) == 0 && sigismember(&Pending, SIGCHLD) == 1;
  pid_t Middle = _Fork();
  if (Middle == 0) {
    pid_t Result = _Fork();
    if (Result != 0) {
      *Inner = Result > 0 ? Result : -errno;
      _exit(0);
    }
    unmap(Page, sizeof(pid_t));
    return ForkResult::Child;
  }
  if (Middle < 0) {
    Error = errno;
  } else {
    int Status;
    while (waitpid(Middle, &Status, 0) < 0 && errno == EINTR)
      ;
    takeOurSignal(Middle, WasPending);
    Child.Pid = *Inner;
    Child.Direct = false;
    if (Child.Pid <= 0)
      Error = Child.Pid < 0 ? -Child.Pid : ECHILD;
  }
  unmap(Page, sizeof(pid_t));
  return Error ? ForkResult::Failed : ForkResult::Parent;
}

ForkResult port::forkHidden(HiddenChild &Child, int &Error) {
  KeepErrno Keep;
  sigset_t Old;
  blockAllSignals(&Old);
  Error = 0;
  Child = HiddenChild();
  ForkResult Result = ForkResult::Parent;
  pid_t Pid = cloneSilently();
  if (Pid == 0)
    return ForkResult::Child;
  if (Pid > 0) {
    Child.Pid = Pid;
    Child.Direct = true;
  } else if (errno == EINVAL || errno == ENOSYS || errno == EPERM) {
    Result = forkTwice(Child, Error);
    if (Result == ForkResult::Child)
      return Result;
  } else {
    Error = errno;
    Result = ForkResult::Failed;
  }
  if (Result == ForkResult::Failed)
    Child = HiddenChild();
  setSignalMask(Old);
  return Result;
}

/// True when the process is gone or only waits for its parent to notice.
static bool isDead(pid_t Pid) {
  if (kill(Pid, 0) != 0)
    return errno == ESRCH;
  char Path[32], Text[256];
  report::Buffer(Path, sizeof(Path)).add("/proc/", report::num(Pid), "/stat");
  int Fd = openRead(Path);
  if (Fd < 0)
    return Fd == -ENOENT;
  size_t Size;
  int Error = readAll(Fd, Text, sizeof(Text) - 1, Size);
  port::close(Fd);
  if (Error)
    return Error == ESRCH;
  Text[Size] = 0;
  const char *State = strrchr(Text, ')'); // the name before it may hold anything
  return State && State[1] == ' ' && (State[2] == 'Z' || State[2] == 'X');
}

static bool reap(HiddenChild &Child, int &Status, int Flags) {
  KeepErrno Keep;
  Status = -1;
  if (Child.Pid == 0)
    return true;
  bool Ended;
  if (Child.Direct) {
    pid_t Result;
    do
      Result = waitpid(Child.Pid, &Status, Flags | __WALL);
    while (Result < 0 && errno == EINTR);
    Ended = Result != 0;
    if (Result < 0)
      Status = -1;
  } else {
    Ended = isDead(Child.Pid);
  }
  if (Ended)
    Child.Pid = 0;
  return Ended;
}

bool port::childEnded(HiddenChild &Child, int &Status) { return reap(Child, Status, WNOHANG); }

void port::waitChild(HiddenChild &Child, int &Status) {
  while (!reap(Child, Status, 0))
    sleepFor(1000000);
}

void port::killChild(const HiddenChild &Child) {
  KeepErrno Keep;
  if (Child.Pid > 0)
    kill(Child.Pid, SIGKILL);
}

bool port::onFork(void (*InChild)()) { return pthread_atfork(nullptr, nullptr, InChild) == 0; }

int port::terminatingSignal(int Status) { return Status >= 0 && WIFSIGNALED(Status) ? WTERMSIG(Status) : 0; }

int port::waitWhile(const int *Word, int Value, uint64_t Nanoseconds) {
  constexpr uint64_t Second = 1000000000;
  KeepErrno Keep;
  struct timespec Time = {static_cast<time_t>(Nanoseconds / Second), static_cast<long>(Nanoseconds % Second)};
  return syscall(SYS_futex, Word, FUTEX_WAIT_PRIVATE, Value, Nanoseconds ? &Time : nullptr, nullptr, 0) < 0 ? errno : 0;
}

void port::wake(const int *Word, int Most) {
  KeepErrno Keep;
  syscall(SYS_futex, Word, FUTEX_WAKE_PRIVATE, Most, nullptr, nullptr, 0);
}

void port::wakeOne(const int *Word) { wake(Word, 1); }
void port::wakeAll(const int *Word) { wake(Word, INT_MAX); }

void port::giveWay() { syscall(SYS_sched_yield); }

void port::takeLock(int *Word) {
  int Free = 0;
  if (__atomic_compare_exchange_n(Word, &Free, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
    return;
  while (__atomic_exchange_n(Word, 2, __ATOMIC_ACQUIRE) != 0)
    waitWhile(Word, 2);
}

void port::dropLock(int *Word) {
  if (__atomic_exchange_n(Word, 0, __ATOMIC_RELEASE) == 2)
    wakeOne(Word);
}

//===--- Signals ----------------------------------------------------------===//

namespace {
struct SignalEntry {
  int Number;
  const char *Name;
};
} // namespace

#define CGT_SIGNAL(Name) {SIG##Name, "SIG" #Name}
static const SignalEntry Signals[] = {
    CGT_SIGNAL(HUP),    CGT_SIGNAL(INT),    CGT_SIGNAL(QUIT), CGT_SIGNAL(ILL),  CGT_SIGNAL(TRAP), CGT_SIGNAL(ABRT),
    CGT_SIGNAL(BUS),    CGT_SIGNAL(FPE),    CGT_SIGNAL(KILL), CGT_SIGNAL(USR1), CGT_SIGNAL(SEGV), CGT_SIGNAL(USR2),
    CGT_SIGNAL(PIPE),   CGT_SIGNAL(ALRM),   CGT_SIGNAL(TERM), CGT_SIGNAL(CHLD), CGT_SIGNAL(CONT), CGT_SIGNAL(STOP),
    CGT_SIGNAL(TSTP),   CGT_SIGNAL(TTIN),   CGT_SIGNAL(TTOU), CGT_SIGNAL(URG),  CGT_SIGNAL(XCPU), CGT_SIGNAL(XFSZ),
    CGT_SIGNAL(PROF),   CGT_SIGNAL(VTALRM), CGT_SIGNAL(IO),   CGT_SIGNAL(SYS),  CGT_SIGNAL(PWR),  CGT_SIGNAL(WINCH),
    CGT_SIGNAL(POLL), // after IO, which has the same number: found by name only
#ifdef SIGSTKFLT
    CGT_SIGNAL(STKFLT),
#endif
#ifdef SIGEMT
    CGT_SIGNAL(EMT),
#endif
};
#undef CGT_SIGNAL

#define CGT_REAL_TIME(N) "SIGRTMIN+" #N
static const char *const RealTime[] = {
    CGT_REAL_TIME(0),  CGT_REAL_TIME(1),  CGT_REAL_TIME(2),  CGT_REAL_TIME(3),  CGT_REAL_TIME(4),  CGT_REAL_TIME(5),
    CGT_REAL_TIME(6),  CGT_REAL_TIME(7),  CGT_REAL_TIME(8),  CGT_REAL_TIME(9),  CGT_REAL_TIME(10), CGT_REAL_TIME(11),
    CGT_REAL_TIME(12), CGT_REAL_TIME(13), CGT_REAL_TIME(14), CGT_REAL_TIME(15), CGT_REAL_TIME(16), CGT_REAL_TIME(17),
    CGT_REAL_TIME(18), CGT_REAL_TIME(19), CGT_REAL_TIME(20), CGT_REAL_TIME(21), CGT_REAL_TIME(22), CGT_REAL_TIME(23),
    CGT_REAL_TIME(24), CGT_REAL_TIME(25), CGT_REAL_TIME(26), CGT_REAL_TIME(27), CGT_REAL_TIME(28), CGT_REAL_TIME(29),
    CGT_REAL_TIME(30)};
#undef CGT_REAL_TIME

static constexpr int NumRealTime = sizeof(RealTime) / sizeof(RealTime[0]);

int port::signalByName(Str Name) {
  uint32_t Skip = Name.Size > 3 && memcmp(Name.Data, "SIG", 3) == 0 ? 0 : 3;
  for (const SignalEntry &E : Signals)
    if (Str(E.Name + Skip) == Name)
      return E.Number;
  for (int I = 0; I != NumRealTime && SIGRTMIN + I <= SIGRTMAX; ++I)
    if (Str(RealTime[I] + Skip) == Name)
      return SIGRTMIN + I;
  return 0;
}

Str port::signalName(int Signal) {
  for (const SignalEntry &E : Signals)
    if (E.Number == Signal)
      return E.Name;
  int I = Signal - SIGRTMIN;
  return I >= 0 && I < NumRealTime && Signal <= SIGRTMAX ? Str(RealTime[I]) : Str();
}

int port::setHandler(int Signal, void (*Handler)(int)) {
  struct sigaction Action;
  memset(&Action, 0, sizeof(Action));
  Action.sa_handler = Handler;
  Action.sa_flags = SA_RESTART;
  sigemptyset(&Action.sa_mask);
  return setAction(Signal, Action);
}

int port::getAction(int Signal, struct sigaction &Action) {
  KeepErrno Keep;
  return sigaction(Signal, nullptr, &Action) == 0 ? 0 : errno;
}

int port::setAction(int Signal, const struct sigaction &Action) {
  KeepErrno Keep;
  return sigaction(Signal, &Action, nullptr) == 0 ? 0 : errno;
}

bool port::pendingSignals(sigset_t &Pending) {
  KeepErrno Keep;
  return sigpending(&Pending) == 0;
}

void port::sendSignal(int Signal) {
  KeepErrno Keep;
  kill(getpid(), Signal);
}

int port::sendSignalTo(int Tid, int Signal) {
  KeepErrno Keep;
  return syscall(SYS_tgkill, getpid(), Tid, Signal) == 0 ? 0 : errno;
}

bool port::isThread(int Tid) { return sendSignalTo(Tid, 0) != ESRCH; }
int port::threadId() { return static_cast<int>(syscall(SYS_gettid)); }

void port::blockAllSignals(sigset_t *Old) {
  sigset_t All;
  sigfillset(&All);
  sigprocmask(SIG_BLOCK, &All, Old);
}

void port::setSignalMask(const sigset_t &Mask) { sigprocmask(SIG_SETMASK, &Mask, nullptr); }

//===--- Time and limits --------------------------------------------------===//

static uint64_t read(clockid_t Clock) {
  timespec Time;
  if (clock_gettime(Clock, &Time) != 0)
    return 0;
  return static_cast<uint64_t>(Time.tv_sec) * 1000000000u + static_cast<uint64_t>(Time.tv_nsec);
}

uint64_t port::now() { return read(CLOCK_MONOTONIC); }
uint64_t port::processorTime() { return read(CLOCK_PROCESS_CPUTIME_ID); }

/// The second number of schedstat.
static uint64_t timeInQueue() {
  char Text[128];
  size_t Size = 0;
  int Fd = openRead("/proc/self/schedstat");
  if (Fd < 0)
    return 0;
  readAll(Fd, Text, sizeof(Text) - 1, Size);
  port::close(Fd);
  Text[Size] = 0;
  uint64_t Result = 0;
  const char *P = strchr(Text, ' ');
  for (P = P ? P + 1 : ""; *P >= '0' && *P <= '9'; ++P)
    Result = Result * 10 + static_cast<uint64_t>(*P - '0');
  return Result;
}

uint64_t port::stalledTime() {
  KeepErrno Keep;
  struct rusage Usage;
  if (getrusage(RUSAGE_SELF, &Usage) != 0)
    return 0;
  return static_cast<uint64_t>(Usage.ru_stime.tv_sec) * 1000000000u + static_cast<uint64_t>(Usage.ru_stime.tv_usec) * 1000u +
         timeInQueue();
}

static timespec toTimespec(uint64_t Nanoseconds) {
  timespec Time;
  Time.tv_sec = static_cast<time_t>(Nanoseconds / 1000000000u);
  Time.tv_nsec = static_cast<long>(Nanoseconds % 1000000000u);
  return Time;
}

void port::sleepFor(uint64_t Nanoseconds) {
  KeepErrno Keep;
  timespec Time = toTimespec(Nanoseconds);
  while (nanosleep(&Time, &Time) != 0 && errno == EINTR)
    ;
}

int port::makeTimer(Timer &T, Clock C, int Signal) {
  KeepErrno Keep;
  struct sigevent Event;
  memset(&Event, 0, sizeof(Event));
  Event.sigev_notify = SIGEV_SIGNAL;
  Event.sigev_signo = Signal;
  timer_t Id;
  if (timer_create(C == Clock::Processor ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &Event, &Id) != 0)
    return errno;
  T.Id = Id;
  T.Made = true;
  return 0;
}

int port::setTimer(const Timer &T, uint64_t Nanoseconds) {
  KeepErrno Keep;
  itimerspec Once;
  Once.it_interval = toTimespec(0);
  Once.it_value = toTimespec(Nanoseconds ? Nanoseconds : 1);
  return timer_settime(T.Id, 0, &Once, nullptr) == 0 ? 0 : errno;
}

static uint64_t limitValue(rlim64_t Value) { return Value == RLIM64_INFINITY ? UINT64_MAX : Value; }

bool port::stackLimit(uint64_t &Soft, uint64_t &Hard) {
  KeepErrno Keep;
  struct rlimit64 Limit;
  if (getrlimit64(RLIMIT_STACK, &Limit) != 0)
    return false;
  Soft = limitValue(Limit.rlim_cur);
  Hard = limitValue(Limit.rlim_max);
  return true;
}

void port::setStackLimit(uint64_t Soft) {
  KeepErrno Keep;
  struct rlimit64 Limit;
  if (getrlimit64(RLIMIT_STACK, &Limit) != 0)
    return;
  Limit.rlim_cur = Soft == UINT64_MAX ? static_cast<rlim64_t>(RLIM64_INFINITY) : Soft;
  setrlimit64(RLIMIT_STACK, &Limit);
}

bool port::raiseStackLimit(uint64_t Bytes) {
  KeepErrno Keep;
  struct rlimit64 Limit;
  if (getrlimit64(RLIMIT_STACK, &Limit) != 0)
    return false;
  if (limitValue(Limit.rlim_cur) >= Bytes)
    return true;
  if (limitValue(Limit.rlim_max) < Bytes)
    return false;
  Limit.rlim_cur = Bytes;
  return setrlimit64(RLIMIT_STACK, &Limit) == 0;
}

//===--- Faults -----------------------------------------------------------===//

static struct {
  void (*Seen)(uintptr_t Address);
  struct sigaction Before;
  stack_t StackBefore;
  void *Stack;
} Watch;
static constexpr size_t WatchStackSize = 64 << 10;

static void onFault(int Signal, siginfo_t *Info, void *) {
  Watch.Seen(reinterpret_cast<uintptr_t>(Info->si_addr));
  port::setAction(Signal, Watch.Before); // it comes again
}

void port::watchFaults(void (*Seen)(uintptr_t Address)) {
  KeepErrno Keep;
  Watch.Stack = map(WatchStackSize);
  if (!Watch.Stack)
    return;
  Watch.Seen = Seen;
  stack_t Stack;
  memset(&Stack, 0, sizeof Stack);
  Stack.ss_sp = Watch.Stack;
  Stack.ss_size = WatchStackSize;
  struct sigaction Action;
  memset(&Action, 0, sizeof Action);
  Action.sa_sigaction = onFault;
  Action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&Action.sa_mask);
  if (sigaltstack(&Stack, &Watch.StackBefore) != 0 || sigaction(SIGSEGV, &Action, &Watch.Before) != 0) {
    unmap(Watch.Stack, WatchStackSize);
    Watch.Stack = nullptr;
  }
}

void port::endWatch() {
  KeepErrno Keep;
  if (!Watch.Stack)
    return;
  sigaction(SIGSEGV, &Watch.Before, nullptr);
  sigaltstack(&Watch.StackBefore, nullptr);
  unmap(Watch.Stack, WatchStackSize);
  Watch.Stack = nullptr;
}
