// Without /proc nobody knows which files are open: the save fails with a message
// and the program goes on.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: rm -f %t.image
// RUN: unshare --mount sh -c "umount -l /proc && CGT_OPTIONS=save=%t.image:at_poll=2:after=exit %t.exe" 2>&1 | FileCheck %s
// RUN: not ls %t.image
// CHECK: cgt: error: can't save: whether files are open isn't known (can't read /proc/self/fd: No such file or directory)
// CHECK: end
//
// REQUIRES: mounts
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(void) {
  for (int i = 0; i < 4; i++)
    printf("round %d\n", i);
  printf("end\n");
  return 0;
}
