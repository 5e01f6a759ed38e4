// The program sets and sees its own action of a signal of exit_signal: it isn't
// called while a checkpoint can be made, it is where none can, and the image has it.
//
// RUN: %cgt-x86_64 -O1 %s -o %t.exe
// DEFINE: %{how} = none
// DEFINE: %{image} = %t.image
// DEFINE: %{run} = rm -f %t.image && %t.exe %{how} | FileCheck --check-prefix=PLAIN %s && \
// DEFINE:   %expect 85 -- env CGT_OPTIONS=save=%t.image:exit_signal=INT,TERM %t.exe %{how} | FileCheck --check-prefix=SAVED %s && \
// DEFINE:   env CGT_OPTIONS=restore=%t.image %t.exe | FileCheck --check-prefix=RESUMED %s && \
// DEFINE:   env CGT_OPTIONS=save=%t.none/image:exit_signal=INT,TERM %t.exe %{how} 2> %t.err | FileCheck --check-prefix=SECOND %s && \
// DEFINE:   FileCheck --check-prefix=TOLD %s < %t.err
// REDEFINE: %{how} = signal
// RUN: %{run}
// REDEFINE: %{how} = sigaction
// RUN: %{run}
// REDEFINE: %{how} = sysv
// RUN: %{run}
// REDEFINE: %{how} = twice
// RUN: %{run}
// PLAIN: the default was there
// PLAIN-NEXT: own handler is seen
// PLAIN-NEXT: handled 1
// PLAIN-NEXT: handled 2
// SAVED: the default was there
// SAVED-NEXT: own handler is seen
// SAVED-NOT: {{.}}
// RESUMED: handled 0
// RESUMED-NEXT: handled 1
// SECOND: the default was there
// SECOND-NEXT: own handler is seen
// SECOND-NEXT: handled 0
// SECOND-NEXT: handled 1
// TOLD: cgt: error: can't save '{{.*}}': can't create it
// TOLD-NEXT: cgt: error: SIGTERM: no checkpoint was made; the program goes on; another SIGTERM acts as without CGT
// TOLD-NOT: {{.}}
//
// A child that the program forks has the program's own action.
// RUN: env CGT_OPTIONS=save=%t.none/image:exit_signal=INT,TERM %t.exe fork 2>&1 | FileCheck --check-prefix=FORK %s
// FORK: child: handled 1, default again, killed by 15
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t handled;

static void count(int number) {
  (void)number;
  handled++;
}

static void other(int number) {
  (void)number;
  handled += 100;
}

static void install(const char *how) {
  struct sigaction own, before, seen;
  memset(&own, 0, sizeof own);
  own.sa_handler = count;
  before.sa_handler = NULL;
  if (strcmp(how, "sigaction") == 0)
    sigaction(SIGTERM, &own, &before);
  else if (strcmp(how, "sysv") == 0)
    before.sa_handler = sysv_signal(SIGTERM, count);
  else if (strcmp(how, "twice") == 0)
    before.sa_handler = signal(SIGTERM, other), signal(SIGTERM, count);
  else
    before.sa_handler = signal(SIGTERM, count);
  printf("%s\n", before.sa_handler == SIG_DFL ? "the default was there" : "something was there");
  sigaction(SIGTERM, NULL, &seen);
  printf("%s\n", seen.sa_handler == count ? "own handler is seen" : "another handler is seen");
  if (strcmp(how, "sysv") == 0) { // one shot: as often as it is needed
    signal(SIGTERM, count);
  }
}

static int try_child(void) {
  pid_t child = fork();
  if (child == 0) {
    raise(SIGTERM);
    struct sigaction seen;
    sigaction(SIGTERM, NULL, &seen);
    printf("child: handled %d", seen.sa_handler == count ? (int)handled : -1);
    seen.sa_handler = signal(SIGTERM, SIG_DFL);
    printf("%s", signal(SIGTERM, SIG_DFL) == SIG_DFL && seen.sa_handler == count ? ", default again" : "");
    fflush(stdout);
    raise(SIGTERM);
    _exit(1);
  }
  int status;
  waitpid(child, &status, 0);
  printf(", killed by %d\n", WTERMSIG(status));
  return 0;
}

int main(int argc, char **argv) {
  install(argv[argc - 1]);
  fflush(stdout);
  if (strcmp(argv[argc - 1], "fork") == 0)
    return try_child();
  for (int i = 0; i < 2; i++) {
    raise(SIGTERM);
    for (int k = 0; k < 2; k++)
      fflush(stderr);
    printf("handled %d\n", (int)handled);
  }
  return 0;
}
