// A thread that a library has made is left out of an image, and the library makes it anew. A request waits, and says why, while such a thread
// runs a function of the program, and while it has values of its own for it: a copy of a thread-local variable, a value under a key.
//
// RUN: %clang -O2 -DLIBRARY -c %s -o %t.library.o -pthread
// RUN: %cgt-x86_64 %s %t.library.o -o %t.static -pthread
// RUN: %cgt-cc -O2 %s %t.library.o -o %t.shared -pthread
// RUN: %t.static > %t.whole
// RUN: %t.shared | cmp - %t.whole
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit:verbosity=2 %t.static > %t.first 2> %t.err
// RUN: FileCheck --check-prefix=IDLE %s < %t.first
// IDLE: {{^}}idle 2{{$}}
// IDLE-NOT: idle
// RUN: env CGT_OPTIONS=restore=%t.image %t.static > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit:verbosity=2 %t.shared > %t.first
// RUN: env CGT_OPTIONS=restore=%t.image %t.shared > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=8:after=exit:verbosity=2 %t.static > %t.first 2> %t.err
// RUN: FileCheck --check-prefix=CALL %s < %t.err
// CALL: cgt: warning: a checkpoint waits: thread {{[0-9]+}}, which a library has made, runs function '{{.*}}wait_for_main'; the checkpoint is made when it has returned to the library
// RUN: FileCheck --check-prefix=RETURNED %s < %t.first
// RETURNED: {{^}}busy 4{{$}}
// RETURNED-NEXT: {{^}}returned 0{{$}}
// RETURNED-NOT: returned
// RUN: env CGT_OPTIONS=restore=%t.image %t.static > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=8:after=exit:verbosity=2 %t.shared > %t.first 2> %t.err
// RUN: FileCheck --check-prefix=CALL %s < %t.err
// RUN: env CGT_OPTIONS=restore=%t.image %t.shared > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=17:after=exit:verbosity=2 %t.static > %t.first 2> %t.err
// RUN: FileCheck --check-prefix=COPY %s < %t.err
// COPY: cgt: warning: a checkpoint waits: thread {{[0-9]+}}, which a library has made, has changed its copy of the thread-local variable '{{.*}}calls', which an image can't carry yet; keep that in memory that threads share
// RUN: FileCheck --check-prefix=RESET %s < %t.first
// RESET: {{^}}reset 0{{$}}
// RESET-NOT: reset
// RUN: env CGT_OPTIONS=restore=%t.image %t.static > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=27:after=exit:verbosity=2 %t.shared > %t.first 2> %t.err
// RUN: FileCheck --check-prefix=KEY %s < %t.err
// KEY: cgt: warning: a checkpoint waits: thread {{[0-9]+}}, which a library has made, has a value under the thread-specific key {{[0-9]+}}, which an image can't carry yet
// RUN: env CGT_OPTIONS=restore=%t.image %t.shared > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// RUN: %if run-aarch64 %{ %clang %target-aarch64 -O2 -DLIBRARY -c %s -o %t.library.o -pthread %}
// RUN: %if run-aarch64 %{ %cgt-aarch64 %s %t.library.o -o %t.aarch64 -pthread %}
// RUN: %if run-aarch64 %{ env CGT_OPTIONS=restore=%t.image %run-aarch64 %t.aarch64 > %t.second %}
// RUN: %if run-aarch64 %{ cat %t.first %t.second | cmp - %t.whole %}
// RUN: %if run-aarch64 %{ %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit %run-aarch64 %t.aarch64 > %t.first %}
// RUN: %if run-aarch64 %{ env CGT_OPTIONS=restore=%t.image %t.static > %t.second %}
// RUN: %if run-aarch64 %{ cat %t.first %t.second | cmp - %t.whole %}
// RUN: %if run-aarch64 %{ %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=8:after=exit:verbosity=2 %run-aarch64 %t.aarch64 > %t.first 2> %t.err %}
// RUN: %if run-aarch64 %{ FileCheck --check-prefix=RETURNED %s < %t.first %}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifdef LIBRARY

#include <pthread.h>

// A pool of one thread, which is made when it is needed.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static void (*job)(void *);
static void *job_argument;
static int begun, busy;

static void *serve(void *unused) {
  pthread_mutex_lock(&lock);
  for (;;) {
    while (!job)
      pthread_cond_wait(&changed, &lock);
    void (*function)(void *) = job;
    job = NULL;
    pthread_mutex_unlock(&lock);
    function(job_argument);
    pthread_mutex_lock(&lock);
    busy = 0;
    pthread_cond_broadcast(&changed);
  }
  return unused;
}

int pool_begin(void (*function)(void *), void *argument) {
  pthread_t thread;
  if (!begun && pthread_create(&thread, NULL, serve, NULL) != 0)
    return 1;
  begun = 1;
  pthread_mutex_lock(&lock);
  job = function;
  job_argument = argument;
  busy = 1;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
  return 0;
}

void pool_end(void) {
  pthread_mutex_lock(&lock);
  while (busy)
    pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}

#else

#include <pthread.h>
#include <sched.h>
#include <stdio.h>

int pool_begin(void (*function)(void *), void *argument);
void pool_end(void);

static volatile int go_on;
static __thread int calls;
static pthread_key_t key;

static void wait_for_main(void *unused) {
  (void)unused;
  while (!go_on)
    sched_yield();
}

static void count(void *change) { calls += *(int *)change; }
static void keep(void *value) { pthread_setspecific(key, value); }

static void say(const char *what) {
  for (int i = 0; i < 5; i++)
    printf("%s %d\n", what, i);
}

static int run(void (*function)(void *), void *argument) {
  int error = pool_begin(function, argument);
  pool_end();
  return error;
}

int main(void) {
  int one = 1, back = -1;
  pthread_key_create(&key, NULL);
  go_on = 1;
  run(wait_for_main, NULL);
  say("idle");
  go_on = 0;
  if (pool_begin(wait_for_main, NULL))
    return 1;
  say("busy");
  go_on = 1;
  pool_end();
  say("returned");
  run(count, &one);
  say("counted");
  run(count, &back);
  say("reset");
  run(keep, &one);
  say("kept");
  run(keep, NULL);
  say("end");
  return 0;
}

#endif
