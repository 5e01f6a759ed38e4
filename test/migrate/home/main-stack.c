// main's stack is the runtime's while a program saves, and a resumed program's, too. What looks at a stack sees one like the kernel's:
// longjmp under FORTIFY, a signal handler on a stack of its own that jumps out, backtraces through the switch, pthread_getattr_np,
// the limit, pthread_exit; gdb's backtrace reaches the program's beginning.
//
// RUN: %cgt-cc -O2 -D_FORTIFY_SOURCE=2 -fplugin-arg-cgt-polls=explicit %s -o %t.exe && %cgt-cc -O0 -static -fplugin-arg-cgt-polls=explicit %s -o %t.static
// RUN: rm -f %t.i && env CGT_OPTIONS=save=%t.i:at_poll=1 %t.exe | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.i %t.exe | FileCheck %s --check-prefix=RESUMED
// RUN: rm -f %t.i && env CGT_OPTIONS=save=%t.i:at_poll=1 %t.static | FileCheck %s
// RUN: env CGT_OPTIONS=restore=%t.i %t.static | FileCheck %s --check-prefix=RESUMED
// CHECK: longjmp 3
// CHECK-NEXT: siglongjmp
// CHECK-NEXT: frames reach beyond main
// CHECK-NEXT: a variable lies in the stack that pthread_getattr_np tells
// CHECK-NEXT: twice: longjmp 3
// RESUMED: twice: longjmp 3
// RESUMED-NEXT: siglongjmp
// RESUMED-NEXT: frames reach beyond main
// RESUMED-NEXT: a variable lies in the stack that pthread_getattr_np tells
// RESUMED-NEXT: end
//
// RUN: bash -c 'ulimit -Ss 1024; env CGT_OPTIONS=save=%t.i %t.exe deep; test $? = 139'
// RUN: env CGT_OPTIONS=save=%t.i %t.exe leaves | tail -n 1 | grep -x end
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#define _GNU_SOURCE
#include <cgt/cgt.h>

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unwind.h>

static jmp_buf back;
static sigjmp_buf out;
static char own[64 << 10];

static void __attribute__((noinline)) jump(int depth) {
  if (depth)
    jump(depth - 1);
  else
    longjmp(back, 3);
  __asm__ volatile("");
}

static void handler(int number) { siglongjmp(out, number); }

static _Unwind_Reason_Code count(struct _Unwind_Context *context, void *frames) {
  (void)context;
  ++*(int *)frames;
  return _URC_NO_REASON;
}

static int __attribute__((noinline)) frames(int depth) {
  int number = 0;
  if (depth)
    number = frames(depth - 1);
  else
    _Unwind_Backtrace(count, &number);
  __asm__ volatile("");
  return number;
}

static void look(void) {
  volatile int result = setjmp(back);
  if (!result)
    jump(10);
  printf("longjmp %d\n", result);
  stack_t stack = {.ss_sp = own, .ss_size = sizeof own};
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
  sigaltstack(&stack, NULL);
  sigaction(SIGUSR2, &action, NULL);
  if (!sigsetjmp(out, 1))
    raise(SIGUSR2);
  else
    puts("siglongjmp");
  printf("frames %s\n", frames(5) > 6 + 3 ? "reach beyond main" : "end");
  pthread_attr_t attributes;
  void *base;
  size_t size;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &base, &size);
  char here;
  if (&here > (char *)base && &here < (char *)base + size)
    puts("a variable lies in the stack that pthread_getattr_np tells");
}

static int __attribute__((noinline)) deep(int depth) {
  char room[1000] = {(char)depth};
  __asm__ volatile("" : : "r"(room) : "memory");
  return deep(depth + 1) + room[0];
}

int main(int argc, char **argv) {
  if (argc > 1 && !strcmp(argv[1], "deep"))
    return deep(0);
  look();
  fflush(stdout);
  cgt_poll();
  printf("twice: ");
  look();
  puts("end");
  fflush(stdout);
  if (argc > 1)
    pthread_exit(NULL);
  return 0;
}
