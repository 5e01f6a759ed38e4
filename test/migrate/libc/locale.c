// The locale that a program has set is carried by its name, and set again before it goes on; where there is none of that
// name the restoration is refused.
//
// RUN: %cgt-x86_64 -O2 %s -o %t.x86_64 && env LC_ALL=C.UTF-8 %t.x86_64 > %t.whole && grep -q "length 6" %t.whole
// RUN: %expect 85 -- env LC_ALL=C.UTF-8 CGT_OPTIONS=save=%t.1:at_poll=3:after=exit %t.x86_64 > %t.out
// RUN: %expect 85 -- env LC_ALL=C CGT_OPTIONS=restore=%t.1:save=%t.2:at_poll=2:after=exit %t.x86_64 >> %t.out
// RUN: env LC_ALL=C CGT_OPTIONS=restore=%t.2 %t.x86_64 >> %t.out && cmp %t.out %t.whole
//
// RUN: rm -rf %t.locales && mkdir %t.locales && cp -r /usr/lib/locale/C.utf8 %t.locales/mine
// RUN: %expect 85 -- env LOCPATH=%t.locales LC_ALL=mine CGT_OPTIONS=save=%t.4:at_poll=3:after=exit %t.x86_64
// RUN: env LOCPATH=%t.locales CGT_OPTIONS=restore=%t.4 %t.x86_64 | grep -c "mine, length 6"
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.4 %t.x86_64 2>&1 | FileCheck %s
// CHECK: cgt: error: can't restore '{{.*}}': there is no locale 'mine' here; install it{{$}}
//
// With "C" there is nothing to carry.
// RUN: %expect 85 -- env LC_ALL=C CGT_OPTIONS=save=%t.3:at_poll=3:after=exit %t.x86_64 > %t.out
// RUN: env LOCPATH=%t.none LC_ALL=C.UTF-8 CGT_OPTIONS=restore=%t.3 %t.x86_64 >> %t.out
// RUN: env LC_ALL=C %t.x86_64 | cmp - %t.out
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

int main(void) {
  if (!setlocale(LC_ALL, ""))
    return 1;
  for (int i = 0; i < 8; i++) {
    wchar_t wide[32];
    int length = (int)mbstowcs(wide, "\303\251t\303\251 2\342\202\254", 32);
    printf("%d: %s, length %d\n", i, setlocale(LC_CTYPE, NULL), length);
  }
  return 0;
}
