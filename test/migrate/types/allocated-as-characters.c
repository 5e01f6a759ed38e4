// Blocks that were allocated as characters (`char *emalloc()`, as old programs have it) get the type of the pointers that
// lead to them, if no other one does; what really are characters stays characters, whatever cursors there are.
//
// RUN: %carry %s --work %t --points 12 --pairs x86_64:x86_64 x86_64:s390x s390x:i686 i686:powerpc
//
// REQUIRES: run-s390x, run-i686, run-powerpc
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct node {
  struct node *next;
  char *name;
  long key;
  double weight;
};

struct tail {
  int n;
  short values[];
};

static char *emalloc(unsigned n) {
  char *p = malloc(n);
  if (!p)
    exit(1);
  return p;
}

static char *save(const char *text) { return strcpy(emalloc((unsigned)strlen(text) + 1), text); }

struct words {
  int *numbers;
  unsigned char *low; // the numbers' bytes
  char *line, *cursor;
  const char **names;
  struct tail *t;
};

static struct node *list;

int main(void) {
  struct words *w = (struct words *)emalloc(sizeof *w);
  memset(w, 0, sizeof *w);
  w->numbers = malloc(10 * sizeof(int));
  w->low = (unsigned char *)w->numbers;
  w->line = w->cursor = emalloc(40);
  w->names = (const char **)emalloc(10 * sizeof *w->names);
  w->t = (struct tail *)emalloc(sizeof *w->t + 10 * sizeof(short));
  w->t->n = 0;
  for (int i = 0; i < 10; i++) {
    struct node *n = (struct node *)emalloc(sizeof *n);
    char name[16];
    snprintf(name, sizeof name, "node%d", i);
    n->name = save(name);
    n->key = -i;
    n->weight = i / 3.0;
    n->next = list;
    list = n;
    w->numbers[i] = i * i;
    w->names[i] = n->name;
    w->cursor += sprintf(w->cursor, "%d,", i);
    w->t->values[w->t->n++] = (short)(i * 100 - 500);
    printf("%d %s\n", i, w->line);
  }
  for (struct node *n = list; n; n = n->next)
    printf("%s %ld %a\n", n->name, n->key, n->weight);
  for (int i = 0; i < 10; i++)
    printf("%d %s %d\n", w->numbers[i], w->names[i], w->t->values[i]);
  printf("%d\n", w->low == (unsigned char *)w->numbers);
  return 0;
}
