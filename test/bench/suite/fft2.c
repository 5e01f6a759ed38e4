/* Radix-2 Fourier transform in place, complex numbers as pairs.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct pair {
  double re, im;
};

static void transform(struct pair *a, int n, const struct pair *roots) {
  for (int i = 1, j = 0; i < n; i++) {
    int bit = n >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j) {
      struct pair t = a[i];
      a[i] = a[j];
      a[j] = t;
    }
  }
  for (int len = 2; len <= n; len <<= 1)
    for (int i = 0; i < n; i += len)
      for (int k = 0; k < len / 2; k++) {
        struct pair w = roots[k * (n / len)], u = a[i + k], v = a[i + k + len / 2];
        struct pair t = {v.re * w.re - v.im * w.im, v.re * w.im + v.im * w.re};
        a[i + k] = (struct pair){u.re + t.re, u.im + t.im};
        a[i + k + len / 2] = (struct pair){u.re - t.re, u.im - t.im};
      }
}

int main(int argc, char **argv) {
  int n = 1 << 14, rounds = argc > 1 ? atoi(argv[1]) : 700;
  struct pair *a = malloc(n * sizeof *a), *roots = malloc(n * sizeof *roots);
  for (int i = 0; i < n; i++) {
    roots[i] = (struct pair){cos(6.283185307179586 * i / n), sin(6.283185307179586 * i / n)};
    a[i] = (struct pair){i % 7, 0};
  }
  for (int r = 0; r < rounds; r++) {
    transform(a, n, roots);
    for (int i = 0; i < n; i++) {
      a[i].re /= 128;
      a[i].im /= 128;
    }
  }
  printf("%.6f %.6f\n", a[0].re, a[n / 2].re);
  return 0;
}
