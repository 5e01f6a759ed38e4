// A thread that doesn't come to a poll, or whose stack has a frame that can't be captured, lets the request wait: the message says which
// thread it is. The checkpoint is made when that is over, and goes on right. A thread that was begun before main refuses a restore.
//
// RUN: %cgt-x86_64 %s -o %t.exe -pthread
// RUN: %t.exe late > %t.late && %t.exe frame > %t.frame
// RUN: rm -f %t.image
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=1:after=exit:verbosity=2 %t.exe late > %t.first 2> %t.err
// RUN: FileCheck %s --check-prefix=LATE < %t.err
// LATE: cgt: warning: a checkpoint waits: thread 2 hasn't come to a poll; the checkpoint is made when that thread comes to a poll, or has ended
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.second
// RUN: cat %t.first %t.second | cmp - %t.late
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=1:after=exit:verbosity=2 %t.exe frame > %t.first 2> %t.err
// RUN: FileCheck %s --check-prefix=FRAME < %t.err
// FRAME: cgt: warning: a checkpoint waits: a function outside the program's own code is on the stack of thread 2, whose frame can't be captured; the
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.second
// RUN: cat %t.first %t.second | cmp - %t.frame
//
// RUN: %cgt-x86_64 -DEARLY %s -o %t.early -pthread
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.image %t.early 2>&1 | FileCheck %s --check-prefix=EARLY
// EARLY: cgt: error: can't restore '{{.*}}': this program has begun threads before main; begin them in main
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <cgt/cgt.h>
#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static volatile int is_begun, is_over;

static void wait_a_little(void) {
  struct timespec time = {0, 400000000};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
}

static int poll_in_it(const char *name, const struct stat *status, int flag) {
  (void)name, (void)status, (void)flag;
  is_begun = 1;
  for (int i = 0; i < 200; i++)
    usleep(1000);
  return 0;
}

static void *work(void *argument) {
  if (strcmp(argument, "late") == 0) {
    is_begun = 1;
    wait_a_little();
  } else {
    ftw("/dev/null", poll_in_it, 1);
  }
  is_over = 1;
  return argument;
}

#ifdef EARLY
__attribute__((constructor)) static void begin_early(void) {
  static pthread_t early;
  pthread_create(&early, NULL, work, "late");
}
#endif

CGT_NO_POLL static void await_begin(void) {
  while (!is_begun)
    ;
}

int main(int argc, char **argv) {
  pthread_t thread;
  void *result;
  if (argc < 2 || pthread_create(&thread, NULL, work, argv[1]) != 0)
    return 1;
  await_begin();
  while (!is_over)
    usleep(1000);
  pthread_join(thread, &result);
  for (int i = 0; i < 5; i++)
    printf("%d %s\n", i, (char *)result);
  return 0;
}
