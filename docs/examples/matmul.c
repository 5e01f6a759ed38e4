//===- matmul.c - Matrix multiplication -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: matmul [SIDE [NONCE [ROUNDS]]]
//
// Multiplies two random SIDE x SIDE matrices ROUNDS times, the product (scaled
// back into [-1, 1]) being the next left factor. A matrix is one heap block: a
// header and its cells in a flexible array member.
//
//===----------------------------------------------------------------------===//

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

struct matrix {
  unsigned rows, columns;
  double cell[]; // row by row
};

struct job {
  struct matrix *left, *right, *product;
  unsigned round;
};

static struct matrix *new_matrix(unsigned rows, unsigned columns) {
  struct matrix *m =
      calloc(1, sizeof *m + (size_t)rows * columns * sizeof m->cell[0]);
  if (!m) {
    fprintf(stderr, "matmul: out of memory\n");
    exit(1);
  }
  m->rows = rows;
  m->columns = columns;
  return m;
}

static double *row_of(struct matrix *m, unsigned row) {
  return m->cell + (size_t)row * m->columns;
}

static void randomize(struct matrix *m, uint32_t *state) {
  size_t count = (size_t)m->rows * m->columns;
  for (size_t i = 0; i < count; i++) {
    uint32_t z = *state += 0x9e3779b9;
    z = (z ^ z >> 16) * 0x21f0aaad;
    z = (z ^ z >> 15) * 0x735a2d97;
    z ^= z >> 15;
    m->cell[i] = (double)z / 2147483648.0 - 1.0;
  }
}

static void add_scaled(double *sum, const double *row, double factor,
                       unsigned n) {
  for (unsigned i = 0; i < n; i++)
    sum[i] += factor * row[i];
}

static void multiply_row(struct job *job, unsigned row) {
  double *sum = row_of(job->product, row);
  const double *factor = row_of(job->left, row);
  memset(sum, 0, job->product->columns * sizeof *sum);
  for (unsigned k = 0; k < job->left->columns; k++)
    add_scaled(sum, row_of(job->right, k), factor[k], job->product->columns);
}

static void multiply(struct job *job) {
  unsigned rows = job->product->rows;
  for (unsigned row = 0; row < rows; row++) {
    multiply_row(job, row);
    if ((row + 1) % (rows / 4) == 0)
      printf("round %u row %u: %a\n", job->round, row,
             *row_of(job->product, row));
  }
}

// Scales into [-1, 1] and returns the factor.
static double normalize(struct matrix *m) {
  size_t count = (size_t)m->rows * m->columns;
  double largest = 0;
  for (size_t i = 0; i < count; i++) {
    double size = m->cell[i] < 0 ? -m->cell[i] : m->cell[i];
    largest = size > largest ? size : largest;
  }
  if (largest > 0)
    for (size_t i = 0; i < count; i++)
      m->cell[i] /= largest;
  return largest;
}

static double trace(const struct matrix *m) {
  double sum = 0;
  for (unsigned i = 0; i < m->rows; i++)
    sum += m->cell[(size_t)i * m->columns + i];
  return sum;
}

static void run(unsigned side, uint32_t nonce, unsigned rounds) {
  struct job job = {new_matrix(side, side), new_matrix(side, side),
                    new_matrix(side, side), 0};
  randomize(job.left, &nonce);
  randomize(job.right, &nonce);
  for (; job.round < rounds; job.round++) {
    multiply(&job);
    double largest = normalize(job.product);
    printf("round %u largest %a trace %a\n", job.round, largest,
           trace(job.product));
    struct matrix *old = job.left;
    job.left = job.product;
    job.product = old;
  }
  free(job.product);
  free(job.right);
  free(job.left);
}

static unsigned argument(int argc, char **argv, int i, unsigned otherwise) {
  return i < argc ? (unsigned)strtoul(argv[i], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
  unsigned side = argument(argc, argv, 1, 40);
  uint32_t nonce = argument(argc, argv, 2, 1);
  unsigned rounds = argument(argc, argv, 3, 3);
  if (side < 4 || side > 16384) {
    fprintf(stderr,
            "usage: matmul [SIDE [NONCE [ROUNDS]]], SIDE 4 to 16384\n");
    return 2;
  }
  printf("matmul of %u x %u, nonce %u\n", side, side, (unsigned)nonce);
  run(side, nonce, rounds);
  printf("done\n");
  return 0;
}
