// Threads that wait for conditions, with and without a deadline, for semaphores, locks of readers and writers, and once, some of them
// detached, one that ends by pthread_exit(): all go on where they were.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs cover --deferrable --at-least 30
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PRODUCERS = 3, CONSUMERS = 4, ITEMS = 120, ROOM = 8, KINDS = 10 };

struct item {
  struct item *next;
  long value;
};

static struct {
  pthread_mutex_t lock;
  pthread_cond_t some, room;
  struct item *first, **last;
  int count, closed;
} queue = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, &queue.first, 0, 0};

static sem_t done;
static pthread_rwlock_t table = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static long counts[KINDS], sum;
static int begun;

static void begin(void) {
  for (volatile int i = 0; i < 1000; i++)
    ;
  begun++;
}

static void put(long value) {
  struct item *item = malloc(sizeof *item);
  item->next = NULL;
  item->value = value;
  pthread_mutex_lock(&queue.lock);
  while (queue.count >= ROOM)
    pthread_cond_wait(&queue.room, &queue.lock);
  *queue.last = item;
  queue.last = &item->next;
  queue.count++;
  pthread_cond_signal(&queue.some);
  pthread_mutex_unlock(&queue.lock);
}

static struct item *take(void) {
  struct item *item;
  pthread_mutex_lock(&queue.lock);
  while (!queue.count && !queue.closed) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 3000000;
    if (until.tv_nsec >= 1000000000) {
      until.tv_nsec -= 1000000000;
      until.tv_sec++;
    }
    int error = pthread_cond_timedwait(&queue.some, &queue.lock, &until);
    if (error && error != ETIMEDOUT)
      exit(1);
  }
  item = queue.first;
  if (item) {
    queue.first = item->next;
    if (!queue.first)
      queue.last = &queue.first;
    queue.count--;
    pthread_cond_signal(&queue.room);
  }
  pthread_mutex_unlock(&queue.lock);
  return item;
}

static void *produce(void *argument) {
  const long *from = argument;
  pthread_once(&once, begin);
  for (long value = *from; value < *from + ITEMS; value++)
    put(value);
  return argument;
}

static void *consume(void *argument) {
  struct item *item;
  pthread_once(&once, begin);
  while ((item = take()) != NULL) {
    long all = 0;
    pthread_rwlock_wrlock(&table);
    counts[item->value % KINDS]++;
    sum += item->value;
    pthread_rwlock_unlock(&table);
    pthread_rwlock_rdlock(&table);
    for (int k = 0; k < KINDS; k++)
      all += counts[k];
    pthread_rwlock_unlock(&table);
    if (all < 1)
      exit(2);
    free(item);
  }
  sem_post(&done);
  if (argument)
    pthread_exit(NULL);
  return NULL;
}

int main(void) {
  static long from[PRODUCERS] = {0, 1000, 2000};
  pthread_t producers[PRODUCERS], consumer;
  pthread_attr_t detached;
  sem_init(&done, 0, 0);
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&detached, 256 << 10);
  for (int i = 0; i < CONSUMERS; i++)
    if (pthread_create(&consumer, &detached, consume, i % 2 ? &done : NULL) != 0)
      return 1;
  for (int i = 0; i < PRODUCERS; i++)
    if (pthread_create(&producers[i], NULL, produce, &from[i]) != 0)
      return 1;
  for (int i = 0; i < PRODUCERS; i++) {
    void *result;
    pthread_join(producers[i], &result);
    printf("%ld\n", *(long *)result);
  }
  pthread_mutex_lock(&queue.lock);
  queue.closed = 1;
  pthread_cond_broadcast(&queue.some);
  pthread_mutex_unlock(&queue.lock);
  for (int i = 0; i < CONSUMERS; i++)
    sem_wait(&done);
  printf("%ld", sum);
  for (int k = 0; k < KINDS; k++)
    printf(" %ld", counts[k]);
  printf(" %d %d\n", begun, queue.count);
  return 0;
}
