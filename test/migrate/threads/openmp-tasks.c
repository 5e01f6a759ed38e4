// REQUIRES: openmp
// Tasks of OpenMP that build, sort and sum, beside a thread of the program's own that has parallel regions, too: all is saved when no thread is
// inside a region.
//
// RUN: env OMP_NUM_THREADS=4 OMP_WAIT_POLICY=passive %carry %s --work %t --shared --flags +fopenmp +pthread --pairs x86_64:x86_64 --points 10 --deferrable --at-least 12
// RUN: %if openmp-aarch64 %{ env OMP_NUM_THREADS=4 OMP_WAIT_POLICY=passive %carry %s --work %t --shared --libraries aarch64=%openmp-aarch64 \
// RUN:   --flags +fopenmp +pthread --pairs x86_64:aarch64 aarch64:x86_64 aarch64:aarch64 --points 3 --deferrable --at-least 10 %}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <omp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { COUNT = 600, ROUNDS = 15, FEW = 64 };

struct node {
  struct node *left, *right;
  long value;
};

static struct node *tree(int depth, long value) {
  struct node *n = malloc(sizeof *n), *left = NULL, *right = NULL;
  if (depth > 0) {
#pragma omp task shared(left)
    left = tree(depth - 1, 2 * value);
#pragma omp task shared(right)
    right = tree(depth - 1, 2 * value + 1);
#pragma omp taskwait
  }
  *n = (struct node){left, right, value};
  return n;
}

static long sum(struct node *n) {
  if (!n)
    return 0;
  long result = n->value + sum(n->left) + sum(n->right);
  free(n);
  return result;
}

static void sort(int *numbers, int count) {
  if (count <= 1)
    return;
  int pivot = numbers[count / 2], low = 0, high = count - 1;
  while (low <= high) {
    while (numbers[low] < pivot)
      low++;
    while (numbers[high] > pivot)
      high--;
    if (low <= high) {
      int t = numbers[low];
      numbers[low++] = numbers[high];
      numbers[high--] = t;
    }
  }
#pragma omp task if (count > FEW)
  sort(numbers, high + 1);
#pragma omp task if (count > FEW)
  sort(numbers + low, count - low);
#pragma omp taskwait
}

static long squares;

static void *second(void *unused) {
  for (int round = 0; round < ROUNDS; round++) {
    long part = 0;
#pragma omp parallel for reduction(+ : part) num_threads(2)
    for (int i = 0; i < 500; i++)
      part += (long)i * i % (round + 7);
    squares += part;
  }
  return unused;
}

int main(void) {
  int *numbers = malloc(COUNT * sizeof *numbers);
  pthread_t other;
  pthread_create(&other, NULL, second, NULL);
  for (int round = 0; round < ROUNDS; round++) {
    struct node *root;
    for (int i = 0; i < COUNT; i++)
      numbers[i] = (int)((long)i * 7919 % 10007 * (round + 1) % 5003);
#pragma omp parallel
#pragma omp single
    {
      root = tree(6, round);
      sort(numbers, COUNT);
    }
    for (int i = 1; i < COUNT; i++)
      if (numbers[i - 1] > numbers[i])
        printf("not sorted\n");
    printf("%d: %ld %d %d\n", round, sum(root), numbers[10], numbers[COUNT - 1]);
  }
  pthread_join(other, NULL);
  printf("%ld\n", squares);
  free(numbers);
  return 0;
}
