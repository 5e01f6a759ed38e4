// CGT_ACTIVE becomes a note of the member or of the union, with numbers for enumerators; what isn't an expression about a union's
// members is an error at its place.

// RUN: %clang_cgt -c %s -o %t.o -fplugin-arg-cgt-types=%t.json
// RUN: FileCheck %s < %t.json
// RUN: %expect 1 -- %clang_cgt -DWRONG -c %s -o %t.o 2>&1 | FileCheck --check-prefix=WRONG %s

#include <cgt/cgt.h>

enum kind { NONE, NUMBER = 3, TEXT = -2 };
#define IS(k) ((kind & 0x0f) == (k))

// CHECK: "active": "((kind & 0x0f) == (3)) ? d : kind == (-2) ? p : void"
struct member {
  int kind;
  union value { double d; char *p; } u CGT_ACTIVE(IS(NUMBER) ? d : kind == TEXT ? p : void);
} member;

// Without a name the union says it for the member.
// CHECK-DAG: "active": "kind ? a : b"
// CHECK-DAG: "active": "kind ? b : a"
struct unnamed {
  short kind;
  union { long a; double b; } CGT_ACTIVE(kind ? a : b);
  union { long a; double b; } u CGT_ACTIVE(kind ? b : a);
} unnamed;

// CHECK-DAG: "active": "head.type ? x : head"
union itself { struct { int type; } head; struct { int type; long n; } x; } CGT_ACTIVE(head.type ? x : head);
union itself itself;
// CHECK-DAG: "active": "b"
typedef union { int a; long b; } named CGT_ACTIVE(b);
named named_union[2];
// CHECK-DAG: "active": "outer ? i : f"
struct deep {
  int outer;
  struct { union { int i; float f; } u[2] CGT_ACTIVE(outer ? i : f); };
} deep;

#ifdef WRONG
struct wrong {
  int kind;
  double real;
  union value a CGT_ACTIVE(knid ? d : p);     // WRONG: active-members.c:[[#@LINE]]:17: error: CGT_ACTIVE: 'knid' is neither a member around the union nor an enumerator {{\[cgt-bad-active\]}}
  union value b CGT_ACTIVE(kind ? d : q);     // WRONG: active-members.c:[[#@LINE]]:17: error: CGT_ACTIVE: 'q' is no member of 'union value'; results are members, 0 or void
  union value c CGT_ACTIVE(real > 0 ? d : p); // WRONG: active-members.c:[[#@LINE]]:17: error: CGT_ACTIVE: 'real' isn't an integer of up to eight bytes
  union value e CGT_ACTIVE(kind);             // WRONG: active-members.c:[[#@LINE]]:17: error: CGT_ACTIVE: 'kind' is no member of 'union value'
  union value f CGT_ACTIVE(kind ? d : 1);     // WRONG: active-members.c:[[#@LINE]]:17: error: CGT_ACTIVE: a result is no member of 'union value'
  union value g CGT_ACTIVE((int)kind ? d : p); // WRONG: active-members.c:[[#@LINE]]:17: error: CGT_ACTIVE: 'kind ? d : p' doesn't go on as an expression does
  union value h CGT_ACTIVE(kind ? d);         // WRONG: active-members.c:[[#@LINE]]:17: error: CGT_ACTIVE: it ends too early
  union value i CGT_ACTIVE(kind = 1 ? d : p); // WRONG: active-members.c:[[#@LINE]]:17: error: CGT_ACTIVE: '= 1 ? d : p' doesn't go on as an expression does
} wrong;
#endif
