; A module without the plugin's notes, whatever compiled it, is left alone.
;
; RUN: opt -S %s -o %t.before
; RUN: %opt_cgt -passes=cgt -S %s -o %t.after
; RUN: diff %t.before %t.after
; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-pc-linux-gnu"

declare i32 @weigh(i32)

define i32 @sum(i32 %alive) {
  %first = call i32 @weigh(i32 1)
  %result = add i32 %first, %alive
  ret i32 %result
}
