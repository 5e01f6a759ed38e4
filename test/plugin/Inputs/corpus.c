//===- corpus.c - Every construct that has a note ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Needs the compiler's own headers only, so that it compiles for each target.
//
//===----------------------------------------------------------------------===//

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *malloc(size_t);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
int printf(const char *, ...);
int setjmp(void *);

typedef struct tree tree;
struct tree {
  tree *left, *right;
  const char *key;
  union {
    long l;
    double d;
    void (*call)(tree *);
  } value;
};
typedef struct {
  unsigned flags : 5;
  signed level : 11;
  unsigned : 0;
  long long wide : 40;
  bool on : 1;
} packed_bits;
struct outer {
  struct {
    int a, b;
  };
  union {
    float f;
    int i;
  };
  struct inner {
    short s;
  } named;
  struct opaque *handle;
};
enum mode { OFF, SLOW = -1, FAST = 1 };
enum big { BIG = 0xffffffffu };
typedef enum { A1, A2 } alias;
typedef int matrix[4][4];
typedef struct point {
  double x, y;
} point;
struct flexible {
  size_t n;
  point p[];
};
typedef float v4 __attribute__((vector_size(16)));

static int counter;
int tentative;
int tentative;
int sized[];
int sized[3];
extern int elsewhere;
extern int here;
int here = 7;
const char *const names[] = {"a", "b"};
const int limit = 10;
_Thread_local unsigned tls;
static _Thread_local point tls_point;
static struct {
  int k;
} anonymous;
struct {
  char c;
} *to_anonymous;
char plain;
signed char sc;
unsigned char uc;
long double ld;
float _Complex fc;
_Atomic int at;
v4 vec;
packed_bits bits;
int (*callbacks[3])(const void *, const void *);
uint8_t u8;
int_least16_t least;
intmax_t im;
ptrdiff_t pd;
uintptr_t up;

point make(double x, double y) {
  point r;
  r.x = x;
  r.y = y;
  return r;
}
static double norm(point p) { return p.x * p.x + p.y * p.y; }
int kr(a, b, c) int a; char b; float c; { return a + b + (int)c; }
int unnamed(int, int n, char *) { return n; }
int sum(int n, ...) {
  va_list ap, *app = &ap;
  int s = 0;
  va_start(ap, n);
  while (n--)
    s += va_arg(ap, int);
  va_end(ap);
  return s + (app == 0);
}
int vsum(const char *f, va_list ap) { return va_arg(ap, int) + *f; }
struct wraps {
  va_list inner;
  int n;
};
#define DEFINE_GETTER(T, name) T get_##name(T *p) { T value = *p; return value; }
DEFINE_GETTER(int, integer)
DEFINE_GETTER(point, point)
#define BEGIN(name) static int name(void) { int first = 1;
BEGIN(spliced) return first; }
inline int c99_inline(int x) {
  int y = x;
  return y;
}
extern int c99_inline(int); // emits it at every level
static inline int static_inline(int x) {
  static int calls;
  return x + ++calls;
}
extern inline __attribute__((gnu_inline)) int gnu_inline(int x) { return x; }
int gnu_inline(int x) { return x + 1; }

int scopes(int n) {
  int i = 0;
  for (int i = 0; i < n; i++) {
    int j = i;
    {
      int j = 2;
      n += j;
    }
    {
      int j[3] = {1};
      n += j[0];
    }
  }
  switch (n) {
    int dead;
  case 1:
    dead = 3;
    return dead;
  default:;
    int j = ({
      int e = n;
      int j = e;
      j;
    });
    n += j;
  }
  return i + n;
}
int variable_length(int n, int a[n][n], int m[static 3]) {
  int v[n][2 * n], (*pv)[n] = a;
  char c[n];
  v[0][0] = m[0];
  c[0] = 1;
  return v[0][0] + pv[0][0] + c[0];
}
static void *checked(size_t n) {
  void *p = malloc(n);
  return p ? p : malloc(1);
}
struct flexible *flex(size_t n) {
  struct flexible *f = malloc(sizeof(struct flexible) + n * sizeof(point));
  f = realloc(f, 100);
  return f;
}
int allocations(int n) {
  int *a = malloc(n * sizeof *a), **pa = calloc(n, sizeof *pa);
  void *v = malloc(n * sizeof(tree)), *unknown = malloc(n);
  struct outer o = {.handle = malloc(8)};
  matrix *m = malloc(sizeof(matrix));
  tree *list[] = {checked(sizeof(tree)), calloc(1, sizeof(tree))};
  return pa && v && unknown && o.a && m && list[0];
}
int literals(void) {
  point *p = &(point){1, 2};
  int *q = (int[]){1, 2, 3};
  return (int)p->x + q[0] + (int)norm((point){3, 4}) + (int)norm(make(1, 2));
}
int jumps(void) {
  static void *labels[] = {&&one, &&two};
  volatile int k = 0;
  struct wraps w;
  goto *labels[k];
one:
  k++;
two:
  return k + w.n;
}
int local_types(void) {
  struct local {
    int x;
  } a = {1};
  struct {
    int y;
  } b = {2};
  {
    struct local {
      char other;
    } d = {4};
    a.x += d.other;
  }
  enum { X = 3 } e = X;
  extern int elsewhere;
  register int r = 2;
  alias al = A2;
  enum mode m = FAST;
  enum big bg = BIG;
  return a.x + b.y + e + elsewhere + r + al + m + (int)bg + anonymous.k + counter + (int)tls_point.x;
}
int main(int argc, char **argv) {
  implicit(argc);
  return spliced() + static_inline(1) + c99_inline(2) + printf("%s", *argv);
}
