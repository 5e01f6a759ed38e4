// When memory is out, allocation fails with ENOMEM, blocks stay whole, and what is given back can be had again in any
// other size. Emulators don't limit their guest's memory, so i686 is left out (126) where the kernel runs no 32-bit
// programs.
//
// DEFINE: %{flags} = -O1 -fno-builtin %s
// RUN: %plain-x86_64 %{flags} %build/lib/cgt/x86_64-linux-gnu/libcgt_rt.a -lm -o %t && sh -c 'ulimit -v 300000; exec %t'
// RUN: %if run-i686 %{ %plain-i686 %{flags} %build/lib/cgt/i686-linux-gnu/libcgt_rt.a -lm -o %t.i686 %}
// RUN: %if run-i686 %{ sh -c '(ulimit -v 300000; exec %t.i686) || [ $? = 126 ]' %}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct block {
  struct block *next;
  size_t size;
};

static struct block *take(size_t size, size_t *total) {
  struct block *all = NULL, *b;
  errno = 0;
  while ((b = malloc(size)) != NULL) {
    memset(b, (int)(size & 127), size);
    b->next = all;
    b->size = size;
    all = b;
    *total += size;
  }
  if (errno != ENOMEM)
    exit(2);
  return all;
}

static void drop(struct block *all) {
  while (all) {
    struct block *next = all->next;
    unsigned char *bytes = (unsigned char *)all;
    for (size_t i = sizeof *all; i < all->size; i++)
      if (bytes[i] != (all->size & 127))
        exit(3);
    free(all);
    all = next;
  }
}

/// No machine has as much, and no table of sizes is as long.
static int refuses_all_sizes(void) {
  for (volatile unsigned bits = 30; bits < sizeof(size_t) * 8; bits++)
    if (malloc((size_t)1 << bits) != NULL || errno != ENOMEM)
      return 0;
  return 1;
}

int main(void) {
  if (!refuses_all_sizes())
    return 6;
  static const size_t sizes[] = {40, 1000, 100000, 24, 20000, 5000000, 300};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    size_t total = 0;
    struct block *all = take(sizes[i], &total);
    if (all && (realloc(all, 290000000) != NULL || errno != ENOMEM))
      return 4;
    drop(all);
    printf("%zu: %zu MB\n", sizes[i], total / 1000000);
    if (total < 150000000)
      return 5;
  }
  return 0;
}
