// What earlier calls and freed blocks left in memory isn't carried as the value of a variable or block that was never
// written, and so can't refuse a narrower platform: whole variables, elements, what a jump passes by, members behind a
// large buffer, blocks, and what a block grew by.
//
// RUN: %cgt-x86_64 -fplugin-arg-cgt-polls=explicit -O0 %s -o %t.0 && %cgt-x86_64 -fplugin-arg-cgt-polls=explicit -O2 %s -o %t.2
// RUN: %cgt-i686 -fplugin-arg-cgt-polls=explicit -O2 %s -o %t.i686
// RUN: %python %S/../Inputs/kinds.py %t.0 "%run-i686 %t.i686" stat elements skipped behind union block large grown
// RUN: %python %S/../Inputs/kinds.py %t.2 "%run-i686 %t.i686" stat elements skipped behind union block large grown
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define LOOK(what) __asm__ volatile("" : : "r"(what) : "memory")

/// Numbers that don't fit 32 bits, on the stack and in blocks of many sizes.
static __attribute__((noinline)) void leave(void) {
  long junk[2000];
  for (int i = 0; i < 2000; i++)
    junk[i] = (long)0x561f00000000LL + i;
  LOOK(junk);
  void *blocks[64];
  for (int i = 0; i < 64; i++) {
    size_t size = i < 60 ? 40 + 8 * (size_t)i : 200000;
    long *block = malloc(size);
    memcpy(block, junk, size < sizeof junk ? size : sizeof junk);
    if (size > sizeof junk)
      memcpy((char *)block + 100000, junk, sizeof junk);
    blocks[i] = block;
  }
  for (int i = 0; i < 64; i++)
    free(blocks[i]);
}

static __attribute__((noinline)) int use_stat(void) {
  struct stat st;
  cgt_poll();
  return stat("/", &st) == 0 && S_ISDIR(st.st_mode);
}

static __attribute__((noinline)) int use_elements(void) {
  long v[200];
  for (int i = 0; i < 4; i++)
    v[i] = i;
  LOOK(v);
  cgt_poll();
  return v[3] == 3;
}

static __attribute__((noinline)) int use_skipped(int k) {
  switch (k) {
    long v[20];
  case 1:
    v[1] = 7;
    LOOK(v);
    cgt_poll();
    return v[1] == 7;
  }
  return 0;
}

struct file {
  char buffer[4096];
  long position, end;
};

static __attribute__((noinline)) int use_behind(void) {
  struct file f;
  f.position = 1;
  LOOK(&f);
  cgt_poll();
  return f.position == 1;
}

union value {
  char *s;
  long i;
};

static __attribute__((noinline)) int use_union(void) {
  union value stack[200];
  memset(stack, 0, 4 * sizeof *stack);
  LOOK(stack);
  cgt_poll();
  return stack[1].i == 0;
}

static __attribute__((noinline)) int use_block(size_t n) {
  long *v = malloc(n * sizeof *v);
  v[0] = 1;
  cgt_poll();
  return v[0] == 1;
}

static __attribute__((noinline)) int use_grown(void) {
  long *v = malloc(7 * sizeof *v);
  v[0] = 1;
  v = realloc(v, 30 * sizeof *v);
  long *w = malloc(9000 * sizeof *w);
  w[0] = 1;
  w = realloc(w, 20000 * sizeof *w);
  cgt_poll();
  return v[0] == 1 && w[0] == 1;
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  leave();
  int good = !strcmp(what, "stat")       ? use_stat()
             : !strcmp(what, "elements") ? use_elements()
             : !strcmp(what, "skipped")  ? use_skipped(argc - 1)
             : !strcmp(what, "behind")   ? use_behind()
             : !strcmp(what, "union")    ? use_union()
             : !strcmp(what, "block")    ? use_block(9)
             : !strcmp(what, "large")    ? use_block(25000)
                                         : use_grown();
  puts(good ? "good" : "bad");
  return !good;
}
