// max_image is the largest memory that an image may take; pages of zeros cost nothing, neither of it nor of the machine's.
//
// RUN: %cgt-x86_64 -O1 -fplugin-arg-cgt-polls=explicit %s -o %t.x86_64
// RUN: %cgt-s390x -O1 -fplugin-arg-cgt-polls=explicit %s -o %t.s390x
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.x:at_poll=1:after=exit %t.x86_64
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.s:at_poll=1:after=exit %run-s390x %t.s390x
// RUN: env CGT_OPTIONS=restore=%t.x:max_image=80M %t.x86_64 | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.s:max_image=81920k %t.x86_64 | FileCheck %s
// RUN: env CGT_OPTIONS=restore=-:max_image=1G %t.x86_64 < %t.x | FileCheck %s
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.x:max_image=8M %t.x86_64 2>&1 | FileCheck %s --check-prefix=LARGE
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.s:max_image=10000 %t.x86_64 2>&1 | FileCheck %s --check-prefix=LARGE
// RUN: %expect 86 -- env CGT_OPTIONS=restore=-:max_image=1k %t.x86_64 < %t.x 2>&1 | FileCheck %s --check-prefix=LARGE
// RUN: %cgt-inspect --max-image=40M --verify %t.s
// RUN: not %cgt-inspect --max-image=100k %t.s 2>&1 | FileCheck %s --check-prefix=INSPECT
// RUN: not %cgt-inspect --max-image=much %t.s 2>&1 | FileCheck %s --check-prefix=USAGE
// RUN: %expect 88 -- env CGT_OPTIONS=restore=%t.x:max_image=1T %t.x86_64
// RUN: %expect 88 -- env CGT_OPTIONS=restore=%t.x:max_image=M %t.x86_64
// RUN: %expect 88 -- env CGT_OPTIONS=restore=%t.x:max_image=99999999999G %t.x86_64
// RUN: %expect 88 -- env CGT_OPTIONS=restore=%t.x:max_image=0 %t.x86_64
//
// Some kernels give memory for what is only read.
// RUN: %if kernel-shares-zeros %{ env CGT_OPTIONS=restore=%t.x %t.x86_64 | FileCheck %s --check-prefix=LITTLE %}
// RUN: %if kernel-shares-zeros %{ env CGT_OPTIONS=restore=%t.s %t.x86_64 | FileCheck %s --check-prefix=LITTLE %}
// RUN: %if kernel-shares-zeros %{ env CGT_OPTIONS=restore=- %t.x86_64 < %t.x | FileCheck %s --check-prefix=LITTLE %}
//
// CHECK: 1048576, 2048
// LITTLE: 1048576, 2048, in little memory
// LARGE: cgt: error: can't restore '{{.*}}': needs more memory than is allowed{{.*}}; allow more by max_image
// INSPECT: cgt-inspect: error: '{{.*}}': offset 0x{{[0-9a-f]+}}: needs more memory than is allowed
// USAGE: cgt-inspect: error: --max-image=much: not a size such as 500M
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

enum { FULL = 1 << 20, EMPTY = 48 << 20 };

/// KiB that the process has written to. What it has only read is the system's page of zeros.
static long written(void) {
  char line[200];
  long size = -1;
  FILE *sizes = fopen("/proc/self/smaps_rollup", "r");
  while (sizes && size < 0 && fgets(line, sizeof line, sizes))
    sscanf(line, "Private_Dirty: %ld", &size);
  if (sizes)
    fclose(sizes);
  return size < 0 ? LONG_MAX : size;
}

int main(void) {
  int *full = malloc(FULL * sizeof *full);
  int *empty = calloc(EMPTY, sizeof *empty);
  long zeros = 0, others = 0;
  unsigned state = 1;
  for (int k = 0; k < FULL; k++)
    full[k] = (int)(state = state * 1103515245u + 12345u) | 1;
  cgt_poll();
  for (int k = 0; k < EMPTY; k += EMPTY / 2048)
    zeros += empty[k] == 0;
  for (int k = 0; k < FULL; k++)
    others += full[k] & 1;
  printf("%ld, %ld, %s\n", others, zeros, written() < 100 << 10 ? "in little memory" : "in much memory");
  return 0;
}
