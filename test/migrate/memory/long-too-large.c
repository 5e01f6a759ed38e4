// A long that doesn't fit the destination's is refused, named with function,
// line and value; one that fits is carried, whatever its sign.
//
// RUN: %cgt-x86_64 %s -o %t.a
// RUN: %cgt-i686 %s -o %t.b
// RUN: %cgt-powerpc %s -o %t.c
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.fits:at_poll=5:after=exit %t.a -2147483648 4294967295 > %t.1
// RUN: env CGT_OPTIONS=restore=%t.fits %run-i686 %t.b > %t.2
// RUN: env CGT_OPTIONS=restore=%t.fits %run-powerpc %t.c | cmp - %t.2
// RUN: cat %t.1 %t.2 | FileCheck --check-prefix=FITS %s
// FITS: distance -2147483648, size 4294967295
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.low:at_poll=5:after=exit %t.a -2147483649 1 > %t.1
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.low %run-i686 %t.b > %t.out 2> %t.err
// RUN: count 0 < %t.out
// RUN: FileCheck --check-prefix=LOW %s < %t.err
// LOW: cgt: error: {{.*}}'distance' of function 'measure' (long-too-large.c:[[#@LINE + 13]])
// LOW-SAME: -2147483649
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.high:at_poll=5:after=exit %t.a 1 4294967296 > %t.1
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.high %run-powerpc %t.c 2>&1 | FileCheck --check-prefix=HIGH %s
// HIGH: cgt: error: {{.*}}'size'{{.*}}4294967296
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

static void measure(const char *low, const char *high) {
  long distance = strtoll(low, NULL, 10);
  unsigned long size = strtoull(high, NULL, 10);
  for (int i = 0; i < 10; i++)
    printf("%d\n", i);
  printf("distance %ld, size %lu\n", distance, size);
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 2;
  measure(argv[1], argv[2]);
  return 0;
}
