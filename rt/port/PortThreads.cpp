//===- PortThreads.cpp - Many processors for one piece of work ---------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bare clones rather than pthreads: libc is never told, so that a program with one thread stays one for it (stdio and
// malloc without locks), and nothing of them is left when they have ended.
//
//===----------------------------------------------------------------------===//

#include "port/Port.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace cgt;

/// `clone` is a name that programs may have for a function of their own.
extern "C" int __clone(int (*Function)(void *), void *Stack, int Flags, void *Argument, ...);

unsigned port::processors() {
  KeepErrno Keep;
  unsigned char Set[1024];
  long Size = syscall(SYS_sched_getaffinity, 0, sizeof Set, Set);
  unsigned Count = 0;
  for (long K = 0; K < Size; ++K)
    for (unsigned Bits = Set[K]; Bits; Bits &= Bits - 1)
      ++Count;
  Count = Count < MostProcessors ? Count : MostProcessors;
  return Count ? Count : 1;
}

namespace {
struct Work {
  void (*Run)(void *Ctx);
  void *Ctx;
};
} // namespace

static int runWork(void *Argument) {
  auto *W = static_cast<const Work *>(Argument);
  W->Run(W->Ctx);
  return 0;
}

void port::runTogether(unsigned Threads, void (*Run)(void *Ctx), void *Ctx) {
  constexpr size_t StackSize = size_t(1) << 18, StackEnd = 256;
  constexpr int Flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_CHILD_CLEARTID;
  KeepErrno Keep;
  Work W{Run, Ctx};
  int Alive[MostProcessors], Number[MostProcessors];
  void *Stacks[MostProcessors];
  unsigned Started = 0;
  sigset_t Old;
  blockAllSignals(&Old); // they are for the program's own thread
  for (; Started + 1 < Threads && Started < MostProcessors; ++Started) {
    char *Stack = static_cast<char *>(Stacks[Started] = map(StackSize));
    if (!Stack)
      break;
    Alive[Started] = 1;
    Number[Started] = __clone(runWork, Stack + StackSize - StackEnd, Flags, &W, nullptr, nullptr, &Alive[Started]);
    if (Number[Started] < 0) {
      unmap(Stack, StackSize);
      break;
    }
  }
  Run(Ctx);
  for (unsigned K = 0; K < Started; ++K) {
    while (__atomic_load_n(&Alive[K], __ATOMIC_ACQUIRE) != 0)
      syscall(SYS_futex, &Alive[K], FUTEX_WAIT, 1, nullptr, nullptr, 0);
    while (syscall(SYS_tgkill, getpid(), Number[K], 0) == 0) // nor may it be counted any more
      syscall(SYS_sched_yield);
    unmap(Stacks[K], StackSize);
  }
  setSignalMask(Old);
}
