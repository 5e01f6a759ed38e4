// What may be saved before it is written begins as zeros: where it is declared, and at the entry if a jump passes that by.
// Left alone are parameters, large arrays of numbers, and what is alive at no poll.
//
// RUN: %clang_cgt -fno-discard-value-names -fplugin-arg-cgt-polls=explicit -O0 -S -emit-llvm %s -o - | FileCheck %s
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>

void look(const void *);

struct file {
  char buffer[2000];
  long end;
};

// CHECK-LABEL: define {{.*}}@work(
// CHECK: entry:
// CHECK-NOT: store i32 0
// CHECK: store i32 %parameter,
// CHECK-NOT: {{memset.*(parameter|ints)}}
// CHECK: call void @llvm.memset{{.*}}(ptr {{.*}}%longs{{.*}}, i8 0, i{{32|64}} 1600,
// CHECK-NOT: {{memset.*(parameter|ints)}}
// CHECK: call void @llvm.memset{{.*}}(ptr {{.*}}%small{{.*}}, i8 0, i{{32|64}} 12,
// CHECK: [[END:%.*]] = getelementptr inbounds i8, ptr %f{{.*}}, i64 2000
// CHECK: call void @llvm.memset{{.*}}(ptr {{.*}}[[END]], i8 0, i{{32|64}} 8,
// CHECK-NOT: memset
// CHECK: ret i32
int work(int parameter) {
  long longs[200];
  int ints[300];
  int small[3];
  struct file f;
  int later;
  look(longs), look(ints), look(small), look(&f);
  cgt_poll();
  later = parameter;
  return later + small[0];
}

// CHECK-LABEL: define {{.*}}@jump(
// CHECK: entry:
// CHECK: call void @llvm.memset{{.*}}(ptr {{.*}}%passed{{.*}}, i8 0, i{{32|64}} 80,
// CHECK: {{^}}behind:
int jump(int parameter) {
  if (parameter)
    goto behind;
  look(0);
  int passed[20];
  look(passed);
behind:
  look(passed);
  cgt_poll();
  return passed[1];
}
