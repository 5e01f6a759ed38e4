// Options are read on after a resume between any two of them, in the middle of a group too: short and long ones, arguments that
// move behind the options, messages, and a second list that is read from its beginning.
//
// RUN: %carry %s --points 20 --pairs x86_64:x86_64 x86_64:aarch64 x86_64:s390x x86_64:i686 s390x:x86_64
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static int flag;
static const struct option known[] = {
    {"long", required_argument, 0, 'l'}, {"opt", optional_argument, &flag, 9}, {"only", no_argument, 0, 'o'}, {0}};

static int work(int rounds) {
  int sum = 0;
  for (int i = 0; i < rounds; i++) {
    sum += i ^ sum << 1;
    if (sum < 0)
      printf("%d\n", sum = 1);
  }
  return sum & 1;
}

static void say(int option, int index) {
  printf("%d: %d %s %d %d %d\n", option, optind, optarg ? optarg : "none", optopt, index, flag);
}

static void readList(int only, int argc, char **argv) {
  for (int option, index = -1; index = -1, work(3), (option = (only ? getopt_long_only : getopt_long)(argc, argv, "ab:cd", known, &index)) != -1;) {
    work(5);
    say(option, index);
  }
  for (int i = 0; i < argc; i++)
    printf("%s%s\n", argv[i], i == optind ? " <" : "");
}

int main(void) {
  static char *first[] = {"self", "first", "-ab3", "second", "--long=x", "-c", "--lo", "y", "third", "--unknown", "-d", "--opt", "-abba7",
                          "-x", "fourth", "--", "--long", "fifth", 0};
  readList(0, 18, first);
  static char *second[] = {"self", "-only", "x", "-long=3", "-lo", "4", "-a", "-abx", "-c", "--", "-a", 0};
  optind = 0;
  opterr = 0;
  readList(1, 11, second);
  char words[] = "self -a -b w -- x", *third[8];
  int count = 0;
  for (char *word = strtok(words, " "); word; word = strtok(NULL, " "))
    third[count++] = word;
  third[count] = 0;
  optind = 1;
  for (int option; (option = getopt(count, third, "ab:")) != -1; work(4))
    say(option, 0);
  return work(2);
}
