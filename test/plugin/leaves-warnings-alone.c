// The plugin adds no warning of its own and takes none away, and actions that make no code work.

// RUN: %clang_cgt -Weverything -Xclang -verify -c %s -o %t.o
// RUN: %clang_cgt -Weverything -O2 -g -Xclang -verify -c %s -o %t.o
// RUN: %clang_cgt -Weverything -Xclang -verify -fsyntax-only %s
// RUN: %clang_cgt -w -E %s -o %t.i
// RUN: %clang_cgt -w -M %s -o %t.d
// RUN: %clang_cgt -w -x c-header %s -o %t.pch

#ifndef __CGT__ // not under -E and -M
#define PREDEFINED 0
#else
#define PREDEFINED 1
#endif

void *malloc(__SIZE_TYPE__);
static int unused; // expected-warning {{unused variable 'unused'}}
int missing(int n) { // expected-warning {{no previous prototype}} expected-note {{declare 'static'}}
  int never; // expected-warning {{unused variable 'never'}}
  int uninitialised; // expected-note {{initialize the variable}}
  int *p = malloc((__SIZE_TYPE__)uninitialised); // expected-warning {{uninitialized when used here}}
  switch (n) {
    int inside = PREDEFINED;
  case 1:
    inside = *p;
    return inside;
  default:
    return n;
  }
}
