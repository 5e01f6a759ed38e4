// Functions whose result is a sum with a call of themselves: loops with an accumulator, with the results that recursion has.
//
// RUN: %carry %s --work %t --points 12 --pairs x86_64:x86_64 x86_64:s390x s390x:i686 --levels=-O0,-O1,-O2,-O3
// RUN: %carry %s --work %t --points 8 --pairs x86_64:s390x s390x:x86_64 --levels=-O0,-O2 --flags=-fplugin-arg-cgt-polls=all
// RUN: %cgt-x86_64 -O2 %s -o %t/sums && %t/sums | FileCheck %s
// RUN: %cgt-x86_64 -O2 -ftrapv %s -o %t/sums && %t/sums 1 | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <limits.h>
#include <stdio.h>

struct node {
  struct node *next, *left, *right;
  int value;
};

static int counter;

static long fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

static int length(const struct node *l) {
  if (!l)
    return 0;
  return 1 + length(l->next);
}

static unsigned long long factorial(int n) {
  if (n <= 1)
    return 1;
  return n * factorial(n - 1);
}

// Products and sums: one of them can be accumulated.
static int mixed(int n) {
  if (n == 0)
    return 1;
  if (n % 3 == 0)
    return mixed(n - 1) * 2;
  if (n % 5 == 0)
    return mixed(n - 1) + n;
  return 7 + mixed(n - 2 > 0 ? n - 2 : 0);
}

// What stands behind the call is read after it.
static int read_after(int n) {
  if (!n)
    return 0;
  counter += n;
  return read_after(n - 1) + counter;
}
static int read_before(int n) {
  if (!n)
    return 0;
  counter += n;
  return counter + read_before(n - 1);
}

static unsigned common_bits(const struct node *l) { return l ? l->value & common_bits(l->next) : ~0u; }

// The parts overflow in another order, the whole doesn't.
static int in_range(int n) { return n ? -INT_MAX + in_range(n - 1) : INT_MAX; }

static int count(const struct node *t) { return t ? 1 + count(t->left) + count(t->right) : 0; }

static int from_switch(int n) {
  switch (n) {
  case 0: return 3;
  case 1:
  case 2: return 10 ^ from_switch(n - 1);
  default:
    for (;;) {
      if (n > 5)
        return 2 ^ from_switch(n - 2);
      n++;
    }
  }
}

static short narrow(int n) { return n ? 1 + narrow(n - 1) : 0; }

static long wider(int n) { return n % 2 ? wider(n - 1) : n ? wider(n - 2) + 1LL : 0LL; }
static unsigned char small(int n) { return n > 3 ? (1LL << n % 40) ^ small(n - 1) * 3 : n > 1 ? n + small(n - 1) : 200L; }

int main(int argc, char **argv) {
  struct node a[10] = {0};
  for (int i = 0; i < 9; i++) {
    a[i].next = &a[i + 1];
    a[i].value = 0xff0 + i;
  }
  for (int i = 0; i < 4; i++) {
    a[i].left = &a[2 * i + 1];
    a[i].right = &a[2 * i + 2];
  }
  // CHECK: 6765 10 1307674368000 14674
  printf("%ld %d %llu %d\n", fib(20), length(a), factorial(15), mixed(33));
  // CHECK: 75 181 0 9
  int after = read_after(5);
  printf("%d %d %x %d\n", after, read_before(6), common_bits(a), count(a));
  // CHECK: 0 3 9 50 243
  printf("%d %d %d %ld %d\n", argc > 1 ? 0 : in_range(1), from_switch(2), narrow(9), wider(101), small(90));
  return 0;
}
