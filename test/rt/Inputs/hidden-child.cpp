//===- hidden-child.cpp - A forked copy that the program can't see -------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/Port.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace cgt;

#define CHECK(Condition)                                                                                               \
  do {                                                                                                                 \
    if (!(Condition)) {                                                                                                \
      fprintf(stderr, "line %d: %s\n", __LINE__, #Condition);                                                          \
      _exit(1);                                                                                                        \
    }                                                                                                                  \
  } while (0)

static volatile sig_atomic_t Died;
static void onChild(int) { ++Died; }

/// The child runs for a while, then writes to shared memory and ends with 7.
static port::HiddenChild start(volatile int *Shared) {
  port::HiddenChild Child;
  int Error;
  *Shared = 0;
  port::ForkResult Result = port::forkHidden(Child, Error);
  CHECK(Result != port::ForkResult::Failed);
  if (Result == port::ForkResult::Child) {
    sigset_t Blocked;
    CHECK(sigprocmask(SIG_BLOCK, nullptr, &Blocked) == 0 && sigismember(&Blocked, SIGTERM) == 1);
    port::sleepFor(100000000);
    *Shared = 1;
    port::exitNow(7);
  }
  CHECK(Child.Pid > 0 && Child.Pid != port::pid());
  return Child;
}

static void finish(port::HiddenChild Child, volatile int *Shared) {
  int Status;
  bool Direct = Child.Direct;
  port::waitChild(Child, Status);
  CHECK(Child.Pid == 0 && *Shared == 1);
  CHECK(Direct ? WIFEXITED(Status) && WEXITSTATUS(Status) == 7 : Status == -1);
}

int main() {
  auto *Shared = static_cast<volatile int *>(port::mapShared(sizeof(int)));
  CHECK(port::setHandler(SIGCHLD, onChild) == 0);

  // Neither wait nor a signal tells of it.
  port::HiddenChild Child = start(Shared);
  int Status;
  errno = 0;
  CHECK(waitpid(-1, &Status, WNOHANG) == -1 && errno == ECHILD);
  CHECK(!port::hasChildren());
  CHECK(!port::childEnded(Child, Status));
  finish(Child, Shared);
  CHECK(Died == 0);

  // A child of the program's that ended before, unseen so far, is still seen.
  sigset_t Chld, Old;
  sigemptyset(&Chld);
  sigaddset(&Chld, SIGCHLD);
  sigprocmask(SIG_BLOCK, &Chld, &Old);
  pid_t Own = fork();
  if (Own == 0)
    _exit(3);
  siginfo_t Ended;
  CHECK(waitid(P_PID, static_cast<id_t>(Own), &Ended, WEXITED | WNOWAIT) == 0);
  CHECK(port::hasChildren());
  Child = start(Shared);
  CHECK(Died == 0);
  sigprocmask(SIG_SETMASK, &Old, nullptr);
  CHECK(Died == 1);
  CHECK(waitpid(-1, &Status, 0) == Own && WEXITSTATUS(Status) == 3);
  finish(Child, Shared);
  CHECK(Died == 1);

  // One that is killed is seen to end.
  Child = start(Shared);
  port::killChild(Child);
  port::waitChild(Child, Status);
  CHECK(Child.Pid == 0 && *Shared == 0);
  puts("good");
  return 0;
}
