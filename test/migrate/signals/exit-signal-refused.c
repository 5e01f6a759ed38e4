// A signal of exit_signal that comes where nothing can be saved is answered at once
// with all that is in the way; the next one does what it would without CGT. While a
// request can be served, more of them change nothing.
//
// RUN: %cgt-x86_64 -O1 %s -o %t.exe
// RUN: rm -f %t.image
// DEFINE: %{what} = none
// DEFINE: %{try} = %expect -15 -- env CGT_OPTIONS=save=%t.image:exit_signal=TERM,HUP %t.exe %{what} 2>&1
// REDEFINE: %{what} = list
// RUN: %{try} | FileCheck --check-prefixes=WAITS -DWHY="function 'with_list' (" %s
// REDEFINE: %{what} = cleanup
// RUN: %{try} | FileCheck --check-prefixes=WAITS -DWHY="function 'with_cleanup' (" %s
// REDEFINE: %{what} = pipe
// RUN: %{try} | FileCheck --check-prefixes=WAITS -DWHY="file open as descriptor 3 ('pipe:[" %s
// REDEFINE: %{what} = child
// RUN: %{try} | FileCheck --check-prefixes=WAITS -DWHY="a child process of the program's is running" %s
// REDEFINE: %{what} = callback
// RUN: %{try} | FileCheck --check-prefixes=WAITS -DWHY="a function outside the program's own code is on the stack" %s
// WAITS: cgt: error: a checkpoint waits: [[WHY]]
// WAITS-NEXT: cgt: error: SIGTERM: no checkpoint is possible yet; {{.*}}; another SIGTERM acts as without CGT
// WAITS-NOT: {{.}}
//
// All of it at once.
// REDEFINE: %{what} = list pipe cleanup
// RUN: %{try} | FileCheck --check-prefix=ALL %s
// ALL: cgt: error: a checkpoint waits: function 'with_cleanup'
// ALL-NEXT: cgt: error: a checkpoint waits: function 'with_list'
// ALL-NEXT: cgt: error: a checkpoint waits: file open as descriptor 3 ('pipe:{{.*}}') and 1 more, which an image can't carry yet; close it first
// ALL-NEXT: cgt: error: SIGTERM: no checkpoint is possible yet;{{.*}}
// ALL-NOT: {{.}}
//
// What won't go away, and a save that fails.
// REDEFINE: %{what} = library
// RUN: %{try} | FileCheck --check-prefix=FAILS -DWHY="can't save '%t.image': global 'expression' (" %s
// RUN: %expect -15 -- env CGT_OPTIONS=save=%t.none/image:exit_signal=TERM %t.exe nothing 2>&1 | FileCheck --check-prefix=FAILS -DWHY="can't save '%t.none/image': can't create it" %s
// FAILS: cgt: error: [[WHY]]
// FAILS-NEXT: cgt: error: SIGTERM: no checkpoint was made; the program goes on; another SIGTERM acts as without CGT
// FAILS-NOT: {{.}}
// RUN: not ls %t.image
//
// The request is served when nothing is in the way any more.
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:exit_signal=TERM,HUP %t.exe once list pipe 2>&1 | FileCheck --check-prefix=LATER %s
// LATER: cgt: error: SIGTERM: no checkpoint is possible yet
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe | FileCheck --check-prefix=END %s
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:exit_signal=TERM,HUP %t.exe often nothing 2>&1 | count 0
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe | FileCheck --check-prefix=END %s
// END: end
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <ftw.h>
#include <pthread.h>
#include <regex.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int times = 2;
static char **what;
static regex_t expression;
static volatile int sink;

static void next(void);

static void ask(void) {
  if (times > 2) {
    raise(SIGTERM); // no poll between them
    raise(SIGHUP);
    raise(SIGTERM);
  }
  for (int k = 0; k < times; k++) {
    if (times <= 2)
      raise(SIGTERM);
    for (int i = 0; i < 3; i++)
      fflush(stderr); // a poll follows
  }
}

static void with_list(int n, ...) {
  va_list list;
  va_start(list, n);
  next();
  sink += va_arg(list, int);
  va_end(list);
}

static void clean(void *value) { *(volatile int *)value = 1; }

static void with_cleanup(void) {
  pthread_cleanup_push(clean, (void *)&sink);
  next();
  pthread_cleanup_pop(1);
}

static int next_at(const char *name, const struct stat *status, int flag) {
  (void)name, (void)status, (void)flag;
  next();
  return 0;
}

static void next(void) {
  const char *now = *what;
  if (!now) {
    ask();
    return;
  }
  what++;
  if (strcmp(now, "list") == 0) {
    with_list(1, 2);
  } else if (strcmp(now, "cleanup") == 0) {
    with_cleanup();
  } else if (strcmp(now, "callback") == 0) {
    ftw("/dev/null", next_at, 1);
  } else if (strcmp(now, "pipe") == 0) {
    int ends[2];
    if (pipe(ends) != 0)
      exit(1);
    next();
    close(ends[0]);
    close(ends[1]);
  } else if (strcmp(now, "child") == 0) {
    if (fork() == 0) {
      signal(SIGTERM, SIG_DFL);
      sleep(2);
      _exit(0);
    }
    next();
  } else {
    if (strcmp(now, "library") == 0)
      regcomp(&expression, "x*", 0);
    next();
  }
}

int main(int argc, char **argv) {
  (void)argc;
  what = argv + 1;
  if (*what && strcmp(*what, "once") == 0) {
    times = 1;
    what++;
  } else if (*what && strcmp(*what, "often") == 0) {
    times = 5;
    what++;
  }
  next();
  for (int i = 0; i < 3; i++)
    fflush(stderr);
  printf("end\n");
  return 0;
}
