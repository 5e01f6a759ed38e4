// Memory from alloca alive at polls is carried. It builds without warnings.
//
// RUN: %carry %s --work %t --flags +Wall +Wextra +Werror
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <alloca.h>
#include <stdio.h>
#include <string.h>

struct link {
  const struct link *before;
  int value;
};

static int work(int count) {
  const struct link *last = NULL;
  char *text = alloca((size_t)count + 1);
  memset(text, '.', (size_t)count);
  text[count] = '\0';
  for (int i = 0; i < count; i++) {
    struct link *link = alloca(sizeof *link);
    link->before = last;
    link->value = i;
    last = link;
    text[i] = (char)('a' + i);
    printf("%s\n", text);
  }
  int sum = 0;
  for (; last; last = last->before)
    sum = sum * 2 + last->value;
  return sum;
}

int main(void) {
  for (int count = 1; count < 7; count++)
    printf("%d: %d\n", count, work(count));
  return 0;
}
