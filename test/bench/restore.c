/*===- restore.c - A large heap to be saved and resumed ----------------------===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* restore.c KIND BYTES makes a heap and saves it; resumed, it prints the time of the monotonic clock in nanoseconds, and
|* with WRITE in the environment once more after a write to every page.
|*
\*===------------------------------------------------------------------------===*/

#include <cgt/cgt.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { PAGE = 4096, ARRAY = 1 << 20 };

struct node {
  struct node *next, *other;
  long key;
  double value;
  int flags;
  char name[8];
};

static long now(void) {
  struct timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return T.tv_sec * 1000000000L + T.tv_nsec;
}

static void write_pages(char *at, size_t bytes) {
  for (size_t k = 0; k < bytes; k += PAGE)
    at[k] ^= 1;
}

static void done(double **arrays, size_t count, size_t bytes, struct node *first) {
  long resumed = now();
  if (getenv("WRITE")) {
    for (size_t k = 0; k < count; ++k)
      write_pages((char *)arrays[k], bytes);
    for (struct node *n = first; n; n = n->next)
      n->flags ^= 1;
  }
  printf("%ld %ld\n", resumed, now());
}

static double *array(size_t bytes) {
  double *a = malloc(bytes / sizeof(double) * sizeof(double));
  for (size_t k = 0; k < bytes / sizeof(double); ++k)
    a[k] = (double)k * 1.25;
  return a;
}

int main(int argc, char **argv) {
  const char *kind = argc > 1 ? argv[1] : "doubles";
  size_t bytes = argc > 2 ? strtoul(argv[2], NULL, 10) : (size_t)1 << 30;
  size_t count = strcmp(kind, "arrays") == 0 ? bytes / ARRAY : strcmp(kind, "doubles") == 0;
  double **arrays = calloc(count + 1, sizeof(double *));
  for (size_t k = 0; k < count; ++k)
    arrays[k] = array(bytes / count);
  struct node *first = NULL, *last = NULL;
  for (size_t k = 0; strcmp(kind, "nodes") == 0 && k < bytes / sizeof(struct node); ++k) {
    struct node *n = calloc(1, sizeof *n);
    n->key = (long)k % 1000000;
    n->value = (double)k;
    n->other = last;
    if (last)
      last->next = n;
    else
      first = n;
    last = n;
  }
  if (cgt_checkpoint() == 1)
    done(arrays, count, count ? bytes / count : 0, first);
  return 0;
}
