// Sets of signals and of descriptors are carried by their members, wherever they lie: signals have other numbers on mips and sparc64.
//
// RUN: %carry %s --work %t --points 4 --pairs cover
// RUN: %carry %s --work %t --points 4 --pairs x86_64:mips mips:sparc64 sparc64:s390x s390x:x86_64 x86_64:x86_64
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/select.h>

struct kept {
  sigset_t set;
  int count;
};

static sigset_t caught, empty;
static sigset_t *several;
static fd_set waiting;

static const struct {
  const char *name;
  int number;
} signals[] = {{"HUP", SIGHUP},   {"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"CHLD", SIGCHLD}, {"PIPE", SIGPIPE}, {"TERM", SIGTERM},
               {"BUS", SIGBUS},   {"SYS", SIGSYS},   {"XFSZ", SIGXFSZ}, {"STOP", SIGSTOP}, {"WINCH", SIGWINCH}};
enum { Signals = sizeof signals / sizeof *signals };

static void show(const char *what, const sigset_t *set) {
  printf("%s:", what);
  for (int k = 0; k < Signals; k++)
    if (sigismember(set, signals[k].number))
      printf(" %s", signals[k].name);
  printf("%s\n", sigismember(set, SIGRTMIN + 2) ? " RTMIN+2" : "");
}

int main(void) {
  sigset_t local;
  sigfillset(&local);
  sigdelset(&local, SIGCHLD);
  sigemptyset(&caught);
  struct kept *kept = calloc(2, sizeof *kept);
  several = malloc(3 * sizeof *several);
  for (int k = 0; k < 3; k++)
    sigfillset(&several[k]);
  FD_ZERO(&waiting);
  for (volatile int k = 0; k < Signals; k++) {
    sigaddset(&caught, signals[k].number);
    sigaddset(&kept[k % 2].set, signals[k].number);
    sigdelset(&several[1], signals[k].number);
    FD_SET(k * 31, &waiting);
    printf("%d\n", k);
  }
  sigaddset(&kept[1].set, SIGRTMIN + 2);
  for (volatile int k = 0; k < 3; k++)
    printf("%d\n", k);
  show("caught", &caught);
  show("empty", &empty);
  show("local", &local);
  show("kept 0", &kept[0].set);
  show("kept 1", &kept[1].set);
  show("several 0", &several[0]);
  show("several 1", &several[1]);
  for (int k = 0; k < 400; k++)
    if (FD_ISSET(k, &waiting))
      printf("%d ", k);
  printf("\n");
  return 0;
}
