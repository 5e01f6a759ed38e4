// A static function or variable goes by the name of its file: where the file was renamed, the refusal says which one isn't it, and why.
//
// RUN: rm -rf %t && mkdir %t && cp %s %t/old.c && cp %s %t/new.c && cd %t
// RUN: %cgt-cc old.c -o old && %cgt-cc new.c -o new && %cgt-cc new.c -DPUBLIC -o public && %cgt-cc old.c -DCOUNTER=public -o global
// RUN: %expect 85 -- env CGT_OPTIONS=save=image:at_poll=5:after=exit ./old
// RUN: %expect 86 -- env CGT_OPTIONS=restore=image ./new 2>&1 | FileCheck --check-prefix=RENAMED %s
// RENAMED: function 'walk' (old.c:[[#]]): function is missing in this program: it was on the stack; the one in new.c:[[#]] isn't it: the name of its file is part
// RENAMED-SAME:  of a static one's; keep that name; restore with
// RUN: %expect 86 -- env CGT_OPTIONS=restore=image ./public 2>&1 | FileCheck --check-prefix=PUBLIC %s
// PUBLIC: it was on the stack; the one in new.c:[[#]] isn't it: that one isn't static; restore with
// RUN: %expect 86 -- env CGT_OPTIONS=restore=image ./global 2>&1 | FileCheck --check-prefix=GLOBAL %s
// GLOBAL: global 'counter' (old.c:[[#]]): variable isn't in this program: the one in old.c:[[#]] isn't it: that one isn't static; restore with
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

#ifdef PUBLIC
#define WALK
#else
#define WALK static
#endif
#define public
#ifdef COUNTER
#define KEPT COUNTER
#else
#define KEPT static
#endif

KEPT int counter;

WALK int walk(int depth) {
  counter += depth;
  int below = depth ? walk(depth - 1) : 0;
  printf("%d\n", counter);
  return below + depth;
}

int main(void) {
  printf("%d\n", walk(10));
  return 0;
}
