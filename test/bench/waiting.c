/*===- waiting.c - Programs of which nothing can be saved -------------------===*\
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* waiting KIND N: many polls under setjmp or a variable-length array in main, with an open pipe, or with a child.
\*===----------------------------------------------------------------------===*/
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static jmp_buf top;

static unsigned fibonacci(unsigned n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

static unsigned long step(unsigned long x) {
  for (int i = 0; i < 3; i++) {
    x ^= x << 13;
    if (x == 0)
      longjmp(top, 1);
    x ^= x >> 7;
  }
  return x;
}

static unsigned long work(long n) {
  unsigned long x = 1;
  for (long i = 0; i < n * 1000000; i++) {
    x = step(x);
    if (x == 42)
      puts("42");
  }
  for (long i = 0; i < n; i++)
    x += fibonacci(30);
  return x;
}

static unsigned long with_array(int size, long n) {
  volatile char bytes[size];
  bytes[0] = 0;
  return work(n) + (unsigned long)bytes[0];
}

static unsigned long with_pipe(long n) {
  int ends[2];
  return pipe(ends) == 0 ? work(n) : 0;
}

static unsigned long with_child(long n) {
  pid_t child = fork();
  if (child == 0) {
    pause();
    _exit(0);
  }
  unsigned long x = work(n);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  return x;
}

int main(int argc, char **argv) {
  long n = atol(argv[2]);
  unsigned long x = 0;
  (void)argc;
  if (strcmp(argv[1], "setjmp") == 0) {
    if (setjmp(top) == 0)
      x = work(n);
  } else if (strcmp(argv[1], "array") == 0) {
    x = with_array(100, n);
  } else {
    x = strcmp(argv[1], "pipe") == 0 ? with_pipe(n) : with_child(n);
  }
  printf("%lu\n", x);
  return 0;
}
