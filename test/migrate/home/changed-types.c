// A restore is refused when the declared type of a global has changed, and says what has become of it.
//
// DEFINE: %{old} =
// DEFINE: %{new} =
// DEFINE: %{says} =
// DEFINE: %{check} = %cgt-x86_64 -w -DDECLARATION="%{old}" %s -o %t.old \
// DEFINE:   && %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=1:after=exit %t.old \
// DEFINE:   && env CGT_OPTIONS=restore=%t.image %t.old \
// DEFINE:   && %cgt-x86_64 -w -DDECLARATION="%{new}" %s -o %t.new \
// DEFINE:   && %expect 86 -- env CGT_OPTIONS=restore=%t.image %t.new 2> %t.err && grep -F "%{says}" %t.err
//
// REDEFINE: %{old} = struct s { int a:3; } value
// REDEFINE: %{new} = struct s { unsigned a:3; } value
// REDEFINE: %{says} = member 'a' of 'struct s': 'int : 3' became 'unsigned int : 3'
// RUN: %{check}
//
// REDEFINE: %{old} = struct s { int a, b; } value
// REDEFINE: %{new} = struct s { int b, a; } value
// REDEFINE: %{says} = member 1 of 'struct s': 'int a' became 'int b'
// RUN: %{check}
//
// REDEFINE: %{new} = struct s { int a, b, c[2]; } value
// REDEFINE: %{says} = member 'int c[2]' of 'struct s' is new
// RUN: %{check}
//
// REDEFINE: %{old} = int (*value)[4]
// REDEFINE: %{new} = int (*value)[6]
// REDEFINE: %{says} = 'int (*)[4]' became 'int (*)[6]'
// RUN: %{check}
//
// REDEFINE: %{old} = int (*value[2])(int)
// REDEFINE: %{new} = int (*value[2])(long)
// REDEFINE: %{says} = 'int (*[2])(int)' became 'int (*[2])(long)'
// RUN: %{check}
//
// REDEFINE: %{old} = enum color { RED, GREEN } value
// REDEFINE: %{new} = enum color { GREEN, RED } value
// REDEFINE: %{says} = 'enum color' has other names or values
// RUN: %{check}
// REDEFINE: %{new} = enum color { RED, GREEN, BLUE } value
// RUN: %{check}
//
// REDEFINE: %{old} = _Complex double value
// REDEFINE: %{new} = double value[2]
// REDEFINE: %{says} = '_Complex double' became 'double [2]'
// RUN: %{check}
//
// REDEFINE: %{old} = double _Complex *value
// REDEFINE: %{new} = double (*value)[2]
// REDEFINE: %{says} = '_Complex double *' became 'double (*)[2]'
// RUN: %{check}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

DECLARATION;
void *where = &value;

int main(void) {
  cgt_poll();
  return where != &value;
}
