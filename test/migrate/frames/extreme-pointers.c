// Pointers with extreme values, to data and to functions, in globals, blocks, frames, arrays and unions: small numbers with a
// sign or without are carried as numbers, the end of an object is the end of that object, all else faults when used, isn't
// null and keeps its low bits. So it is between all platforms (long: all pairs), and at home where a constructor has used the
// heap, so that each pointer is looked up.
//
// RUN: %carry %s --work %t --points 2 --levels=-O2 --pairs cover
// RUN: %carry %s --work %t --points 3 --pairs x86_64:x86_64 --flags +DCONSTRUCTOR
//
// REQUIRES: run-x86_64, run-i686, run-aarch64, run-riscv64, run-s390x, run-powerpc, run-powerpc64, run-sparc64, run-mips, run-arm
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef void (*handler)(int);

#define TOP (sizeof(void *) * 8 - 1)
#define NUMBERS {0, 1, 2, 4095, -4096, -4095, -2, -1}
// No memory lies there: the page behind the small numbers, one below the others, the highest bit, and one in between.
#define FAULTS {4096, (uintptr_t)-4097, (uintptr_t)1 << TOP, sizeof(void *) == 8 ? (uintptr_t)1 << 47 : (uintptr_t)3 << 27}
enum { Numbers = 8, Faults = 4, All = Numbers + Faults, Many = 100 };

#ifdef CONSTRUCTOR
__attribute__((constructor)) static void early(void) {
  void *volatile p = malloc(50);
  (void)p;
}
#endif

struct place {
  void *data;
  handler function;
  char *text;
  const long *number;
  union {
    void *any;
    struct place *next;
  } either;
};

static struct place globals[All];
static void *map = MAP_FAILED;
static int table[7];
static int *table_end = table + 7;

static uintptr_t value(int i) {
  static const int numbers[] = NUMBERS;
  static const uintptr_t faults[] = FAULTS;
  return i < Numbers ? (uintptr_t)(intptr_t)numbers[i] : faults[i - Numbers];
}

static void set(struct place *p, int i) {
  p->data = (void *)value(i);
  p->function = (handler)value(i);
  p->text = (char *)value(i);
  p->number = (const long *)value(i);
  p->either.any = (void *)value(i);
}

static int faults(const void *p) {
  int ends[2], result = 0;
  if (pipe(ends) == 0) {
    result = write(ends[1], p, 1) < 0 && errno == EFAULT;
    close(ends[0]);
    close(ends[1]);
  }
  return result;
}

// A number, or whether it faults with its low bits, though it isn't null.
static int is(const void *p, int i) {
  if (i < Numbers)
    return (uintptr_t)p == value(i);
  return p && (((uintptr_t)p ^ value(i)) & 7) == 0 && faults(p);
}

static int right(const struct place *p, int i) {
  return is(p->data, i) && is((void *)(uintptr_t)p->function, i) && is(p->text, i) && is(p->number, i) &&
         is(p->either.any, i) && is(p->either.next, i);
}

static void tell(const char *what, int count) {
  printf("%s: %d\n", what, count);
  fflush(stdout);
}

__attribute__((noinline)) static void work(struct place *blocks[], struct place *array, char *bytes, void **many) {
  struct place frame[All], *own = &frame[All];
  void *one = (void *)value(Numbers - 1);
  handler ignored = SIG_IGN, error = SIG_ERR, standard = SIG_DFL;
  char *first = (char *)value(1), *end = bytes + 100;
  long *numbers = malloc(3 * sizeof *numbers), *behind = numbers + 3;
  for (int i = 0; i < All; i++)
    set(&frame[i], i);
  for (int k = 0; k < 4; k++) {
    int count = 0;
    tell("globals", map == MAP_FAILED && table_end == table + 7);
    for (int i = 0; i < All; i++)
      count += right(&globals[i], i);
    tell("globals", count);
    for (int i = count = 0; i < All; i++)
      count += right(blocks[i], i);
    tell("blocks", count);
    for (int i = count = 0; i < All; i++)
      count += right(&array[i], i);
    tell("array", count);
    for (int i = count = 0; i < All; i++)
      count += right(&frame[i], i);
    tell("frame", count);
    for (int i = count = 0; i < Many; i++)
      count += is(many[i], i % All);
    tell("many", count);
    tell("ends", (own == &frame[All]) + (end == bytes + 100) + (behind == numbers + 3));
    tell("variables", (one == (void *)-1) + (ignored == SIG_IGN) + (error == SIG_ERR) + (standard == SIG_DFL) + (first == (char *)1));
  }
}

int main(void) {
  struct place *blocks[All], *array = malloc(All * sizeof *array);
  void **many = malloc(Many * sizeof *many);
  char *bytes = calloc(100, 1);
  for (int i = 0; i < All; i++) {
    set(&globals[i], i);
    set(&array[i], i);
    blocks[i] = malloc(sizeof *blocks[i]);
    set(blocks[i], i);
  }
  for (int i = 0; i < Many; i++)
    many[i] = (void *)value(i % All);
  work(blocks, array, bytes, many);
  return 0;
}
