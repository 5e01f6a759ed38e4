// A second thread makes the save fail with a message that says so.
// The program goes on as if nothing had been asked; once the obstacle is gone, it
// saves and resumes.
//
// RUN: %cgt-x86_64 %s -o %t.exe -pthread
// RUN: %t.exe > %t.whole
// RUN: rm -f %t.image
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit %t.exe > %t.out 2> %t.err
// RUN: cmp %t.out %t.whole
// RUN: not ls %t.image
// RUN: FileCheck %s < %t.err
// CHECK: cgt: {{error|warning}}: {{.*}}thread
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=9:after=exit %t.exe > %t.first
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *wait_for_lock(void *unused) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_mutex_lock(&lock);
  if (pthread_create(&thread, NULL, wait_for_lock, NULL) != 0)
    return 1;
  for (int i = 0; i < 5; i++)
    printf("two threads %d\n", i);
  pthread_mutex_unlock(&lock);
  pthread_join(thread, NULL);
  for (int i = 0; i < 10; i++)
    printf("after %d\n", i);
  return 0;
}
