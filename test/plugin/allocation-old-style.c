// Old programs declare allocators without prototypes: their arguments arrive as libc takes them.

// RUN: %clang_cgt %target-s390x -std=gnu89 -w -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s
// RUN: %clang_cgt %target-i686 -std=gnu89 -w -S -emit-llvm -Xclang -disable-llvm-passes %s -o - | FileCheck %s --check-prefix=ILP32

char *malloc();
char *realloc();

struct s { int a; } *f(n)
int n;
{
  struct s *p = (struct s *)malloc(n);
  // CHECK: [[WIDE:%.*]] = sext i32 {{.*}} to i64
  // CHECK: call ptr @__cgt_alloc.malloc.0(i64 noundef [[WIDE]])
  // ILP32: call ptr @__cgt_alloc.malloc.0(i32
  return (struct s *)realloc(p, 10);
  // CHECK: call ptr @__cgt_alloc.realloc.1(ptr noundef {{.*}}, i64 noundef 10)
}

// What the program itself defines is not libc's.
static void *calloc(unsigned n, unsigned size) { return 0; }
void *g(void) { return calloc(1, 2); }
// CHECK: call ptr @calloc(
