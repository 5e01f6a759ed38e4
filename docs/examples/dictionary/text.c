//===- text.c - Growing strings and made-up words -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "text.h"

#include "memory.h"

#include <stdlib.h>
#include <string.h>

static const char *const syllables[] = {"ba", "den", "ki", "lor", "mu", "nas",
                                        "po", "ri",  "so", "tak", "u",  "wen"};
enum { SYLLABLES = sizeof syllables / sizeof *syllables };

void text_append(struct text *text, const char *string) {
  size_t more = strlen(string);
  if (text->length + more + 1 > text->capacity) {
    text->capacity = 2 * (text->length + more) + 16;
    text->data = xrealloc(text->data, text->capacity);
  }
  memcpy(text->data + text->length, string, more + 1);
  text->length += more;
}

void text_free(struct text *text) {
  free(text->data);
  memset(text, 0, sizeof *text);
}

static uint32_t next_random(uint32_t *state) {
  uint32_t z = *state += 0x9e3779b9;
  z = (z ^ z >> 16) * 0x21f0aaad;
  z = (z ^ z >> 15) * 0x735a2d97;
  return z ^ z >> 15;
}

// Short words are frequent, as in a language.
void text_append_word(struct text *text, uint32_t *state) {
  uint32_t random = next_random(state);
  do {
    text_append(text, syllables[random % SYLLABLES]);
    random /= SYLLABLES;
  } while (random % 8 < 5 && random > 16);
}
