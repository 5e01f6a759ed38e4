// Clocks go on from what they showed, and timers with the time that was left: nothing runs backwards, and nothing is lost or comes
// early.
//
// RUN: %carry %s --work %t.lab --points 5 --pairs x86_64:x86_64 x86_64:aarch64 aarch64:s390x s390x:i686 i686:x86_64
//
// A save between setting a timer and its end.
// RUN: %cgt-x86_64 -O2 %s -o %t.x86_64 && %cgt-s390x -O2 %s -o %t.s390x
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=26:after=exit %expect 85 -- %t.x86_64 > %t.out
// RUN: env CGT_OPTIONS=restore=%t.image %run-s390x %t.s390x >> %t.out && FileCheck %s < %t.out
// CHECK: timers: 1 1 1
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#ifdef __CGT__
#include <cgt/cgt.h>
#else
#define CGT_NO_POLL
#endif

static volatile sig_atomic_t alarms, signals, ticks;
static int marker, value;

static void on_alarm(int number) {
  (void)number;
  alarms++;
}

static void on_timer(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  signals += info->si_value.sival_ptr == &marker;
}

static void on_tick(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  value = info->si_value.sival_int;
  ticks++;
}

#define SECONDS INT64_C(1000000000)

/// Nanoseconds; no double, for qemu-i386 loses what a function returns in st(0) when a signal comes.
static int64_t now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * SECONDS + time.tv_nsec;
}

static int64_t used(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * SECONDS + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * INT64_C(1000);
}

CGT_NO_POLL static void burn(clock_t until) {
  while (clock() < until)
    ;
}

static timer_t once, twice, idle;

/// What says which timer it is is a union: none is alive at a poll.
CGT_NO_POLL static void make_timers(void) {
  struct sigaction action = {.sa_flags = SA_SIGINFO | SA_RESTART, .sa_sigaction = on_timer};
  struct itimerspec soon = {.it_value = {1, 500000000}}, often = {.it_value = {1, 0}, .it_interval = {0, 100000000}};
  struct sigevent event;
  memset(&event, 0, sizeof event);
  signal(SIGALRM, on_alarm);
  sigaction(SIGUSR1, &action, NULL);
  action.sa_sigaction = on_tick;
  sigaction(SIGRTMIN + 1, &action, NULL);
  event.sigev_notify = SIGEV_NONE;
  timer_create(CLOCK_MONOTONIC, &event, &idle);
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGUSR1;
  event.sigev_value.sival_ptr = &marker;
  timer_create(CLOCK_MONOTONIC, &event, &once);
  event.sigev_signo = SIGRTMIN + 1;
  memset(&event.sigev_value, 0, sizeof event.sigev_value);
  event.sigev_value.sival_int = 77777;
  timer_create(CLOCK_MONOTONIC, &event, &twice);
  timer_delete(idle);
  alarm(2);
  timer_settime(once, 0, &soon, NULL);
  timer_settime(twice, 0, &often, NULL);
}

CGT_NO_POLL static void wait_for_timers(void) {
  struct itimerspec left;
  printf("idle: %d\n", timer_gettime(idle, &left) == -1 && errno == EINVAL);
  while (!alarms || !signals || ticks < 2)
    usleep(10000);
}

int main(void) {
  int64_t monotonic = now(CLOCK_MONOTONIC), boot = now(CLOCK_BOOTTIME), cpu = now(CLOCK_PROCESS_CPUTIME_ID), usage = used();
  struct tms spent;
  clock_t first = clock(), ticked = times(&spent);
  burn(first + CLOCKS_PER_SEC / 20);
  for (int i = 0; i < 20; i++) {
    struct tms later;
    clock_t processor = clock(), tick = times(&later);
    int right = now(CLOCK_MONOTONIC) >= monotonic && now(CLOCK_MONOTONIC) < monotonic + 60 * SECONDS && now(CLOCK_BOOTTIME) >= boot &&
                now(CLOCK_PROCESS_CPUTIME_ID) >= cpu && processor >= first && processor < first + 60 * CLOCKS_PER_SEC &&
                used() >= usage && tick >= ticked && later.tms_utime >= spent.tms_utime;
    printf("%d: %d\n", i, right);
    monotonic = now(CLOCK_MONOTONIC), boot = now(CLOCK_BOOTTIME), cpu = now(CLOCK_PROCESS_CPUTIME_ID), usage = used();
    first = processor, ticked = tick, spent = later;
  }
  int64_t set = now(CLOCK_MONOTONIC); // in front of the timers: a slow machine can only make the time longer
  make_timers();
  for (int i = 0; i < 12; i++)
    printf("%d\n", i);
  wait_for_timers();
  int64_t passed = now(CLOCK_MONOTONIC) - set;
  timer_delete(twice);
  printf("timers: %d %d %d\n", alarms == 1 && signals == 1, value == 77777, passed > 2 * SECONDS - SECONDS / 10 && passed < 60 * SECONDS);
  return 0;
}
