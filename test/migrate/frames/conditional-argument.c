// The value of a conditional expression, computed before a call in the same expression that polls, is carried.
//
// RUN: %carry %s --work %t --points 12 --pairs x86_64:x86_64 x86_64:s390x s390x:i686 --levels=-O0,-O1,-O3
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

static const char *const names[] = {"none", "one", "two", NULL};

static int sum(int n) {
  int total = 0;
  for (int i = 0; i < n; i++)
    for (int j = 0; j < 2; j++)
      total += i * j + (i & 3);
  return total;
}

static void show(const char *name, long number, double part, int total) {
  printf("%s %ld %g %d\n", name, number, part, total);
}

int main(void) {
  for (int i = 0; i < 12; i++) {
    const char *name = names[i & 3];
    show(name ? name : "(null)", i & 1 ? i * 3L : -i, i > 5 ? i / 4.0 : 0.5, sum(i));
    int both = (i > 2 && sum(i) > 3) + (i & 4 ? sum(3) : i) * sum(2);
    printf("%d %d\n", both, (name && sum(i) > 9) || sum(1) != 0 ? sum(i + 1) : -1);
  }
  return 0;
}
