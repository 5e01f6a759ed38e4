// The other sanitizers that answer malloc or lay memory out in their own way find what they find without CGT, too; the
// undefined-behaviour sanitizer does with polls, and its programs are saved and resumed.
//
// DEFINE: %{with} =
// DEFINE: %{both} = %cgt-cc -O1 -g -fsanitize=%{with} %s -o %t/cgt && %clang -O1 -g -fsanitize=%{with} %s -o %t/plain
// DEFINE: %{told} = env CGT_OPTIONS=save=%t/image:at_poll=1 %t/cgt none 2>&1 | FileCheck %s --check-prefix=TOLD -DWITH=%{with}
// TOLD: cgt: warning: nothing will be saved: the program was built with -fsanitize=[[WITH]];
// RUN: rm -rf %t && mkdir %t
//
// REDEFINE: %{with} = memory
// RUN: %{both} && %python %S/Inputs/findings.py 1 %t/plain %t/cgt && %{told}
// REDEFINE: %{with} = thread
// RUN: %{both} && env TSAN_OPTIONS=exitcode=66 %python %S/Inputs/findings.py 1 %t/plain %t/cgt && %{told}
// REDEFINE: %{with} = leak
// RUN: %{both} && %python %S/Inputs/findings.py 1 %t/plain %t/cgt && %{told}
// REDEFINE: %{with} = safe-stack
// RUN: %{both} && %{told}
//
// RUN: %cgt-cc -O1 -g -fsanitize=undefined -fno-sanitize-recover=all %s -o %t/undefined
// RUN: not %t/undefined 1 2>&1 | FileCheck %s --check-prefix=UNDEFINED
// UNDEFINED: others.c:[[#@LINE+42]]:{{[0-9]+}}: runtime error: signed integer overflow
// RUN: %t/undefined none > %t/whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t/image:at_poll=3:after=exit %t/undefined none > %t/out
// RUN: env CGT_OPTIONS=restore=%t/image %t/undefined >> %t/out && diff %t/whole %t/out
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int shared;
static void *add(void *n) {
  for (int i = 0; i < 1000; i++)
    shared += *(int *)n;
  return NULL;
}

static void __attribute__((noinline)) lose(int n) {
  for (int i = 0; i < n; i++) {
    char *text = malloc((size_t)n);
    snprintf(text, (size_t)n, "%d", i);
    puts(text);
  }
}

static int walk(int depth, int *block) { return depth ? walk(depth - 1, block) + block[depth % 2] : 0; }

int main(int argc, char **argv) {
  int one = argc - 1, *block = malloc(2 * sizeof *block);
  block[0] = one;
  if (argv[1][0] == '0') {
    pthread_t thread;
    pthread_create(&thread, NULL, add, &one);
    add(&one);
    pthread_join(thread, NULL);
    if (block[one])
      puts("odd");
    lose(9);
    free(block);
  } else if (argv[1][0] == '1') {
    printf("%d\n", INT_MAX + one);
  } else {
    block[1] = 2;
    for (int i = 0; i < 5; i++)
      printf("%d\n", walk(i, block));
    free(block);
  }
  return 0;
}
