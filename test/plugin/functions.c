// Functions have a hash of their tokens as written; those of system headers are listed, since they never poll.

// RUN: rm -rf %t && split-file %s %t
// RUN: %clang_cgt -w -O0 -c %t/before.c -o %t/a.o -fplugin-arg-cgt-report=%t/before.json
// RUN: %clang_cgt -w -O2 -DSELECT=1 -c %t/after.c -o %t/b.o -fplugin-arg-cgt-report=%t/after.json
// RUN: %python %S/Inputs/show-notes.py %t/before.json > %t/both
// RUN: %python %S/Inputs/show-notes.py %t/after.json >> %t/both
// RUN: FileCheck %t/before.c < %t/both
// RUN: %clang_cgt -O1 -w -c %t/system.c -o %t/c.o -fplugin-arg-cgt-report=%t/system.json
// RUN: %python %S/Inputs/show-notes.py %t/system.json > %t/system && FileCheck %t/system.c < %t/system
// RUN: not grep -wE "^system .*(mine|compare)" %t/system

//--- before.c
// CHECK: unit before.c first=same
static int hidden(void) { return 1; }
// CHECK: function hidden {{.*}} @ before.c:2{{$}}
// CHECK-NEXT: function same [[SAME:[0-9a-f]+]] @
int same(int x) { return x + hidden(); }
// CHECK-NEXT: function changed [[CHANGED:[0-9a-f]+]] @
int changed(int x) { return x + 1; }
// CHECK-NEXT: function selected [[SELECTED:[0-9a-f]+]] @
int selected(int x) {
#ifdef SELECT
  return x;
#else
  return 2 * x;
#endif
}
#define GETTER(Name) int Name(void) { return 1; }
// CHECK-NEXT: function made [[MADE:[0-9a-f]+]] @ before.c:[[#@LINE+1]]
GETTER(made)
// CHECK-NEXT: function old [[OLD:[0-9a-f]+]] @
int old(a) int a; { return a; }

// CHECK: unit after.c first=same
// CHECK: function same [[SAME]] @
// CHECK-NOT: function changed [[CHANGED]] @
// CHECK: function changed
// CHECK-NEXT: function selected [[SELECTED]] @
// CHECK-NEXT: function made [[MADE]] @
// CHECK-NEXT: function old [[OLD]] @

//--- after.c
static int hidden(void) { return 2; }
/* Comments, blanks */ int same ( int x )
{ // and line ends
  return x +
      hid\
den();
}
int changed(int x) { return x + 2; }
int selected(int x) {
#ifdef SELECT
  return x;
#else
  return 2 * x;
#endif
}
#define GETTER(Name) int Name(void) { return 2; }
GETTER(made)
int old(a) int a; { return a; }

//--- system.c
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
int compare(const void *, const void *);
int mine(int);
int atoi_like(const char *s) { return atoi(s); }
int (*address)(const char *) = puts;
int main(void) {
  int k[3];
  qsort(k, 3, sizeof *k, compare);
  scanf("%d", k);
  __builtin_printf("%d", __builtin_clz(3));
  return mine(1) + getchar() + feof(stdin) + toupper(3);
}
// CHECK: function atoi_like
// CHECK-NEXT: function main
// CHECK-NEXT: function atoi {{.*}} nopoll system
// CHECK: system atoi puts qsort scanf __isoc99_scanf printf getchar {{.*}}strtol
