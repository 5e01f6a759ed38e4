// A pipeline: each stage is a thread, between two of them is a short ring with two semaphores.
//
// RUN: %carry %s --work %t --flags +pthread --points 2 --pairs x86_64:x86_64 x86_64:riscv64 i686:x86_64 --deferrable --at-least 6
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

enum { RING = 3, ITEMS = 400 };

struct item {
  long number;
  double value;
};

struct ring {
  sem_t free, full;
  struct item *items[RING];
  int in, out;
};

struct stage {
  pthread_t thread;
  int number;
  struct ring *from, *to;
};

static void put(struct ring *r, struct item *i) {
  while (sem_wait(&r->free) != 0)
    ;
  r->items[r->in] = i;
  r->in = (r->in + 1) % RING;
  sem_post(&r->full);
}

static struct item *get(struct ring *r) {
  while (sem_wait(&r->full) != 0)
    ;
  struct item *i = r->items[r->out];
  r->out = (r->out + 1) % RING;
  sem_post(&r->free);
  return i;
}

static void *run(void *argument) {
  struct stage *s = argument;
  for (;;) {
    struct item *i = get(s->from);
    if (i) {
      i->number = (i->number * 7 + s->number) % 100003;
      i->value = i->value / 2 + s->number;
    }
    put(s->to, i);
    if (!i)
      return NULL;
  }
}

static void *feed(void *argument) {
  struct ring *r = argument;
  for (int n = 0; n < ITEMS; n++) {
    struct item *i = malloc(sizeof *i);
    *i = (struct item){n, n};
    put(r, i);
  }
  put(r, NULL);
  return NULL;
}

int main(int argc, char **argv) {
  int threads = argc > 1 ? atoi(argv[1]) : 4, stages = threads - 1;
  struct ring *rings = calloc(stages + 1, sizeof *rings);
  struct stage *all = calloc(stages, sizeof *all);
  pthread_t feeder;
  for (int r = 0; r <= stages; r++) {
    sem_init(&rings[r].free, 0, RING);
    sem_init(&rings[r].full, 0, 0);
  }
  pthread_create(&feeder, NULL, feed, &rings[0]);
  for (int s = 0; s < stages; s++) {
    all[s] = (struct stage){all[s].thread, s, &rings[s], &rings[s + 1]};
    pthread_create(&all[s].thread, NULL, run, &all[s]);
  }
  int n = 0;
  for (struct item *i; (i = get(&rings[stages])) != NULL; n++) {
    if (n % 40 == 0)
      printf("%d: %ld %.6f\n", n, i->number, i->value);
    free(i);
  }
  printf("%d items\n", n);
  pthread_join(feeder, NULL);
  for (int s = 0; s < stages; s++)
    pthread_join(all[s].thread, NULL);
  free(all);
  free(rings);
  return 0;
}
