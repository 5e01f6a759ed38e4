// What libc returns in memory of its own (struct tm and its zone, error texts, parts of paths) is carried, and so is
// getopt's place among the options.
//
// DEFINE: %{args} = -n 3 --flavour=sour -v one two three
// RUN: %cgt-x86_64 -O2 %s -o %t.x86_64 && %cgt-powerpc -O0 %s -o %t.powerpc
// RUN: env TZ=UTC %t.x86_64 %{args} > %t.whole
// RUN: rm -rf %t.images && mkdir %t.images
// RUN: env TZ=UTC CGT_OPTIONS=save=%t.images/%%n:every_polls=1:stats=%t.images/stats %t.x86_64 %{args} > %t.out 2> %t.err
// RUN: diff %t.whole %t.out
// RUN: %python %S/../Inputs/resume-all.py --images %t.images --expected %t.whole --at-least 9 -- %run-powerpc %t.powerpc
//
// REQUIRES: run-powerpc
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv) {
  static const struct option options[] = {{"flavour", required_argument, NULL, 'f'}, {NULL, 0, NULL, 0}};
  const char *flavour = "none";
  int n = 0, verbose = 0, c;
  while ((c = getopt_long(argc, argv, "n:v", options, NULL)) != -1) {
    if (c == 'n')
      sscanf(optarg, "%d", &n);
    else if (c == 'f')
      flavour = optarg;
    else
      verbose = 1;
  }
  time_t at = 86400 * 365, later;
  struct tm *broken = gmtime(&at), own;
  const char *line = asctime(broken), *error = strerror(ENOENT);
  char path[] = "no-folder", *folder = dirname(path);
  gmtime_r(&at, &own);
  for (int i = 0; i < n; i++)
    printf("%d %s %d %s %s %d %s %s %s\n", i, flavour, verbose, error, folder, broken->tm_year, own.tm_zone,
           broken->tm_zone, line);
  for (; optind < argc; optind++)
    printf("argument %s\n", argv[optind]);
  later = timegm(broken);
  printf("%ld %s\n", (long)later, optarg ? optarg : "none");
  return 0;
}
