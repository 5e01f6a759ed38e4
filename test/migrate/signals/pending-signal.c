// A request waits for a real-time signal that is blocked and pending, which is named: its sender may have said something by it. It
// doesn't for one that asks for a checkpoint.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: rm -f %t.image
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=2:after=exit:verbosity=2 %t.exe own 2>&1 | FileCheck %s
// RUN: not ls %t.image
// CHECK: cgt: warning: a checkpoint waits: signal SIGRTMIN+2 is pending, and the program blocks it, which an image can't carry yet
// CHECK: received
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:signal=USR2:at_poll=2:after=exit %t.exe > %t.out
// RUN: ls %t.image
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t received;

static void receive(int number) {
  (void)number;
  received = 1;
}

int main(int argc, char **argv) {
  sigset_t set;
  (void)argv;
  int number = argc > 1 ? SIGRTMIN + 2 : SIGUSR2;
  if (argc > 1)
    signal(number, receive);
  sigemptyset(&set);
  sigaddset(&set, number);
  sigprocmask(SIG_BLOCK, &set, NULL);
  raise(number);
  for (int i = 0; i < 4; i++)
    fflush(stdout);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  printf("%s\n", received ? "received" : "lost");
  return 0;
}
