/* Structs of 1 to 40 bytes by value, alive across calls: results, arguments, choices, members, initialisers. */
int next(int);
#define STRUCT(S, ...)                                                                                                \
  typedef struct S __VA_ARGS__ S;                                                                                     \
  S mk_##S(int);                                                                                                      \
  int use_##S(S, int);                                                                                                \
  int both_##S(S, S);                                                                                                 \
  S *at_##S(S, int, S);                                                                                               \
  int one_##S(int n) { return use_##S(mk_##S(n), next(n)) + use_##S(mk_##S(1), 2); }                                  \
  int two_##S(int n) { return both_##S(mk_##S(n), mk_##S(n + 1)) + next(n); }                                         \
  int kept_##S(S s, int n) { return use_##S(s, next(n)) + both_##S(s, mk_##S(n)); }                                   \
  S chosen_##S(S s, int n) {                                                                                          \
    S t = n ? mk_##S(n) : s;                                                                                          \
    next(n);                                                                                                          \
    return next(n) ? t : mk_##S(2);                                                                                   \
  }                                                                                                                   \
  int three_##S(int n) { return use_##S(*at_##S(mk_##S(n), next(n), mk_##S(3)), next(4)); }                           \
  int inner_##S(int n) { return use_##S(n ? mk_##S(use_##S(mk_##S(n), next(n))) : mk_##S(next(n)), next(n)); }        \
  int list_##S(int n) {                                                                                               \
    struct { S a[2]; int n; } x = {{mk_##S(n), mk_##S(next(n))}, next(n)};                                            \
    return use_##S(x.a[next(n) & 1], next(x.n));                                                                      \
  }                                                                                                                   \
  int block_##S(int n) { return use_##S(({ S s = mk_##S(n); next(n); s; }), next(n)) + next(n); }                     \
  int comma_##S(int n) { return use_##S((next(n), mk_##S(n)), (next(n), n)); }
STRUCT(c1, { char c[1]; })
STRUCT(c2, { char c[2]; })
STRUCT(c3, { char c[3]; })
STRUCT(c4, { char c[4]; })
STRUCT(c5, { char c[5]; })
STRUCT(c6, { char c[6]; })
STRUCT(c7, { char c[7]; })
STRUCT(c8, { char c[8]; })
STRUCT(c9, { char c[9]; })
STRUCT(c12, { char c[12]; })
STRUCT(c15, { char c[15]; })
STRUCT(c16, { char c[16]; })
STRUCT(c17, { char c[17]; })
STRUCT(c20, { char c[20]; })
STRUCT(c24, { char c[24]; })
STRUCT(c31, { char c[31]; })
STRUCT(c32, { char c[32]; })
STRUCT(c33, { char c[33]; })
STRUCT(c40, { char c[40]; })
STRUCT(i1, { int a; })
STRUCT(s1, { short a; })
STRUCT(f1, { float a; })
STRUCT(d1, { double a; })
STRUCT(p1, { void *p; })
STRUCT(l1, { long a; })
STRUCT(ll1, { long long a; })
STRUCT(ff, { float a, b; })
STRUCT(dd, { double a, b; })
STRUCT(fi, { float a; int b; })
STRUCT(di, { double a; int b; })
STRUCT(id, { int a; double b; })
STRUCT(pi, { char *p; int n; })
STRUCT(fff, { float a, b, c; })
STRUCT(ffff, { float a, b, c, d; })
STRUCT(ddd, { double a, b, c; })
STRUCT(dddd, { double a, b, c, d; })
STRUCT(ld, { long double a; })
STRUCT(nest, { struct { struct { char a; } b; short c; } d; float e; })
STRUCT(bits, { unsigned a : 3, b : 11; int c : 7; })
STRUCT(bits2, { long long a : 33; unsigned b : 30; char c; })
STRUCT(un, { union { int i; float f; } u; char c; })
STRUCT(arr, { float a[3]; int n; })
STRUCT(lp, { long a; void *p; })
STRUCT(big, { long a[5]; })
typedef union either { int i; double d; char c[12]; } either;
either mk_either(int);
int use_either(either, int);
int one_either(int n) { return use_either(mk_either(n), next(n)) + use_either((either)3, next(n)) + use_either((either)2.5, 1); }

// Temporaries that one way through an expression makes, and that live over the rest of it.
struct large {
  int x[12];
};
struct large make(int n);
int on_one_way(int a) { return (a || make(a).x[2]) && next(a) && ((a > 3 && make(a + 1).x[1]) || next(a - 1)); }
int in_loops(int a) {
  int sum = 0;
  for (int i = 0; i < a && (i < 2 || make(i).x[3] < next(i)); i++)
    sum += i % 2 ? make(i).x[0] + next(i) : next(sum);
  return sum;
}
int not_used(int a) { return (a && ((void)make(a), next(a))) || (make(a + 1), a > 7); }
