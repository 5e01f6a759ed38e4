//===- ThreadEnd.cpp - Threads end ----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A thread that the runtime keeps ends by pthread_exit() with a jump to its base, by way of the handlers of pthread_cleanup_push(), each of
// which has a buffer as of setjmp(). One that is cancelled is unwound by libc, which knows these handlers as well.
//
//===----------------------------------------------------------------------===//

#include "port/Process.h"
#include "program/Runtime.h"
#include "save/Capture.h"
#include "save/Parking.h"
#include "start/Start.h"

using namespace cgt;

static Thread *own() { return start::keepsThreads() ? Runtime::get().thread() : nullptr; }

/// Of the four words that libc has for itself the last isn't used.
static void *&before(__pthread_unwind_buf_t *Buffer) { return Buffer->__pad[3]; }

extern "C" {

void __cgt_leave_thread() { longjmp(own()->AtBase, capture::Left); }

void __cleanup_fct_attribute __cgt___pthread_register_cancel(__pthread_unwind_buf_t *Buffer) {
  if (Thread *T = own()) {
    before(Buffer) = T->Cleanup;
    T->Cleanup = Buffer;
  }
  __pthread_register_cancel(Buffer);
}

void __cleanup_fct_attribute __cgt___pthread_unregister_cancel(__pthread_unwind_buf_t *Buffer) {
  if (Thread *T = own())
    T->Cleanup = before(Buffer);
  __pthread_unregister_cancel(Buffer);
}

void __cgt_run_cleanup() {
  Thread *T = own();
  T->Leaves = true;
  auto *Buffer = static_cast<__pthread_unwind_buf_t *>(T->Cleanup);
  if (!Buffer)
    return;
  T->Cleanup = before(Buffer);
  longjmp(reinterpret_cast<__jmp_buf_tag *>(Buffer->__cancel_jmp_buf), 1);
}

int __cgt_thread_leaves() {
  const Thread *T = own();
  return T && T->Leaves;
}

void __cgt_note_cancel(int Number) {
  Thread *T = parking::find(Runtime::get(), static_cast<uint32_t>(Number));
  if (!T)
    return;
  __atomic_store_n(&T->IsCancelled, 1, __ATOMIC_SEQ_CST);
  if (const int *Word = __atomic_load_n(&T->SleepsFor, __ATOMIC_SEQ_CST))
    port::wakeAll(Word);
}

int __cgt_was_cancelled() {
  Thread *T = own();
  return T && __atomic_load_n(&T->IsCancelled, __ATOMIC_SEQ_CST);
}
}
