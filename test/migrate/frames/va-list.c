// Variadic functions that poll while a va_list is alive: carried or deferred
// with a warning, never wrong. They build without warnings.
//
// RUN: %carry %s --work %t --deferrable --at-least 6 --flags +Wall +Wextra +Werror
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdarg.h>
#include <stdio.h>

static double add(const char *kinds, va_list list) {
  double sum = 0;
  for (; *kinds; kinds++) {
    if (*kinds == 'd')
      sum += va_arg(list, double);
    else if (*kinds == 'l')
      sum += (double)va_arg(list, long long);
    else
      sum += va_arg(list, int);
    printf("%c %a\n", *kinds, sum);
  }
  return sum;
}

static double add_all(const char *kinds, ...) {
  va_list list, again;
  va_start(list, kinds);
  va_copy(again, list);
  double sum = add(kinds, list);
  va_end(list);
  for (int i = 0; i < 3; i++) // `again` is still alive
    printf("between %d\n", i);
  sum -= 2 * add(kinds, again);
  va_end(again);
  return sum;
}

int main(void) {
  for (int i = 0; i < 4; i++)
    printf("%a\n", add_all("idlidl", i, i / 8.0, i * 1000000000000LL, -i, -1.5,
                           -3LL));
  return 0;
}
