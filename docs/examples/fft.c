//===- fft.c - Six-step fast Fourier transform ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: fft [LOG2_POINTS [NONCE [ROUNDS]]]
//
// The transform of 2^LOG2_POINTS complex points in the six steps of the
// SPLASH-2 kernel: the points form a square matrix, whose rows (a heap block
// each) are transformed between three transpositions. Each round transforms
// random points forth and back and prints what it got.
//
// The roots of unity come from the half-angle formulas and sqrt(), which IEEE
// 754 rounds correctly: the program prints the same bytes on every machine.
//
//===----------------------------------------------------------------------===//

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

struct complex {
  double re, im;
};

// side x side points; row r is a heap block of its own.
struct matrix {
  size_t side;
  struct complex **row;
};

struct transform {
  size_t side;           // a power of two
  struct complex *root;  // root[j] = exp(-2 pi i j / side^2)
  struct matrix points;
  struct matrix scratch;
  const char *direction; // for the progress lines
  unsigned round;
};

static void *must(void *memory) {
  if (!memory) {
    fprintf(stderr, "fft: out of memory\n");
    exit(1);
  }
  return memory;
}

// A random number in [-1, 1); *state is the generator's whole state.
static double next_random(uint32_t *state) {
  uint32_t z = *state += 0x9e3779b9;
  z = (z ^ z >> 16) * 0x21f0aaad;
  z = (z ^ z >> 15) * 0x735a2d97;
  z ^= z >> 15;
  return (double)z / 2147483648.0 - 1.0;
}

static struct complex times(struct complex a, struct complex b) {
  struct complex product = {a.re * b.re - a.im * b.im,
                            a.re * b.im + a.im * b.re};
  return product;
}

static struct matrix new_matrix(size_t side) {
  struct matrix m = {side, NULL};
  m.row = must(malloc(side * sizeof *m.row));
  for (size_t r = 0; r < side; r++) {
    struct complex *row = malloc(side * sizeof *row);
    m.row[r] = must(row);
  }
  return m;
}

static void free_matrix(struct matrix *m) {
  for (size_t r = 0; r < m->side; r++)
    free(m->row[r]);
  free(m->row);
}

// Returns the n roots of unity, n a power of two. The primitive roots of order
// 2, 4, 8, ... follow from each other; every other root is a product of them.
static struct complex *new_roots(size_t n) {
  struct complex *root = must(malloc(n * sizeof *root));
  double cosine = -1, sine = 0; // of pi: the root of order 2
  root[0] = (struct complex){1, 0};
  for (size_t step = n / 2; step > 0; step /= 2) {
    struct complex primitive = {cosine, -sine};
    for (size_t j = 0; j < n; j += 2 * step)
      root[j + step] = times(root[j], primitive);
    double half = sqrt((1 + cosine) / 2);
    sine = step == n / 2 ? 1 : sine / (2 * half);
    cosine = half;
  }
  return root;
}

static void transpose(struct transform *t) {
  size_t side = t->side;
  for (size_t r = 0; r < side; r++)
    for (size_t c = 0; c < side; c++)
      t->scratch.row[c][r] = t->points.row[r][c];
  struct matrix old = t->points;
  t->points = t->scratch;
  t->scratch = old;
}

static void reverse_bits(struct complex *x, size_t n) {
  for (size_t i = 1, j = 0; i < n; i++) {
    size_t bit = n / 2;
    for (; j & bit; bit /= 2)
      j ^= bit;
    j ^= bit;
    if (i < j) {
      struct complex old = x[i];
      x[i] = x[j];
      x[j] = old;
    }
  }
}

// One stage: butterflies between points `half` apart. The roots of order
// 2 * half are every stride-th root of the table.
static void butterflies(const struct transform *t, struct complex *x,
                        size_t half) {
  size_t stride = t->side * t->side / (2 * half);
  for (size_t start = 0; start < t->side; start += 2 * half) {
    struct complex *low = x + start, *high = low + half;
    for (size_t j = 0; j < half; j++) {
      struct complex odd = times(high[j], t->root[j * stride]);
      high[j] = (struct complex){low[j].re - odd.re, low[j].im - odd.im};
      low[j] = (struct complex){low[j].re + odd.re, low[j].im + odd.im};
    }
  }
}

static void transform_row(const struct transform *t, struct complex *x) {
  reverse_bits(x, t->side);
  for (size_t half = 1; half < t->side; half *= 2)
    butterflies(t, x, half);
}

static void transform_rows(struct transform *t, int twiddle) {
  for (size_t r = 0; r < t->side; r++) {
    struct complex *row = t->points.row[r];
    transform_row(t, row);
    if (twiddle)
      for (size_t c = 0; c < t->side; c++)
        row[c] = times(row[c], t->root[r * c]);
    if (r % (t->side / 4) == 0)
      printf("round %u %s row %zu: %a %a\n", t->round, t->direction, r,
             row[1].re, row[1].im);
  }
}

static void six_steps(struct transform *t, const char *direction) {
  t->direction = direction;
  transpose(t);
  transform_rows(t, 1);
  transpose(t);
  transform_rows(t, 0);
  transpose(t);
}

// The inverse: conjugate, transform, conjugate, divide.
static void conjugate(struct matrix *m, double divisor) {
  for (size_t r = 0; r < m->side; r++)
    for (size_t c = 0; c < m->side; c++) {
      m->row[r][c].re /= divisor;
      m->row[r][c].im /= -divisor;
    }
}

// All bits of all points, in order.
static uint64_t digest(const struct matrix *m) {
  uint64_t hash = 14695981039346656037u;
  for (size_t r = 0; r < m->side; r++)
    for (size_t c = 0; c < m->side; c++) {
      uint64_t re, im;
      memcpy(&re, &m->row[r][c].re, sizeof re);
      memcpy(&im, &m->row[r][c].im, sizeof im);
      hash = (hash ^ re) * 1099511628211u;
      hash = (hash ^ im) * 1099511628211u;
    }
  return hash;
}

// Transforms the same random points forth and back; the largest deviation is
// kept in *worst.
static void run_round(struct transform *t, uint32_t seed, double *worst) {
  uint32_t state = seed;
  for (size_t r = 0; r < t->side; r++)
    for (size_t c = 0; c < t->side; c++) {
      t->points.row[r][c].re = next_random(&state);
      t->points.row[r][c].im = next_random(&state);
    }
  six_steps(t, "forth");
  printf("round %u spectrum %016llx\n", t->round,
         (unsigned long long)digest(&t->points));

  conjugate(&t->points, 1);
  six_steps(t, "back");
  conjugate(&t->points, (double)(t->side * t->side));
  state = seed;
  for (size_t r = 0; r < t->side; r++)
    for (size_t c = 0; c < t->side; c++) {
      double re = fabs(t->points.row[r][c].re - next_random(&state));
      double im = fabs(t->points.row[r][c].im - next_random(&state));
      *worst = re > *worst ? re : *worst;
      *worst = im > *worst ? im : *worst;
    }
  printf("round %u points %016llx, worst so far %a\n", t->round,
         (unsigned long long)digest(&t->points), *worst);
}

static int run(unsigned log2_points, uint32_t nonce, unsigned rounds) {
  struct transform t = {.side = (size_t)1 << log2_points / 2};
  double worst = 0;
  t.root = new_roots(t.side * t.side);
  t.points = new_matrix(t.side);
  t.scratch = new_matrix(t.side);
  for (t.round = 0; t.round < rounds; t.round++)
    run_round(&t, nonce + t.round, &worst);
  free_matrix(&t.scratch);
  free_matrix(&t.points);
  free(t.root);
  printf("%s\n", worst < 1e-9 ? "right" : "wrong");
  return worst < 1e-9 ? 0 : 1;
}

static unsigned argument(int argc, char **argv, int i, unsigned otherwise) {
  return i < argc ? (unsigned)strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
  unsigned log2_points = argument(argc, argv, 1, 8);
  uint32_t nonce = argument(argc, argv, 2, 1);
  unsigned rounds = argument(argc, argv, 3, 2);
  if (log2_points < 4 || log2_points > 26 || log2_points % 2 != 0) {
    fprintf(stderr, "usage: fft [LOG2_POINTS [NONCE [ROUNDS]]], "
                    "LOG2_POINTS even, 4 to 26\n");
    return 2;
  }
  printf("fft of 2^%u points, nonce %u\n", log2_points, (unsigned)nonce);
  return run(log2_points, nonce, rounds);
}
