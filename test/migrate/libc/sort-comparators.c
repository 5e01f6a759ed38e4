// A checkpoint is made in comparisons of qsort and qsort_r: the sort goes on where it was, also on platforms on which the elements
// have another size, with elements that are moved and elements that are sorted by pointers, and in a sort within a comparison.
//
// RUN: %carry %s --points 24 --pairs x86_64:x86_64 x86_64:aarch64 x86_64:s390x x86_64:i686 s390x:x86_64
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct small {
  long key;
  char name[3];
};

struct large {
  struct large *self;
  long key[4];
  short number;
};

static long comparisons;

/// Polls: nobody knows how long the text is.
static int work(const char *text) {
  int sum = 0;
  for (; *text; text++)
    sum += putchar(*text) & 1;
  return sum;
}

static int sign(long a, long b) { return a < b ? -1 : a > b; }

static int compareInts(const void *a, const void *b) {
  work(++comparisons % 50 == 0 ? ".\n" : "");
  return sign(*(const int *)a, *(const int *)b);
}

static int compareSmall(const void *a, const void *b) {
  work(++comparisons % 10 == 0 ? ":" : "");
  const struct small *x = a, *y = b;
  return sign(x->key, y->key);
}

static int compareLarge(const void *a, const void *b, void *argument) {
  const struct large *x = a, *y = b;
  work(++*(long *)argument % 10 == 0 ? "!" : "");
  return sign(x->key[2], y->key[2]);
}

// Sorts the letters of both names first.
static int compareLetters(const void *a, const void *b) { return *(const char *)a - *(const char *)b; }
static int compareNames(const void *a, const void *b) {
  char x[8], y[8];
  strcpy(x, *(char *const *)a);
  strcpy(y, *(char *const *)b);
  qsort(x, strlen(x), 1, compareLetters);
  work(++comparisons % 7 == 0 ? "," : "");
  qsort(y, strlen(y), 1, compareLetters);
  return strcmp(x, y);
}

static unsigned next(unsigned *state) { return (*state = *state * 1103515245 + 12345) >> 16; }

static void sortInts(int count) {
  int *numbers = malloc((size_t)count * sizeof *numbers);
  unsigned state = 1;
  for (int i = 0; i < count; i++)
    numbers[i] = (int)(next(&state) % 1000);
  qsort(numbers, (size_t)count, sizeof *numbers, compareInts);
  for (int i = 0; i < count; i += 7)
    printf("%d ", numbers[i]);
  printf("\n%ld comparisons\n", comparisons);
  free(numbers);
}

static void sortSmall(int count) {
  struct small *elements = calloc((size_t)count, sizeof *elements), near[30];
  unsigned state = 2;
  for (int i = 0; i < count; i++)
    elements[i] = (struct small){.key = (int)(next(&state) % 100) - 50, .name = {(char)('a' + i % 26), (char)('A' + i / 26)}};
  memcpy(near, elements, sizeof near);
  qsort(elements, (size_t)count, sizeof *elements, compareSmall);
  qsort(near, 30, sizeof *near, compareSmall);
  for (int i = 0; i < count; i++)
    printf("%ld%s%s ", elements[i].key, elements[i].name, i < 30 ? near[i].name : "");
  puts("");
  free(elements);
}

static void sortLarge(int count) {
  struct large *elements = calloc((size_t)count, sizeof *elements);
  unsigned state = 3;
  long compared = 0;
  for (int i = 0; i < count; i++)
    elements[i] = (struct large){.self = &elements[i], .key = {i, -i, next(&state) % 50, 7}, .number = (short)i};
  qsort_r(elements, (size_t)count, sizeof *elements, compareLarge, &compared);
  for (int i = 0; i < count; i++)
    printf("%ld/%d/%d ", elements[i].key[2], elements[i].number, (int)(elements[i].self - elements));
  printf("%ld\n", compared);
  free(elements);
}

static void sortNames(void) {
  char *names[] = {"tar", "rat", "art", "emit", "time", "item", "mite", "stop", "pots", "spot", "tops", "opts", "lemon", "melon", "a", ""};
  qsort(names, sizeof names / sizeof *names, sizeof *names, compareNames);
  for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
    puts(names[i]);
}

int main(void) {
  sortInts(1500);
  sortSmall(200);
  sortLarge(150);
  sortNames();
  return 0;
}
