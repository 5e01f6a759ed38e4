; A function that does a few things and returns makes no checkpoint: calling it is no site. A function from elsewhere may.
;
; RUN: %python %inputs/with-notes.py %s | %opt_cgt -passes=cgt -S | FileCheck %s
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

declare i32 @elsewhere(i32)

define i32 @twice(i32 %x) {
  %y = add i32 %x, %x
  ret i32 %y
}

define i32 @caller(i32 %x) {
  %a = call i32 @twice(i32 %x)
  %b = call i32 @elsewhere(i32 %a)
  ret i32 %b
}

; CHECK: @cgt.sites = internal constant [1 x %struct.CgtSite]
; CHECK-LABEL: define i32 @caller(
; CHECK: call i32 @twice(
; CHECK: invoke i32 @elsewhere(
