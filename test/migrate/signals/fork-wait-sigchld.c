// The capture child is invisible: wait(-1) and SIGCHLD see the program's own
// children only, and a SIGTERM to the whole process group in the middle of a
// save doesn't end the save. Every image resumes and finishes right.
//
// RUN: %cgt-x86_64 %s -o %t.x86_64
// RUN: %cgt-s390x %s -o %t.s390x
// RUN: %plain-x86_64 %s -o %t.plain
// RUN: setsid -w %t.plain > %t.expected
// RUN: rm -rf %t.images && mkdir %t.images
// RUN: env CGT_OPTIONS=save=%t.images/%%n:every_polls=3:compress=19:stats=%t.images/stats setsid -w %t.x86_64 > %t.out
// RUN: cmp %t.expected %t.out
// RUN: %python %S/../Inputs/resume-all.py --images %t.images --expected %t.expected --at-least 10 -- setsid -w %t.x86_64
// RUN: %python %S/../Inputs/resume-all.py --images %t.images --expected %t.expected --at-least 10 -- setsid -w %run-s390x %t.s390x
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CHILDREN = 12, BALLAST = 400000 };

static volatile sig_atomic_t children_ended, terminations;

static void on_child(int signal) {
  (void)signal;
  children_ended++;
}

static void on_term(int signal) {
  (void)signal;
  terminations++;
}

static void handle(int signal, void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, NULL);
}

// Forks a child and waits for it; returns its status.
static int run_child(int number) {
  int status = -1;
  pid_t child = fork();
  if (child == 0)
    _exit(number);
  return waitpid(-1, &status, 0) == child ? WEXITSTATUS(status) : -1;
}

static int no_child_left(void) {
  int status;
  return waitpid(-1, &status, WNOHANG) == -1 && errno == ECHILD;
}

int main(void) {
  // Makes an image large enough for a save to take its time.
  unsigned *ballast = malloc(BALLAST * sizeof *ballast), sum = 0;
  for (unsigned i = 0, x = 1; i < BALLAST; i++)
    ballast[i] = x = x * 1664525 + 1013904223;
  handle(SIGCHLD, on_child);
  handle(SIGTERM, on_term);
  for (int i = 0; i < CHILDREN; i++) {
    int status = run_child(i);
    kill(0, SIGTERM);
    sum = sum * 31 + ballast[i * 1000];
    printf("child %d ended with %d, %d signals, %d terminations, %s left\n", i,
           status, (int)children_ended, (int)terminations,
           no_child_left() ? "none" : "some");
    for (int j = 0; j < 2; j++) // two polls more
      printf("after child %d: %d\n", i, j);
  }
  printf("%08x\n", sum);
  free(ballast);
  return 0;
}
