// clang fills the rest of an array by a loop on some platforms and by memset on others. That is no loop of the source: it has no poll, and
// the loops around it have the same polls everywhere.
//
// RUN: %cgt-cc -O1 -c -Rpass=cgt %s -o /dev/null 2>&1 | FileCheck %s --implicit-check-not=remark:
// RUN: %cgt-i686 -O1 -c -Rpass=cgt %s -o /dev/null 2>&1 | FileCheck %s --implicit-check-not=remark:
// CHECK-DAG: [[#@LINE+35]]:3: remark: poll in each iteration of this loop: 'many' may take long
// CHECK-DAG: [[#@LINE+25]]:5: remark: poll once in 1024 iterations of this loop
// CHECK-DAG: [[#@LINE+23]]:3: remark: poll in each iteration of this loop: it has loops inside
//
// RUN: %carry %s --work %t --points 12 --pairs x86_64:i686 i686:x86_64 aarch64:i686 i686:s390x --levels=-O1,-O0
//
// REQUIRES: run-i686, run-aarch64, run-s390x
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

static const char *name(int i) { return &"abcdefgh"[i % 8]; }

static int few(int i) {
  int known = 0;
  for (int k = 0; k < 100; k++) {
    const char *names[4] = {name(i + k)};
    known += names[k % 4] != NULL;
  }
  return known;
}

static int many(int n) {
  int known = 0;
  for (int k = 0; k < n; k++)
    for (int i = 0; i < n; i++) {
      const char *names[4] = {name(i), name(k)};
      known += names[i % 4] != NULL;
    }
  return known;
}

int main(int argc, char **argv) {
  (void)argv;
  for (int i = 0; i < 24 * argc; i++) {
    const char *names[3] = {name(i)};
    printf("%d %d %d %s\n", i, few(i), many(i * 3), names[0]);
  }
  return 0;
}
