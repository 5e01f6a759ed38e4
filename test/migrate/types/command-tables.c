// Thirty tables of commands, const and not, whose entries are compound literals with literals in them: positions in them, what was
// changed in them and what wasn't are right after each poll.
//
// RUN: %carry %s --work %t --points 5 --pairs x86_64:x86_64 x86_64:s390x x86_64:i686 s390x:x86_64
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

struct argument {
  const char *name;
  char kind;
  double weight;
};
struct command {
  const char *const *aliases;
  struct argument *arguments;
  const int *codes;
  int (*run)(const struct command *, int);
};

static int add(const struct command *c, int n) {
  c->arguments[0].weight += n;
  return c->codes[0] + n;
}
static int multiply(const struct command *c, int n) {
  c->arguments[1].kind++;
  return c->codes[1] * n;
}

#define COMMAND(name, n, how)                                                                                              \
  {                                                                                                                        \
    (const char *const[]){name, name "-" #n, 0}, (struct argument[]){{name "-first", 'a', n}, {"second", 'b', .5}, {0}},   \
        (const int[]){n, n + 1}, how                                                                                       \
  }
#define TABLE(n, qualifier)                                                                                                \
  static qualifier struct command table_##n[] = {COMMAND("ls", n, add), COMMAND("rm", n, multiply), {0}};
#define THREE(n) TABLE(n##0, const) TABLE(n##1, ) TABLE(n##2, const)
THREE(1) THREE(2) THREE(3) THREE(4) THREE(5) THREE(6) THREE(7) THREE(8) THREE(9) THREE(10)
#define NAMES(n) table_##n##0, table_##n##1, table_##n##2
static const struct command *const tables[] = {NAMES(1), NAMES(2), NAMES(3), NAMES(4), NAMES(5),
                                               NAMES(6), NAMES(7), NAMES(8), NAMES(9), NAMES(10)};

int main(void) {
  const char *const *alias = tables[29][0].aliases;
  for (int round = 0; round < 3; round++)
    for (const struct command *const *table = tables; table < tables + 30; table++)
      for (const struct command *c = *table; c->run; c++) {
        int result = c->run(c, round + 1);
        printf("%s %s %d %c %g\n", *alias, c->aliases[1], result, c->arguments[1].kind, c->arguments->weight);
        if (!*++alias)
          alias = c->aliases;
      }
  return 0;
}
