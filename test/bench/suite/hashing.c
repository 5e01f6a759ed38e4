/* A table of words with chains, that grows.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry {
  struct entry *next;
  int count;
  char key[12];
};

static struct entry **table;
static unsigned size = 16, used;

static unsigned hash(const char *s) {
  unsigned h = 2166136261u;
  while (*s)
    h = (h ^ (unsigned char)*s++) * 16777619u;
  return h;
}

static void grow(void) {
  struct entry **bigger = calloc(size * 2, sizeof *bigger);
  for (unsigned i = 0; i < size; i++)
    for (struct entry *e = table[i], *next; e; e = next) {
      next = e->next;
      unsigned h = hash(e->key) & (size * 2 - 1);
      e->next = bigger[h];
      bigger[h] = e;
    }
  free(table);
  table = bigger;
  size *= 2;
}

static struct entry *find(const char *key) {
  unsigned h = hash(key) & (size - 1);
  for (struct entry *e = table[h]; e; e = e->next)
    if (strcmp(e->key, key) == 0)
      return e;
  struct entry *e = calloc(1, sizeof *e);
  strcpy(e->key, key);
  e->next = table[h];
  table[h] = e;
  if (++used > size)
    grow();
  return e;
}

int main(int argc, char **argv) {
  int n = argc > 1 ? atoi(argv[1]) : 15000000;
  table = calloc(size, sizeof *table);
  unsigned seed = 7;
  for (int i = 0; i < n; i++) {
    char key[12];
    seed = seed * 1664525 + 1013904223;
    unsigned v = (seed >> 12) % 20000;
    int k = 0;
    do
      key[k++] = 'a' + v % 26;
    while (v /= 26);
    key[k] = 0;
    find(key)->count++;
  }
  printf("%u %d\n", used, find("b")->count);
  return 0;
}
