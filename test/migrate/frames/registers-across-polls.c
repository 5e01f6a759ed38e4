// Globals, heap fields, locals that others know and errno may be in registers at a poll; they are saved all the same. So is
// the position in a stream that is read and written by macros.
//
// RUN: %carry %s --work %t --points 14 --pairs x86_64:x86_64 x86_64:s390x s390x:i686 --levels=-O1,-O2,-O3 --stdin %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned global, seen[8];
static struct counter {
  unsigned long steps;
  double mean;
} *heap;

static void count(struct counter *local, int rounds) {
  for (int i = 0; i < rounds; i++) {
    for (int j = 0; j < 9; j++) {
      global = global * 31 + (unsigned)(i ^ j);
      heap->steps++;
      heap->mean += (i - heap->mean) / (double)heap->steps;
      local->steps += global & 3;
      seen[j & 7] += (unsigned)local->steps;
    }
    errno = i + 1;
  }
}

#ifdef __OPTIMIZE__
#define NEXT getc_unlocked(stdin)
#define PUT(c) putc_unlocked(c, stdout)
#else
#define NEXT getchar()
#define PUT(c) putchar(c)
#endif

int main(void) {
  struct counter local = {0, 0}, *known = &local;
  heap = calloc(1, sizeof *heap);
  if (!heap)
    return 1;
  errno = 0;
  count(known, 12);
  int last = errno;
  printf("%u %lu %a %lu %u %d\n", global, heap->steps, heap->mean, local.steps, seen[3], last);
  for (int line = 0; line < 6; line++)
    for (int c = NEXT; c != EOF; c = NEXT) {
      PUT(c);
      if (c == '\n')
        break;
    }
  free(heap);
  return 0;
}
