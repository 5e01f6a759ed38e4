// A stack that is nearly full is carried or refused, never run over: clones have larger frames than the functions that were
// saved, at -O0 above all, and not all of it is in the image. No user code has run when it is refused.
//
// RUN: %cgt-x86_64 -O0 -fplugin-arg-cgt-polls=explicit %s -o %t.O0
// RUN: %cgt-x86_64 -O2 -fplugin-arg-cgt-polls=explicit %s -o %t.O2
// RUN: %cgt-x86_64 -O0 -DEARLY -fplugin-arg-cgt-polls=explicit %s -o %t.early
// RUN: %cgt-s390x -O2 -fplugin-arg-cgt-polls=explicit %s -o %t.s390x
// RUN: %python %S/../Inputs/nearly-full.py %t.image %t.O0 %t.O0 %t.O2
// RUN: %python %S/../Inputs/nearly-full.py %t.image %t.O2 %t.O0 %t.O2
// RUN: %python %S/../Inputs/nearly-full.py %t.image %t.early %t.early
// RUN: %python %S/../Inputs/nearly-full.py %t.image "%run-s390x %t.s390x" %t.O0 %t.O2
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef EARLY
enum { EARLY_BYTES = 20000, BYTES = 8 };
#else
enum { EARLY_BYTES = 8, BYTES = 1500 };
#endif

static char *top;
static long limit;

static long sum(const signed char *bytes, int count) {
  long result = 0;
  for (int k = 0; k < count; k++)
    result += bytes[k];
  return result;
}

/// Of two arrays one is alive at the poll, and in the image.
static long descend(int depth) {
  signed char room[BYTES];
  long result = 0;
  memset(room, depth, sizeof room);
  {
    signed char early[EARLY_BYTES];
    memset(early, depth, sizeof early);
    result += sum(early, sizeof early);
  }
  if (top - (char *)room > limit)
    cgt_poll();
  else
    result += descend(depth + 1);
  return result + sum(room, sizeof room);
}

int main(int argc, char **argv) {
  char here;
  top = &here;
  limit = argc > 1 ? atol(argv[1]) : 0;
  printf("%ld\n", descend(0));
  return 0;
}
