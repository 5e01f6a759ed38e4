// A program that saves runs without random addresses: pointers to what lies on the stack, in libc and in a PIE are the same
// in two runs, whatever the environment and the image's name. It notices nothing of the second start: its name, its
// arguments, its environment, its descriptors and its children's randomisation are those of any other run.
//
// RUN: %cgt-cc -O1 -pie %s -o %t.pie && %cgt-cc -O1 %s -o %t.exe && %cgt-cc -O1 -static %s -o %t.static
// RUN: /usr/bin/env -i CGT_OPTIONS=save=%t.1 %t.pie where > %t.a && /usr/bin/env -i CGT_OPTIONS=save=%t.long-name X=1 Y=%t %t.pie where | cmp %t.a -
// RUN: /usr/bin/env -i CGT_OPTIONS=save=%t.1 %t.exe where > %t.a && /usr/bin/env -i CGT_OPTIONS=save=%t.long-name X=1 Y=%t %t.exe where | cmp %t.a -
// RUN: /usr/bin/env -i CGT_OPTIONS=save=%t.1 %t.static where > %t.a && /usr/bin/env -i CGT_OPTIONS=save=%t.2 X=1 %t.static where | cmp %t.a -
//
// RUN: /usr/bin/env -i A=1 B=2 %t.pie what "" "b c" > %t.plain
// RUN: /usr/bin/env -i A=1 CGT_OPTIONS=save=%t.1 B=2 %t.pie what "" "b c" | cmp %t.plain -
// RUN: /usr/bin/env -i A=1 CGT_OPTIONS=verbosity=2:restore_or_start=%t.none B=2 %t.pie what "" "b c" | cmp %t.plain -
// RUN: FileCheck %s < %t.plain
// CHECK: {{.*}}.pie what '' 'b c' in A=1 B=2, starts-again.c.
// CHECK-NEXT: children have random addresses
// CHECK-NEXT: descriptors 3
//
// What isn't executed as itself isn't executed again: ld.so with the program as its argument.
// RUN: env CGT_OPTIONS=save=%t.1 /lib64/ld-linux-x86-64.so.2 %t.pie what | FileCheck %s --check-prefix=LINKER
// LINKER: children have random addresses
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv) {
  if (strcmp(argv[1], "where") == 0) {
    printf("%p %p %p %p\n", (void *)&argc, (void *)main, (void *)argv[1], (void *)stdout);
    return 0;
  }
  char name[16];
  prctl(PR_GET_NAME, name);
  name[sizeof "starts-again.c." - 1] = 0;
  printf("%s %s", argv[0], argv[1]);
  for (int i = 2; i < argc; i++)
    printf(" '%s'", argv[i]);
  printf(" in");
  for (char **variable = environ; *variable; variable++)
    printf(" %s", *variable);
  printf(", %s\n", name);
  printf("children have %s addresses\n", personality(0xffffffff) & ADDR_NO_RANDOMIZE ? "fixed" : "random");
  int next = open("/dev/null", O_RDONLY);
  printf("descriptors %d\n", next);
  return close(next);
}
