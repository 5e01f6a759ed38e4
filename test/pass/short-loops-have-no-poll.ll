; A loop of a hundred iterations without a call is over before anyone notices; one of unknown length has a poll. The former
; function has nowhere to be resumed.
;
; RUN: %python %inputs/with-notes.py %s | %opt_cgt -passes=cgt -S | FileCheck %s
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

define i32 @short(i32 %x) {
entry:
  %i = alloca i32
  %sum = alloca i32
  store i32 0, ptr %i
  store i32 %x, ptr %sum
  br label %test
test:
  %at = load i32, ptr %i
  %more = icmp slt i32 %at, 100
  br i1 %more, label %body, label %done
body:
  %old = load i32, ptr %sum
  %new = mul i32 %old, 3
  store i32 %new, ptr %sum
  %this = load i32, ptr %i
  %next = add nsw i32 %this, 1
  store i32 %next, ptr %i
  br label %test
done:
  %result = load i32, ptr %sum
  ret i32 %result
}

define i32 @unknown(i32 %x) {
entry:
  %value = alloca i32
  store i32 %x, ptr %value
  br label %test
test:
  %old = load i32, ptr %value
  %more = icmp ne i32 %old, 0
  br i1 %more, label %body, label %done
body:
  %triple = mul i32 %old, 3
  %new = xor i32 %triple, %x
  store i32 %new, ptr %value
  br label %test
done:
  ret i32 %x
}

; CHECK-LABEL: define i32 @short(
; CHECK-NOT: __cgt_flag
; CHECK-LABEL: define i32 @unknown(
; CHECK: load volatile i32, ptr @__cgt_flag
; CHECK: invoke void @__cgt_poll_slow(
; CHECK-NOT: @short.resume
; CHECK: define internal i32 @unknown.resume()
; CHECK-NOT: @short.resume
