; A call that may lead to a poll becomes an invoke. Its pad saves what is alive behind the call, and nothing else.
;
; RUN: %python %inputs/with-notes.py %s | %opt_cgt -passes=cgt -S | FileCheck %s
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

declare i32 @weigh(i32)

define i32 @sum(i32 %dead, i32 %alive) {
  %first = call i32 @weigh(i32 %dead)
  %result = add i32 %first, %alive
  ret i32 %result
}

; CHECK: %MThV.sum = type { i32 }
; CHECK-LABEL: define i32 @sum(i32 %dead, i32 %alive)
; CHECK: invoke i32 @weigh(i32 %dead)
; CHECK-NEXT: to label %{{.*}} unwind label %[[PAD:.*]]
; CHECK: ret i32
; CHECK: [[PAD]]:
; CHECK-NEXT: landingpad { ptr, i32 }
; CHECK-NEXT: cleanup
; CHECK-NEXT: %[[RECORD:.*]] = call ptr @__cgt_frame_push(ptr @cgt.sites)
; CHECK-NEXT: %[[PLACE:.*]] = getelementptr inbounds %record.sum, ptr %[[RECORD]], i32 0, i32 1, i32 0
; CHECK-NEXT: %[[VALUE:.*]] = load i32, ptr %alive
; CHECK-NEXT: store i32 %[[VALUE]], ptr %[[PLACE]]
; CHECK-NOT: store
; CHECK: resume { ptr, i32 }
