//===- ThreadEntries.cpp - Whose activations are whose ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "image/ThreadEntries.h"

using namespace cgt;

static Status skipNames(Cursor &In, uint32_t Count) {
  Str Name;
  for (; Count != 0; --Count)
    if (Status S = In.readString(Name); !S.ok())
      return S;
  return Status::success();
}

static Status skipValues(Cursor &In, uint32_t Count) {
  uint32_t Key;
  uint64_t Value;
  for (; Count != 0; --Count) {
    if (Status S = In.readULEB32(Key); !S.ok())
      return S;
    if (Status S = In.readULEB(Value); !S.ok())
      return S;
  }
  return Status::success();
}

/// In the order in which threadstate::saveThreads() writes.
static Status readThread(Cursor &In, ThreadEntry &T, const ThreadEntry *Before) {
  Cursor Start = In;
  uint32_t Activations, Errno;
  if (Status S = In.readULEB32(T.Number); !S.ok())
    return S;
  if (Status S = In.readULEB32(Activations); !S.ok())
    return S;
  if (Status S = In.readU32(Errno); !S.ok())
    return S;
  if (Status S = In.readULEB(T.StackLow); !S.ok())
    return S;
  if (Status S = In.readULEB(T.StackTop); !S.ok())
    return S;
  if (Status S = In.readCount(T.NumSignals, 1); !S.ok())
    return S;
  T.Signals = In;
  if (Status S = skipNames(In, T.NumSignals); !S.ok())
    return S;
  if (Status S = In.readCount(T.NumKeys, 2); !S.ok())
    return S;
  T.Keys = In;
  if (Status S = skipValues(In, T.NumKeys); !S.ok())
    return S;
  T.First = Before ? Before->Last : 0;
  T.Last = T.First + Activations;
  T.Errno = static_cast<int32_t>(Errno);
  bool IsMain = T.Number == 1 && Activations != 0;
  bool Good = T.Last >= T.First && (Before ? T.Number > Before->Number && T.StackLow <= T.StackTop : IsMain);
  return Good ? Status::success() : Start.fail(Errc::Malformed);
}

Status cgt::forEachThread(const Image &I, Status (*Visit)(void *Ctx, const ThreadEntry &T), void *Ctx) {
  const ResourceRecord *Entry = nullptr;
  for (uint32_t K = 0; K < I.NumResources && !Entry; ++K)
    if (I.Resources[K].Name == Str(ThreadsEntry))
      Entry = &I.Resources[K];
  ThreadEntry Last;
  Last.Last = I.NumActivations;
  if (!Entry)
    return Visit(Ctx, Last);
  Cursor In(Entry->Data, static_cast<size_t>(Entry->Size));
  uint32_t Count;
  if (Status S = In.readCount(Count, 1); !S.ok())
    return S;
  for (uint32_t K = 0; K < Count; ++K) {
    ThreadEntry T;
    if (Status S = readThread(In, T, K ? &Last : nullptr); !S.ok())
      return S;
    if (Status S = Visit(Ctx, T); !S.ok())
      return S;
    Last = T;
  }
  return Count != 0 && Last.Last == I.NumActivations ? Status::success() : In.fail(Errc::Malformed);
}
