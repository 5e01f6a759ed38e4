// Private mappings, anonymous and of files, are carried as blocks are: mapped, unmapped in part, moved and protected, at home at their
// addresses, elsewhere by the types of the pointers that lead to them.
//
// RUN: %carry %s --work %t.lab --points 10 --pairs x86_64:x86_64 x86_64:aarch64 aarch64:s390x s390x:i686 i686:x86_64
//
// What can't be carried says so: memory of sbrk, and a shared mapping.
// RUN: %cgt-x86_64 -DBREAK %s -o %t.break
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit %t.break 2>&1 | FileCheck %s --check-prefix=BREAK
// BREAK: cgt: error: can't save: memory of sbrk() is in use, which an image can't carry yet; use malloc()
// RUN: %cgt-x86_64 -DSHARED %s -o %t.shared
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit:verbosity=2 %t.shared 2>&1 | FileCheck %s --check-prefix=SHARED
// SHARED: cgt: warning: a checkpoint waits: a mapping made by mmap() that is shared, executable or at a fixed place is in use
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct cell {
  struct cell *next;
  long value;
};

static struct cell *cells, *list;
static double *numbers;
static char *text, *guarded, *parts;
static size_t page = 4096;

static void *map(size_t size) {
  return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/// A file's text, which stays when the file is closed and gone.
static char *map_file(void) {
  char name[] = "/tmp/mapped-memory-XXXXXX";
  int fd = mkstemp(name);
  if (write(fd, "text of a file", 14) != 14)
    exit(1);
  char *mapped = mmap(NULL, 14, PROT_READ, MAP_PRIVATE, fd, 0);
  close(fd);
  unlink(name);
  return mapped;
}

static int faults(char *at) {
  int status;
  fflush(stdout);
  if (fork() == 0) {
    *at = 'x';
    _exit(0);
  }
  wait(&status);
  return WIFSIGNALED(status);
}

static void step(int i) {
  switch (i) {
  case 1: cells = map(16 * page); break;
  case 2: numbers = map(3 * page); break;
  case 3: text = map_file(); break;
  case 4: guarded = map(4 * page); break;
  case 5: mprotect(guarded + 2 * page, page, PROT_NONE), mprotect(guarded + 3 * page, page, PROT_READ); break;
  case 6: parts = map(8 * page); break;
  case 7: strcpy(parts + page, "kept"), munmap(parts + 2 * page, 3 * page), munmap(parts, page); break;
  case 8:
    numbers[1] = 2.5;
    numbers = mremap(numbers, 3 * page, 40 * page, MREMAP_MAYMOVE);
    numbers[30 * page / sizeof *numbers] = 4.5;
    break;
  case 9: posix_memalign((void **)&guarded, page, 4 * page), mprotect(guarded + page, page, PROT_NONE); break;
  }
}

int main(void) {
#ifdef BREAK
  char *memory = sbrk(64);
  strcpy(memory, "sbrk");
#elif defined SHARED
  char *memory = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  strcpy(memory, "shared");
#endif
  for (int i = 0; i < 30; i++) {
    step(i);
    if (cells) {
      cells[i].value = i;
      cells[i].next = list;
      list = &cells[i];
    }
    printf("%d\n", i);
  }
#if defined BREAK || defined SHARED
  puts(memory);
#endif
  long sum = 0;
  for (struct cell *c = list; c; c = c->next)
    sum = (3 * sum + c->value) % 1000003;
  printf("%ld %g %g %.14s %s\n", sum, numbers[1], numbers[30 * page / sizeof *numbers], text, parts + page);
  printf("%d %d %d\n", faults(guarded), faults(guarded + page), faults(guarded + 2 * page));
  printf("%d %d %d\n", munmap(numbers, 40 * page), munmap(cells, 16 * page), munmap(parts + page, 7 * page));
  return 0;
}
