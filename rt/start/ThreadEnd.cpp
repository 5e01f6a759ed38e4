//===- ThreadEnd.cpp - Threads end ----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Libc ends a thread by unwinding its stack, where each frame of ours has a pad that is meant for captures. A thread that the runtime keeps
// jumps to its base instead, by way of the handlers of pthread_cleanup_push(); each of these has a buffer as of setjmp().
//
//===----------------------------------------------------------------------===//

#include "port/Process.h"
#include "program/Runtime.h"
#include "save/Capture.h"
#include "start/Start.h"

using namespace cgt;

extern "C" {

void __cgt_exit_plainly(void *Result) { port::exitThread(Result); }
void __cgt_unwind_plainly(void *Buffer) { port::unwindNext(Buffer); }

void __cgt_leave_thread() { longjmp(Runtime::get().thread()->AtBase, capture::Left); }

void __cleanup_fct_attribute __cgt___pthread_register_cancel(__pthread_unwind_buf_t *Buffer) {
  Thread *T = start::keepsThreads() ? Runtime::get().thread() : nullptr;
  if (!T)
    return __pthread_register_cancel(Buffer);
  Buffer->__pad[0] = T->Cleanup;
  T->Cleanup = Buffer;
}

void __cleanup_fct_attribute __cgt___pthread_unregister_cancel(__pthread_unwind_buf_t *Buffer) {
  Thread *T = start::keepsThreads() ? Runtime::get().thread() : nullptr;
  if (!T)
    return __pthread_unregister_cancel(Buffer);
  T->Cleanup = Buffer->__pad[0];
}

void __cgt_run_cleanup() {
  Thread *T = Runtime::get().thread();
  auto *Buffer = T ? static_cast<__pthread_unwind_buf_t *>(T->Cleanup) : nullptr;
  if (!Buffer)
    return;
  T->Cleanup = Buffer->__pad[0];
  longjmp(reinterpret_cast<__jmp_buf_tag *>(Buffer->__cancel_jmp_buf), 1);
}
}
