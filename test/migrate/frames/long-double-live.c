// A long double that a call's result overwrites isn't alive at the call, on x86 either, where its memory is larger than
// its value.
//
// RUN: %carry %s --work %t --points 4 --pairs s390x:x86_64 x86_64:s390x i686:x86_64 --flags +fplugin-arg-cgt-polls=all
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
static void tick(void){}
static long double ld(long double a){ tick(); return a+1; }
int main(int c,char**v){ long double w=2; for(int t=0;t<2;t++){ w=ld(ld(w)); printf("%Lg\n",w);} return 0; }
