// Which signals are blocked while a handler runs, on which stack it runs, and signals that wait for the program to unblock them are
// carried; signals by name, since numbers differ.
//
// RUN: %carry %s --work %t.lab --points 10 --pairs x86_64:x86_64 x86_64:aarch64 aarch64:s390x s390x:i686 i686:mips mips:sparc64 \
// RUN:   sparc64:x86_64
//
// REQUIRES: run-aarch64, run-s390x, run-i686, run-mips, run-sparc64
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char memory[1 << 16];
static stack_t *stack;
static volatile sig_atomic_t inner, during, outside, on_stack;

static void note(int number) {
  (void)number;
  inner++;
}

static void handle(int number, siginfo_t *info, void *context) {
  char here;
  (void)context;
  on_stack = &here >= (char *)stack->ss_sp && &here < (char *)stack->ss_sp + stack->ss_size;
  raise(SIGUSR2);
  raise(SIGWINCH);
  during = inner;
  outside = info->si_signo == number;
}

// Flags are other numbers elsewhere: none is alive at a poll.
static void install(void) {
  struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};
  sigaddset(&action.sa_mask, SIGUSR2);
  sigaddset(&action.sa_mask, SIGRTMIN + 3);
  sigaction(SIGUSR1, &action, NULL);
}

static void show(void) {
  struct sigaction now;
  stack_t current;
  sigaction(SIGUSR1, NULL, &now);
  sigaltstack(NULL, &current);
  printf("%d %d %d %d %d\n", sigismember(&now.sa_mask, SIGUSR2), sigismember(&now.sa_mask, SIGRTMIN + 3),
         sigismember(&now.sa_mask, SIGWINCH), (now.sa_flags & SA_ONSTACK) != 0,
         current.ss_sp == memory && current.ss_size == sizeof memory);
}

int main(void) {
  sigset_t blocked;
  stack = malloc(sizeof *stack);
  memset(stack, 0, sizeof *stack);
  stack->ss_sp = memory;
  stack->ss_size = sizeof memory;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGPROF);
  sigaddset(&blocked, SIGHUP);
  for (int i = 0; i < 12; i++) {
    switch (i) {
    case 1: sigaltstack(stack, NULL); break;
    case 2: install(); break;
    case 3: signal(SIGUSR2, note), signal(SIGWINCH, note), signal(SIGPROF, note), signal(SIGHUP, note); break;
    case 4: sigprocmask(SIG_BLOCK, &blocked, NULL); break;
    case 5: raise(SIGPROF), raise(SIGHUP); break;
    }
    printf("%d\n", i);
  }
  show();
  sigpending(&blocked);
  printf("%d %d %d %d\n", sigismember(&blocked, SIGPROF), sigismember(&blocked, SIGHUP), sigismember(&blocked, SIGUSR1), inner);
  raise(SIGUSR1);
  printf("%d %d %d %d\n", on_stack, during, inner, outside);
  sigprocmask(SIG_UNBLOCK, &blocked, NULL);
  printf("%d\n", inner);
  return 0;
}
