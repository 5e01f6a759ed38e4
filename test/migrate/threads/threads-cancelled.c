// A cancellation that waits for its thread to let itself be cancelled is carried, and so is whether each thread does, main's too.
//
// RUN: %cgt-x86_64 %s -o %t.x86_64 -pthread && %cgt-mips %s -o %t.mips -pthread
// RUN: %t.x86_64 > %t.whole
// RUN: %python %S/../Inputs/take-turns.py %t.image %t.x86_64 %t.x86_64 "%run-mips %t.mips" %t.x86_64 > %t.out
// RUN: head -n -1 %t.out | diff %t.whole -
// RUN: FileCheck %s < %t.out
// CHECK: main: state 1
// CHECK: 3 saves
//
// REQUIRES: run-mips
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <cgt/cgt.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <unistd.h>

enum { THREADS = 4 };

static sem_t go[THREADS];
static int is_ready[THREADS], states[THREADS], types[THREADS];

/// 0: as a new thread; 1: not to be cancelled; 2: at any moment, but not now; 3: computes, without a call that a cancellation ends.
static void *work(void *argument) {
  int number = *(int *)argument, old;
  if (number == 1 || number == 2)
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
  if (number == 2)
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
  __atomic_store_n(&is_ready[number], 1, __ATOMIC_SEQ_CST);
  if (number == 3)
    for (int value = 0; value == 0;)
      sem_getvalue(&go[number], &value);
  else
    sem_wait(&go[number]);
  pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &types[number]);
  pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &states[number]);
  pthread_testcancel();
  return "not cancelled";
}

static void checkpoint(void) {
  if (cgt_checkpoint() == 0)
    _exit(85);
}

int main(void) {
  static int numbers[THREADS] = {0, 1, 2, 3};
  pthread_t threads[THREADS];
  int state;
  pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
  for (int i = 0; i < THREADS; i++) {
    sem_init(&go[i], 0, 0);
    pthread_create(&threads[i], NULL, work, &numbers[i]);
    while (!__atomic_load_n(&is_ready[i], __ATOMIC_SEQ_CST))
      usleep(1000);
  }
  checkpoint();
  for (int i = 1; i < THREADS; i++)
    pthread_cancel(threads[i]);
  checkpoint();
  checkpoint();
  for (int i = 0; i < THREADS; i++) {
    void *result;
    sem_post(&go[i]);
    pthread_join(threads[i], &result);
    printf("thread %d: state %d, type %d, %s\n", i, states[i] == PTHREAD_CANCEL_DISABLE,
           types[i] == PTHREAD_CANCEL_ASYNCHRONOUS, result == PTHREAD_CANCELED ? "cancelled" : (char *)result);
  }
  pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &state);
  printf("main: state %d\n", state == PTHREAD_CANCEL_DISABLE);
  return 0;
}
