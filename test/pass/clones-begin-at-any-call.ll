; A clone asks for its step and goes to the call of that number, which it makes by the next younger activation's clone. The
; calls that follow are made as in the source.
;
; RUN: %python %inputs/with-notes.py %s | %opt_cgt -passes=cgt -S | FileCheck %s
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

declare i32 @first()
declare i32 @second(i32)

define i32 @both() {
  %a = call i32 @first()
  %b = call i32 @second(i32 %a)
  ret i32 %b
}

; CHECK-LABEL: define internal i32 @both.resume()
; CHECK: %[[STEP:.*]] = call i64 @__cgt_frame_enter(ptr @cgt.function, ptr
; CHECK: switch i64
; CHECK: invoke i32 @second(i32
; CHECK-NOT: @first
; CHECK: call ptr @__cgt_next_clone()
; CHECK-NEXT: invoke i32 %{{.*}}()
