// At home a thread's variables return to their addresses, so that integers, unions and bytes that hold these mean what they meant, also after
// several resumes.
//
// RUN: %carry %s --work %t --flags +pthread --levels=-O2 --points 8 --pairs x86_64:x86_64 --deferrable --at-least 6
// RUN: %cgt-x86_64 %s -o %t.exe -pthread
// RUN: %t.exe > %t.whole
// RUN: rm -f %t.image
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=20:after=exit %t.exe > %t.first
// RUN: %expect 85 -- env CGT_OPTIONS=restore=%t.image:save=%t.image:at_poll=9:after=exit %t.exe > %t.second
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.third
// RUN: cat %t.first %t.second %t.third | cmp - %t.whole
//
// RUN: cgt-inspect --stack %t.image | FileCheck %s
// CHECK: thread 1 (main's):
// CHECK-NEXT: #0 main
// CHECK: thread 2:
// CHECK-NEXT: {{#[0-9]+}} __cgt_thread_run
// CHECK-NEXT: Number: int = 2
// CHECK-NEXT: {{#[0-9]+}} work
// CHECK: thread 4:
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 3, ROUNDS = 30, STEPS = 900, DEPTH = 5 };

union word {
  int *pointer;
  uintptr_t number;
};

static pthread_barrier_t all;
static uintptr_t kept[THREADS];
static char bytes[THREADS][sizeof(int *)];

static unsigned deep(int depth, const int *above, uintptr_t hidden) {
  int own[8] = {depth, *above, 3, 4};
  union word word;
  unsigned sum = 0;
  word.pointer = &own[1];
  if (depth == 0) {
    for (int i = 0; i < STEPS; i++)
      sum = sum * 31 + (unsigned)i;
    pthread_barrier_wait(&all);
  } else {
    sum = deep(depth - 1, own, (uintptr_t)above ^ 0x5555);
  }
  word.number += sizeof(int);
  return sum + (unsigned)*word.pointer + (unsigned)*(int *)(hidden ^ 0x5555) + (unsigned)own[0];
}

static void *work(void *argument) {
  int number = *(int *)argument, own = number + 1;
  unsigned sum = 0;
  int *pointer = &own;
  kept[number] = (uintptr_t)&own;
  memcpy(bytes[number], &pointer, sizeof pointer);
  pthread_barrier_wait(&all);
  for (int round = 0; round < ROUNDS; round++) {
    int *other;
    memcpy(&other, bytes[(number + 1) % THREADS], sizeof other);
    sum = sum * 7 + deep(DEPTH, &own, (uintptr_t)&own ^ 0x5555) + (unsigned)*(int *)kept[(number + 2) % THREADS] + (unsigned)*other;
    pthread_barrier_wait(&all);
    own += number;
    pthread_barrier_wait(&all);
  }
  *(int *)argument = (int)(sum % 10007);
  return NULL;
}

int main(void) {
  static int numbers[THREADS] = {0, 1, 2};
  pthread_t threads[THREADS];
  pthread_barrier_init(&all, NULL, THREADS);
  for (int i = 0; i < THREADS; i++)
    if (pthread_create(&threads[i], NULL, work, &numbers[i]) != 0)
      return 1;
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  printf("%d %d %d\n", numbers[0], numbers[1], numbers[2]);
  return 0;
}
