/*===- waiting.c - Programs of which nothing can be saved -------------------===*\
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* waiting KIND N: many polls while a list of arguments is alive or a cleanup pushed, with an open pipe, or with a child.
\*===----------------------------------------------------------------------===*/
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned fibonacci(unsigned n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

static unsigned long step(unsigned long x) {
  for (int i = 0; i < 3; i++) {
    x ^= x << 13;
    if (x == 0)
      abort();
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

static unsigned long with_list(long n, ...) {
  va_list list;
  va_start(list, n);
  unsigned long x = work(n);
  x += va_arg(list, unsigned long);
  va_end(list);
  return x;
}

static void clean(void *unused) { (void)unused; }

static unsigned long with_cleanup(long n) {
  unsigned long x;
  pthread_cleanup_push(clean, NULL);
  x = work(n);
  pthread_cleanup_pop(0);
  return x;
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
  if (strcmp(argv[1], "list") == 0) {
    x = with_list(n, 0UL);
  } else if (strcmp(argv[1], "cleanup") == 0) {
    x = with_cleanup(n);
  } else {
    x = strcmp(argv[1], "pipe") == 0 ? with_pipe(n) : with_child(n);
  }
  printf("%lu\n", x);
  return 0;
}
