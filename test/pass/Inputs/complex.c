/* Complex values alive across calls: results, operands, arguments, choices, in structs. */
typedef float _Complex cf;
typedef double _Complex cd;
typedef long double _Complex cl;
cf ff(cf, int);
cd fd(cd, int);
cl fl(cl, int);
int next(int);
void take(cf, cd, cl, int);
#define OPERATIONS(T, f)                                                                                              \
  T sum_##f(T a, int n) { return f(a, 1) + f(a, n); }                                                                 \
  T mixed_##f(T a, int n) { return a + f(a, n) * 2 - f(a, next(n)); }                                                 \
  T choice_##f(T a, int n) { return (n ? a : f(a, 3)) + f(a, 4); }                                                    \
  T quotient_##f(T a, T b, int n) { return f(a, n) / f(b, n) * f(a, next(n)); }                                       \
  T parts_##f(T a, int n) { return __real__ f(a, n) + __imag__ f(a, n + 1) * f(a, 2); }                               \
  T nested_##f(T a, int n) { return f(f(a, next(n)) + a, next(n + 1)); }                                              \
  T loop_##f(T a, int n) {                                                                                            \
    T s = a;                                                                                                          \
    for (int i = 0; i < n; i++)                                                                                       \
      s = f(s, i) + f(i, n);                                                                                          \
    return s;                                                                                                         \
  }                                                                                                                   \
  int compare_##f(T a, int n) { return f(a, n) == f(a, n + 1) || f(a, next(n)) != a; }                                \
  struct holder_##f {                                                                                                 \
    T first;                                                                                                          \
    int n;                                                                                                            \
  };                                                                                                                  \
  struct holder_##f make_##f(T a, int n) { return (struct holder_##f){f(a, n), next(n)}; }                            \
  T member_##f(T a, int n) { return make_##f(a, n).first + make_##f(f(a, n), next(n)).first; }                        \
  T update_##f(T *p, int n) { return p[next(n)] += f(*p, n), p[1] -= p[0] * f(p[2], n), *p; }
OPERATIONS(cf, ff)
OPERATIONS(cd, fd)
OPERATIONS(cl, fl)
void arguments(int n) {
  take(ff(n, 1), fd(n, 2), fl(n, 3), next(n));
  take(1, fd(n, 2) + ff(2, n), n, next(n));
}
cd widths(cf a, int n) { return ff(a, n) + fd(a, n) + (cd)fl(a, n); }
