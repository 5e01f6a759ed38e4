// Memory that comes through pointers to allocators, and what libc allocates for its caller, belongs to the program: it is saved, and
// takes the type of its use.
//
// RUN: %carry %s --work %t.lab --pairs x86_64:x86_64 x86_64:aarch64 aarch64:s390x s390x:i686 i686:x86_64 --points 20
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <argz.h>
#include <envz.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

struct hooks {
  void *(*allocate)(size_t);
  void *(*zeroed)(size_t, size_t);
  void *(*resize)(void *, size_t);
  void (*release)(void *);
  char *(*copy)(const char *);
};

struct node {
  struct node *next;
  long value;
  char *name;
};

static const struct hooks hooks = {malloc, calloc, realloc, free, strdup};
static void *(*volatile allocate_late)(size_t);

static struct node *push(const struct hooks *h, struct node *list, long value) {
  struct node *n = value % 2 ? h->allocate(sizeof *n) : h->zeroed(1, sizeof *n);
  char name[20];
  sprintf(name, "node %ld", value);
  n->next = list;
  n->value = value;
  n->name = h->copy(name);
  return n;
}

static void print(const struct node *list) {
  for (; list; list = list->next)
    printf("%ld %s\n", list->value, list->name);
}

static void scan(void) {
  char *word = NULL, *set = NULL, *second = NULL, *first = NULL, *none = NULL;
  wchar_t *wide = NULL;
  int n = sscanf("alpha beta-7 gamma", "%ms %m[a-z]-%*d %mS", &word, &set, &wide);
  int m = sscanf("one two", "%2$ms %1$ms", &second, &first);
  int k = sscanf("5 x", "%d %m[0-9]", &n, &none);
  for (int i = 0; i < 4; i++)
    printf("%d %d %d %s %s %ls %s %s %d\n", n, m, k, word, set, wide, first, second, none == NULL);
  free(word), free(set), free(wide), free(first), free(second);
}

static void vectors(void) {
  char *vector, *environment = NULL, *entry = NULL;
  size_t size, envsize = 0;
  argz_create_sep("red:green:blue", ':', &vector, &size);
  for (int i = 0; i < 12; i++) {
    char text[16];
    sprintf(text, "entry%d", i);
    argz_add(&vector, &size, text);
    envz_add(&environment, &envsize, text, "value");
  }
  while ((entry = argz_next(vector, size, entry)))
    printf("%s\n", entry);
  printf("%s\n", envz_get(environment, envsize, "entry7"));
  free(vector), free(environment);
}

int main(void) {
  struct node *list = NULL;
  allocate_late = malloc;
  long *numbers = allocate_late(4 * sizeof *numbers), count = 4;
  double *page = valloc(6 * sizeof *page);
  wchar_t *wide = wcsdup(L"wide text");
  char *here = get_current_dir_name();
  for (long i = 0; i < 24; i++) {
    list = push(&hooks, list, i);
    if (i == count)
      numbers = hooks.resize(numbers, (count *= 2) * sizeof *numbers);
    numbers[i] = i * i;
    page[i % 6] = (double)i / 4;
    printf("%ld %ld\n", i, numbers[i / 2]);
  }
  print(list);
  scan();
  vectors();
  printf("%ls %c %g %d\n", wide, here[0], page[5], hooks.allocate == allocate_late);
  for (struct node *next; list; list = next) {
    next = list->next;
    hooks.release(list->name);
    hooks.release(list);
  }
  free(numbers), free(page), free(wide), free(here);
  return 0;
}
