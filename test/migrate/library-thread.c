// A request waits for a thread that a library has made, and says so. It is served at the first poll after its end.
//
// RUN: %clang -O2 -DLIBRARY -c %s -o %t.library.o -pthread
// RUN: %cgt-x86_64 %s %t.library.o -o %t.exe -pthread
// RUN: %t.exe > %t.whole
// RUN: rm -f %t.image
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit:verbosity=2 %t.exe > %t.first 2> %t.err
// RUN: FileCheck %s < %t.err
// CHECK: cgt: warning: a checkpoint waits: libraries have made threads (1), which an image can't carry yet;
// RUN: FileCheck --check-prefix=AFTER %s < %t.first
// AFTER: {{^}}after 0{{$}}
// AFTER-NOT: after
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=9:after=exit %t.exe > %t.first
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifdef LIBRARY

#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_t thread;

static void *wait_for_lock(void *unused) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  return unused;
}

int begin(void) {
  pthread_mutex_lock(&lock);
  return pthread_create(&thread, NULL, wait_for_lock, NULL);
}

void end(void) {
  pthread_mutex_unlock(&lock);
  pthread_join(thread, NULL);
}

#else

#include <stdio.h>

int begin(void);
void end(void);

int main(void) {
  if (begin() != 0)
    return 1;
  for (int i = 0; i < 5; i++)
    printf("two threads %d\n", i);
  end();
  for (int i = 0; i < 10; i++)
    printf("after %d\n", i);
  return 0;
}

#endif
