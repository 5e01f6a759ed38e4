// A queue of work with conditions: who takes a task may add others; all ends when nothing is left and nobody works. Counts queens' places.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs x86_64:x86_64 x86_64:aarch64 s390x:x86_64 --deferrable --at-least 6
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDE = 8, SPLIT = 3, ROUNDS = 3 };

struct task {
  struct task *next;
  int row;
  unsigned columns, left, right;
};

static struct queue {
  pthread_mutex_t lock;
  pthread_cond_t added;
  struct task *first;
  int open; ///< tasks that are in the queue or being worked on
  long found;
} queue = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, 0, 0};

static void add(int row, unsigned columns, unsigned left, unsigned right) {
  struct task *t = malloc(sizeof *t);
  *t = (struct task){NULL, row, columns, left, right};
  pthread_mutex_lock(&queue.lock);
  t->next = queue.first;
  queue.first = t;
  queue.open++;
  pthread_cond_signal(&queue.added);
  pthread_mutex_unlock(&queue.lock);
}

static long place(int row, unsigned columns, unsigned left, unsigned right) {
  long found = 0;
  if (row == SIDE)
    return 1;
  for (unsigned free = ~(columns | left | right) & ((1u << SIDE) - 1); free; free &= free - 1) {
    unsigned bit = free & -free;
    if (row < SPLIT)
      add(row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
    else
      found += place(row + 1, columns | bit, (left | bit) << 1, (right | bit) >> 1);
  }
  return found;
}

static void *work(void *unused) {
  pthread_mutex_lock(&queue.lock);
  while (queue.open > 0) {
    struct task *t = queue.first;
    if (!t) {
      pthread_cond_wait(&queue.added, &queue.lock);
      continue;
    }
    queue.first = t->next;
    pthread_mutex_unlock(&queue.lock);
    long found = place(t->row, t->columns, t->left, t->right);
    free(t);
    pthread_mutex_lock(&queue.lock);
    queue.found += found;
    if (--queue.open == 0)
      pthread_cond_broadcast(&queue.added);
  }
  pthread_mutex_unlock(&queue.lock);
  return unused;
}

int main(int argc, char **argv) {
  int threads = argc > 1 ? atoi(argv[1]) : 4;
  pthread_t *others = malloc(threads * sizeof *others);
  for (int round = 0; round < ROUNDS; round++) {
    add(0, round, 0, 0); // with some columns taken
    for (int t = 0; t < threads; t++)
      pthread_create(&others[t], NULL, work, NULL);
    for (int t = 0; t < threads; t++)
      pthread_join(others[t], NULL);
    printf("%d: %ld\n", round, queue.found);
  }
  free(others);
  return 0;
}
