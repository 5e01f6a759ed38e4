//===- text.h - Growing strings and made-up words ---------------*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef DICTIONARY_TEXT_H
#define DICTIONARY_TEXT_H

#include <stddef.h>
#include <stdint.h>

// A string that grows; always terminated, NULL while empty.
struct text {
  char *data;
  size_t length, capacity;
};

void text_append(struct text *text, const char *string);
void text_free(struct text *text);

// Appends a made-up word, derived from *state, which it moves on.
void text_append_word(struct text *text, uint32_t *state);

#endif // DICTIONARY_TEXT_H
