//===- OwnStack.cpp - main's stack at a place of its own --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A mapping that grows down is a stack as the kernel's own: the soft limit holds for it, and it takes the memory, address space
// and room in a core file that it has used. Emulators don't grow mappings; there, and where the kernel can't, the stack is
// reserved as a whole.
//
//===----------------------------------------------------------------------===//

#include "port/OwnStack.h"

#include "port/Port.h"

#include <string.h>

using namespace cgt;

/// Below the kernel's stack everywhere; below 2^38 (riscv's sv39 has no more), clear of the heap's arenas (Pages.cpp). sparc64
/// under qemu has nothing above 2^32.
#if __SIZEOF_POINTER__ == 8
static const uintptr_t Tops[] = {0x3000000000, 0x300000000000, 0x60000000};
static constexpr size_t LargestReserve = size_t(1) << 30;
#else
static const uintptr_t Tops[] = {0x60000000, 0x70000000};
static constexpr size_t LargestReserve = size_t(256) << 20;
#endif
static constexpr size_t LeastReserve = 8 << 20, Align = 65536; // pages may be as large

static struct {
  uintptr_t Top;    ///< of the past, else of the stack
  uintptr_t Begin;  ///< where the first frame goes
  uintptr_t Frames; ///< the past and the copies lie above
} Own;

static bool setUp(uintptr_t Begin, uintptr_t End) {
  Own.Begin = Begin;
  port::setStack(Begin, End);
  return true;
}

/// A mapping that ends at \p End and grows.
static bool makeGrowing(uintptr_t End) {
  constexpr size_t First = Align;
  void *Memory = port::mapStack(End - First, First, true);
  if (!Memory)
    return false;
  if (port::canWriteAt(End - 2 * First))
    return setUp(End, 0);
  port::unmap(Memory, First);
  return false;
}

/// As much as there is, with a guard below.
static bool makeReserved(uintptr_t End, uint64_t Wanted) {
  size_t Size = LargestReserve;
  while (Size / 2 > Wanted && Size > End / 2)
    Size /= 2;
  for (; Size >= LeastReserve && Size >= Wanted; Size /= 2)
    if (End > Size)
      if (void *Memory = port::mapStack(End - Size, Size, false)) {
        port::protect(Memory, Align);
        return setUp(End, End - Size + Align);
      }
  return false;
}

static bool makeAt(uintptr_t End, uint64_t Wanted) { return makeGrowing(End) || makeReserved(End, Wanted); }

bool ownstack::make(uint64_t Wanted) {
  for (uintptr_t Top : Tops)
    if (makeAt(Top, Wanted)) {
      Own.Top = Own.Frames = Top;
      return true;
    }
  return false;
}

bool ownstack::makeBelow(uintptr_t Low, uintptr_t Top, uint64_t Wanted) {
  Low &= ~(Align - 1);
  if (Top % Align != 0 || Low >= Top || Top - Low > SIZE_MAX / 2)
    return false;
  void *Past = port::mapAt(reinterpret_cast<void *>(Low), Top - Low);
  if (!Past)
    return false;
  if (!makeAt(Low, Wanted)) {
    port::unmap(Past, Top - Low);
    return false;
  }
  Own.Top = Top;
  Own.Frames = Low;
  return true;
}

void *ownstack::makeWithRoom(uint64_t Room, uint64_t Wanted) {
  if (Room > SIZE_MAX / 2)
    return nullptr;
  for (uintptr_t Top : Tops)
    if (!Own.Top && Room < Top / 2 && makeBelow(Top - static_cast<uintptr_t>(Room), Top, Wanted))
      return reinterpret_cast<void *>(Own.Frames);
  return port::map(port::toPages(static_cast<size_t>(Room)));
}

uintptr_t ownstack::top() { return Own.Top; }
uintptr_t ownstack::past() { return Own.Frames; }

bool ownstack::isPast(uint64_t Address, uint64_t Size) {
  return Address >= Own.Frames && Address <= Own.Top && Size <= Own.Top - Address;
}

bool ownstack::isNear(uintptr_t Address) { return Address <= Own.Top && Own.Top - Address < LargestReserve; }

char **ownstack::copy(char **Strings) {
  size_t Count = 0, Bytes = 0;
  for (; Strings[Count]; ++Count)
    Bytes += strlen(Strings[Count]) + 1;
  size_t Words = (Count + 1) * sizeof(char *), Size = (Words + Bytes + 63) & ~size_t(63);
  uintptr_t At = Own.Begin - Size;
  // What is touched must be near what is mapped, so that a growing stack grows.
  if (!Own.Begin || Size > LeastReserve / 2 || (port::stackEnd() && At < port::stackEnd() + LeastReserve / 4))
    return nullptr;
  auto **Array = reinterpret_cast<char **>(At);
  char *Text = reinterpret_cast<char *>(Array + Count + 1);
  for (size_t K = 0; K < Count; ++K) {
    Array[K] = Text;
    Text = stpcpy(Text, Strings[K]) + 1;
  }
  Array[Count] = nullptr;
  Own.Begin = Own.Frames = At;
  return Array;
}

extern "C" void __cgt_call_on(void (*Function)(void *), void *Argument, void *Top);

void ownstack::call(void (*Function)(void *), void *Argument) {
  __cgt_call_on(Function, Argument, reinterpret_cast<void *>(Own.Begin));
}
