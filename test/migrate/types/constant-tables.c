// A constant table that is only read is no part of an image: its length may depend on the platform, as that of zlib's table for sums does.
//
// RUN: %carry %s --work %t --pairs x86_64:x86_64 x86_64:i686 s390x:x86_64 i686:s390x
// RUN: %cgt-cc %s -o %t.home && env CGT_OPTIONS=save=%t.image:at_poll=5:after=exit not %t.home > %t.out
// RUN: %cgt-inspect --globals %t.image | FileCheck %s --implicit-check-not=ways
// CHECK: names
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

#if defined(__x86_64__)
#define WAYS 8
#else
#define WAYS 4
#endif

static const unsigned ways[WAYS][sizeof(long)] = {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}, {13, 14, 15, 16}};
// This one's address is in a variable.
static const char names[4][8] = {"north", "east", "south", "west"};

static void show(const char *name, unsigned sum) { printf("%s %u\n", name, sum); }

int main(void) {
  unsigned sum = 0;
  const char *name = names[0];
  for (int i = 0; i < 60; i++) {
    sum = sum * 31 + ways[i & 3][i & 1];
    if (i % 7 == 0)
      show(name, sum);
    name = names[i & 3];
  }
  return 0;
}
