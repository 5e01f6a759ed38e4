// main(argc, argv, envp): argc, argv and their strings come from the image,
// environment and working folder from the new process.
//
// RUN: %cgt-x86_64 %s -o %t.a
// RUN: %cgt-powerpc %s -o %t.b
// RUN: %expect 85 -- env FLAVOUR=sour CGT_OPTIONS=save=%t.image:at_poll=4:after=exit %t.a one "two words" > %t.first
// RUN: env FLAVOUR=sweet CGT_OPTIONS=restore=%t.image %run-powerpc %t.b other > %t.second 2> %t.err
// RUN: cat %t.first %t.second | FileCheck %s
// RUN: FileCheck --check-prefix=WARN %s < %t.err
// CHECK: start sour, CGT_OPTIONS unset, envp
// CHECK-COUNT-8: argument one, two words
// CHECK: end sweet, 3 arguments
// WARN: cgt: warning: {{.*}}argument
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

static const char *flavour(void) {
  const char *value = getenv("FLAVOUR");
  return value ? value : "none";
}

int main(int argc, char **argv, char **envp) {
  printf("start %s, CGT_OPTIONS %s, %s\n", flavour(),
         getenv("CGT_OPTIONS") ? "set" : "unset", envp[0] ? "envp" : "nothing");
  for (int i = 0; i < 8; i++)
    printf("argument %s, %s\n", argv[1], argv[2]);
  printf("end %s, %d arguments\n", flavour(), argc);
  return 0;
}
