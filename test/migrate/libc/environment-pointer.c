// Strings that getenv returned and main's envp travel as memory, while getenv itself asks the new process.
//
// DEFINE: %{save} = CGT_OPTIONS=save=%t.image:at_poll=6:after=exit
// RUN: %cgt-x86_64 %s -o %t.x86_64 && %cgt-s390x %s -o %t.s390x
// RUN: %expect 85 -- env -i FLAVOUR=sour COLOUR=red %{save} %t.x86_64 > %t.out
// RUN: env FLAVOUR=sweet CGT_OPTIONS=restore=%t.image %run-s390x %t.s390x >> %t.out
// RUN: FileCheck %s < %t.out
// CHECK-COUNT-10: red sour, own yellow, FLAVOUR=sour
// CHECK: again sweet, no COLOUR
//
// REQUIRES: run-s390x
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv, char **envp) {
  (void)argc;
  (void)argv;
  static char own[] = "OWN=yellow";
  const char *colour = getenv("COLOUR");
  const char *flavour = getenv("FLAVOUR");
  if (flavour != getenv("FLAVOUR") || putenv(own))
    return 2;
  for (int i = 0; i < 10; i++)
    printf("%s %s, own %s, %s\n", colour, flavour, own + 4, envp[0]);
  printf("again %s, %s\n", getenv("FLAVOUR"), getenv("COLOUR") ? "COLOUR" : "no COLOUR");
  return 0;
}
