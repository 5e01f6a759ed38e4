// The signals of signal= and exit_signal= end a child that the program has
// forked, as they would without CGT; the child of vfork, too.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: %t.exe > %t.whole
// RUN: FileCheck %s < %t.whole
// CHECK: forked child: signal 15
// CHECK: forked child: signal 10
// CHECK: vforked child: signal 15
// CHECK: forked child: signal 1
// RUN: rm -f %t.image
// RUN: env CGT_OPTIONS=save=%t.image:exit_signal=TERM %t.exe > %t.out 2> %t.err
// RUN: cmp %t.out %t.whole
// RUN: count 0 < %t.err
// RUN: not ls %t.image
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void report(const char *what, pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  printf("%s child: signal %d\n", what, WIFSIGNALED(status) ? WTERMSIG(status) : -1);
  fflush(stdout);
}

static void test_fork(int number) {
  pid_t child = fork();
  if (child == 0) {
    kill(getpid(), number);
    _exit(0);
  }
  report("forked", child);
}

static void test_vfork(int number) {
  pid_t child = vfork();
  if (child == 0) {
    kill(getpid(), number);
    _exit(0);
  }
  report("vforked", child);
}

int main(void) {
  signal(SIGHUP, SIG_DFL); // nohup has it ignored
  test_fork(SIGTERM);
  test_fork(SIGUSR1);
  test_vfork(SIGTERM);
  test_fork(SIGHUP);
  for (int i = 0; i < 3; i++)
    fflush(stdout); // polls: nothing was asked of the parent
  return 0;
}
