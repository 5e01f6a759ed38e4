//===- lu-noncontiguous.c - Blocked LU factorization of one array ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: lu-noncontiguous [SIDE [NONCE [ROUNDS]]]
//
// Factors a dense SIDE x SIDE matrix into a lower and an upper triangle without
// pivoting, as the SPLASH-2 kernel with non-contiguous blocks: the matrix is
// one array, row by row, and a table holds a pointer to the first element of
// each block. SIDE need not be a multiple of the block's side. Then it solves a
// system whose solution it knows, in place.
//
//===----------------------------------------------------------------------===//

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

enum { BLOCK = 16 };

struct lu {
  unsigned side;
  unsigned blocks; // per row and column, the last one maybe smaller
  double *matrix;
  double **first; // first[i * blocks + j]: block (i, j)'s first element
  unsigned round;
};

static uint32_t generator; // of next_random

static double next_random(void) {
  uint32_t z = generator += 0x9e3779b9;
  z = (z ^ z >> 16) * 0x21f0aaad;
  z = (z ^ z >> 15) * 0x735a2d97;
  z ^= z >> 15;
  return (double)z / 2147483648.0 - 1.0;
}

static void out_of_memory(void) {
  fprintf(stderr, "lu-noncontiguous: out of memory\n");
  exit(1);
}

// y -= factor * x.
static void subtract_scaled(double *y, const double *x, double factor,
                            unsigned n) {
  for (unsigned i = 0; i < n; i++)
    y[i] -= factor * x[i];
}

static unsigned extent(const struct lu *lu, unsigned block) {
  unsigned left = lu->side - block * BLOCK;
  return left < BLOCK ? left : BLOCK;
}

static void factor_diagonal(const struct lu *lu, double *a, unsigned n) {
  unsigned stride = lu->side;
  for (unsigned k = 0; k < n; k++)
    for (unsigned i = k + 1; i < n; i++) {
      double *row = a + i * stride;
      row[k] /= a[k * stride + k];
      subtract_scaled(row + k + 1, a + k * stride + k + 1, row[k], n - k - 1);
    }
}

static void divide_column(const struct lu *lu, double *a, unsigned rows,
                          const double *diagonal, unsigned n) {
  unsigned stride = lu->side;
  for (unsigned i = 0; i < rows; i++)
    for (unsigned k = 0; k < n; k++) {
      double *row = a + i * stride;
      row[k] /= diagonal[k * stride + k];
      subtract_scaled(row + k + 1, diagonal + k * stride + k + 1, row[k],
                      n - k - 1);
    }
}

static void divide_row(const struct lu *lu, double *a, unsigned columns,
                       const double *diagonal, unsigned n) {
  unsigned stride = lu->side;
  for (unsigned k = 0; k < n; k++)
    for (unsigned i = k + 1; i < n; i++)
      subtract_scaled(a + i * stride, a + k * stride, diagonal[i * stride + k],
                      columns);
}

// Block (i, j) -= block (i, k) * block (k, j).
static void update_block(struct lu *lu, unsigned i, unsigned j, unsigned k) {
  double *a = lu->first[i * lu->blocks + j];
  const double *left = lu->first[i * lu->blocks + k];
  const double *top = lu->first[k * lu->blocks + j];
  unsigned rows = extent(lu, i), columns = extent(lu, j), depth = extent(lu, k);
  for (unsigned r = 0; r < rows; r++)
    for (unsigned d = 0; d < depth; d++)
      subtract_scaled(a + r * lu->side, top + d * lu->side,
                      left[r * lu->side + d], columns);
}

static void eliminate(struct lu *lu, unsigned k) {
  unsigned n = extent(lu, k);
  double *diagonal = lu->first[k * lu->blocks + k];
  factor_diagonal(lu, diagonal, n);
  for (unsigned i = k + 1; i < lu->blocks; i++)
    divide_column(lu, lu->first[i * lu->blocks + k], extent(lu, i), diagonal,
                  n);
  for (unsigned j = k + 1; j < lu->blocks; j++)
    divide_row(lu, lu->first[k * lu->blocks + j], extent(lu, j), diagonal, n);
  for (unsigned i = k + 1; i < lu->blocks; i++)
    for (unsigned j = k + 1; j < lu->blocks; j++)
      update_block(lu, i, j, k);
}

// Solves L * U * x = b; x takes b's place.
static void solve(const struct lu *lu, double *b) {
  for (unsigned i = 0; i < lu->side; i++) {
    const double *row = lu->matrix + i * lu->side;
    for (unsigned j = 0; j < i; j++)
      b[i] -= row[j] * b[j];
  }
  for (unsigned i = lu->side; i-- > 0;) {
    const double *row = lu->matrix + i * lu->side;
    for (unsigned j = i + 1; j < lu->side; j++)
      b[i] -= row[j] * b[j];
    b[i] /= row[i];
  }
}

static void fill(struct lu *lu) {
  for (unsigned i = 0; i < lu->side; i++)
    for (unsigned j = 0; j < lu->side; j++)
      lu->matrix[i * lu->side + j] =
          next_random() + (i == j ? (double)lu->side : 0.0);
}

// The right-hand side of the system whose solution is 1, 2, 3, ...
static double *new_right_side(const struct lu *lu) {
  double *b = calloc(lu->side, sizeof *b);
  if (!b)
    out_of_memory();
  for (unsigned i = 0; i < lu->side; i++)
    for (unsigned j = 0; j < lu->side; j++)
      b[i] += lu->matrix[i * lu->side + j] * (j + 1);
  return b;
}

static double run_round(struct lu *lu, const uint32_t *nonce) {
  generator = *nonce + lu->round;
  fill(lu);
  double *b = new_right_side(lu);
  for (unsigned k = 0; k < lu->blocks; k++) {
    eliminate(lu, k);
    printf("round %u step %u: pivot %a\n", lu->round, k,
           *lu->first[k * lu->blocks + k]);
  }
  solve(lu, b);
  double worst = 0;
  for (unsigned i = 0; i < lu->side; i++) {
    double deviation = fabs(b[i] - (i + 1));
    worst = deviation > worst ? deviation : worst;
  }
  printf("round %u solution %a %a, worst %a\n", lu->round, b[0],
         b[lu->side - 1], worst);
  free(b);
  return worst;
}

static int run(unsigned side, uint32_t nonce, unsigned rounds) {
  struct lu lu = {.side = side, .blocks = (side + BLOCK - 1) / BLOCK};
  double worst = 0;
  lu.matrix = malloc((size_t)side * side * sizeof *lu.matrix);
  lu.first = malloc((size_t)lu.blocks * lu.blocks * sizeof *lu.first);
  if (!lu.matrix || !lu.first)
    out_of_memory();
  for (unsigned i = 0; i < lu.blocks; i++)
    for (unsigned j = 0; j < lu.blocks; j++)
      lu.first[i * lu.blocks + j] = lu.matrix + (i * side + j) * BLOCK;
  for (; lu.round < rounds; lu.round++) {
    double deviation = run_round(&lu, &nonce);
    worst = deviation > worst ? deviation : worst;
  }
  free(lu.first);
  free(lu.matrix);
  printf("%s\n", worst < 1e-6 ? "right" : "wrong");
  return worst < 1e-6 ? 0 : 1;
}

static unsigned argument(int argc, char **argv, int i, unsigned otherwise) {
  return i < argc ? (unsigned)strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
  unsigned side = argument(argc, argv, 1, 44);
  uint32_t nonce = argument(argc, argv, 2, 1);
  unsigned rounds = argument(argc, argv, 3, 2);
  if (side < 2 || side > 8192) {
    fprintf(stderr, "usage: lu-noncontiguous [SIDE [NONCE [ROUNDS]]], "
                    "SIDE 2 to 8192\n");
    return 2;
  }
  printf("lu of %u x %u in one array, nonce %u\n", side, side, (unsigned)nonce);
  return run(side, nonce, rounds);
}
