// Readers and writers of a table whose rows must agree whenever somebody looks.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs x86_64:x86_64 aarch64:s390x x86_64:aarch64 --deferrable --at-least 6
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS = 40, READS = 300, WRITES = 125 };

struct row {
  int key;
  long value, mirror;
};

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static struct row *table;
static atomic_int wrong;
static atomic_long looks;
static pthread_spinlock_t spin;
static int writes;

static void *reader(void *argument) {
  unsigned random = (unsigned)(intptr_t)argument;
  for (int n = 0; n < READS; n++) {
    pthread_rwlock_rdlock(&lock);
    long sum = 0;
    for (int i = 0; i < ROWS; i++) {
      sum += table[i].value;
      if (table[i].value != table[i].mirror)
        atomic_fetch_add(&wrong, 1);
    }
    if (sum != 0)
      atomic_fetch_add(&wrong, 1);
    pthread_rwlock_unlock(&lock);
    random = random * 1103515245 + 12345;
    atomic_fetch_add(&looks, random % 3);
  }
  return NULL;
}

static void *writer(void *argument) {
  int self = (int)(intptr_t)argument;
  for (int n = 0; n < WRITES; n++) {
    int a = (self + n * 7) % ROWS, b = (a + 1 + n % (ROWS - 1)) % ROWS;
    pthread_rwlock_wrlock(&lock);
    table[a].value += self + n;
    table[b].value -= self + n;
    for (int i = 0; i < ROWS; i++)
      table[i].mirror = table[i].value;
    pthread_rwlock_unlock(&lock);
    pthread_spin_lock(&spin);
    writes++;
    pthread_spin_unlock(&spin);
  }
  return NULL;
}

int main(int argc, char **argv) {
  int threads = argc > 1 ? atoi(argv[1]) : 4;
  pthread_t *others = malloc(threads * sizeof *others);
  table = calloc(ROWS, sizeof *table);
  pthread_spin_init(&spin, PTHREAD_PROCESS_PRIVATE);
  for (int t = 0; t < threads; t++)
    pthread_create(&others[t], NULL, t % 2 ? reader : writer, (void *)(intptr_t)t);
  for (int t = 0; t < threads; t++)
    pthread_join(others[t], NULL);
  uint32_t sum = 0;
  for (int i = 0; i < ROWS; i++)
    sum = sum * 31 + (uint32_t)table[i].value;
  printf("%d wrong, %ld looks, %d writes, %u\n", wrong, looks, writes, sum);
  free(others);
  free(table);
  return 0;
}
