// A struct that is built while calls poll keeps what it has so far, wherever the ABI has it built: in the caller's memory, in a
// literal's, in an argument's.
//
// RUN: %carry %s --work %t --points 14 --pairs x86_64:x86_64 x86_64:s390x s390x:i686 i686:x86_64 --levels=-O2,-O0
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

static int next(int n) {
  int sum = 0;
  for (int i = 0; i < 2000; i++)
    sum += i & n;
  return sum % 97;
}

struct small {
  short a;
  char b;
};
struct big {
  int a[4];
  double b, c;
  const char *name;
};
typedef union {
  int i;
  char c[12];
} either;

static struct small make_small(int n) { return (struct small){next(n), next(n + 1)}; }
static struct big make_big(int n) {
  return (struct big){{next(n), n, next(n + 1)}, .c = next(n + 2), .b = next(n + 3), .name = "big"};
}
static struct big choose(int n) { return n & 1 ? (struct big){.b = next(n), .name = "odd", .c = next(2)} : make_big(n); }
static struct big last(int n) {
  return ({
    next(n);
    (struct big){.b = next(n), .c = next(n + 1), .name = "last"};
  });
}
static either make_either(int n) { return (either){.i = next(n)}; }

static int sum_small(struct small s, int n) { return s.a + s.b * n; }
static int sum_big(struct big s, int n, struct small t) { return s.a[0] + s.a[2] + (int)(s.b * s.c) + n + t.a + *s.name; }
static int sum_all(const struct big *s, int n, const int *numbers) { return sum_big(*s, n, (struct small){numbers[1], 2}); }
static int sum_either(either e, int n) { return e.i + n; }

int main(void) {
  for (int n = 1; n < 4; n++) {
    printf("%d\n", sum_small(make_small(n), next(n)) + sum_small((struct small){next(n), next(2)}, next(3)));
    printf("%d\n", sum_big(make_big(n), next(n), make_small(next(n))) + sum_big(choose(n), next(n), make_small(n)));
    printf("%d\n", sum_all(&(struct big){{next(n), n}, next(2), 3, "here"}, next(4), (int[]){next(5), next(n)}));
    printf("%d\n", sum_either(make_either(n), next(n)) + sum_either((either)next(2), next(3)));
    printf("%d\n", sum_big(last(n), next(n), (struct small){next(n), 1}) + make_big(n).a[next(n) % 3]);
    for (int i = 0; i < 2; i++) {
      int *p = (int[2]){next(i), next(n)};
      p[i] += next(p[1]);
      printf("%d %d\n", p[0], p[1]);
    }
  }
  return 0;
}
