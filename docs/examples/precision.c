//===- precision.c - State in long double ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: precision [SIZE [NONCE [ROUNDS [MODE]]]]
//
// Keeps long double values on the stack and on the heap while it moves them
// about, then prints them. `long double` is another format on almost every
// machine, so what can be carried depends on the values: MODE `exact` (default)
// uses values that each format holds, and the output is the same everywhere;
// MODE `full` uses quotients by three, which fill the mantissa of the machine
// that starts the program.
//
//===----------------------------------------------------------------------===//

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

struct sample {
  short index;
  long double value;
};

struct store {
  unsigned count;
  struct sample *samples;
};

static uint32_t next_random(uint32_t *state) {
  uint32_t z = *state += 0x9e3779b9;
  z = (z ^ z >> 16) * 0x21f0aaad;
  z = (z ^ z >> 15) * 0x735a2d97;
  return z ^ z >> 15;
}

// Prints a value as a sum of doubles, which needs no format of its own.
static void print_value(const char *name, unsigned index, long double value) {
  double high = (double)value;
  double middle = (double)(value - high);
  double low = (double)(value - high - middle);
  printf("%s %u: %a %a %a\n", name, index, high, middle, low);
}

static int precedes(const struct sample *a, const struct sample *b,
                    int descending) {
  return descending ? a->value > b->value : a->value < b->value;
}

// Insertion sort, up and down by turns: the values move, none is changed.
static unsigned long sort(struct store *store, int descending) {
  unsigned long moves = 0;
  for (unsigned i = 1; i < store->count; i++) {
    struct sample sample = store->samples[i];
    unsigned j = i;
    while (j > 0 && precedes(&sample, &store->samples[j - 1], descending)) {
      store->samples[j] = store->samples[j - 1];
      j--;
      moves++;
    }
    store->samples[j] = sample;
  }
  return moves;
}

static void work(struct store *store, unsigned rounds, long double quotient) {
  unsigned long moves = 0;
  for (unsigned round = 0; round < rounds; round++) {
    moves += sort(store, round % 2 == 0);
    printf("round %u: %lu moves, first is %d\n", round, moves,
           store->samples[0].index);
  }
  print_value("quotient", 0, quotient);
}

static void run(unsigned count, uint32_t nonce, unsigned rounds,
                unsigned divisor) {
  struct store store = {count, NULL};
  long double largest = 0;
  store.samples = malloc(count * sizeof *store.samples);
  if (!store.samples) {
    fprintf(stderr, "precision: out of memory\n");
    exit(1);
  }
  for (unsigned i = 0; i < count; i++) {
    store.samples[i].index = (short)i;
    store.samples[i].value =
        (long double)(next_random(&nonce) >> 8) / divisor;
    if (store.samples[i].value > largest)
      largest = store.samples[i].value;
  }
  work(&store, rounds, (long double)(nonce >> 8 | 1) / divisor);
  for (unsigned i = 0; i < count; i += count / 4)
    print_value("sample", i, store.samples[i].value);
  print_value("largest", 0, largest);
  free(store.samples);
}

static unsigned argument(int argc, char **argv, int i, unsigned otherwise) {
  return i < argc ? (unsigned)strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
  unsigned count = argument(argc, argv, 1, 32);
  uint32_t nonce = argument(argc, argv, 2, 1);
  unsigned rounds = argument(argc, argv, 3, 6);
  const char *mode = argc > 4 ? argv[4] : "exact";
  if (count < 4 || count > 30000 ||
      (strcmp(mode, "exact") && strcmp(mode, "full"))) {
    fprintf(stderr, "usage: precision [SIZE [NONCE [ROUNDS [exact|full]]]], "
                    "SIZE 4 to 30000\n");
    return 2;
  }
  printf("%u samples, nonce %u, %s\n", count, (unsigned)nonce, mode);
  run(count, nonce, rounds, strcmp(mode, "full") == 0 ? 3 : 4);
  return 0;
}
