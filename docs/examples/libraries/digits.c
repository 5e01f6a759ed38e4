//===- digits.c - Digits of pi, with GMP -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: digits [COUNT]        (cgt-cc digits.c -lgmp)
//
// An mpz_t lies in the program's memory, here in an array and in variables of
// functions, and what it counts with in GMP's, which isn't saved. Each is
// described by its digits and made from them again. See docs/reference.md,
// "Objects of libraries".
//
//===----------------------------------------------------------------------===//

#include <cgt/cgt.h>
#include <gmp.h>
#include <stdio.h>
#include <stdlib.h>

static void *describe(void *object) {
  mpz_ptr number = object;
  char *text = malloc(mpz_sizeinbase(number, 16) + 2);
  if (text)
    mpz_get_str(text, 16, number);
  mpz_init(number); // in the copy that is written: nothing of GMP's memory
  return text;
}

static void *make(void *description, void *place) {
  return mpz_init_set_str(place, description, 16) == 0 ? place : NULL;
}

static void begin(mpz_t number, unsigned long value) {
  mpz_init_set_ui(number, value);
  cgt_resource(number, describe, make);
}

static void end(mpz_t number) {
  cgt_resource_end(number);
  mpz_clear(number);
}

// (q * a + r * b) / (s * a + t * b) with a = 3, b = 1 and 4: the next digit is
// certain when both are the same.
enum { Q, R, S, T, Numbers };
static mpz_t series[Numbers];

static unsigned long quotient(unsigned long factor) {
  mpz_t above, below;
  begin(above, 0);
  begin(below, 0);
  mpz_mul_ui(above, series[Q], factor);
  mpz_add(above, above, series[R]);
  mpz_mul_ui(below, series[S], factor);
  mpz_add(below, below, series[T]);
  cgt_poll();
  mpz_tdiv_q(above, above, below);
  unsigned long result = mpz_get_ui(above);
  end(above);
  end(below);
  return result;
}

static void take_term(unsigned long k) {
  mpz_t q2;
  begin(q2, 2);
  mpz_mul(q2, q2, series[Q]);
  mpz_add(series[R], series[R], q2);
  mpz_mul_ui(series[R], series[R], 2 * k + 1);
  mpz_mul_ui(series[Q], series[Q], k);
  mpz_mul_ui(q2, series[S], 2);
  mpz_add(series[T], series[T], q2);
  mpz_mul_ui(series[T], series[T], 2 * k + 1);
  mpz_mul_ui(series[S], series[S], k);
  end(q2);
}

static void take_digit(unsigned long digit) {
  mpz_submul_ui(series[Q], series[S], digit);
  mpz_submul_ui(series[R], series[T], digit);
  mpz_mul_ui(series[Q], series[Q], 10);
  mpz_mul_ui(series[R], series[R], 10);
}

int main(int argc, char **argv) {
  int count = argc > 1 ? atoi(argv[1]) : 100;
  unsigned long k = 1;
  for (int i = 0; i < Numbers; i++)
    begin(series[i], i == Q || i == T);
  for (int digits = 0; digits < count;) {
    unsigned long digit = quotient(3);
    if (digit != quotient(4)) {
      take_term(k++);
      continue;
    }
    printf("%lu%s", digit, ++digits % 50 == 0 || digits == count ? "\n" : "");
    take_digit(digit);
  }
  for (int i = 0; i < Numbers; i++)
    end(series[i]);
  return 0;
}
