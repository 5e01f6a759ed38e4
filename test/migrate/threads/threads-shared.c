// What other processes or the kernel know of lets a checkpoint wait, and the message names it: a semaphore of sem_open(), a mutex with a
// protocol of priorities or a robust one while it is locked, a semaphore in shared memory.
//
// RUN: %cgt-x86_64 %s -o %t.exe -pthread
// RUN: rm -f %t.image
// RUN: env CGT_OPTIONS=save=%t.image %t.exe > %t.out 2>&1
// RUN: FileCheck %s < %t.out
// CHECK: cgt: error: cgt_checkpoint: nothing was saved: a semaphore of sem_open() is open, which an image can't carry yet; sem_close() it first
// CHECK-NEXT: named: -2
// CHECK-NEXT: closed: saved
// CHECK-NEXT: cgt: error: cgt_checkpoint: nothing was saved: a mutex that is robust, shared between processes or has a protocol of priorities is locked, which
// CHECK-SAME: unlock it first
// CHECK-NEXT: inheriting: -2
// CHECK-NEXT: unlocked: saved
// CHECK-NEXT: robust: -2
// CHECK-NEXT: unlocked: saved
// CHECK-NEXT: left behind: -2
// CHECK-NEXT: taken over: -2
// CHECK-NEXT: given back: saved
// CHECK-NEXT: after another process: -2
// CHECK-NEXT: unlocked: saved
// CHECK-NEXT: cgt: error: cgt_checkpoint: nothing was saved: a mapping made by mmap() that is shared
// CHECK-NEXT: shared: -2
// CHECK-NEXT: unmapped: saved
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void checkpoint(const char *when) {
  int result = cgt_checkpoint();
  if (result < 0)
    printf("%s: %d\n", when, result);
  else
    printf("%s: saved\n", when);
  fflush(stdout);
}

static void lock(const char *when, pthread_mutexattr_t *attributes) {
  pthread_mutex_t mutex;
  pthread_mutex_init(&mutex, attributes);
  pthread_mutex_lock(&mutex);
  checkpoint(when);
  pthread_mutex_unlock(&mutex);
  pthread_mutex_destroy(&mutex);
  checkpoint("unlocked");
}

static void *leave(void *mutex) { return pthread_mutex_lock(mutex) ? mutex : NULL; }

/// A thread ends that holds a robust mutex.
static void take_over(pthread_mutexattr_t *attributes) {
  pthread_mutex_t mutex;
  pthread_t owner;
  pthread_mutex_init(&mutex, attributes);
  if (pthread_create(&owner, NULL, leave, &mutex) || pthread_join(owner, NULL))
    return;
  checkpoint("left behind");
  if (pthread_mutex_lock(&mutex) == EOWNERDEAD)
    checkpoint("taken over");
  pthread_mutex_consistent(&mutex);
  pthread_mutex_unlock(&mutex);
  pthread_mutex_destroy(&mutex);
  checkpoint("given back");
}

/// The same of a process that shares it. What is locked afterwards is seen as before.
static void take_over_from_child(pthread_mutexattr_t *robust, pthread_mutexattr_t *inheriting) {
  pthread_mutex_t *mutex = mmap(NULL, sizeof *mutex, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pid_t child;
  pthread_mutexattr_setpshared(robust, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(mutex, robust);
  child = fork();
  if (child == 0)
    _exit(pthread_mutex_lock(mutex));
  if (waitpid(child, NULL, 0) != child || pthread_mutex_lock(mutex) != EOWNERDEAD)
    return;
  pthread_mutex_consistent(mutex);
  pthread_mutex_unlock(mutex);
  munmap(mutex, sizeof *mutex);
  lock("after another process", inheriting);
}

int main(void) {
  char name[40];
  pthread_mutexattr_t inheriting, robust;
  sem_t *semaphore;

  snprintf(name, sizeof name, "/cgt-test-%d", (int)getpid());
  semaphore = sem_open(name, O_CREAT | O_EXCL, 0600, 3u);
  if (semaphore == SEM_FAILED)
    return 1;
  sem_unlink(name);
  sem_wait(semaphore);
  checkpoint("named");
  sem_close(semaphore);
  checkpoint("closed");

  pthread_mutexattr_init(&inheriting);
  pthread_mutexattr_setprotocol(&inheriting, PTHREAD_PRIO_INHERIT);
  lock("inheriting", &inheriting);
  pthread_mutexattr_init(&robust);
  pthread_mutexattr_setrobust(&robust, PTHREAD_MUTEX_ROBUST);
  lock("robust", &robust);
  take_over(&robust);
  take_over_from_child(&robust, &inheriting);

  semaphore = mmap(NULL, sizeof *semaphore, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  sem_init(semaphore, 1, 1);
  checkpoint("shared");
  munmap(semaphore, sizeof *semaphore);
  checkpoint("unmapped");
  return 0;
}
