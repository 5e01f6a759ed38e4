// strtok cuts as glibc's does, and says again that nothing is left.
//
// RUN: %clang -O2 -I%S/Inputs %s -o %t.plain && %t.plain > %t.expected
// RUN: %cgt-cc -O2 -I%S/Inputs %s -o %t.dynamic && %t.dynamic | diff %t.expected -
// RUN: %cgt-cc -static -O2 -I%S/Inputs %s -o %t.static && %t.static | diff %t.expected -
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "digest.h"

#include <string.h>

int main(void) {
  static const char *const delimiters[] = {",", ",; ", "; \t", "", "\xff", "ab,; \t"};
  seedAny();
  for (int i = 0; i < 1000000; i++) {
    char text[64];
    int size = below(60);
    for (int k = 0; k < size; k++)
      text[k] = "ab,; \t\xff"[below(7)];
    text[size] = 0;
    char *token = strtok(text, delimiters[below(6)]);
    for (; token; token = strtok(NULL, delimiters[below(6)])) {
      note((uint64_t)(token - text));
      note(strlen(token));
    }
    note(strtok(NULL, delimiters[below(6)]) != NULL);
    for (int k = 0; k <= size; k++)
      note((unsigned char)text[k]);
  }
  tell();
  return 0;
}
