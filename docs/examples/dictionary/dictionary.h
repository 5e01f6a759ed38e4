//===- dictionary.h - Hash table from words to counts -----------*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DICTIONARY_DICTIONARY_H
#define DICTIONARY_DICTIONARY_H

#include <stddef.h>
#include <stdint.h>

// A word; lives in one heap block together with its characters.
struct entry {
  struct entry *next; // in the same bucket
  const char *origin; // where the word was first seen, a literal
  uint32_t hash;
  unsigned count;
  char word[];
};

struct dictionary;

struct dictionary *dictionary_new(void);
void dictionary_free(struct dictionary *d);

// Returns the word's entry; adds one with count 0 if there is none.
struct entry *dictionary_find(struct dictionary *d, const char *word,
                              const char *origin);
size_t dictionary_size(const struct dictionary *d);
size_t dictionary_buckets(const struct dictionary *d);

// Returns a new array of all entries in the order that `precedes` tells.
typedef int precedence(const struct entry *a, const struct entry *b);
struct entry **dictionary_sorted(const struct dictionary *d,
                                 precedence *precedes);

#endif // DICTIONARY_DICTIONARY_H
