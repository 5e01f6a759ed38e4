//===- ThreadStacks.cpp - Stacks of threads ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/ThreadStacks.h"

#include "port/Port.h"

using namespace cgt;

/// They go down from here: below main's (OwnStack.cpp), clear of the heap's arenas (Pages.cpp).
#if __SIZEOF_POINTER__ == 8
static constexpr uintptr_t Begin = 0x2f00000000;
#else
static constexpr uintptr_t Begin = 0x78000000;
#endif
static constexpr size_t Align = 65536; // pages may be as large
static constexpr unsigned MostTries = 64;

namespace {
struct Stack {
  uintptr_t Low, Top;
  bool IsFree;
};
} // namespace

[[clang::require_constant_initialization]] static MapVector<Stack> All;
static int Lock;

/// With its guard, which lies below.
static bool mapAt(uintptr_t Low, uintptr_t Top) {
  void *Guard = port::mapStack(Low - Align, Top - Low + Align, false);
  return Guard && port::protect(Guard, Align);
}

/// The first place below all others that is free.
static bool mapNext(size_t Size, uintptr_t &Low, uintptr_t &Top) {
  Top = Begin;
  for (const Stack &S : All)
    if (S.Low <= Begin && S.Low - Align < Top)
      Top = S.Low - Align;
  for (unsigned Try = 0; Try < MostTries && Top > 2 * (Size + Align); ++Try, Top -= Size + Align)
    if (mapAt(Low = Top - Size, Top))
      return true;
  auto *Memory = static_cast<char *>(port::map(Size + Align));
  if (!Memory)
    return false;
  port::protect(Memory, Align);
  Low = reinterpret_cast<uintptr_t>(Memory) + Align;
  Top = Low + Size;
  return true;
}

static bool takeFree(size_t Size, uintptr_t &Low, uintptr_t &Top) {
  for (Stack &S : All)
    if (S.IsFree && S.Top - S.Low == Size) {
      S.IsFree = false;
      Low = S.Low;
      Top = S.Top;
      return true;
    }
  return mapNext(Size, Low, Top) && All.push({Low, Top, false});
}

bool threadstacks::take(size_t Size, uintptr_t &Low, uintptr_t &Top) {
  if (Size > SIZE_MAX / 2)
    return false;
  Size = (Size + Align - 1) & ~(Align - 1);
  port::takeLock(&Lock);
  bool Has = takeFree(Size, Low, Top);
  port::dropLock(&Lock);
  return Has;
}

bool threadstacks::takeAt(uintptr_t Low, uintptr_t Top) {
  port::takeLock(&Lock);
  bool Has = Low < Top && Low > Align && mapAt(Low, Top) && All.push({Low, Top, false});
  port::dropLock(&Lock);
  return Has;
}

void threadstacks::giveBack(uintptr_t Low, uintptr_t Top) {
  port::takeLock(&Lock);
  for (Stack &S : All)
    if (S.Low == Low && S.Top == Top) {
      port::discard(reinterpret_cast<void *>(Low), Top - Low);
      S.IsFree = true;
    }
  port::dropLock(&Lock);
}
