// A variable whose declaration control can't reach has a note, too, and the program does what it did.

// RUN: %clang_cgt -w -O0 -S -emit-llvm -Xclang -disable-llvm-passes -fno-discard-value-names %s -o - | FileCheck %s
// RUN: %clang_cgt -w -O2 -S -emit-llvm -Xclang -disable-llvm-passes -fno-discard-value-names %s -o %t.ll
// RUN: FileCheck %s < %t.ll
// RUN: %clang_cgt -w -O1 %target-x86_64 -S -emit-llvm -Xclang -disable-llvm-passes %s -o %t.run.ll
// RUN: lli %t.run.ll | FileCheck %s --check-prefix=OUTPUT

#include <stdio.h>

int f(int x) {
  switch (x) {
    int before = printf("never initialised");
    static int kept = 4;
  case 1:
    before = x;
    x += before + kept;
    break;
    {
      int between;
    case 2:
      between = kept;
      x += between;
    }
  default:;
  }
  goto in;
  {
    int first, second;
  in:
    first = x;
    second = first + 1;
    x = second;
  }
  if (x > 100)
    return 1;
  else
    goto end;
  int last;
end:
  last = 3;
  return x + last;
}
// CHECK-LABEL: @f(
// CHECK-DAG: call void @llvm.var.annotation.p0.p0(ptr %before,
// CHECK-DAG: call void @llvm.var.annotation.p0.p0(ptr %between,
// CHECK-DAG: call void @llvm.var.annotation.p0.p0(ptr %first,
// CHECK-DAG: call void @llvm.var.annotation.p0.p0(ptr %second,
// CHECK-DAG: call void @llvm.var.annotation.p0.p0(ptr %last,

// Code that nothing enters stays away.
void undefined(void);
void g(int x) {
  return;
  int unused = 1;
  undefined();
}
// CHECK-LABEL: @g(
// CHECK-NOT: @undefined
// CHECK: ret void

int main(void) {
  printf("%d %d %d\n", f(1), f(2), f(3));
  return 0;
}
// OUTPUT: 10 10 7
