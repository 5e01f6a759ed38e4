// Functions that end scopes of variables with __attribute__((cleanup)) are carried: while the saving process takes its stack down no cleanup
// runs, and in the resumed program each runs once, where its scope ends.
//
// RUN: %carry %s --work %t --flags +fplugin-arg-cgt-polls=all +Wall +Wextra +Werror
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

static int open_scopes;

static void end_number(int *number) { printf("end of %d, %d open\n", *number, --open_scopes); }

static void end_text(char **text) {
  printf("end of %s, %d open\n", *text, --open_scopes);
  free(*text);
}

static int scope(int n) {
  __attribute__((cleanup(end_number))) int outer = n;
  open_scopes++;
  for (int i = 0; i < n; i++) {
    __attribute__((cleanup(end_text))) char *text = malloc(8);
    open_scopes++;
    snprintf(text, 8, "%d/%d", i, n);
    printf("in %s\n", text);
    if (i == 2)
      return outer * 10;
    int sizes[i + 1];
    sizes[i] = outer;
    if (i == 1)
      continue;
    outer += sizes[i];
    printf("behind %d\n", outer);
  }
  return outer;
}

int main(void) {
  for (int n = 1; n < 5; n++)
    printf("%d: %d\n", n, scope(n));
  printf("%d open\n", open_scopes);
  return 0;
}
