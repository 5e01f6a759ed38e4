/*===- read.c - A file read into fresh memory --------------------------------===*\
|*
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
|*
|* read.c FILE prints the nanoseconds that read() of the whole file took, and those of a write to every page thereafter.
|*
\*===------------------------------------------------------------------------===*/

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static long now(void) {
  struct timespec T;
  clock_gettime(CLOCK_MONOTONIC, &T);
  return T.tv_sec * 1000000000L + T.tv_nsec;
}

int main(int argc, char **argv) {
  struct stat info;
  int fd = argc > 1 ? open(argv[1], O_RDONLY) : -1;
  if (fd < 0 || fstat(fd, &info))
    return 1;
  long start = now();
  size_t bytes = (size_t)info.st_size, got = 0;
  char *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return 1;
  while (got < bytes) {
    ssize_t n = read(fd, memory + got, bytes - got);
    if (n <= 0)
      return 1;
    got += (size_t)n;
  }
  long middle = now();
  for (size_t k = 0; k < bytes; k += 4096)
    memory[k] ^= 1;
  printf("%ld %ld\n", middle - start, now() - middle);
  return 0;
}
