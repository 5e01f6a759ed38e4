// Functions that leave by `musttail` are saved at each poll and resumed, again and again: their clones stand under the next
// function without being in the image, and an interpreter whose instructions go on by pointers has polls.
//
// RUN: %carry %s --work %t --points 5 --pairs x86_64:s390x s390x:x86_64 x86_64:i686 i686:x86_64 --flags +Wall +Wextra
// RUN: %cgt-x86_64 -O2 %s -o %t.O2 && %cgt-x86_64 -O0 %s -o %t.O0
// RUN: %t.O2 > %t.whole
// RUN: %python %S/../Inputs/resume-again.py 9 %t.images %t.O2 %t.O0 > %t.out
// RUN: diff %t.whole %t.out
//
// REQUIRES: run-x86_64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

struct machine { const unsigned char *code; long registers[4]; long steps; };
typedef long instruction(struct machine *m, long at);

static instruction add, loop, print, stop;
static instruction *const table[] = {add, loop, print, stop};
#define NEXT(at) __attribute__((musttail)) return table[m->code[at]](m, at)

static long add(struct machine *m, long at) {
  m->registers[0] += m->registers[1] + at;
  m->steps++;
  NEXT(at + 1);
}
static long loop(struct machine *m, long at) {
  m->steps++;
  if (--m->registers[2] > 0)
    at = -1;
  NEXT(at + 1);
}
static long print(struct machine *m, long at) {
  printf("%ld %ld\n", m->registers[0], m->registers[2]);
  m->steps++;
  NEXT(at + 1);
}
static long stop(struct machine *m, long at) { return m->registers[0] + at; }

static int count(int n, long *sum) {
  if (n < 1)
    return 7;
  *sum += n;
  if (n % 16 == 0)
    printf("count %d %ld\n", n, *sum);
  __attribute__((musttail)) return count(n - 1, sum);
}

struct big { long v[6]; };
struct pair { int a, b; };
static struct big even(int n, struct pair p);
static struct big odd(int n, struct pair p) {
  p.b += n;
  if (n % 8 == 1) printf("odd %d %d\n", n, p.b);
  __attribute__((musttail)) return even(n - 1, p);
}
static struct big even(int n, struct pair p) {
  p.a += n;
  if (n <= 0) return (struct big){{p.a, p.b, 1, 2, 3, n}};
  __attribute__((musttail)) return odd(n - 1, p);
}
/* only a musttail call, no site of its own */
static int hop(int n, long *sum) { __attribute__((musttail)) return count(n, sum); }
static int lasts(int n, long *sum) { long s = *sum; int r = hop(n, &s); printf("hop %d %ld\n", r, s); *sum += s; return r; }

int main(void) {
  static const unsigned char code[] = {0, 0, 2, 1, 3};
  struct machine m = {code, {0, 3, 20, 0}, 0};
  printf("%ld", table[code[0]](&m, 0));
  printf(" %ld\n", m.steps);
  long sum = 0;
  int r = count(50, &sum);
  printf("%d %ld\n", r, sum);
  struct big b = even(40, (struct pair){1, 2});
  printf("%ld %ld %ld\n", b.v[0], b.v[1], b.v[5]);
  r += lasts(30, &sum);
  printf("%d %ld\n", r, sum);
  return 0;
}
