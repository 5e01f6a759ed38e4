// A checkpoint finds a thread in each call that it may wait in, and on whatever platform it is resumed, the thread waits on, until what it
// waits for comes.
//
// RUN: %cgt-x86_64 %s -o %t.x86_64 -pthread && %cgt-mips %s -o %t.mips -pthread
// RUN: %t.x86_64 > %t.whole
// RUN: %python %S/../Inputs/take-turns.py %t.image %t.x86_64 "%run-mips %t.mips" > %t.out
// RUN: head -n -1 %t.out | diff %t.whole -
// RUN: FileCheck %s < %t.out
// CHECK-NOT: {{: [^0]}}
// CHECK: 28 saves
//
// REQUIRES: run-mips
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <cgt/cgt.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t files = PTHREAD_RWLOCK_INITIALIZER;
static pthread_spinlock_t spin;
static pthread_barrier_t pair;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static once_flag flag = ONCE_FLAG_INIT;
static sem_t none;
static mtx_t plain, timed;
static cnd_t event;
static pthread_t other;
static int is_open, is_inside;

/// Later than any test takes.
static const struct timespec *late(clockid_t clock) {
  static struct timespec at;
  clock_gettime(clock, &at);
  at.tv_sec += 100;
  return &at;
}

static const struct timespec shortly = {0, 60000000};

//===--- What holds and lets go -------------------------------------------------===//

static void take_all(void) {
  pthread_mutex_lock(&mutex);
  pthread_rwlock_wrlock(&files);
  pthread_spin_lock(&spin);
  mtx_lock(&plain);
  mtx_lock(&timed);
  is_open = 0;
}

static void drop_all(void) {
  pthread_mutex_unlock(&mutex);
  pthread_rwlock_unlock(&files);
  pthread_spin_unlock(&spin);
  mtx_unlock(&plain);
  mtx_unlock(&timed);
  pthread_mutex_lock(&lock);
  is_open = 1;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
  mtx_lock(&plain);
  cnd_broadcast(&event);
  mtx_unlock(&plain);
}

/// A thread that others wait for.
static void *until_open(void *unused) {
  pthread_mutex_lock(&lock);
  is_inside = 1;
  while (!is_open)
    pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
  return unused;
}

static int until_open_c11(void *unused) { return until_open(unused) != NULL; }
static void initialise(void) { until_open(NULL); }

static void begin_other(void *(*function)(void *)) {
  is_inside = 0;
  pthread_create(&other, NULL, function, NULL);
}

//===--- The calls ----------------------------------------------------------------===//

static int join(void) {
  begin_other(until_open);
  return pthread_join(other, NULL);
}
static int timedjoin(void) {
  begin_other(until_open);
  return pthread_timedjoin_np(other, NULL, late(CLOCK_REALTIME));
}
static int clockjoin(void) {
  begin_other(until_open);
  return pthread_clockjoin_np(other, NULL, CLOCK_MONOTONIC, late(CLOCK_MONOTONIC));
}
static int join_c11(void) {
  thrd_t thread;
  thrd_create(&thread, until_open_c11, NULL);
  return thrd_join(thread, NULL);
}

static int unlocked(int error) { return error ? error : pthread_mutex_unlock(&mutex); }
static int mutex_lock(void) { return unlocked(pthread_mutex_lock(&mutex)); }
static int mutex_timedlock(void) { return unlocked(pthread_mutex_timedlock(&mutex, late(CLOCK_REALTIME))); }
static int mutex_clocklock(void) { return unlocked(pthread_mutex_clocklock(&mutex, CLOCK_MONOTONIC, late(CLOCK_MONOTONIC))); }
static int lock_c11(void) { return mtx_lock(&plain) != thrd_success || mtx_unlock(&plain) != thrd_success; }
static int timedlock_c11(void) {
  return mtx_timedlock(&timed, late(CLOCK_REALTIME)) != thrd_success || mtx_unlock(&timed) != thrd_success;
}

static int cond_wait(void) { return until_open(NULL) != NULL; }
static int cond_timedwait(void) {
  int error = 0;
  pthread_mutex_lock(&lock);
  while (!is_open && !error)
    error = pthread_cond_timedwait(&changed, &lock, late(CLOCK_REALTIME));
  pthread_mutex_unlock(&lock);
  return error;
}
static int cond_clockwait(void) {
  int error = 0;
  pthread_mutex_lock(&lock);
  while (!is_open && !error)
    error = pthread_cond_clockwait(&changed, &lock, CLOCK_MONOTONIC, late(CLOCK_MONOTONIC));
  pthread_mutex_unlock(&lock);
  return error;
}
static int cnd_wait_c11(void) {
  static mtx_t own;
  int error = mtx_init(&own, mtx_plain);
  mtx_lock(&own);
  while (!is_open && !error)
    error = cnd_timedwait(&event, &own, &(struct timespec){late(CLOCK_REALTIME)->tv_sec, 0});
  mtx_unlock(&own);
  return error;
}

static int barrier(void) { return pthread_barrier_wait(&pair) > 0; }
static int read_lock(int error) { return error ? error : pthread_rwlock_unlock(&files); }
static int rdlock(void) { return read_lock(pthread_rwlock_rdlock(&files)); }
static int wrlock(void) { return read_lock(pthread_rwlock_wrlock(&files)); }
static int timedrdlock(void) { return read_lock(pthread_rwlock_timedrdlock(&files, late(CLOCK_REALTIME))); }
static int timedwrlock(void) { return read_lock(pthread_rwlock_timedwrlock(&files, late(CLOCK_REALTIME))); }
static int spin_lock(void) { return pthread_spin_lock(&spin) || pthread_spin_unlock(&spin); }

static void *initialise_first(void *unused) {
  pthread_once(&once, initialise);
  return unused;
}
static int second_once(void) {
  begin_other(initialise_first);
  while (!__atomic_load_n(&is_inside, __ATOMIC_SEQ_CST))
    usleep(1000);
  return pthread_once(&once, initialise) || pthread_join(other, NULL);
}
static int first_once(void) {
  call_once(&flag, initialise);
  return 0;
}

static int semaphore(void) { return sem_wait(&none); }
static int timed_semaphore(void) { return sem_timedwait(&none, late(CLOCK_REALTIME)); }
static int clock_semaphore(void) { return sem_clockwait(&none, CLOCK_MONOTONIC, late(CLOCK_MONOTONIC)); }

static int short_sleep(void) { return nanosleep(&shortly, NULL); }
static int micro_sleep(void) { return usleep(60000); }
static int long_sleep(void) { return (int)sleep(1); }
static int sleep_c11(void) { return thrd_sleep(&shortly, NULL); }

static const struct {
  const char *name;
  int (*wait)(void);
} calls[] = {
    {"pthread_join", join},
    {"pthread_timedjoin_np", timedjoin},
    {"pthread_clockjoin_np", clockjoin},
    {"thrd_join", join_c11},
    {"pthread_mutex_lock", mutex_lock},
    {"pthread_mutex_timedlock", mutex_timedlock},
    {"pthread_mutex_clocklock", mutex_clocklock},
    {"mtx_lock", lock_c11},
    {"mtx_timedlock", timedlock_c11},
    {"pthread_cond_wait", cond_wait},
    {"pthread_cond_timedwait", cond_timedwait},
    {"pthread_cond_clockwait", cond_clockwait},
    {"cnd_timedwait", cnd_wait_c11},
    {"pthread_barrier_wait", barrier},
    {"pthread_rwlock_rdlock", rdlock},
    {"pthread_rwlock_wrlock", wrlock},
    {"pthread_rwlock_timedrdlock", timedrdlock},
    {"pthread_rwlock_timedwrlock", timedwrlock},
    {"pthread_spin_lock", spin_lock},
    {"pthread_once", second_once},
    {"call_once", first_once},
    {"sem_wait", semaphore},
    {"sem_timedwait", timed_semaphore},
    {"sem_clockwait", clock_semaphore},
    {"nanosleep", short_sleep},
    {"usleep", micro_sleep},
    {"sleep", long_sleep},
    {"thrd_sleep", sleep_c11},
};

static int is_begun, is_over;

static void *run(void *number) {
  int i = *(int *)number;
  __atomic_store_n(&is_begun, 1, __ATOMIC_SEQ_CST);
  int error = calls[i].wait();
  __atomic_store_n(&is_over, 1, __ATOMIC_SEQ_CST);
  printf("%s: %d\n", calls[i].name, error);
  return NULL;
}

int main(void) {
  pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
  pthread_barrier_init(&pair, NULL, 2);
  sem_init(&none, 0, 0);
  mtx_init(&plain, mtx_plain);
  mtx_init(&timed, mtx_timed);
  cnd_init(&event);
  for (int i = 0; i < (int)(sizeof calls / sizeof calls[0]); i++) {
    pthread_t thread;
    is_begun = is_over = 0;
    take_all();
    pthread_create(&thread, NULL, run, &i);
    while (!__atomic_load_n(&is_begun, __ATOMIC_SEQ_CST))
      usleep(1000);
    usleep(10000); // it is in the call
    int result = cgt_checkpoint();
    if (result == 0)
      _exit(85);
    if (result < -1)
      printf("no checkpoint: %d\n", result);
    if (__atomic_load_n(&is_over, __ATOMIC_SEQ_CST))
      printf("%s didn't wait\n", calls[i].name);
    drop_all();
    if (calls[i].wait == barrier)
      pthread_barrier_wait(&pair);
    if (calls[i].wait == semaphore || calls[i].wait == timed_semaphore || calls[i].wait == clock_semaphore)
      sem_post(&none);
    pthread_join(thread, NULL);
  }
  return 0;
}
