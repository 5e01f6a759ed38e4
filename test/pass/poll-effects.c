// Polls touch nothing the program can see but the area that they have stored the frame in, so that globals and heap fields stay
// in registers across them; save in a unit that reaches into FILE, as getc_unlocked and putc_unlocked of stdio.h do: the slow
// path flushes streams.
//
// RUN: %clang_cgt -O2 -S -emit-llvm %s -o %t.ll
// RUN: FileCheck %s < %t.ll
// RUN: %clang_cgt -O2 -S -emit-llvm -DINTO_STREAMS %s -o %t-streams.ll
// RUN: FileCheck %s --check-prefix=STREAMS < %t-streams.ll
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

struct sum {
  long total;
};

// CHECK-LABEL: define {{.*}}@add(
// CHECK: invoke void @__cgt_poll_slow(ptr {{.*}}%{{.*}}) [[ATTRIBUTES:#[0-9]+]]
// CHECK: attributes [[ATTRIBUTES]] = {{{.*}}memory(argmem: read, inaccessiblemem: readwrite)
// STREAMS-LABEL: define {{.*}}@add(
// STREAMS: invoke void @__cgt_poll_slow(ptr {{.*}}%{{.*}}) [[ATTRIBUTES:#[0-9]+]]
// STREAMS: attributes [[ATTRIBUTES]] = {{{.*}}memory(readwrite)
void add(struct sum *s, const int *a, int n, int m) {
  for (int i = 0; i < n; i++)
    for (int j = 0; j < m; j++)
      s->total += a[i] * j;
}

#ifdef INTO_STREAMS
void write_byte(FILE *f, char c) { *f->_IO_write_ptr++ = c; }
#endif
