//===- lu-contiguous.c - Blocked LU factorization, contiguous blocks ------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: lu-contiguous [SIDE [NONCE [ROUNDS]]]
//
// Factors a dense SIDE x SIDE matrix into a lower and an upper triangle without
// pivoting, block by block, as the SPLASH-2 kernel with contiguous blocks: each
// block is a heap block of its own, reached through a table of pointers. Then
// it multiplies the triangles with a vector and compares.
//
//===----------------------------------------------------------------------===//

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

enum { BLOCK = 16 };

// A square matrix of blocks; block (i, j) is table[i * blocks + j], BLOCK x
// BLOCK numbers row by row.
struct matrix {
  unsigned blocks;
  double **table;
};

struct progress {
  unsigned round;
  unsigned long updates; // interior blocks updated so far
};

// Zeroed memory for `count` objects; never returns NULL.
static void *new_objects(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (!memory) {
    fprintf(stderr, "lu-contiguous: out of memory\n");
    exit(1);
  }
  return memory;
}

static double next_random(uint32_t *state) {
  uint32_t z = *state += 0x9e3779b9;
  z = (z ^ z >> 16) * 0x21f0aaad;
  z = (z ^ z >> 15) * 0x735a2d97;
  z ^= z >> 15;
  return (double)z / 2147483648.0 - 1.0;
}

static double *block(const struct matrix *m, unsigned i, unsigned j) {
  return m->table[i * m->blocks + j];
}

static double *cell(const struct matrix *m, unsigned row, unsigned column) {
  return block(m, row / BLOCK, column / BLOCK) + row % BLOCK * BLOCK +
         column % BLOCK;
}

// A = L * U inside one block.
static void factor_block(double *a) {
  for (unsigned k = 0; k < BLOCK; k++)
    for (unsigned i = k + 1; i < BLOCK; i++) {
      a[i * BLOCK + k] /= a[k * BLOCK + k];
      for (unsigned j = k + 1; j < BLOCK; j++)
        a[i * BLOCK + j] -= a[i * BLOCK + k] * a[k * BLOCK + j];
    }
}

// Column block below the diagonal block d: a = a / upper(d).
static void divide_column(double *a, const double *d) {
  for (unsigned k = 0; k < BLOCK; k++)
    for (unsigned i = 0; i < BLOCK; i++) {
      a[i * BLOCK + k] /= d[k * BLOCK + k];
      for (unsigned j = k + 1; j < BLOCK; j++)
        a[i * BLOCK + j] -= a[i * BLOCK + k] * d[k * BLOCK + j];
    }
}

// Row block right of the diagonal block d: a = lower(d) \ a.
static void divide_row(double *a, const double *d) {
  for (unsigned k = 0; k < BLOCK; k++)
    for (unsigned i = k + 1; i < BLOCK; i++)
      for (unsigned j = 0; j < BLOCK; j++)
        a[i * BLOCK + j] -= d[i * BLOCK + k] * a[k * BLOCK + j];
}

// Interior block: a -= left * top.
static void update_block(double *a, const double *left, const double *top) {
  for (unsigned i = 0; i < BLOCK; i++)
    for (unsigned k = 0; k < BLOCK; k++) {
      double factor = left[i * BLOCK + k];
      for (unsigned j = 0; j < BLOCK; j++)
        a[i * BLOCK + j] -= factor * top[k * BLOCK + j];
    }
}

static void update_interior(struct matrix *m, unsigned k,
                            struct progress *progress) {
  for (unsigned i = k + 1; i < m->blocks; i++)
    for (unsigned j = k + 1; j < m->blocks; j++) {
      update_block(block(m, i, j), block(m, i, k), block(m, k, j));
      progress->updates++;
    }
}

static void factor(struct matrix *m, struct progress *progress) {
  for (unsigned k = 0; k < m->blocks; k++) {
    double *diagonal = block(m, k, k);
    factor_block(diagonal);
    for (unsigned i = k + 1; i < m->blocks; i++)
      divide_column(block(m, i, k), diagonal);
    for (unsigned j = k + 1; j < m->blocks; j++)
      divide_row(block(m, k, j), diagonal);
    update_interior(m, k, progress);
    printf("round %u block column %u: pivot %a, %lu updates\n",
           progress->round, k, diagonal[0], progress->updates);
  }
}

// Fills the matrix; a heavy diagonal makes pivoting unnecessary.
static void fill(struct matrix *m, uint32_t nonce) {
  unsigned side = m->blocks * BLOCK;
  uint32_t state = nonce;
  for (unsigned row = 0; row < side; row++)
    for (unsigned column = 0; column < side; column++)
      *cell(m, row, column) =
          next_random(&state) + (row == column ? (double)side : 0.0);
}

// out = matrix * in.
static void multiply(const struct matrix *m, const double *in, double *out) {
  unsigned side = m->blocks * BLOCK;
  for (unsigned row = 0; row < side; row++) {
    out[row] = 0;
    for (unsigned column = 0; column < side; column++)
      out[row] += *cell(m, row, column) * in[column];
  }
}

// out = L * (U * in), both triangles from the factored matrix.
static void multiply_factors(const struct matrix *m, const double *in,
                             double *out, double *upper) {
  unsigned side = m->blocks * BLOCK;
  for (unsigned row = 0; row < side; row++) {
    upper[row] = 0;
    for (unsigned column = row; column < side; column++)
      upper[row] += *cell(m, row, column) * in[column];
  }
  for (unsigned row = 0; row < side; row++) {
    out[row] = upper[row];
    for (unsigned column = 0; column < row; column++)
      out[row] += *cell(m, row, column) * upper[column];
  }
}

static uint64_t digest(const double *x, unsigned n) {
  uint64_t hash = 14695981039346656037u;
  for (unsigned i = 0; i < n; i++) {
    uint64_t bits;
    memcpy(&bits, &x[i], sizeof bits);
    hash = (hash ^ bits) * 1099511628211u;
  }
  return hash;
}

static double run_round(struct matrix *m, uint32_t nonce,
                        struct progress *progress) {
  unsigned side = m->blocks * BLOCK;
  double *in = new_objects(side, sizeof *in);
  double *expected = new_objects(side, sizeof *expected);
  double *got = new_objects(side, sizeof *got);
  double *scratch = new_objects(side, sizeof *scratch);
  double worst = 0;
  uint32_t state = ~nonce;
  for (unsigned i = 0; i < side; i++)
    in[i] = next_random(&state);
  fill(m, nonce);
  multiply(m, in, expected);
  factor(m, progress);
  multiply_factors(m, in, got, scratch);
  for (unsigned i = 0; i < side; i++) {
    double deviation = fabs(got[i] - expected[i]);
    worst = deviation > worst ? deviation : worst;
  }
  printf("round %u product %016llx, worst %a\n", progress->round,
         (unsigned long long)digest(got, side), worst);
  free(scratch);
  free(got);
  free(expected);
  free(in);
  return worst;
}

static int run(unsigned side, uint32_t nonce, unsigned rounds) {
  struct matrix m = {side / BLOCK, NULL};
  struct progress progress = {0, 0};
  unsigned count = m.blocks * m.blocks;
  double worst = 0;
  m.table = new_objects(count, sizeof *m.table);
  for (unsigned i = 0; i < count; i++)
    m.table[i] = new_objects(BLOCK * BLOCK, sizeof **m.table);
  for (; progress.round < rounds; progress.round++) {
    double deviation = run_round(&m, nonce + progress.round, &progress);
    worst = deviation > worst ? deviation : worst;
  }
  for (unsigned i = 0; i < count; i++)
    free(m.table[i]);
  free(m.table);
  printf("%s\n", worst < 1e-6 ? "right" : "wrong");
  return worst < 1e-6 ? 0 : 1;
}

static unsigned argument(int argc, char **argv, int i, unsigned otherwise) {
  return i < argc ? (unsigned)strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
  unsigned side = argument(argc, argv, 1, 48);
  uint32_t nonce = argument(argc, argv, 2, 1);
  unsigned rounds = argument(argc, argv, 3, 2);
  if (side < BLOCK || side > 8192 || side % BLOCK != 0) {
    fprintf(stderr,
            "usage: lu-contiguous [SIDE [NONCE [ROUNDS]]], "
            "SIDE a multiple of %d, up to 8192\n",
            BLOCK);
    return 2;
  }
  printf("lu of %u x %u, blocks of %d, nonce %u\n", side, side, BLOCK,
         (unsigned)nonce);
  return run(side, nonce, rounds);
}
