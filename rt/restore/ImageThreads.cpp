//===- ImageThreads.cpp - The threads of an image --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "restore/ImageThreads.h"

#include "port/ThreadStacks.h"

using namespace cgt;

Status ImageThreads::read(const Image &I) {
  return forEachThread(
      I,
      [](void *Ctx, const ThreadEntry &T) {
        bool Added = static_cast<MapVector<ImageThread> *>(Ctx)->push({T, false, 0});
        return Added ? Status::success() : Status::fail(Errc::OutOfMemory);
      },
      &All);
}

static sigset_t maskOf(const ThreadEntry &T) {
  sigset_t Mask;
  sigemptyset(&Mask);
  Cursor In = T.Signals;
  Str Name;
  for (uint32_t K = 0; K < T.NumSignals && In.readString(Name).ok(); ++K)
    if (int Signal = port::signalByName(Name); Signal > 0)
      sigaddset(&Mask, Signal);
  return Mask;
}

bool ImageThreads::give(uint32_t Index, Thread &T) const {
  const ImageThread &From = All[Index];
  const ThreadEntry &Sent = From.Sent;
  T.IsRebuilt = Sent.First != Sent.Last;
  T.Errno = Sent.Errno;
  T.Mask = maskOf(Sent);
  T.FramesEnd = From.FramesEnd & ~uintptr_t(63);
  if (From.IsHome) {
    T.StackLow = static_cast<uintptr_t>(Sent.StackLow);
    T.StackTop = static_cast<uintptr_t>(Sent.StackTop);
    return true;
  }
  // Another level or platform may need more of it.
  constexpr uint64_t Least = 1 << 20, Most = SIZE_MAX / 4;
  uint64_t Size = 2 * (Sent.StackTop - Sent.StackLow);
  Size = Size < Least ? Least : Size < Most ? Size : Most;
  return threadstacks::take(static_cast<size_t>(Size), T.StackLow, T.StackTop);
}

bool ImageThreads::isOnStack(uint64_t Address, uint64_t Size) const {
  for (const ImageThread &T : All)
    if (T.IsHome && Address >= T.Sent.StackLow && Address < T.Sent.StackTop && Size <= T.Sent.StackTop - Address)
      return true;
  return false;
}
