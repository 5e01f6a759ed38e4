// A save that fails because the disk is full: the program says so and goes on,
// and the last good image stays as it was.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: %t.exe > %t.whole
// RUN: rm -rf %t.disk && mkdir %t.disk
// DEFINE: %{level} =
// DEFINE: %{try} = unshare --mount %python %S/../Inputs/full-disk.py %t.disk %t.image %{level} -- %t.exe > %t.out 2> %t.err
//
// Without compression it is known before anything is written.
// REDEFINE: %{level} = 0
// RUN: %{try}
// RUN: cmp %t.out %t.whole
// RUN: FileCheck --check-prefix=ROOM %s < %t.err
// ROOM: cgt: error: can't save '{{.*}}image': it takes at least {{[0-9]+}} KiB, and the disk has {{[0-9]+}} KiB left; make room, or use compress=1; the program goes on
// ROOM-NOT: left behind
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.rest
// RUN: FileCheck --check-prefix=REST %s < %t.rest
//
// With it, while it is written.
// REDEFINE: %{level} = 1
// RUN: %{try}
// RUN: cmp %t.out %t.whole
// RUN: FileCheck --check-prefix=DISK %s < %t.err
// DISK: cgt: error: can't save '{{.*}}image': can't write it: No space left on device; the program goes on
// DISK-NOT: left behind
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.rest
// RUN: FileCheck --check-prefix=REST %s < %t.rest
// REST-NOT: small 2
// REST: large 0
// REST: sum
//
// REQUIRES: mounts
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

enum { LARGE = 1000000 };

int main(void) {
  unsigned state = 1, sum = 0;
  for (int i = 0; i < 10; i++)
    printf("small %d\n", i);
  unsigned *large = malloc(LARGE * sizeof *large);
  for (unsigned i = 0; i < LARGE; i++)
    large[i] = state = state * 1664525 + 1013904223;
  for (int i = 0; i < 10; i++)
    printf("large %d\n", i);
  for (unsigned i = 0; i < LARGE; i++)
    sum = sum * 31 + large[i];
  printf("sum %08x\n", sum);
  free(large);
  return 0;
}
