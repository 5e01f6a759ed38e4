// Code that can't be reached counts at no level: images of -O0 and -O2 fit together, whatever is behind a return in a loop.
//
// RUN: %carry %s --work %t --points 12 --pairs x86_64:x86_64 x86_64:s390x --levels=-O2,-O0,-O1
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

static int next(int i) {
  int s = i;
  for (int k = 0; k < 3000; k++)
    s += k & i;
  return s;
}

static int first(int n) {
  int found = 0;
  for (int i = 0; i < n; i = next(i)) {
    int v[4] = {i, n, 3, 4};
    if (v[i & 3] > 100)
      return v[1];
    return found;
  }
  int t = 0;
  for (int k = 0; k < 3; k++)
    t += next(k);
  return t;
}

static int always(int n) {
  for (int i = 0; i < 9; i = next(i) + next(n))
    break;
  return next(n);
}

static int skips(int n) {
  int sum = next(n);
  goto out;
  for (int i = 0; i < n; i++)
    sum += next(i);
out:
  return sum + next(n + 1);
}

static int forever(int n) {
  for (;;) {
    int both[2] = {next(n), n};
    if (both[0] >= 0)
      return both[1] + next(n);
    return both[0];
    next(n);
  }
  return next(n);
}

int main(void) {
  for (int i = -3; i < 1; i++)
    printf("%d %d %d %d\n", first(i), always(i), skips(i), forever(i));
  return 0;
}
