/* A calculator with variables and folds: a parser by bison, with its stacks on the stack and values that hold pointers.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
%{
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct slot {
  struct slot *next;
  char *name;
  double value;
};
struct value {
  double number;
  const char *name;
  struct slot *slot;
};
static struct slot *slots;
static int results;

static struct slot *slot_of(const char *name) {
  struct slot *s = slots;
  while (s && strcmp(s->name, name) != 0)
    s = s->next;
  if (!s) {
    s = malloc(sizeof *s);
    s->name = malloc(strlen(name) + 1);
    strcpy(s->name, name);
    s->value = 0;
    s->next = slots;
    slots = s;
  }
  return s;
}
static double power(double base, double exponent) {
  double result = 1;
  while (exponent-- > 0)
    result *= base;
  return result;
}
static void show(double number) {
  for (struct slot *s = slots; s; s = s->next)
    printf("%s=%g ", s->name, s->value);
  printf("#%d %.10g\n", ++results, number);
}
int yylex(void);
static void yyerror(const char *text) { printf("%s\n", text); }
%}
%define api.value.type {struct value}
%token NUMBER NAME FOLD POWER
%left '+' '-'
%left '*' '/'
%right POWER
%%
lines: %empty | lines line;
line: '\n'
  | sum '\n' { show($1.number); }
  | NAME '=' sum '\n' { $1.slot->value = $3.number; show($3.number); }
  | error '\n' { yyerrok; };
sum: NUMBER
  | NAME { $$.number = $1.slot->value; }
  | sum '+' sum { $$.number = $1.number + $3.number; }
  | sum '-' sum { $$.number = $1.number - $3.number; }
  | sum '*' sum { $$.number = $1.number * $3.number; }
  | sum '/' sum { $$.number = $1.number / $3.number; }
  | sum POWER sum { $$.number = power($1.number, $3.number); }
  | '(' sum ')' { $$ = $2; }
  | FOLD '(' list ')' { $$.number = strcmp($1.name, "sum") == 0 ? $3.number : $3.slot->value; };
list: sum { $$ = $1; $$.slot = slot_of("folded"); $$.slot->value = $1.number; }
  | list ',' sum { $$ = $1; $$.number += $3.number; $$.slot->value *= $3.number; };
%%
