// Functions that end in calls of themselves: parameters that change places, arguments with calls, structs by value, locals that
// begin anew, conditional expressions, several such calls in one function.
//
// RUN: %carry %s --work %t --points 12 --pairs x86_64:x86_64 x86_64:s390x s390x:i686 --levels=-O0,-O1,-O2,-O3
// RUN: %carry %s --work %t --points 8 --pairs x86_64:s390x s390x:x86_64 --levels=-O0,-O2 --flags=-fplugin-arg-cgt-polls=all
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

struct pair {
  long first;
  char second;
};
struct tree {
  struct tree *left, *right;
  int weight;
};

static int ackermann(int m, int n) {
  if (m == 0)
    return n + 1;
  if (n == 0)
    return ackermann(m - 1, 1);
  return ackermann(m - 1, ackermann(m, n - 1));
}

static int rotate(int a, int b, int c, int left) {
  if (left == 0)
    return a * 100 + b * 10 + c;
  return rotate(b, c, a, left - 1);
}

static struct pair add(struct pair p, const unsigned n) {
  if (n == 0)
    return p;
  p.first = p.first * 3 % 1000003;
  return add((struct pair){p.second + p.first, (char)(p.first % 100)}, n - 1);
}

// A local that isn't set in each activation holds what the activation has, not the one before.
static long locals(int n, long sum) {
  long fresh = n % 3;
  if (n % 3 == 1)
    fresh += 7;
  switch (n % 4) {
  case 0: return n == 0 ? sum : locals(n - 1, sum + fresh);
  case 1: {
    double half = fresh / 2.0;
    return locals(n - 1, sum + (long)(half * 4));
  }
  default: break;
  }
  for (int k = 0; k < 3; k++)
    if (k == n % 5)
      return locals(n - 1, sum ^ (fresh << k));
  return locals(n - 2 > 0 ? n - 2 : 0, sum + 1);
}

static struct tree *grow(int depth) {
  struct tree *t = calloc(1, sizeof *t);
  t->weight = depth;
  if (depth) {
    t->left = grow(depth - 1);
    t->right = grow(depth - 1);
  }
  return t;
}

static void visit(const struct tree *t, long *sum, int level) {
  if (t) {
    *sum = (*sum * 5 + t->weight + level) % 1000003;
    visit(t->left, sum, level + 1);
    visit(t->right, sum, level + 2);
  } else
    ++*sum;
}

static int is_odd(unsigned n);
static int is_even(unsigned n) {
  if (n == 0)
    return 1;
  return n > 4 && n % 2 == 0 ? is_even(n - 2) : is_odd(n - 1);
}
static int is_odd(unsigned n) { return n == 0 ? 0 : is_even(n - 1); }

int main(void) {
  printf("%d\n", ackermann(2, 9));
  printf("%d\n", rotate(1, 2, 3, 1000));
  struct pair p = add((struct pair){5, 6}, 500);
  printf("%ld %d\n", p.first, p.second);
  printf("%ld\n", locals(700, 0));
  long sum = 0;
  visit(grow(7), &sum, 0);
  printf("%ld\n", sum);
  printf("%d %d\n", is_even(1001), is_odd(601));
  return 0;
}
