
// What follows parser and scanner in their one unit.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

static const char text[] = "a = 2 ** 10\n"
                           "b = a / 3 + 4 * (a - 1.5e2)\n"
                           "/* a comment\n over lines */ sum(1, 2, a, b) * 2\n"
                           "c = product(1.5, sum(2, 3), 4)\n"
                           "a + * b\n"
                           "(((((((a)))) + (((b - c))))))\n"
                           "folded ** 3 - 1\n";

int main(void) {
  for (int i = 0; i < 3; i++) {
    YY_BUFFER_STATE buffer = yy_scan_string(text);
    if (yyparse() != 0)
      return 1;
    yy_delete_buffer(buffer);
    printf("line %d\n", yylineno);
  }
  return 0;
}
