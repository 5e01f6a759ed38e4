// A generic container that keeps structs as characters has pointers in them that nobody translates. At home they are what they
// were; abroad the restoration is refused, located: strings, places in a text, functions, globals, variables of frames, in
// blocks, behind a header, in a global pool. Text, numbers, ends of objects and what nothing refers to refuse nothing.
//
// DEFINE: %{work} = --work %t --saver
// RUN: %cgt-x86_64 -O2 %s -o %t.x86_64 && %cgt-i686 -O2 %s -o %t.i686 && %cgt-s390x -O2 %s -o %t.s390x
// RUN: %python %S/../Inputs/refused-or-right.py %{work} %t.x86_64 -- %t.x86_64 --right vector tokens handlers pool frame lost text numbers ends
// RUN: %python %S/../Inputs/refused-or-right.py %{work} %t.x86_64 -- %run-s390x %t.s390x --right lost text numbers ends \
// RUN:   --refused vector tokens handlers pool frame | FileCheck %s
// RUN: %python %S/../Inputs/refused-or-right.py %{work} %t.x86_64 -- %run-i686 %t.i686 --right lost text numbers ends \
// RUN:   --refused vector tokens handlers pool frame | FileCheck %s
// CHECK: vector: cgt: error: can't restore '{{.*}}': heap block 'char' of function 'push' ({{.*}}.c:[[#@LINE+39]]): characters
// CHECK-SAME: hold a pointer, which can't be converted between these platforms: byte 8 begins a pointer to a heap block; restore
// CHECK-SAME: on a platform like the saver's, or give that memory the type of what it holds
// CHECK: tokens: {{.*}} heap block 'struct bytes' of function 'tokens' {{.*}}: byte 16 begins a pointer to a heap block;
// CHECK: handlers: {{.*}} heap block 'char' {{.*}}: byte 8 begins a pointer to a function;
// CHECK: pool: {{.*}} global 'pool' ({{.*}}): {{.*}}: byte 0 begins a pointer to global 'known';
// CHECK: frame: {{.*}} heap block 'char' {{.*}}: byte 8 begins a pointer to variable 'local';
//
// Of 32 bits.
// RUN: %python %S/../Inputs/refused-or-right.py %{work} "%run-i686 %t.i686" -- %run-i686 %t.i686 --right vector tokens handlers pool frame lost text numbers ends
// RUN: %python %S/../Inputs/refused-or-right.py %{work} "%run-i686 %t.i686" -- %t.x86_64 --right lost text numbers ends \
// RUN:   --refused vector tokens handlers pool frame
// RUN: %python %S/../Inputs/refused-or-right.py %{work} "%run-i686 %t.i686" -- %run-s390x %t.s390x --right lost text numbers ends \
// RUN:   --refused vector tokens handlers pool frame
//
// cgt-inspect knows them before.
// RUN: %expect 3 -- %cgt-inspect --check-for=s390x-linux-gnu %t.vector.image | FileCheck %s --check-prefix=INSPECT
// RUN: %cgt-inspect --check-for=s390x-linux-gnu %t.lost.image
// INSPECT: heap block {{.*}}(char{{.*}}): characters hold a pointer, {{.*}}: byte 4 begins a pointer to heap block
//
// So it is on an equal platform where objects lie elsewhere; blocks of the heap don't.
// RUN: %cgt-x86_64 -O2 -Wl,-Ttext-segment=0x8000000 %s -o %t.other
// RUN: %python %S/../Inputs/refused-or-right.py %{work} %t.x86_64 -- %t.other --right vector tokens frame lost text numbers ends \
// RUN:   --refused handlers pool | FileCheck %s --check-prefix=MOVED
// MOVED: handlers: {{.*}} heap block 'char' {{.*}}: these bytes may be a pointer to an object that has moved: byte 8
//
// REQUIRES: run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct vector {
  size_t size, count;
  char *data;
};

static void push(struct vector *v, const void *element) {
  void *more = realloc(v->data, (v->count + 1) * v->size);
  v->data = more;
  memcpy(v->data + v->count++ * v->size, element, v->size);
}

struct bytes {
  size_t count;
  char data[];
};

struct token {
  long length;
  const char *at;
};

struct named {
  long key;
  union {
    const char *text;
    int (*function)(int);
    int *number;
  } is;
};

static struct vector all = {sizeof(struct named), 0, NULL};
static struct bytes *line;
static char pool[200];
static int known = 40;
static int twice(int n) { return 2 * n; }
static int thrice(int n) { return 3 * n; }

__attribute__((noinline)) static void vector(void) {
  struct named n = {1, {strdup("one")}};
  push(&all, &n);
  n.key = 2;
  n.is.text = strdup("two");
  push(&all, &n);
}

__attribute__((noinline)) static void tokens(void) {
  char *text = strdup("three short words");
  struct token t[2] = {{5, text + 6}, {5, text + 12}};
  line = malloc(sizeof *line + sizeof t);
  line->count = 2;
  memcpy(line->data, t, sizeof t);
}

__attribute__((noinline)) static void handlers(void) {
  struct named n = {1, {NULL}};
  n.is.function = twice;
  push(&all, &n);
  n.is.function = thrice;
  push(&all, &n);
}

__attribute__((noinline)) static void numbers(void) {
  unsigned char *bytes = malloc(4000);
  unsigned long state = 1;
  for (int i = 0; i < 4000; i++, state = state * 6364136223846793005u + 1442695040888963407u)
    bytes[i] = (unsigned char)(state >> 24);
  all.data = (char *)bytes;
  all.count = 4000;
}

__attribute__((noinline)) static void text(void) {
  all.data = malloc(4000);
  for (int i = 0; i < 4000; i++)
    all.data[i] = "a line of text, `quoted` (and P8@ )\n"[i % 36];
  all.count = 4000;
}

static int work(int *local, const char *mode) {
  int sum = 0;
  for (int i = 0; i < 10; i++) {
    sum += i + *local;
    printf("%d\n", sum);
  }
  struct named n[2];
  struct token t[2];
  if (all.data)
    memcpy(n, all.data, sizeof n);
  if (!strcmp(mode, "vector"))
    printf("%s %s\n", n[0].is.text, n[1].is.text);
  if (!strcmp(mode, "handlers"))
    printf("%d %d\n", n[0].is.function(1), n[1].is.function(1));
  if (!strcmp(mode, "frame"))
    printf("%ld\n", n[0].key);
  if (!strcmp(mode, "tokens")) {
    memcpy(t, line->data, sizeof t);
    printf("%.*s %.*s\n", (int)t[0].length, t[0].at, (int)t[1].length, t[1].at);
  }
  if (!strcmp(mode, "pool")) {
    int *p;
    memcpy(&p, pool, sizeof p);
    printf("%d %d\n", *p, known);
  }
  if (!strcmp(mode, "text") || !strcmp(mode, "numbers"))
    for (size_t i = 0; i < all.count; i += 100)
      printf("%d ", (unsigned char)all.data[i]);
  return sum;
}

int main(int argc, char **argv) {
  const char *mode = argc > 1 ? argv[1] : "";
  int local = argc;
  if (!strcmp(mode, "vector"))
    vector();
  if (!strcmp(mode, "lost")) {
    vector();
    all.data = NULL;
  }
  if (!strcmp(mode, "tokens"))
    tokens();
  if (!strcmp(mode, "handlers"))
    handlers();
  if (!strcmp(mode, "pool")) {
    int *p = &known;
    memcpy(pool, &p, sizeof p);
    memcpy(pool + sizeof p, &p, sizeof p);
  }
  if (!strcmp(mode, "frame")) {
    struct named n = {1, {NULL}};
    n.is.number = &local;
    push(&all, &n);
    push(&all, &n);
  }
  if (!strcmp(mode, "ends")) {
    struct named n = {1, {NULL}};
    n.is.text = strdup("the end") + 8;
    push(&all, &n);
  }
  if (!strcmp(mode, "text"))
    text();
  if (!strcmp(mode, "numbers"))
    numbers();
  return work(&local, mode) == 0;
}
