// Results of localtime and its like, which libc keeps in memory of its own, have their type also where no typed variable leads
// to them, are one block for all calls, and refuse nothing when the program is done with them. What is refused says where the
// program asked for it.
//
// RUN: %cgt-x86_64 -O2 %s -o %t.x86_64 && %cgt-aarch64 -O2 %s -o %t.aarch64 && %cgt-i686 -O2 %s -o %t.i686
// RUN: env TZ=UTC %python %S/../Inputs/refused-or-right.py --work %t --saver %t.x86_64 -- %run-aarch64 %t.aarch64 \
// RUN:   --right done hidden universal text line message
// RUN: env TZ=UTC %python %S/../Inputs/refused-or-right.py --work %t --saver %t.x86_64 -- %run-i686 %t.i686 \
// RUN:   --right done hidden universal text line message --refused misused | FileCheck %s
// CHECK: misused: {{.*}} heap block 'char' of function 'misused' ({{.*}}.c:[[#@LINE+47]]): characters hold a pointer
// RUN: %cgt-inspect --heap %t.hidden.image | FileCheck %s --check-prefix=HEAP
// HEAP: struct tm{{.*}}libc-buffers.c:[[#@LINE+32]]
//
// REQUIRES: run-aarch64, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static void *kept;
static time_t second = 86400 * 365;

static void stamp(void) {
  struct tm *p = localtime(&second);
  char s[40];
  strftime(s, sizeof s, "%Y", p);
  puts(s);
}

static int work(void) {
  int s = 0;
  for (int i = 0; i < 10; i++) {
    s += i;
    printf("%d\n", s);
  }
  return s;
}

// Only a void * leads there.
static void hidden(void) {
  void *first = gmtime(&second);
  kept = localtime(&second);
  printf("%d\n", first == kept);
}

static int year(const void *p) { return ((const struct tm *)p)->tm_year; }

static void universal(void) { kept = gmtime(&second); }
static void text(void) { kept = ctime(&second); }
static void line(void) { kept = asctime(gmtime(&second)); }
static void message(void) { kept = strerror(ENOENT); }

static void misused(void) {
  static char *pair[2];
  pair[0] = asctime(gmtime(&second));
  pair[1] = strerror(ENOENT);
  kept = memcpy(pair[0], pair, sizeof pair);
}

int main(int argc, char **argv) {
  const char *mode = argc > 1 ? argv[1] : "";
  if (!strcmp(mode, "done"))
    stamp();
  if (!strcmp(mode, "hidden"))
    hidden();
  if (!strcmp(mode, "universal"))
    universal();
  if (!strcmp(mode, "text"))
    text();
  if (!strcmp(mode, "line"))
    line();
  if (!strcmp(mode, "message"))
    message();
  if (!strcmp(mode, "misused"))
    misused();
  int s = work();
  if (!strcmp(mode, "hidden") || !strcmp(mode, "universal"))
    printf("%d\n", year(kept));
  else if (kept && strcmp(mode, "misused"))
    puts(kept);
  return s != 45;
}
