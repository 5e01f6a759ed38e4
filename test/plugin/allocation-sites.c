// Calls of the malloc family are redirected, each with the type its memory is for.

// RUN: %clang_cgt -w -std=gnu11 -c %s -o %t.o -fplugin-arg-cgt-report=%t.json
// RUN: %python %S/Inputs/show-notes.py %t.json | FileCheck %s
// RUN: %clang_cgt -w -std=gnu11 -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s --check-prefix=IR

#include <stdlib.h>

struct node {
  struct node *next;
  char tail[];
};
struct holder {
  void *any;
  struct node *node;
};
struct opaque;
void take(struct node *, const char *);
#define NEW(T) ((T *)malloc(sizeof(T)))

struct node *conversions(int n) {
  // CHECK: alloc conversions malloc = [1]struct node:s @ allocation-sites.c:[[#@LINE+1]]
  struct node *p = malloc(sizeof *p + n);
  // CHECK-NEXT: alloc conversions malloc = *struct node:s
  struct node **list = malloc(n * sizeof *list);
  // CHECK-NEXT: alloc conversions calloc = int:i
  int *numbers = calloc(n, 4);
  // CHECK-NEXT: alloc conversions malloc = double:f
  void *cast = (double *)malloc(n);
  // CHECK-NEXT: alloc conversions malloc = struct node:s
  p->next = (void *)malloc(n);
  // CHECK-NEXT: alloc conversions malloc = short:i
  // CHECK-NEXT: alloc conversions malloc = short:i
  const short *either = n ? malloc(n) : (n++, malloc(n));
  // CHECK-NEXT: alloc conversions malloc = struct node:s
  // CHECK-NEXT: alloc conversions malloc = char:c
  take(malloc(n), malloc(n));
  // CHECK-NEXT: alloc conversions malloc = struct node:s
  struct holder h = {.node = malloc(n)};
  // CHECK-NEXT: alloc conversions malloc = struct holder:s @ allocation-sites.c:[[#@LINE+1]]
  h.any = NEW(struct holder);
  // CHECK-NEXT: alloc conversions malloc = [3]int:i
  int(*rows)[3] = malloc(n * sizeof *rows);
  // CHECK-NEXT: alloc conversions malloc = void (*)(void)
  void (**calls)(void) = malloc(n);
  // CHECK-NEXT: alloc conversions malloc = long:i
  if (!(cast = __builtin_malloc(n * sizeof(long))))
    // CHECK-NEXT: alloc conversions malloc = struct node:s
    return malloc(n);
  return p;
}

void *sizes(int n, int *old) {
  int array[4];
  // CHECK-NEXT: alloc sizes malloc = [1]struct node:s
  void *p = malloc(n + sizeof(struct node));
  // CHECK-NEXT: alloc sizes calloc = int:i
  p = calloc(2, sizeof array);
  // CHECK-NEXT: alloc sizes realloc = int:i
  p = realloc(old, n);
  // CHECK-NEXT: alloc sizes realloc = long:i
  p = realloc(p, n * sizeof(long));
  // CHECK-NEXT: alloc sizes aligned_alloc = float:f
  p = aligned_alloc(sizeof(long), n * sizeof(float));
  // CHECK-NEXT: alloc sizes posix_memalign = short:i
  posix_memalign(&p, sizeof(void *), n * sizeof(short));
  // CHECK-NEXT: alloc sizes posix_memalign = int:i
  posix_memalign((void **)&old, sizeof(void *), n);
  // CHECK-NEXT: alloc sizes malloc = unknown
  struct opaque *o = malloc(n);
  // CHECK-NEXT: alloc sizes malloc = unknown
  return malloc(n);
}
// IR-LABEL: @sizes(
// IR: call ptr @__cgt_alloc.malloc.[[#FIRST:]](i64
// IR: call ptr @__cgt_alloc.calloc.[[#FIRST+1]](i64 noundef 2, i64 noundef 16)
// IR: call ptr @__cgt_alloc.realloc.[[#FIRST+2]](ptr
// IR: call ptr @__cgt_alloc.realloc.[[#FIRST+3]](ptr
// IR: call ptr @__cgt_alloc.aligned_alloc.[[#FIRST+4]](i64 noundef 8, i64
// IR: call i32 @__cgt_alloc.posix_memalign.[[#FIRST+5]](ptr

// What the size of a struct that ends in an array says: [1] one that goes on, [0] an array of them, else neither.
struct old {
  int size;
  struct {
    long length;
    char name[4];
  } end;
};
struct plain {
  int array[3], last;
};
void *own(int, unsigned long);
void forms(int n, struct old *o) {
  // CHECK-NEXT: alloc forms malloc = [0]struct old:s
  o = malloc(n * sizeof(struct old));
  // CHECK-NEXT: alloc forms calloc = [0]struct old:s
  o = calloc(n, sizeof *o);
  // CHECK-NEXT: alloc forms malloc = [0]struct old:s
  o = malloc((n + 1) * sizeof *o + sizeof(struct old[3]));
  // CHECK-NEXT: alloc forms calloc = [1]struct old:s
  o = calloc(1, sizeof *o + n);
  // CHECK-NEXT: alloc forms malloc = [1]struct old:s
  o = malloc(__builtin_offsetof(struct old, end.name) + n + 1);
  // CHECK-NEXT: alloc forms malloc = [1]struct old:s
  o = malloc((unsigned)sizeof *o - 4 + (n << 1));
  // CHECK-NEXT: alloc forms malloc = [1]struct old:s
  o = malloc(sizeof(int) + n * sizeof(long));
  unsigned long set = sizeof *o, both = 3, taken = sizeof *o + n;
  set += n;
  both = n * sizeof *o;
  n = (int)(unsigned long)&taken;
  unsigned long longer;
  longer = sizeof *o + n;
  // CHECK-NEXT: alloc forms realloc = [1]struct old:s
  o = realloc(o, longer);
  // CHECK-NEXT: alloc forms malloc = struct old:s
  o = malloc(sizeof *o);
  // CHECK-NEXT: alloc forms malloc = struct old:s
  o = malloc(set);
  // CHECK-NEXT: alloc forms malloc = struct old:s
  o = malloc(both);
  // CHECK-NEXT: alloc forms malloc = struct old:s
  o = malloc(taken);
  // CHECK-NEXT: alloc forms malloc = struct old:s
  o = malloc(sizeof(struct plain) + n * sizeof *o);
  // CHECK-NEXT: alloc forms aligned_alloc = [0]struct old:s
  o = aligned_alloc(64, (n * sizeof *o + 63) & ~63ul);
  // CHECK-NEXT: alloc forms malloc = struct old:s
  o = malloc(n * sizeof(char));
  // CHECK-NEXT: alloc forms malloc = struct old:s
  o = malloc(sizeof(struct plain));
  unsigned long h = 1, g = 2; // each is set by the other, and itself
  h = h * 31 + g + h;
  g = g + h * g;
  h = (h + g) * (h + g);
  g = (h + g) * (h + g) + h;
  // CHECK-NEXT: alloc forms malloc = struct old:s
  o = malloc(h + g);
  // CHECK-NEXT: alloc forms malloc = struct plain:s
  struct plain *p = malloc(sizeof *p + n);
  // CHECK-NEXT: alloc forms typed = [1]struct old:s
  o = own(n, sizeof *o + n);
  // CHECK-NEXT: alloc forms typed = [0]struct old:s
  o = own(sizeof(struct old), n * sizeof *o);
}

// Through a pointer and in a function of that name, nothing is redirected.
void *(*allocate)(size_t) = malloc;
static void *aligned_malloc(size_t n) { return allocate(n); }
void other(void) { aligned_malloc(3); }
// IR-NOT: __cgt_alloc.aligned_malloc
// CHECK-NEXT: struct node
