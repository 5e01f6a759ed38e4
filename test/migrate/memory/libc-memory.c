// Memory that libc returns (getline, strdup, strndup, asprintf) is carried, also while qsort sorts it.
//
// RUN: %python -c "[print('word%%d %%s' %% (i * 7919 %% 100, 'x' * i)) for i in range(40)]" > %t.in
// RUN: %carry %s --work %t.lab --stdin %t.in --points 10
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list {
  char **lines;
  size_t count, capacity;
};

static unsigned long comparisons;

static int compare(const void *a, const void *b) {
  const char *x = *(char *const *)a, *y = *(char *const *)b;
  int difference = 0;
  comparisons++;
  for (int i = 0; i < 1 && !difference; i++) // a loop with a call: polls
    difference = strcmp(x, y);
  return difference;
}

static void append(struct list *list, const char *text) {
  if (list->count == list->capacity) {
    list->capacity = list->capacity ? 2 * list->capacity : 4;
    list->lines = realloc(list->lines, list->capacity * sizeof *list->lines);
  }
  list->lines[list->count++] = strdup(text);
}

static void read_lines(struct list *list) {
  char *line = NULL;
  size_t size = 0;
  while (getline(&line, &size, stdin) > 0) {
    char *start = strndup(line, 6), *joined = NULL;
    line[strcspn(line, "\n")] = '\0';
    if (asprintf(&joined, "%s/%zu", start, strlen(line)) < 0)
      exit(1);
    append(list, joined);
    printf("read %s\n", joined);
    free(joined);
    free(start);
  }
  free(line);
}

int main(void) {
  struct list list = {NULL, 0, 0};
  read_lines(&list);
  qsort(list.lines, list.count, sizeof *list.lines, compare);
  for (size_t i = 0; i < list.count; i++) {
    printf("sorted %s\n", list.lines[i]);
    free(list.lines[i]);
  }
  free(list.lines);
  printf("%s\n", comparisons > list.count ? "enough comparisons" : "too few");
  return 0;
}
