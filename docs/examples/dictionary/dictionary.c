//===- dictionary.c - Hash table from words to counts ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dictionary.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

struct dictionary {
  struct entry **bucket;
  size_t buckets; // a power of two
  size_t size;
};

static uint32_t hash_of(const char *word) {
  uint32_t hash = 2166136261u;
  for (; *word; word++)
    hash = (hash ^ (unsigned char)*word) * 16777619u;
  return hash;
}

struct dictionary *dictionary_new(void) {
  struct dictionary *d = xmalloc(sizeof *d);
  d->buckets = 4;
  d->size = 0;
  d->bucket = xcalloc(d->buckets, sizeof *d->bucket);
  return d;
}

void dictionary_free(struct dictionary *d) {
  for (size_t i = 0; i < d->buckets; i++)
    for (struct entry *e = d->bucket[i], *next; e; e = next) {
      next = e->next;
      free(e);
    }
  free(d->bucket);
  free(d);
}

static void grow(struct dictionary *d) {
  size_t buckets = 2 * d->buckets;
  struct entry **bucket = xcalloc(buckets, sizeof *bucket);
  for (size_t i = 0; i < d->buckets; i++)
    for (struct entry *e = d->bucket[i], *next; e; e = next) {
      struct entry **link = &bucket[e->hash & (buckets - 1)];
      next = e->next;
      e->next = *link;
      *link = e;
    }
  free(d->bucket);
  d->bucket = bucket;
  d->buckets = buckets;
}

struct entry *dictionary_find(struct dictionary *d, const char *word,
                              const char *origin) {
  uint32_t hash = hash_of(word);
  struct entry *e = d->bucket[hash & (d->buckets - 1)];
  while (e && (e->hash != hash || strcmp(e->word, word)))
    e = e->next;
  if (e)
    return e;
  if (d->size == d->buckets)
    grow(d);
  size_t length = strlen(word);
  e = xmalloc(sizeof *e + length + 1);
  memcpy(e->word, word, length + 1);
  e->origin = origin;
  e->hash = hash;
  e->count = 0;
  e->next = d->bucket[hash & (d->buckets - 1)];
  d->bucket[hash & (d->buckets - 1)] = e;
  d->size++;
  return e;
}

size_t dictionary_size(const struct dictionary *d) { return d->size; }

size_t dictionary_buckets(const struct dictionary *d) { return d->buckets; }

// Merge sort of from[0..n); the result is in `from`, `spare` is as large.
static void sort(struct entry **from, struct entry **spare, size_t n,
                 precedence *precedes) {
  if (n < 2)
    return;
  size_t half = n / 2, i = 0, j = half;
  sort(from, spare, half, precedes);
  sort(from + half, spare + half, n - half, precedes);
  for (size_t k = 0; k < n; k++)
    if (j == n || (i < half && !precedes(from[j], from[i])))
      spare[k] = from[i++];
    else
      spare[k] = from[j++];
  memcpy(from, spare, n * sizeof *from);
}

struct entry **dictionary_sorted(const struct dictionary *d,
                                 precedence *precedes) {
  struct entry **all = xmalloc(d->size * sizeof *all);
  struct entry **spare = xmalloc(d->size * sizeof *spare);
  size_t n = 0;
  for (size_t i = 0; i < d->buckets; i++)
    for (struct entry *e = d->bucket[i]; e; e = e->next)
      all[n++] = e;
  sort(all, spare, n, precedes);
  free(spare);
  return all;
}
