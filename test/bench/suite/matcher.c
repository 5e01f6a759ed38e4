/* A matcher of small regular expressions, by mutual recursion.

   SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */

#include <stdio.h>
#include <stdlib.h>

static int here(const char *re, const char *text);

static int star(int c, const char *re, const char *text) {
  do {
    if (here(re, text))
      return 1;
  } while (*text && (*text++ == c || c == '.'));
  return 0;
}

static int here(const char *re, const char *text) {
  if (!re[0])
    return 1;
  if (re[1] == '*')
    return star(re[0], re + 2, text);
  if (re[0] == '$' && !re[1])
    return !*text;
  if (*text && (re[0] == '.' || re[0] == *text))
    return here(re + 1, text + 1);
  return 0;
}

static int match(const char *re, const char *text) {
  if (re[0] == '^')
    return here(re + 1, text);
  do {
    if (here(re, text))
      return 1;
  } while (*text++);
  return 0;
}

int main(int argc, char **argv) {
  static const char *const res[] = {"a*b", "^x.*y$", "ab*c", "q.*w.*e", "z$", "aa*bb*cc*d"};
  int rounds = argc > 1 ? atoi(argv[1]) : 500000, found = 0;
  char text[64];
  unsigned seed = 5;
  for (int r = 0; r < rounds; r++) {
    for (int i = 0; i < 40; i++) {
      seed = seed * 1664525 + 1013904223;
      text[i] = "abcaxqwebz"[(seed >> 20) % 10];
    }
    text[40] = 0;
    for (int i = 0; i < 6; i++)
      found += match(res[i], text);
  }
  printf("%d\n", found);
  return 0;
}
