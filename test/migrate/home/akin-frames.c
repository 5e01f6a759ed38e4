// Between akin platforms, and between builds of one program, variables of main's frames lie where they lay: what no type tells to be
// their addresses (unions, integers, characters) is right, as for blocks of the heap.
//
// RUN: %carry %s --points 4 --pairs x86_64:aarch64 aarch64:riscv64 riscv64:x86_64 s390x:powerpc64 powerpc64:s390x
//
// In a chain, from -O0 to -O2, to another build of the same platform, and further down each time.
// RUN: %cgt-x86_64 -O0 %s -o %t.x86_64 && %cgt-aarch64 -O2 %s -o %t.aarch64 && %cgt-riscv64 -O1 -static %s -o %t.riscv64
// RUN: %cgt-x86_64 -O3 -static %s -o %t.other
// RUN: %t.x86_64 > %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.1:at_poll=300:after=exit:compress=0 %t.x86_64 > %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.1:save=%t.2:at_poll=350:after=exit %run-aarch64 %t.aarch64 >> %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.2:save=%t.3:at_poll=350:after=exit:compress=3 %t.other >> %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.3:save=%t.4:at_poll=350:after=exit:compress=0 %run-riscv64 %t.riscv64 >> %t.out
// RUN: env CGT_OPTIONS=restore=%t.4 %t.x86_64 >> %t.out && cmp %t.out %t.whole
// RUN: cgt-inspect --check-for=aarch64-linux-gnu %t.1 | FileCheck --check-prefix=NONE %s
// NONE: aarch64-linux-gnu: no losses
//
// A variable that looks different there lies elsewhere.
// RUN: %cgt-x86_64 -O1 -DWIDE %s -o %t.x86_64 && %cgt-aarch64 -O1 -DWIDE %s -o %t.aarch64
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.5:at_poll=300:after=exit %t.x86_64 > %t.out
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.5 %run-aarch64 %t.aarch64 2>&1 | FileCheck --check-prefix=WIDE %s
// RUN: not cgt-inspect --check-for=aarch64-linux-gnu %t.5 | FileCheck --check-prefix=WIDE %s
// WIDE: these bytes may be a pointer to an object that has moved
//
// REQUIRES: run-aarch64, run-riscv64, run-s390x, run-powerpc64
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cell {
  int is_pair;
  union {
    struct {
      struct cell *first, *rest;
    } pair;
    struct {
      char *text;
      long length;
    } string;
    double number;
  } is;
};

/// As an interpreter keeps itself in main.
struct machine {
  struct cell nil, truth, *list;
  char buffer[40];
  uintptr_t self;
#ifdef WIDE
  long double wide;
#endif
};

static char container[4 * sizeof(void *)]; // of pointers, as characters
static union {
  long number;
  int *pointer;
} youngest;

static struct cell *cons(struct cell *first, struct cell *rest) {
  struct cell *cell = malloc(sizeof *cell);
  cell->is_pair = first != NULL; // no constant tells which member is live
  cell->is.pair.first = first;
  cell->is.pair.rest = rest;
  return cell;
}

static long count(struct machine *machine) {
  long pairs = 0;
  for (struct cell *at = machine->list; at != &machine->nil; at = at->is.pair.rest)
    pairs += at->is.pair.first == &machine->truth ? 2 : 1;
  return pairs;
}

/// A younger frame's variable, for a while; deep enough that frames lie on several pages.
static long down(int depth, long *above) {
  int here[64];
  memset(here, 0, sizeof here);
  for (int k = 0; k < 64; k++)
    here[k] = depth * k;
  union {
    long number;
    long *pointer;
  } up = {.pointer = above};
  long sum = depth;
  youngest.pointer = &here[depth % 64];
  if (depth > 0)
    sum += down(depth - 1, &sum);
  youngest.pointer = &here[depth % 64];
  for (int k = 0; k < 4; k++)
    sum += *youngest.pointer * k;
  *up.pointer += sum % 1000;
  return sum;
}

int main(int argc, char **argv) {
  (void)argv;
  struct machine machine = {.list = NULL};
  int size = 10 + argc;
  long sums[size]; // of variable length
  memset(sums, 0, sizeof sums);
  long *inside = &sums[3];
  machine.list = &machine.nil;
  machine.self = (uintptr_t)&machine;
  memcpy(container + sizeof inside, &inside, sizeof inside);
  for (int i = 0; i < 40; i++) {
    machine.list = cons(i % 3 ? &machine.nil : &machine.truth, machine.list);
    struct cell *string = cons(NULL, NULL);
    string->is.string.text = machine.buffer;
    string->is.string.length = i;
    snprintf(machine.buffer, sizeof machine.buffer, "text %d", i);
    sums[i % size] += down(20 + i, &sums[(i + 1) % size]);
    memcpy(&inside, container + sizeof inside, sizeof inside);
    ++*inside;
    printf("%d: %ld %s %ld %ld %d\n", i, count(&machine), string->is.string.text, sums[3], sums[i % size],
           ((struct machine *)machine.self)->list == machine.list);
  }
#ifdef WIDE
  printf("%d\n", (int)machine.wide);
#endif
  return 0;
}
