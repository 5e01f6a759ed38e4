// Checkpoints are made in what bsearch, lfind, lsearch, tsearch and its family call; trees and hash tables are carried, with keys of
// letters above 127 too.
//
// RUN: %carry %s --points 24 --pairs x86_64:x86_64 x86_64:aarch64 x86_64:s390x x86_64:i686 s390x:x86_64
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word {
  long count;
  const char *text;
};

static int calls;

/// Polls: nobody knows how long the text is.
static void work(const char *text) {
  for (calls++; *text; text++)
    putchar(*text);
}

static int compare(const void *a, const void *b) {
  work(calls % 9 ? "" : ".");
  return strcmp(((const struct word *)a)->text, ((const struct word *)b)->text);
}

static void show(const void *node, VISIT visit, int level) {
  const struct word *word = *(struct word *const *)node;
  work(level % 2 ? "" : " ");
  if (visit == postorder || visit == leaf)
    printf("%*s%s %ld\n", level, "", word->text, word->count);
}

static void add(const void *node, VISIT visit, void *sum) {
  work(",");
  if (visit == postorder || visit == leaf)
    *(long *)sum += (*(struct word *const *)node)->count;
}

static void drop(void *word) {
  work("-");
  free(word);
}

static const char *const texts[] = {"wer", "reitet", "so", "sp\xe4t", "durch", "Nacht", "und", "Wind", "es", "ist", "der", "Vater",
                                    "mit", "seinem", "Kind", "er", "hat", "den", "Knaben", "wohl", "in", "dem", "Arm", "fa\xdft", "ihn"};
enum { NumTexts = sizeof texts / sizeof *texts };

static void *tree;

static void count(const char *text) {
  struct word *word = malloc(sizeof *word);
  *word = (struct word){0, text};
  struct word **node = tsearch(word, &tree, compare);
  if (*node != word)
    free(word);
  ++(*node)->count;
}

static void trees(void) {
  for (int i = 0; i < 200; i++)
    count(texts[i * i % 7 * i % NumTexts]);
  twalk(tree, show);
  for (int i = 0; i < NumTexts; i += 3) {
    struct word key = {0, texts[i]}, **node = tfind(&key, &tree, compare), *word = node ? *node : NULL;
    printf("%s%s\n", texts[i], tdelete(&key, &tree, compare) ? " was there" : " wasn't there");
    free(word);
  }
  twalk(tree, show);
  long sum = 0;
  twalk_r(tree, add, &sum);
  printf("%ld\n", sum);
  tdestroy(tree, drop);
}

static void arrays(void) {
  struct word words[NumTexts + 5];
  size_t number = 0;
  for (int i = 0; i < 60; i++) {
    struct word word = {i, texts[i * 7 % (NumTexts - 3)]}, *at = lsearch(&word, words, &number, sizeof *words, compare);
    printf("%d ", (int)(at - words));
  }
  for (int i = 0; i < NumTexts; i++) {
    struct word word = {i, texts[i]}, *at = lfind(&word, words, &number, sizeof *words, compare);
    printf("%d ", at ? (int)(at - words) : -1);
  }
  qsort(words, number, sizeof *words, compare);
  for (int i = 0; i < NumTexts; i++) {
    struct word word = {i, texts[i]}, *at = bsearch(&word, words, number, sizeof *words, compare);
    printf("%d%s ", at ? (int)(at - words) : -1, at ? at->text : "");
  }
  puts("");
}

static void tables(void) {
  struct hsearch_data own = {0};
  hcreate(40);
  hcreate_r(NumTexts, &own);
  for (int i = 0; i < 300; i++) {
    char *text = (char *)texts[i * 11 % NumTexts];
    ENTRY *found = hsearch((ENTRY){text, NULL}, ENTER), *other = NULL;
    if (i % 2)
      hsearch_r((ENTRY){text, found}, ENTER, &other, &own);
    found->data = (char *)found->data + 1;
    work(i % 10 ? "" : "\n");
    if (other)
      printf("%s%d ", other->key, other->data == found);
  }
  for (int i = 0; i < NumTexts; i++) {
    work("+");
    printf("%d ", (int)(long)hsearch((ENTRY){(char *)texts[i], NULL}, FIND)->data);
  }
  puts(hsearch((ENTRY){"none", NULL}, FIND) ? "found" : "not found");
  hdestroy();
  hdestroy_r(&own);
}

int main(void) {
  trees();
  arrays();
  tables();
  return 0;
}
