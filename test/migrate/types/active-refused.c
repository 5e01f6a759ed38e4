// Where CGT_ACTIVE tells no live member the bytes must be zeros, else the restoration is refused with their place; what a member
// would lose is told by its path. Expressions may be put in when an image is there already, and the receiver's comes first.
// cgt-inspect shows the live member alone, and tells beforehand what will be refused. At home nothing is.
//
// DEFINE: %{explicit} = -fplugin-arg-cgt-polls=explicit
// RUN: %cgt-x86_64 -O1 %s -o %t.plain %{explicit} -DACTIVE= && %cgt-x86_64 -O2 %s -o %t.told %{explicit}
// RUN: %cgt-s390x -O1 %s -o %t.s390x %{explicit} && %cgt-i686 -O0 %s -o %t.i686 %{explicit}
// RUN: %t.told 1 2 > %t.whole
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.good:at_poll=1:after=exit %t.told 1 2 > %t.out 2> %t.err
// RUN: count 0 < %t.err
// RUN: env CGT_OPTIONS=restore=%t.good %run-s390x %t.s390x > %t.out && cmp %t.out %t.whole
// RUN: env CGT_OPTIONS=restore=%t.good %run-i686 %t.i686 > %t.out && cmp %t.out %t.whole
// RUN: %cgt-inspect --globals %t.good | FileCheck --check-prefix=SHOWN %s
// SHOWN: values (active-refused.c:
// SHOWN: tag: int = 1
// SHOWN-NEXT: u: union value
// SHOWN-NEXT: n: long long = -11
// SHOWN: tag: int = 2
// SHOWN-NEXT: u: union value
// SHOWN-NEXT: s: struct inner
// SHOWN-NEXT: name: char *
// SHOWN-NEXT: number: long = 22
// RUN: %cgt-inspect --check-for=s390x-linux-gnu %t.good
// RUN: %cgt-inspect --json --globals %t.good | FileCheck --check-prefix=JSON %s
// JSON: "name": "number"
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.bare:at_poll=1:after=exit %t.plain 1 2 > %t.out 2> %t.err
// RUN: FileCheck --check-prefix=WARNED %s < %t.err
// WARNED: 'union value' ({{.*}}) may hold a pointer
// RUN: env CGT_OPTIONS=restore=%t.bare %run-s390x %t.s390x > %t.out && cmp %t.out %t.whole
// RUN: env CGT_OPTIONS=restore=%t.bare %t.told > %t.out && cmp %t.out %t.whole
// RUN: %expect 3 -- %cgt-inspect --check-for=s390x-linux-gnu %t.bare | FileCheck --check-prefix=BARE %s
// BARE: global 'values' {{.*}}: 'union value' holds one of several types
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.none:at_poll=1:after=exit %t.told 1 9 > %t.out
// RUN: env CGT_OPTIONS=restore=%t.none %t.told > %t.out && %t.told 1 9 | cmp - %t.out
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.none %run-s390x %t.s390x 2>&1 | FileCheck --check-prefix=NONE %s
// NONE: global 'values' at '[1].u' ({{.*}}): bytes without a known type can't be converted between these platforms: CGT_ACTIVE tells no member of 'union value'
// RUN: %expect 3 -- %cgt-inspect --check-for=s390x-linux-gnu %t.none | FileCheck --check-prefix=AHEAD %s
// AHEAD: global 'values' at '[1].u' {{.*}}: bytes without a known type
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.zero:at_poll=1:after=exit %t.told 1 0 > %t.out
// RUN: env CGT_OPTIONS=restore=%t.zero %run-s390x %t.s390x > %t.out && %t.told 1 0 | cmp - %t.out
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.large:at_poll=1:after=exit %t.told 2 3 > %t.out
// RUN: %expect 87 -- env CGT_OPTIONS=restore=%t.large %run-i686 %t.i686 2>&1 | FileCheck --check-prefix=LARGE %s
// LARGE: global 'values' at '[1].u.s.number' ({{.*}}): {{.*}}: 1099511627776
//
// REQUIRES: run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <stdio.h>
#include <stdlib.h>

#ifndef ACTIVE
#define ACTIVE CGT_ACTIVE(tag == 1 ? n : tag == 2 || tag == 3 ? s : 0)
#endif

struct inner { char *name; long number; };

struct tagged {
  int tag;
  union value { long long n; struct inner s; double d; } u ACTIVE;
};

static struct tagged values[2];

int main(int argc, char **argv) {
  for (int i = 0; i < 2; i++) {
    struct tagged *v = &values[i];
    v->tag = atoi(argv[i + 1]);
    switch (v->tag) {
    case 1: v->u.n = -11; break;
    case 0: break;
    default:
      v->u.s.name = malloc(8);
      sprintf(v->u.s.name, "n%d", i);
      v->u.s.number = v->tag == 3 && sizeof(long) == 8 ? 1l << 20 << 20 : 22;
    }
  }
  cgt_poll();
  for (int i = 0; i < 2; i++)
    if (values[i].tag == 1)
      printf("%lld\n", values[i].u.n);
    else if (values[i].tag)
      printf("%s %ld\n", values[i].u.s.name, values[i].u.s.number);
  return argc != 3;
}
