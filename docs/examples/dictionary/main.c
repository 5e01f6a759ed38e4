//===- main.c - Counts the words of a made-up text ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: dictionary [WORDS [NONCE [ROUNDS]]]
//
// Writes a text of WORDS made-up words in each round, splits it, counts the
// words in a hash table and prints the most frequent and the first ones. The
// table and the strings come from a static library, which has its own units.
//
//===----------------------------------------------------------------------===//

#include "dictionary.h"
#include "text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Kinds of sentences: how a sentence starts and how many words it has.
struct style {
  const char *name, *opening;
  unsigned words;
};

static const struct style styles[] = {
    {"question", "who", 5}, {"story", "once", 11}, {"order", "go", 3}};
enum { STYLES = sizeof styles / sizeof *styles };

struct reader {
  struct dictionary *words;
  const struct style *style; // of the sentence in hand
  unsigned sentences;
  unsigned long letters;
};

static int more_frequent(const struct entry *a, const struct entry *b) {
  return a->count != b->count ? a->count > b->count
                              : strcmp(a->word, b->word) < 0;
}

static int alphabetical(const struct entry *a, const struct entry *b) {
  return strcmp(a->word, b->word) < 0;
}

static void write_sentence(struct text *text, const struct style *style,
                           uint32_t *state) {
  text_append(text, style->opening);
  for (unsigned i = 0; i < style->words; i++) {
    text_append(text, " ");
    text_append_word(text, state);
  }
}

// Splits the sentence in place and counts its words.
static void read_sentence(struct reader *reader, char *sentence) {
  for (char *word = sentence; word;) {
    char *end = strchr(word, ' ');
    if (end)
      *end++ = '\0';
    reader->letters += strlen(word);
    dictionary_find(reader->words, word, reader->style->name)->count++;
    word = end;
  }
  if (++reader->sentences % 16 == 0)
    printf("%u sentences, %zu words in %zu buckets, %lu letters\n",
           reader->sentences, dictionary_size(reader->words),
           dictionary_buckets(reader->words), reader->letters);
}

static void run_round(struct reader *reader, unsigned words, uint32_t *state) {
  struct text sentence = {NULL, 0, 0};
  for (unsigned done = 0, i = 0; done < words; i++) {
    reader->style = &styles[i % STYLES];
    write_sentence(&sentence, reader->style, state);
    done += reader->style->words + 1;
    read_sentence(reader, sentence.data);
    if (i % 3 == 2) // grows over three sentences
      text_free(&sentence);
    else
      sentence.length = 0;
  }
  text_free(&sentence);
}

static void print_first(const char *what, const struct reader *reader,
                        precedence *precedes) {
  struct entry **sorted = dictionary_sorted(reader->words, precedes);
  printf("%s:", what);
  for (size_t i = 0; i < 5 && i < dictionary_size(reader->words); i++)
    printf(" %s (%u, %s)", sorted[i]->word, sorted[i]->count,
           sorted[i]->origin);
  printf("\n");
  free(sorted);
}

static void run(unsigned words, uint32_t nonce, unsigned rounds) {
  struct reader reader = {dictionary_new(), NULL, 0, 0};
  for (unsigned round = 0; round < rounds; round++) {
    run_round(&reader, words, &nonce);
    print_first("most frequent", &reader, more_frequent);
    print_first("first", &reader, alphabetical);
  }
  dictionary_free(reader.words);
}

static unsigned argument(int argc, char **argv, int i, unsigned otherwise) {
  return i < argc ? (unsigned)strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
  unsigned words = argument(argc, argv, 1, 300);
  uint32_t nonce = argument(argc, argv, 2, 1);
  unsigned rounds = argument(argc, argv, 3, 2);
  if (words < 1) {
    fprintf(stderr, "usage: dictionary [WORDS [NONCE [ROUNDS]]]\n");
    return 2;
  }
  printf("dictionary of %u words, nonce %u\n", words, (unsigned)nonce);
  run(words, nonce, rounds);
  return 0;
}
