/* Vectors of 8 to 64 bytes alive across calls. */
int next(int);
#define VECTOR(T, size)                                                                                               \
  typedef T v_##T##_##size __attribute__((vector_size(size)));                                                        \
  v_##T##_##size f_##T##_##size(v_##T##_##size);                                                                      \
  v_##T##_##size sum_##T##_##size(v_##T##_##size a, int n) { return f_##T##_##size(a) * 2 + f_##T##_##size(a + 1); }  \
  v_##T##_##size given_##T##_##size(v_##T##_##size *p, int n) { return *p + f_##T##_##size(p[next(n)]) - p[n]; }      \
  v_##T##_##size chosen_##T##_##size(v_##T##_##size a, int n) {                                                       \
    return (n ? a : f_##T##_##size(a)) + f_##T##_##size(a);                                                           \
  }                                                                                                                   \
  T element_##T##_##size(v_##T##_##size a, int n) { return f_##T##_##size(a)[next(n) & 1] + f_##T##_##size(a)[0]; }   \
  struct h_##T##_##size {                                                                                             \
    v_##T##_##size v;                                                                                                 \
    int n;                                                                                                            \
  };                                                                                                                  \
  struct h_##T##_##size make_##T##_##size(v_##T##_##size a, int n) {                                                  \
    return (struct h_##T##_##size){f_##T##_##size(a), next(n)};                                                       \
  }
VECTOR(float, 8)
VECTOR(float, 16)
VECTOR(double, 16)
VECTOR(int, 8)
VECTOR(int, 16)
VECTOR(short, 4)
VECTOR(char, 16)
VECTOR(float, 32)
VECTOR(int, 64)
