// Everything reaches the pass through the IR: annotations, one entry each, and the notes, which are kept.

// RUN: %clang_cgt -S -emit-llvm -O0 -Xclang -disable-llvm-passes -fno-discard-value-names %s -o - | FileCheck %s
// RUN: %clang_cgt -S -emit-llvm -O2 -Xclang -disable-llvm-passes -fno-discard-value-names -g %s -o - | FileCheck %s
// RUN: %clang_cgt %target-mips -S -emit-llvm -O0 -Xclang -disable-llvm-passes -fno-discard-value-names %s -o - | FileCheck %s

extern int declared_first;
int defined_later(void);
int use(void) { return declared_first + defined_later(); }
int declared_first = 1;
int twice;
int twice;
int defined_later(void) { static int calls; return ++calls + twice; }
extern int twice;
int defined_later(void);

// CHECK-DAG: @[[V0:.str[.0-9]*]] = {{.*}} c"cgt.v:0\00"
// CHECK-DAG: @[[V1:.str[.0-9]*]] = {{.*}} c"cgt.v:1\00"
// CHECK-DAG: @[[V2:.str[.0-9]*]] = {{.*}} c"cgt.v:2\00"
// CHECK-DAG: @[[V3:.str[.0-9]*]] = {{.*}} c"cgt.v:3\00"
// CHECK-DAG: @[[F0:.str[.0-9]*]] = {{.*}} c"cgt.f:0\00"
// CHECK-DAG: @[[F1:.str[.0-9]*]] = {{.*}} c"cgt.f:1\00"
// CHECK-DAG: @[[F2:.str[.0-9]*]] = {{.*}} c"cgt.f:2\00"
// CHECK-DAG: @__cgt_unit_notes = internal constant [{{[0-9]+}} x i8] c"{{.*}}\22version\22:1}\00"
// CHECK: @llvm.global.annotations = appending global [6 x
// CHECK-SAME: { ptr @declared_first, ptr @[[V0]],
// CHECK-SAME: { ptr @defined_later.calls, ptr @[[V2]],
// CHECK-SAME: { ptr @twice, ptr @[[V1]],
// CHECK-SAME: { ptr @use, ptr @[[F0]],
// CHECK-SAME: { ptr @defined_later, ptr @[[F1]],
// CHECK-SAME: { ptr @make, ptr @[[F2]],
// CHECK: @llvm.compiler.used = {{.*}}@__cgt_unit_notes

struct big { long a[20]; };
// A variable that is returned has memory of its own, wherever the ABI returns it.
struct big make(int n) {
  struct big result;
  result.a[0] = n;
  return result;
}
// CHECK: define {{.*}} @make(
// CHECK: %n.addr = alloca i32
// CHECK: %result = alloca %struct.big
// CHECK: call void @llvm.var.annotation.p0.p0(ptr %n.addr, ptr @[[V3]],
// CHECK: call void @llvm.var.annotation.p0.p0(ptr %result,
