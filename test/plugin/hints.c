// A file of hints says by names what the macros of cgt.h say at declarations; what can't be is an error at its place in that file.

// RUN: split-file %s %t
// RUN: %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/hints.yaml -fplugin-arg-cgt-report=%t/notes.json
// RUN: FileCheck --input-file=%t/notes.json %t/unit.c
// RUN: FileCheck --input-file=%t/notes.json --check-prefix=NOTES %t/unit.c

// What has the attributes is the same.
// RUN: %clang_cgt -DATTRIBUTES -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-types=%t/attributes.json
// RUN: %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/hints.yaml -fplugin-arg-cgt-types=%t/hints.json
// RUN: cmp %t/attributes.json %t/hints.json

// Make gets to know it, and a link says nothing of it.
// RUN: %cgt-cc -MD -MF %t/unit.d -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/hints.yaml && grep -q 'hints.yaml' %t/unit.d
// RUN: %cgt-cc -c %t/other.c -o %t/other.o -fplugin-arg-cgt-hints=%t/hints.yaml
// RUN: %cgt-cc -Werror %t/unit.o %t/other.o -o %t/program -fplugin-arg-cgt-hints=%t/hints.yaml

// A hint that no unit uses is told by the program.
// RUN: not cgt-inspect %t/program | FileCheck --check-prefix=PROGRAM %t/unit.c

// RUN: %expect 1 -- %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/none.yaml 2>&1 | FileCheck --check-prefix=NONE %t/unit.c
// RUN: %expect 1 -- %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints= 2>&1 | FileCheck --check-prefix=EMPTY %t/unit.c
// RUN: %expect 1 -- %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/kind.yaml 2>&1 | FileCheck %t/kind.yaml
// RUN: %expect 1 -- %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/list.yaml 2>&1 | FileCheck %t/list.yaml
// RUN: %expect 1 -- %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/twice.yaml 2>&1 | FileCheck %t/twice.yaml
// RUN: %expect 1 -- %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/yaml.yaml 2>&1 | FileCheck %t/yaml.yaml
// RUN: %expect 1 -- %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/expressions.yaml 2>&1 | FileCheck %t/expressions.yaml
// RUN: %expect 1 -- %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/member.yaml 2>&1 | FileCheck %t/member.yaml
// RUN: %expect 1 -- %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/union.yaml 2>&1 | FileCheck %t/union.yaml
// RUN: %expect 1 -- %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/expression.yaml 2>&1 | FileCheck %t/expression.yaml
// RUN: %clang_cgt -c %t/unit.c -o %t/unit.o -fplugin-arg-cgt-hints=%t/nothing.yaml

//--- hints.yaml
# Of a program that can't be edited.
active:
  struct value.as: "kind == NUMBER ? number : kind == TEXT ? text : void"
  named: whole
  struct outer.inner.u: >-
    which
    ? f : i
  struct elsewhere.u: a
  struct unknown.u: a
  union misspelt: a
transient:
  - cache
  - unit.c:table
  - work:scratch
  - nowhere
no_poll: [tight, "other.c:tight", "unit.c:helper"]
//--- unit.c
#include <cgt/cgt.h>
#ifndef ATTRIBUTES
#undef CGT_ACTIVE
#define CGT_ACTIVE(Expression)
#endif

enum { NUMBER = 3, TEXT = -2 };

// CHECK-DAG: "active": "kind == 3 ? number : kind == (-2) ? text : void"
struct value {
  int kind;
  union { double number; char *text; } as CGT_ACTIVE(kind == NUMBER ? number : kind == TEXT ? text : void);
} value;

// CHECK-DAG: "active": "whole"
typedef union { int part; long whole; } named CGT_ACTIVE(whole);
named named_union;

// CHECK-DAG: "active": "which ? f : i"
struct outer {
  struct { int which; union { int i; float f; } u CGT_ACTIVE(which ? f : i); } inner;
} outer;

struct unknown; // to this unit

// NOTES: "name": "tight"
// NOTES-NEXT: "nopoll": true
// NOTES: "name": "helper"
// NOTES-NEXT: "nopoll": true
// NOTES-NOT: "nopoll"
// NOTES: "name": "cache"
// NOTES-NOT: "name"
// NOTES: "transient": true
// NOTES: "name": "other"
// NOTES-NOT: "transient"
// NOTES: "name": "table"
// NOTES-NOT: "name"
// NOTES: "transient": true
// NOTES-NOT: "transient"
// NOTES: "name": "scratch"
// NOTES-NOT: "name"
// NOTES: "transient": true
int cache, other;
static int table[4];

int tight(int n) {
  int sum = 0;
  for (int i = 0; i < n; i++)
    sum += table[i & 3];
  return sum;
}

static int helper(int n) { return tight(n) + cache + other; }

int work(int n) {
  static int scratch;
  return scratch += helper(n);
}
// PROGRAM-NOT: cache
// PROGRAM: hints.yaml:9: 'struct unknown.u' in the file of hints names nothing in this program; spell it as its declaration does [unused-hint]
// PROGRAM-NEXT: hints.yaml:10: 'union misspelt' in the file
// PROGRAM-NEXT: hints.yaml:15: 'nowhere' in the file
// PROGRAM-NEXT: hints.yaml:16: 'other.c:tight' in the file
// NONE: error: can't read '{{.*}}none.yaml': No such file or directory [cgt-cant-read]
// EMPTY: error: plugin argument 'hints' needs a file name [cgt-empty-file]
//--- other.c
struct elsewhere { int kind; union { int a; char *b; } u; } elsewhere;
int work(int n);
int main(void) { return work(0); }
//--- nothing.yaml
# Nothing.
//--- kind.yaml
# CHECK: kind.yaml:3:1: error: hints: 'aktive' is no kind of hint; known are active, transient and no_poll [cgt-bad-hints]
# CHECK-NOT: error:
aktive:
  named: whole
//--- list.yaml
# CHECK: list.yaml:2:12: error: hints: a list of names is expected here
transient: cache
//--- twice.yaml
# CHECK: twice.yaml:2:20: error: hints: 'cache' is there twice
transient: [cache, cache]
//--- yaml.yaml
# CHECK: yaml.yaml:{{[0-9]+:[0-9]+}}: error: hints:
active:
  struct value.as: kind ? number : text
 odd: [
//--- expressions.yaml
# CHECK: expressions.yaml:2:10: error: hints: unions with an expression each are expected here
active: [named]
//--- member.yaml
# CHECK: member.yaml:3:3: error: hints: 'struct value' has no member 'is' [cgt-bad-hints]
active:
  struct value.is: number
//--- union.yaml
# CHECK: union.yaml:3:3: error: hints: 'struct outer.inner' is no union [cgt-bad-hints]
active:
  struct outer.inner: which
//--- expression.yaml
# CHECK: expression.yaml:3:20: error: CGT_ACTIVE: 'knid' is neither a member around the union nor an enumerator [cgt-bad-active]
active:
  struct value.as: "knid ? number : text"
