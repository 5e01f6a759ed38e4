// What assignments tell of unions, and why they don't.

// RUN: %clang_cgt -c %s -o %t.o -fplugin-arg-cgt-types=%t.json
// RUN: %python %S/Inputs/show-unions.py %t.json | FileCheck %s

#include <stdlib.h>
#include <string.h>

extern void other(void *);
extern int number(void);
union content { int n; double d; char *p; };

// CHECK: struct good.u = kind==1?n:kind==2||kind==3?d:kind!=1&&kind!=2&&kind!=3&&kind!=4?p:0 (found from found-discriminators.c:[[#@LINE+3]] {{.*}}:[[#@LINE+4]] {{.*}}:[[#@LINE+5]] {{.*}}:[[#@LINE+8]] {{.*}}:[[#@LINE+14]] {{.*}}:[[#@LINE+19]])
struct good { short kind; int more; union content u; };
void good(struct good *g, struct good *h) {
  struct good local = {1, 7, {.n = 3}};
  h->kind = 2, h->u.d = 3;
  local.u.d = number();
  local.kind = 3;
  if (g->kind == 1)
    g->u.n++;
  switch (g->kind) {
  case 1: case 2: case 3: case 4:
    break;
  default:
    other(h);
    g->u.p = "text";
  }
  g->more = number(); // isn't needed
  if (g->kind == 4)   // goes with nothing
    g->kind = 4;
  h->u = local.u;
  h->kind = local.kind;
  other(&local);
}

// CHECK: struct alone.u - 'kind' doesn't tell, found-discriminators.c:[[#@LINE+2]]: it is set without the union
struct alone { int kind; union content u; };
void alone(struct alone *a) { a->kind = 1; }
void alone_too(struct alone *a) { a->kind = 1; a->u.n = 1; }

// CHECK: struct later.u - 'kind' doesn't tell, found-discriminators.c:[[#@LINE+2]]: nothing tells its value where the union is written
struct later { int kind; union content u; };
void later(struct later *a) { a->u.n = 1; other(a); a->kind = 1; }

// CHECK: struct twice.u - 'kind' doesn't tell, found-discriminators.c:[[#@LINE+3]]: one value goes with two members
struct twice { int kind; union content u; };
void twice(struct twice *a) { a->kind = 1; a->u.n = 1; }
void twice_too(struct twice *a) { if (a->kind < 2 && a->kind == 1) a->u.d = 1; }

// CHECK: struct moved.u - 'kind' doesn't tell, found-discriminators.c:[[#@LINE+2]]: nothing tells its value
struct moved { int kind; union content u; struct moved *next; };
void moved(struct moved *a) { while (a->kind == 1) { a = a->next; a->u.n = 1; } }

// CHECK: struct addressed.u - found-discriminators.c:[[#@LINE+2]]: its address is taken
struct addressed { int kind; union content u; };
void addressed(struct addressed *a) { other(&a->u); a->kind = 1; a->u.n = 2; }

// CHECK: struct changed.u - 'kind' doesn't tell, found-discriminators.c:[[#@LINE+2]]: it is set without the union
struct changed { int kind; union content u; };
void changed(struct changed *a) { a->kind |= 8; if (number()) a->kind = 1, a->u.n = 2; }

// CHECK: struct cast.u - found-discriminators.c:[[#@LINE+3]]: a pointer to the struct becomes one to another, or the other way round
struct head { int kind; };
struct cast { int kind; union content u; };
void cast(struct cast *a) { ((struct head *)a)->kind = 1; a->kind = 1; a->u.n = 2; }

// CHECK: struct read.u - 'kind' doesn't tell, found-discriminators.c:[[#@LINE+3]]: another member is read there
struct read { int kind; union content u; };
void set(struct read *a) { a->kind = 1; a->u.n = 2; }
double get(struct read *a) { return a->kind == 1 ? a->u.d : 0; }

// CHECK: struct jumps.u - 'kind' doesn't tell, found-discriminators.c:[[#@LINE+5]]: nothing tells its value
struct jumps { int kind; union content u; };
void jumps(struct jumps *a) {
  if (a->kind == 1) {
  again:
    a->u.n = 1;
  }
  if (number())
    goto again;
}

// CHECK: struct falls.u - 'kind' doesn't tell, found-discriminators.c:[[#@LINE+6]]: one value goes with two members
struct falls { int kind; union content u; };
void falls(struct falls *a) {
  switch (a->kind) {
  case 1: a->u.n = 1;
    // falls through
  case 2: a->u.d = 2; break;
  }
}

// CHECK: struct inner.v = what==1?n:what==2?p:0 (found from {{.*}}:[[#@LINE+7]] {{.*}}:[[#@LINE+8]])
// CHECK: struct outer.u = kind==1?n:kind==2?inner:0 (found from {{.*}}:[[#@LINE+4]] {{.*}}:[[#@LINE+6]] {{.*}}:[[#@LINE+7]])
struct inner { char what; union content v; };
struct outer { int kind; union { int n; struct inner inner; } u; };
void outer(struct outer *o) {
  o->kind = 1, o->u.n = 1;
  o->kind = 2;
  o->u.inner.what = 1, o->u.inner.v.n = 4;
  o->kind = 2, o->u.inner = (struct inner){2, {.p = "text"}};
}

// CHECK: struct handed.u - 'kind' doesn't tell, found-discriminators.c:[[#@LINE+2]]: nothing tells its value
struct handed { int kind; union content u; };
void handed(struct handed *a) { if (a->kind == 1) { other(a); a->u.n = 1; } }

// CHECK: struct stepped.u - 'kind' doesn't tell, found-discriminators.c:[[#@LINE+2]]: nothing tells its value
struct stepped { int kind; union content u; struct stepped *next; };
void stepped(struct stepped *a) { if (a->kind == 1 && (a = a->next)) a->u.n = 1; }

// Used by an expression alone; that it is another unit's variable doesn't matter.
// CHECK: struct hidden.u - 'kind' doesn't tell, found-discriminators.c:[[#@LINE+2]]: nothing tells its value
struct hidden { int kind; union content u; };
void hidden(void *p) { ((struct hidden *)p)->u.n = 1; }

// CHECK: struct seen.u - 'union views' has the struct beside others
struct seen { int kind; union content u; };
union views { struct head head; struct seen seen; };
void seen(union views *v) { v->seen.kind = 1, v->seen.u.n = 1; v->head.kind = 2; }

// CHECK: struct unused.u = nothing to do with it
struct unused { int kind; union content u; };

struct good goods[2];
struct alone alones;
struct later laters;
struct twice twices;
struct moved moveds;
struct addressed addresseds;
struct changed changeds;
struct cast casts;
struct read reads;
struct jumps jumpss;
struct falls fallss;
union views viewss;
struct unused unuseds;
struct outer outers;
