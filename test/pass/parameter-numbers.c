// Attributes that name parameters by number stay with the parameters: clones, which have none, are sound without them.

// RUN: %clang_cgt -Wall -Werror -O0 -S -emit-llvm %s -o - | FileCheck %s
// RUN: %clang_cgt -Wall -Werror -O2 -c %s -o %t.o
// RUN: %clang_cgt -Wall -Werror -O2 %target-s390x -c %s -o %t.o
// RUN: %clang_cgt -Wall -Werror -O2 %target-i686 -c %s -o %t.o
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stddef.h>

// A call of a declared function.
__attribute__((alloc_size(2, 3))) extern void *enlarge(void *, size_t count, size_t size);
// CHECK-LABEL: define {{.*}}ptr @twice(
// CHECK: invoke ptr @enlarge(
void *twice(void *p, size_t n) { return enlarge(p, 2 * n, 8); }

// A definition; and one whose parameters another function is called with.
void pause_at(size_t);
// CHECK: define {{.*}}ptr @make({{.*}}) {{#[0-9]+}} personality
__attribute__((alloc_size(1, 2), alloc_align(3), malloc, returns_nonnull)) void *make(size_t count, size_t size, size_t align) {
  static char pool[4096];
  for (size_t i = 0; i < count; i++)
    pause_at(i * size + align);
  return pool;
}
// CHECK: define {{.*}}void @each({{.*}}) {{.*}}!callback
__attribute__((callback(1, 2))) void each(void (*f)(void *), void *argument) {
  for (int i = 0; i < 100000; i++)
    f(argument);
}
void call_each(void (*f)(void *), void *argument) { each(f, argument); }

// Pointers to functions: a variable, a typedef's member, a parameter.
typedef void *allocate(size_t);
struct pool {
  void *(*take)(struct pool *, size_t) __attribute__((alloc_size(2)));
  allocate *plain;
};
void *(*hook)(size_t, size_t) __attribute__((alloc_size(1, 2)));
void *by_pointer(struct pool *pool, void *(*last)(size_t) __attribute__((alloc_size(1)))) {
  void *p[] = {hook(2, 3), pool->take(pool, 4), pool->plain(5)};
  return p[0] ? p[1] : p[2] ? last(6) : NULL;
}

// A result that is a struct, arguments that are, a local declaration, inlining, recursion.
struct large { long v[8]; };
__attribute__((alloc_size(2))) void *beside(struct large by_value, size_t size);
__attribute__((pure, nonnull(1, 2))) struct large both(const struct large *, const struct large *);
void *structs(struct large v) { return beside(both(&v, &v), sizeof v); }
static inline __attribute__((always_inline, alloc_size(1))) void *inlined(size_t n) {
  extern void *deeper(size_t) __attribute__((alloc_size(1)));
  return deeper(n);
}
void *calls_inlined(void) { return inlined(4); }
__attribute__((alloc_size(2))) static void *down(int depth, size_t size) {
  return depth ? down(depth - 1, size) : make(1, size, 16);
}
void *start_down(int depth) { return down(depth, 8); }

// Others that number parameters.
__attribute__((format(printf, 2, 3))) int say(int, const char *, ...);
__attribute__((format_arg(1))) const char *translate(const char *);
int hidden(void *const p __attribute__((pass_object_size(0))));
int checked(int n) __attribute__((diagnose_if(n < 0, "negative", "warning")));
int all(char *text) { return say(1, "%s", translate(text)) + hidden(text) + checked(3); }

// CHECK: define internal ptr @twice.resume()
// CHECK: invoke ptr %{{[0-9]+}}(){{$}}
// CHECK: define internal {{.*}}ptr @make.resume() [[CLONE:#[0-9]+]] personality
// CHECK: define internal void @each.resume() {{#[0-9]+}} personality
// CHECK-NOT: !callback
// CHECK: attributes [[CLONE]] = { {{(noinline|optnone| )*}}uwtable(sync)
