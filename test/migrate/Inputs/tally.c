// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "tally.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct tally {
  unsigned seed, sum;
  int count, log;
  char *last; // more memory of the library's
};

static struct tally all = {7, 7, 0, -1, NULL};

tally *tally_default(void) { return &all; }

tally *tally_restart(unsigned seed, unsigned sum, int count) {
  tally *t = calloc(1, sizeof *t);
  t->seed = seed;
  t->sum = sum;
  t->count = count;
  t->log = -1;
  t->last = strdup("");
  return t;
}

tally *tally_open(unsigned seed) { return tally_restart(seed, seed, 0); }

void tally_add(tally *t, const char *text) {
  for (const char *c = text; *c; c++)
    t->sum = t->sum * 31 + (unsigned char)*c;
  t->count++;
  free(t->last);
  t->last = strdup(text);
}

unsigned tally_sum(const tally *t) { return t->sum; }
int tally_count(const tally *t) { return t->count; }
unsigned tally_seed(const tally *t) { return t->seed; }

tally *tally_open_log(const char *name) {
  tally *t = tally_open(1);
  t->log = open(name, O_RDONLY);
  return t;
}

int tally_log(const tally *t) { return t->log; }

void tally_close(tally *t) {
  if (t->log >= 0)
    close(t->log);
  free(t->last);
  free(t);
}

void number_init(heap_number *n, unsigned value) {
  n->used = 1;
  n->room = 4;
  n->digits = malloc(4 * sizeof *n->digits);
  n->digits[0] = value;
}

void number_times(heap_number *n, unsigned factor) {
  unsigned long long carry = 0;
  for (int i = 0; i < n->used; i++) {
    carry += (unsigned long long)n->digits[i] * factor;
    n->digits[i] = (unsigned)carry;
    carry >>= 32;
  }
  if (!carry)
    return;
  if (n->used == n->room)
    n->digits = realloc(n->digits, (n->room *= 2) * sizeof *n->digits);
  n->digits[n->used++] = (unsigned)carry;
}

int number_used(const heap_number *n) { return n->used; }
unsigned number_digit(const heap_number *n, int at) { return n->digits[at]; }

void number_set(heap_number *n, const unsigned *digits, int used) {
  n->used = n->room = used;
  n->digits = malloc(used * sizeof *n->digits);
  memcpy(n->digits, digits, used * sizeof *n->digits);
}

void number_clear(heap_number *n) { free(n->digits); }
