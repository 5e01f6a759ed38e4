// An edited program is refused where the edit touches the saved state, both
// places named; elsewhere it is taken.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=8:after=exit %t.exe > %t.first
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.rest
//
// A local's type.
// RUN: rm -rf %t.dir && mkdir %t.dir
// RUN: sed 's/long total/int total/' %s > %t.dir/edited-program.c
// RUN: %cgt-x86_64 %t.dir/edited-program.c -o %t.edited
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.image %t.edited > %t.out 2> %t.err
// RUN: count 0 < %t.out
// RUN: FileCheck --check-prefix=WORK %s < %t.err
// WORK: cgt: error: {{.*}}work
//
// Two polling calls swapped.
// RUN: sed -e 's/first(state, i);/XX/; s/second(state, i);/first(state, i);/; s/XX/second(state, i);/' %s > %t.dir/edited-program.c
// RUN: not cmp %s %t.dir/edited-program.c
// RUN: %cgt-x86_64 %t.dir/edited-program.c -o %t.edited
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.image %t.edited > %t.out 2> %t.err
// RUN: count 0 < %t.out
// RUN: FileCheck --check-prefix=WORK %s < %t.err
//
// A constant in a function on the stack.
// RUN: sed 's/i < 6/i < 7/' %s > %t.dir/edited-program.c
// RUN: %cgt-x86_64 %t.dir/edited-program.c -o %t.edited
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.image %t.edited > %t.out 2> %t.err
// RUN: count 0 < %t.out
// RUN: FileCheck --check-prefix=WORK %s < %t.err
//
// The type of a member and of a global, outside every function.
// RUN: sed 's/short share/unsigned share/' %s > %t.dir/edited-program.c
// RUN: %cgt-x86_64 %t.dir/edited-program.c -o %t.edited
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.image %t.edited > %t.out 2> %t.err
// RUN: count 0 < %t.out
// RUN: FileCheck --check-prefix=MEMBER %s < %t.err
// MEMBER: cgt: error: {{.*}}share
// RUN: sed 's/int calls;/long calls;/' %s > %t.dir/edited-program.c
// RUN: %cgt-x86_64 %t.dir/edited-program.c -o %t.edited
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.image %t.edited > %t.out 2> %t.err
// RUN: count 0 < %t.out
// RUN: FileCheck --check-prefix=GLOBAL %s < %t.err
// GLOBAL: cgt: error: {{.*}}calls
//
// A function that isn't on the stack may change.
// RUN: sed 's/bye/good bye/' %s > %t.dir/edited-program.c
// RUN: %cgt-x86_64 %t.dir/edited-program.c -o %t.edited
// RUN: env CGT_OPTIONS=restore=%t.image %t.edited > %t.out
// RUN: FileCheck --check-prefix=BYE %s < %t.out
// BYE: good bye
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

struct state {
  int step;
  short share;
  long sum;
};

static int calls;

static void first(struct state *state, int by) {
  for (int i = 0; i < 2; i++) {
    calls++;
    state->sum += by + printf("first %d\n", i);
  }
}

static void second(struct state *state, int by) {
  for (int i = 0; i < 2; i++) {
    calls++;
    state->sum -= by + printf("second %d\n", i);
  }
}

static long work(struct state *state) {
  long total = 0;
  for (int i = 0; i < 6; i++) {
    first(state, i);
    second(state, i);
    total += state->sum + ++state->share;
  }
  return total;
}

static void finish(long total) { printf("bye %ld %d\n", total, calls); }

int main(void) {
  struct state state = {0, 0, 0};
  finish(work(&state));
  return 0;
}
