// getopt, getopt_long and getopt_long_only take options, move arguments, and complain as glibc's do.
//
// RUN: %clang -O2 -I%S/Inputs %s -o %t.plain && %t.plain 2> %t.expected
// RUN: %cgt-cc -O2 -I%S/Inputs %s -o %t.dynamic && %t.dynamic 2>&1 | cmp %t.expected -
// RUN: %cgt-cc -static -O2 -I%S/Inputs %s -o %t.static && %t.static 2>&1 | cmp %t.expected -
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "digest.h"

#include <getopt.h>
#include <string.h>

static int flag;
static char *const arguments[] = {
    "-a", "-b", "-c", "-abc", "-bfoo", "foo", "--", "-", "--alpha", "--alpha=1", "--al", "--be", "--beta", "--beta=x", "--bet", "--gamma", "--gamm=",
    "-alpha", "-beta=3", "-g", "-W", "-Wbeta=1", "-Walp", "--zz", "--zz=1", "-z", "--a", "--same1", "--same", "-:", "-;", "x y", "", "-ab-c", "--=",
    "--gam", "-beta", "-al", "--delta", "-d", "-dx", "-e", "-ex", "--q", "-q"};
static const char *const shorts[] = {"ab:c::", "+ab:c", "-ab:c::", ":ab:c", "+:ab:", "-:b:c::", "abW;c", "W;b:", "", "a:b:c:d::e:", "de::W;", "q"};
static const struct option longs[][8] = {{{"alpha", 0, 0, 'A'}, {"beta", 1, 0, 'B'}, {"gamma", 2, 0, 'G'}, {"same1", 0, &flag, 5},
                                          {"same2", 0, &flag, 5}, {"alpine", 1, 0, 'P'}, {0}},
                                         {{"alpha", 0, 0, 'A'}, {"alp", 2, 0, 'L'}, {"beta", 1, &flag, 7}, {"better", 1, &flag, 7},
                                          {"b", 0, 0, 'b'}, {"delta", 1, 0, 'D'}, {0}},
                                         {{0}},
                                         {{"q", 0, 0, 1}, {"quick", 0, 0, 2}, {"a", 1, 0, 3}, {"zz", 0, 0, 300}, {"zzz", 0, 0, 301}, {0}}};
enum { MostArguments = 11 };

/// All options of a list, by one of the functions.
static void readAll(int count, char **list) {
  const char *known = shorts[below(sizeof shorts / sizeof *shorts)];
  const struct option *names = longs[below(sizeof longs / sizeof *longs)];
  int kind = below(4), option;
  do {
    int index = -9;
    option = kind == 0   ? getopt(count, list, known)
             : kind == 1 ? getopt_long_only(count, list, known, names, &index)
                         : getopt_long(count, list, known, names, kind == 2 ? &index : NULL);
    fprintf(stderr, "%d %d %s %d %d %d;", option, optind, optarg ? optarg : "none", optopt, index, flag);
  } while (option != -1);
}

int main(void) {
  seedAny();
  setvbuf(stderr, NULL, _IOFBF, 1 << 16);
  for (int i = 0; i < 60000; i++) {
    char *list[MostArguments + 2] = {"self"};
    int count = 1 + below(MostArguments + 1);
    for (int k = 1; k < count; k++)
      list[k] = arguments[below(sizeof arguments / sizeof *arguments)];
    if (below(50) == 0)
      setenv("POSIXLY_CORRECT", "1", 1);
    else
      unsetenv("POSIXLY_CORRECT");
    optind = below(2); // 0: anew, 1: as it was
    opterr = below(8) != 0;
    readAll(count, list);
    for (int k = 0; k < count; k++)
      fprintf(stderr, "[%s]", list[k]);
    fputc('\n', stderr);
  }
  return 0;
}
