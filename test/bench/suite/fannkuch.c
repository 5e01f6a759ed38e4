/* The longest sequence of prefix reversals over all permutations.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 10;
  int p[16], q[16], count[16], most = 0, checksum = 0, sign = 0;
  for (int i = 0; i < n; i++)
    p[i] = i;
  int r = n;
  for (;;) {
    for (; r > 1; r--)
      count[r - 1] = r;
    if (p[0] != 0) {
      int flips = 0, k;
      for (int i = 0; i < n; i++)
        q[i] = p[i];
      while ((k = q[0]) != 0) {
        for (int i = 0, j = k; i < j; i++, j--) {
          int t = q[i];
          q[i] = q[j];
          q[j] = t;
        }
        flips++;
      }
      if (flips > most)
        most = flips;
      checksum += sign ? -flips : flips;
    }
    sign = !sign;
    for (;; r++) {
      if (r == n) {
        printf("%d %d\n", checksum, most);
        return 0;
      }
      int first = p[0];
      for (int i = 0; i < r; i++)
        p[i] = p[i + 1];
      p[r] = first;
      if (--count[r] > 0)
        break;
    }
  }
}
