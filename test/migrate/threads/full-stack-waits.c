// A save needs some stack of the program's: where it isn't left, requests wait until functions have returned.
//
// RUN: %cgt-x86_64 -O0 -fplugin-arg-cgt-polls=explicit %s -o %t.exe
// RUN: bash -c 'ulimit -Ss 1024; CGT_OPTIONS=save=%t.image:verbosity=2 %t.exe' 2>&1 | FileCheck %s
// RUN: rm -f %t.image
// RUN: %expect 85 -- bash -c 'ulimit -Ss 1024; CGT_OPTIONS=save=%t.image:at_poll=1:after=exit:verbosity=2 %t.exe deep' 2>&1 | FileCheck %s --check-prefix=WAITS
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe | FileCheck %s --check-prefix=RESUMED
//
// CHECK-NOT: {{Segmentation}}
// CHECK: cgt_checkpoint: nothing was saved: the stack is full but for a few KiB, and a save needs room on it; the checkpoint is made when functions have returned; or raise the limit (ulimit -s)
// CHECK: at the bottom: -2
// CHECK: at the top: 0
// WAITS: a checkpoint waits: the stack is full but for a few KiB
// WAITS-NOT: end
// RESUMED: end
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdio.h>
#include <sys/resource.h>

static unsigned long end;

static unsigned long left(void) { return (unsigned long)__builtin_frame_address(0) - end; }

static int bottom(int depth, int explicitly) {
  char room[500] = {(char)depth};
  int result = 0;
  if (left() > 8 << 10)
    result = bottom(depth + 1, explicitly);
  else if (explicitly)
    result = cgt_checkpoint();
  else
    cgt_poll();
  return result + room[499];
}

__attribute__((noinline)) static void deep(int explicitly) {
  int result = bottom(0, explicitly);
  if (explicitly)
    printf("at the bottom: %d\n", result);
}

int main(int argc, char **argv) {
  struct rlimit limit;
  getrlimit(RLIMIT_STACK, &limit);
  end = (unsigned long)__builtin_frame_address(0) - limit.rlim_cur; // the stack begins little above
  deep(argc == 1);
  if (argc == 1)
    printf("at the top: %d\n", cgt_checkpoint());
  cgt_poll();
  printf("end\n");
  return 0;
}
