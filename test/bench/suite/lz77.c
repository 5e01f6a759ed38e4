/* Compression with a hash of three bytes, and the way back.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int head[4096];

static int pack(const unsigned char *in, int n, unsigned char *out) {
  int used = 0;
  memset(head, -1, sizeof head);
  for (int i = 0; i < n;) {
    int best = 0, from = 0;
    if (i + 3 < n) {
      unsigned h = (in[i] << 8 ^ in[i + 1] << 4 ^ in[i + 2]) & 4095;
      from = head[h];
      head[h] = i;
      if (from >= 0 && i - from < 32768)
        while (best < 255 && i + best < n && in[from + best] == in[i + best])
          best++;
    }
    if (best >= 4) {
      out[used++] = 255;
      out[used++] = best;
      out[used++] = (i - from) >> 8;
      out[used++] = (i - from) & 255;
      i += best;
    } else {
      out[used++] = in[i++] & 127;
    }
  }
  return used;
}

static int unpack(const unsigned char *in, int n, unsigned char *out) {
  int used = 0;
  for (int i = 0; i < n;)
    if (in[i] == 255) {
      int length = in[i + 1], back = in[i + 2] << 8 | in[i + 3];
      for (int k = 0; k < length; k++, used++)
        out[used] = out[used - back];
      i += 4;
    } else {
      out[used++] = in[i++];
    }
  return used;
}

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 350, n = 300000;
  unsigned char *text = malloc(n), *packed = malloc(2 * n), *again = malloc(2 * n);
  unsigned seed = 3;
  for (int i = 0; i < n; i++) {
    seed = seed * 1664525 + 1013904223;
    text[i] = seed >> 30 ? text[i > 100 ? i - 97 : 0] & 127 : 'a' + (seed >> 24) % 26;
  }
  unsigned long sum = 0;
  for (int r = 0; r < rounds; r++) {
    text[r] = 'A' + r % 26;
    int p = pack(text, n, packed), u = unpack(packed, p, again);
    sum += p + (u == n && memcmp(text, again, n) == 0);
  }
  printf("%lu\n", sum);
  return 0;
}
