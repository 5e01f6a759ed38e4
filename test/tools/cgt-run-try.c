// --try proves it by doing: what is right, refused and wrong, for each poll and in all; nothing of the user's is changed.
//
// RUN: rm -rf %t && mkdir %t
// RUN: %cgt-x86_64 -O1 %s -o %t/prog && %cgt-s390x -O2 %s -o %t/prog.s390x && %cgt-i686 %s -DWRONG -o %t/prog.i686
// RUN: echo 40 > %t/count
//
// DEFINE: %{try} = bash -c 'cd %t && echo 7 | %cgt-run "$@"' --
// RUN: %{try} --try=4 --on-platform s390x-linux-gnu=prog.s390x -- ./prog count | FileCheck %s --check-prefix=RIGHT
// RIGHT: poll 1 of 40: here right; s390x-linux-gnu right
// RIGHT-NEXT: poll 14 of 40: here right; s390x-linux-gnu right
// RIGHT-NEXT: poll 27 of 40: here right; s390x-linux-gnu right
// RIGHT-NEXT: poll 40 of 40: here right; s390x-linux-gnu right
// RIGHT-NEXT: here: 4 of 4 right
// RIGHT-NEXT: s390x-linux-gnu: 4 of 4 right
// RUN: ls %t | count 4
//
// At home one run that is saved and resumed at each poll tells all that; only if it goes wrong is each poll tried by itself.
// RUN: rm -f %t.runs && env RUNS=%t.runs bash -c 'cd %t && echo 7 | %cgt-run --try=8 -- ./prog count' | grep -x 'here: 8 of 8 right'
// RUN: count 10 < %t.runs
//
// What others do in the folder meanwhile doesn't matter, nor what no copy can have.
// RUN: mkfifo %t/pipe && bash -c 'cd %t && (while test -p pipe; do date +%%N > busy; rm -f busy; done) & cd %t && echo 7 | %cgt-run --try=8 -- ./prog count; rm pipe' \
// RUN:   | grep -x 'here: 8 of 8 right'
// RUN: rm -f %t/busy
//
// Refused abroad: status 3. Wrong: 1, even if something else is refused.
// RUN: %expect 3 -- %{try} --try=2 --on-platform s390x-linux-gnu=prog.s390x -- ./prog count union | FileCheck %s --check-prefix=REFUSED
// REFUSED: poll 1 of 40: here right; s390x-linux-gnu REFUSED: heap block
// REFUSED: here: 2 of 2 right
// REFUSED-NEXT: s390x-linux-gnu: 0 of 2 right, 2 refused
// RUN: %expect 1 -- %{try} --try=1 --on-platform i686-linux-gnu=prog.i686 --on-platform s390x-linux-gnu=prog.s390x -- ./prog count \
// RUN:   | FileCheck %s --check-prefix=WRONG
// WRONG: poll 20 of 40: here right; i686-linux-gnu WRONG: the output differs at byte {{[0-9]+}} of {{[0-9]+}} (it has {{[0-9]+}}); s390x-linux-gnu right
// WRONG: i686-linux-gnu: 0 of 1 right, 1 WRONG
//
// What a program says itself when it goes wrong is shown.
// RUN: %expect 1 -- %{try} --try=2 -- ./prog count breaks | FileCheck %s --check-prefix=BREAKS
// BREAKS: poll 1 of 40: here {{WRONG}}: it ends with status 5 instead of 0: breaks: line 1
// BREAKS-NEXT: {{^}}  here: breaks: line 1
// BREAKS-NEXT: {{^}}  here: breaks: line 2
// BREAKS-NEXT: poll 40 of 40: here WRONG
// BREAKS: here: 0 of 2 right, 2 WRONG
//
// Not saved: 3, with the reason.
// RUN: %expect 3 -- %{try} --try=1 -- ./prog count pipe | FileCheck %s --check-prefix=UNSAVED
// UNSAVED: poll 20 of 40: NOT SAVED: {{.*}}pipe
// UNSAVED-NEXT: here: 0 of 1 right, 1 not saved
//
// Told to end it leaves neither a folder nor the program.
// RUN: rm -rf %t.tmp && mkdir %t.tmp && bash -c 'cd %t && env TMPDIR=%t.tmp timeout --foreground 1 %cgt-run --try -- ./prog count sleeps < /dev/null; test $? = 124'
// RUN: ls -A %t.tmp | count 0 && bash -c '! pgrep -f "^./prog count sleeps$"'
//
// What can't be tried: 2.
// RUN: %expect 2 -- %{try} --try -- ./prog count random 2>&1 | FileCheck %s --check-prefix=RANDOM
// RANDOM: cgt-run: error: --try: two runs without interruption differ: the output differs at byte {{.*}}; give the program input that it does the same with each time
// RUN: %expect 2 -- %{try} --try -- ./prog count quick 2>&1 | FileCheck %s --check-prefix=QUICK
// QUICK: cgt-run: error: --try: the program ended with status 0 before it came to a poll
// RUN: %expect 2 -- %{try} --try -- /bin/true 2>&1 | FileCheck %s --check-prefix=FOREIGN
// FOREIGN: cgt-run: error: --try: '/bin/true' wasn't built with CGT; build it with CC=cgt-cc
// RUN: %expect 2 -- %{try} --try -- ./none 2>&1 | FileCheck %s --check-prefix=ABSENT
// ABSENT: cgt-run: error: --try: can't find './none'
// RUN: %expect 2 -- %{try} --try -- ./prog count fails 2>&1 | FileCheck %s --check-prefix=FAILS
// FAILS: cgt-run: error: --try: the program ended with status 4 before it came to a poll, {{.*}}. It said: fails: line 1
// FAILS-NEXT: {{^}}  fails: line 1
// FAILS-NEXT: {{^}}  fails: line 2
// RUN: %{try} --try=1 -- ./prog %t/count 2>&1 | FileCheck %s --check-prefix=INSIDE
// INSIDE: cgt-run: warning: --try: '{{.*}}/count' is in the working folder itself, not in a run's copy of it; name it from there: 'count'
// RUN: %expect 88 -- %{try} --ckpt state --try -- ./prog 2>&1 | FileCheck %s --check-prefix=CKPT
// CKPT: cgt-run: error: --ckpt: --try saves and resumes by itself; leave it out
// RUN: %expect 88 -- %{try} --try=0 -- ./prog 2>&1 | FileCheck %s --check-prefix=ZERO
// ZERO: cgt-run: error: --try: '0' isn't a number of polls
// RUN: %expect 88 -- %{try} --on-platform s390x-linux-gnu=prog.s390x -- ./prog 2>&1 | FileCheck %s --check-prefix=ALONE
// ALONE: cgt-run: error: --on-platform is for --try
//
// REQUIRES: run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

union any {
  long number;
  void *pointer;
};

static int number(const char *name) {
  int value = 0;
  FILE *file = fopen(name, "r");
  fscanf(file, "%d", &value);
  fclose(file);
  return value;
}

static void twoLines(const char *name, int status) {
  fprintf(stderr, "%s: line 1\n%s: line 2\n", name, name);
  exit(status);
}

static void breakDown(void *unused) {
  (void)unused;
  twoLines("breaks", 5);
}

__attribute__((constructor)) static void countRuns(void) {
  const char *name = getenv("RUNS");
  FILE *runs = name ? fopen(name, "a") : NULL;
  if (runs) {
    fputs("run\n", runs);
    fclose(runs);
  }
}

static int has(int argc, char **argv, const char *word) { return argc > 2 && strcmp(argv[2], word) == 0; }

int main(int argc, char **argv) {
  int ends[2], first, count = number(argv[1]);
  union any *any = malloc(sizeof *any);
  FILE *log = fopen("log", "w");
  scanf("%d", &first);
  any->pointer = has(argc, argv, "union") ? (void *)any : NULL;
  if (has(argc, argv, "quick"))
    return 0;
  if (has(argc, argv, "sleeps"))
    sleep(100);
  if (has(argc, argv, "fails"))
    twoLines("fails", 4);
  if (has(argc, argv, "breaks"))
    cgt_on_resume(breakDown, NULL);
  if (has(argc, argv, "pipe"))
    pipe(ends);
  for (int i = 0; i < count; i++) {
    fprintf(log, "%d\n", i);
#ifdef WRONG
    printf("%d\n", first + 2 * i);
#else
    printf("%d\n", first + i);
#endif
  }
  if (has(argc, argv, "random")) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    printf("%ld\n", now.tv_nsec);
  }
  printf("%d\n", any->pointer == any);
  return fclose(log);
}
