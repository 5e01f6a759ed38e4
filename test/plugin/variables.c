// Each variable the unit defines has a note: declared name, ordinal from the second declaration of a name in a function.

// RUN: %clang_cgt -w -std=gnu99 -c %s -o %t.o -fplugin-arg-cgt-report=%t.json
// RUN: %python %S/Inputs/show-notes.py %t.json | FileCheck %s

// CHECK: unit variables.c first=tentative polls=auto

extern int elsewhere;
static int counter;
// CHECK-NEXT: global counter = int:i @ variables.c:[[#@LINE-1]]
int tentative;
int tentative;
// CHECK-NEXT: global tentative = int:i @ variables.c:[[#@LINE-1]]
int completed[];
int completed[3];
// CHECK-NEXT: global completed = [3]int:i
extern int here;
int here = 7;
// CHECK-NEXT: global here = int:i @ variables.c:[[#@LINE-1]]
_Thread_local unsigned per_thread;
// CHECK-NEXT: global per_thread = unsigned int:u {{.*}}
register unsigned long machine __asm__("rsp");
struct late;
struct late *pointer;
struct late {
  int member;
};
// CHECK-NEXT: global pointer = *struct late:s

int scopes(int n, int) {
  // CHECK-NEXT: param scopes.n = int:i
  // CHECK-NEXT: param scopes.#p1 = int:i
  int i = 0;
  // CHECK-NEXT: local scopes.i = int:i
  for (char i = 0; i < n; i++) {
    // CHECK-NEXT: local scopes.i#2 = char:c
    static int i;
    // CHECK-NEXT: static scopes.i#3 = int:i
    n += ({
      // CHECK-NEXT: local scopes.inner = short:i
      short inner = i;
      // CHECK-NEXT: local scopes.i#4 = long:i
      long i = inner;
      i;
    });
  }
  extern int elsewhere;
  int prototype(int argument);
  register int fast = elsewhere;
  // CHECK-NEXT: local scopes.fast = int:i
  return i + fast;
}

int old_style(a, b, c)
int a;
char b;
float c;
{ return a + b + (int)c; }
// CHECK-NEXT: param old_style.a = int:i
// CHECK-NEXT: param old_style.b = char:c
// CHECK-NEXT: param old_style.c = float:f

int variable_length(int n, int rows[n][n]) {
  // CHECK-NEXT: param variable_length.n = int:i
  // CHECK-NEXT: param variable_length.rows = *[0]int:i @ variables.c:[[#@LINE-2]]{{$}}
  int v[n][2], (*to)[n] = rows;
  // CHECK-NEXT: local variable_length.v = [0][2]int:i {{.*}}
  // CHECK-NEXT: local variable_length.to = *[0]int:i @ variables.c:[[#@LINE-2]]{{$}}
  return v[0][0] + to[0][0];
}

struct wraps {
  int n;
  __builtin_va_list list;
};
int variadic(__builtin_va_list passed, ...) {
  // CHECK-NEXT: param variadic.passed = va_list:o {{.*}} valist
  typedef __builtin_va_list own;
  own list, *to = &list;
  // CHECK-NEXT: local variadic.list = va_list:o {{.*}} valist
  // CHECK-NEXT: local variadic.to = *va_list:o @ variables.c:[[#@LINE-2]]{{$}}
  struct wraps w;
  // CHECK-NEXT: local variadic.w = struct wraps:s {{.*}} valist
  return to != 0;
}
// CHECK-NEXT: function scopes
