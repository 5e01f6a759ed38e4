// Types have the target's layout, names that are the same everywhere, and kinds that the IR has lost.

// RUN: %clang_cgt %target-x86_64 -ffreestanding -w -c %s -o %t.o -fplugin-arg-cgt-report=%t.json
// RUN: %python %S/Inputs/show-notes.py %t.json | FileCheck %s --check-prefixes=CHECK,LITTLE64
// RUN: %clang_cgt %target-s390x -ffreestanding -w -S -emit-llvm %s -o %t.ll -fplugin-arg-cgt-report=%t.json
// RUN: %python %S/Inputs/show-notes.py %t.json | FileCheck %s --check-prefixes=CHECK,BIG64
// RUN: %clang_cgt %target-powerpc -ffreestanding -w -S -emit-llvm %s -o %t.ll -fplugin-arg-cgt-report=%t.json
// RUN: %python %S/Inputs/show-notes.py %t.json | FileCheck %s --check-prefixes=CHECK,BIG32

#include <stddef.h>
#include <stdint.h>

typedef unsigned count;
typedef int matrix[2][3];
typedef struct { int x; } untagged;
enum color { RED, GREEN };
enum direction { BACK = -1, FORTH = 1 };
typedef enum { YES, NO } answer;

// CHECK: global plain = char:c
char plain;
// CHECK-NEXT: global signed_one = signed char:i
signed char signed_one;
// CHECK-NEXT: global unsigned_one = unsigned char:u
unsigned char unsigned_one;
// CHECK-NEXT: global truth = _Bool:b
_Bool truth;
// CHECK-NEXT: global user_typedef = unsigned int:u
count user_typedef;
// CHECK-NEXT: global size = size_t:u
size_t size;
// CHECK-NEXT: global wide = int64_t:i
const volatile int64_t wide;
// CHECK-NEXT: global color = enum color:u#{{[0-9a-f]+}}
enum color color;
// CHECK-NEXT: global direction = enum direction:i#{{[0-9a-f]+}}
enum direction direction;
// CHECK-NEXT: global answer_ = enum answer:u#{{[0-9a-f]+}}
answer answer_;
// CHECK-NEXT: global m = [2][3]int:i
matrix m;
// CHECK-NEXT: global complex = _Complex float = [2]float:f
_Complex float complex;
// CHECK-NEXT: global vector = float __attribute__((vector_size(16))) = [4]float:f
float vector __attribute__((vector_size(16)));
// CHECK-NEXT: global atomic = int:i
_Atomic int atomic;
// CHECK-NEXT: global table = [3]int (*)(void)
int (*table[3])(void);
// CHECK-NEXT: global to_void = *void:v
void *to_void;
// CHECK-NEXT: global to_opaque = *struct opaque:v
struct opaque *to_opaque;
// CHECK-NEXT: global to_function_pointer = *void (*)(int)
void (**to_function_pointer)(int);
// CHECK-NEXT: global sorted = int (*)(void *, size_t, int (*)[2][3], ...)
int (*const sorted)(const void *, size_t, matrix *const, ...);
// CHECK-NEXT: global handler = void (*(*)(int, void (*)(int)))(int)
void (*(*handler)(int, void (*)(int)))(int);
// CHECK-NEXT: global old_style = enum answer (*)()
answer (*old_style)();
// CHECK-NEXT: global with_list = struct node *(*)(va_list, struct untagged, union unknown **)
struct node *(*with_list)(__builtin_va_list, untagged, union unknown **);
// LITTLE64-NEXT: global ld = long double:x
// BIG64-NEXT:    global ld = long double:f
// BIG32-NEXT:    global ld = long double:d
long double ld;

// CHECK-NEXT: global u = struct untagged:s
untagged u;
// CHECK-NEXT: global unnamed = struct unnamed:s
struct { struct { char c; } inner; } unnamed;
// CHECK-NEXT: global pair = struct node:s
struct node {
  struct node *next;
  union { long l; double d; } value;
  union { int either; float other; };
  struct { int deep; };
} pair;
// CHECK-NEXT: global bits = struct bits:s
struct bits {
  unsigned low : 5;
  int mid : 11;
  unsigned : 3;
  unsigned : 0;
  _Bool flag : 1;
  char after;
} bits;
// CHECK-NEXT: global flexible = *struct flexible:s
struct flexible { short n; struct bits tail[]; } *flexible;

// CHECK: struct untagged size=4 align=4
// CHECK-NEXT: .x = int:i off=0
// CHECK-NEXT: struct unnamed size=1 align=1
// CHECK-NEXT: .inner = struct unnamed.inner:s off=0
// CHECK-NEXT: struct unnamed.inner size=1
// CHECK-NEXT: .c = char:c off=0
// LITTLE64-NEXT: struct node size=24 align=8
// BIG64-NEXT:    struct node size=24 align=8
// BIG32-NEXT:    struct node size=24 align=8
// CHECK-NEXT: .next = *struct node:s off=0
// CHECK-NEXT: .value = union node.value:n off=8
// CHECK-NEXT: .#0 = union node.#0:n off=16
// CHECK-NEXT: .#1 = struct node.#1:s off=20
// CHECK-NEXT: union node.value size=8
// CHECK-NEXT: .l = long:i off=0
// CHECK-NEXT: .d = double:f off=0
// CHECK-NEXT: union node.#0 size=4
// CHECK-NEXT: .either
// CHECK-NEXT: .other
// CHECK-NEXT: struct node.#1 size=4
// CHECK-NEXT: .deep
// CHECK-NEXT: struct bits size=8 align=4
// CHECK-NEXT: .low = unsigned int:u bits=5 bit=0 off=0
// CHECK-NEXT: .mid = int:i bits=11 bit=5 off=0
// CHECK-NEXT: .flag = _Bool:b bits=1 bit=32 off=4
// CHECK-NEXT: .after = char:c off=5
// CHECK-NEXT: struct flexible size=4 align=4
// CHECK-NEXT: .n = short:i off=0
// CHECK-NEXT: .tail = [0]struct bits:s off=4

// LITTLE64: scalar size_t:u size=8
// BIG64:    scalar size_t:u size=8
// BIG32:    scalar size_t:u size=4
// CHECK:    scalar int64_t:i size=8
// LITTLE64: scalar long:i size=8
// BIG64:    scalar long:i size=8
// BIG32:    scalar long:i size=4
