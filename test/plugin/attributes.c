// cgt.h with the plugin: attributes become notes, redeclarations inherit them, wrong places are errors.

// RUN: %clang_cgt -Weverything -Werror -std=c89 -Wno-missing-variable-declarations -Wno-padded -Wno-comment -Wno-unsafe-buffer-usage \
// RUN:   -c %s -o %t.o -fplugin-arg-cgt-report=%t.json
// RUN: %python %S/Inputs/show-notes.py %t.json | FileCheck %s
// RUN: %clang_cgt -std=c23 -DWRONG -fsyntax-only -Xclang -verify %s
// Under -E the attributes tell that the plugin is there.
// RUN: %clang_cgt -E %s | FileCheck %s --check-prefix=PREPROCESSED
// RUN: %clang_cgt -E %s -o %t.i && %clang_cgt -c %t.i -o %t.i.o -fplugin-arg-cgt-report=%t.i.json
// RUN: %python %S/Inputs/show-notes.py %t.i.json | FileCheck %s

#include <cgt/cgt.h>

// CHECK: unit attributes.c first=shared
static CGT_TRANSIENT int cache;
// CHECK-NEXT: global cache = int:i {{.*}} transient
extern CGT_TRANSIENT int shared;
int shared;
// CHECK-NEXT: global shared = int:i {{.*}} transient
// PREPROCESSED: __attribute__((cgt_transient)) int shared

union value { int i; double d; };
struct tagged {
  int kind;
  union value value CGT_ACTIVE(kind ? d : i);
};
struct tagged instance;

CGT_NO_POLL int leaf(int);
int *address(void);

int leaf(int x) {
  cgt_poll();
  return x + cache;
}
int *address(void) {
  static CGT_TRANSIENT int k;
  // CHECK: static address.k = int:i {{.*}} transient
  return &k;
}
static void callback(void *argument) { (void)argument; }
// CHECK: function leaf {{.*}} nopoll{{$}}
// CHECK-NEXT: function address {{[0-9a-f]+}} @ {{[a-z.:0-9]+$}}
int main(void) {
  cgt_on_save(callback, &instance);
  cgt_on_resume(callback, &instance);
  cgt_resource_end(&instance);
  if (cgt_checkpoint() < 0)
    return (int)cgt_polls();
  return leaf(2);
}

#ifdef WRONG
[[cgt::transient]] int spelled;
[[cgt::no_poll]] int spelled_function(void);
CGT_TRANSIENT int function(void); // expected-error {{'cgt_transient' applies to variables only [cgt-attribute-subject]}}
CGT_NO_POLL int variable;         // expected-error {{'cgt_no_poll' applies to functions only [cgt-attribute-subject]}}
int parameter(int x CGT_TRANSIENT); // expected-error {{applies to variables only}}
int active CGT_ACTIVE(x); // expected-error {{'cgt_active' applies to unions and members that are unions only [cgt-attribute-subject]}}
struct number { int kind CGT_ACTIVE(x); }; // expected-error {{applies to unions and members that are unions only}}
struct pointer { union value *u CGT_ACTIVE(i); }; // expected-error {{applies to unions and members that are unions only}}
#endif
