//===- MemoryStreams.cpp - Streams on memory ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/MemoryStreams.h"

#include "heap/Heap.h"
#include "libc/Libc.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

static MemoryStream *First; ///< all of them

const MemoryStream *memorystreams::find(const FILE *Stream) {
  for (const MemoryStream *M = First; M; M = M->Next)
    if (M->Stream == Stream)
      return M;
  return nullptr;
}

//===--- What stdio calls -----------------------------------------------------===//

static MemoryStream &from(void *Cookie) { return *static_cast<MemoryStream *>(Cookie); }

static void tell(const MemoryStream &M) {
  if (M.MemoryAt)
    *M.MemoryAt = M.Memory;
  if (M.LengthAt)
    *M.LengthAt = M.Position < M.Length ? M.Position : M.Length;
}

static ssize_t readFrom(void *Cookie, char *Data, size_t Size) {
  MemoryStream &M = from(Cookie);
  size_t Left = M.Position < M.Length ? M.Length - M.Position : 0;
  Size = Size < Left ? Size : Left;
  if (Size)
    memcpy(Data, M.Memory + M.Position, Size);
  M.Position += Size;
  return static_cast<ssize_t>(Size);
}

/// Room for \p Size bytes and a terminator, zeros where nothing was written yet.
static bool grow(MemoryStream &M, size_t Size) {
  if (Size < M.Size)
    return true;
  size_t New = M.Size * 2 > Size + 1 ? M.Size * 2 : Size + 1;
  auto *Memory = static_cast<char *>(M.Memory ? heap::resize(M.Memory, New, &libc::TextSite.Site)
                                              : heap::allocate(New, 0, true, &libc::TextSite.Site));
  if (!Memory)
    return false;
  memset(Memory + M.Size, 0, New - M.Size);
  M.Memory = Memory;
  M.Size = New;
  return true;
}

static ssize_t writeGrowing(MemoryStream &M, const char *Data, size_t Size) {
  if (Size > PTRDIFF_MAX - M.Position || !grow(M, M.Position + Size)) {
    errno = ENOSPC;
    return 0;
  }
  memcpy(M.Memory + M.Position, Data, Size);
  M.Position += Size;
  if (M.Position > M.Length) {
    M.Length = M.Position;
    M.Memory[M.Length] = 0;
  }
  tell(M);
  return static_cast<ssize_t>(Size);
}

/// What was written last is followed by a terminator where there is room, and replaced by one where it only fits without.
static ssize_t writeFixed(MemoryStream &M, const char *Data, size_t Size) {
  size_t At = M.Appends ? M.Length : M.Position;
  bool Terminates = Size == 0 || Data[Size - 1] != 0;
  if (At > M.Size || Size > M.Size - At) {
    if (At >= M.Size || At + Terminates >= M.Size) {
      errno = ENOSPC;
      return 0;
    }
    Size = M.Size - At;
  }
  memcpy(M.Memory + At, Data, Size);
  M.Position = At + Size;
  if (M.Position > M.Length) {
    M.Length = M.Position;
    if (Terminates && M.Length < M.Size)
      M.Memory[M.Length] = 0;
    else if (Terminates && !M.Appends)
      M.Memory[M.Size - 1] = 0;
  }
  return static_cast<ssize_t>(Size);
}

static ssize_t writeTo(void *Cookie, const char *Data, size_t Size) {
  MemoryStream &M = from(Cookie);
  return M.Grows ? writeGrowing(M, Data, Size) : writeFixed(M, Data, Size);
}

static int seekIn(void *Cookie, off64_t *Position, int Whence) {
  MemoryStream &M = from(Cookie);
  off64_t Start = Whence == SEEK_SET ? 0 : static_cast<off64_t>(Whence == SEEK_CUR ? M.Position : M.Length), New;
  off64_t Most = M.Grows ? PTRDIFF_MAX - 1 : static_cast<off64_t>(M.Size);
  if (__builtin_add_overflow(Start, *Position, &New) || New < 0 || New > Most) {
    errno = EINVAL;
    return -1;
  }
  M.Position = static_cast<size_t>(New);
  *Position = New;
  if (M.Grows)
    tell(M);
  return 0;
}

static int closeStream(void *Cookie) {
  MemoryStream &M = from(Cookie);
  if (M.Grows)
    tell(M);
  if (M.Owned)
    heap::release(M.Memory);
  for (MemoryStream **At = &First; *At; At = &(*At)->Next)
    if (*At == &M) {
      *At = M.Next;
      break;
    }
  heap::release(&M);
  return 0;
}

//===--- Making them --------------------------------------------------------------===//

static MemoryStream *newStream(const char *Mode) {
  auto *M = static_cast<MemoryStream *>(heap::allocateUnsaved(sizeof(MemoryStream), 0, true));
  if (!M)
    return nullptr;
  M->Stream = fopencookie(M, Mode, {readFrom, writeTo, seekIn, closeStream});
  if (!M->Stream) {
    heap::release(M);
    return nullptr;
  }
  M->Next = First;
  First = M;
  return M;
}

static FILE *failed(MemoryStream *M) {
  if (M)
    fclose(M->Stream);
  errno = ENOMEM;
  return nullptr;
}

CGT_PUBLIC FILE *__cgt_open_memstream(char **MemoryAt, size_t *LengthAt) {
  MemoryStream *M = newStream("w");
  char *Memory = M ? libc::copyText("", 0) : nullptr;
  if (!Memory)
    return failed(M);
  M->Memory = Memory;
  M->Size = 1;
  M->MemoryAt = MemoryAt;
  M->LengthAt = LengthAt;
  M->Grows = true;
  tell(*M);
  return M->Stream;
}

CGT_PUBLIC FILE *__cgt_fmemopen(void *Memory, size_t Size, const char *Mode) {
  if (Memory && Size > -reinterpret_cast<uintptr_t>(Memory)) {
    errno = EINVAL;
    return nullptr;
  }
  MemoryStream *M = newStream(Mode);
  if (!M)
    return nullptr; // errno says why
  M->Owned = !Memory;
  M->Memory = Memory ? static_cast<char *>(Memory)
                     : static_cast<char *>(heap::allocate(Size ? Size : 1, 0, true, &libc::TextSite.Site));
  if (!M->Memory)
    return failed(M);
  M->Size = Size;
  M->Appends = *Mode == 'a';
  if (*Mode == 'w' && strchr(Mode, '+') && Size)
    M->Memory[0] = 0;
  if (*Mode == 'r')
    M->Length = Size;
  if (M->Appends)
    M->Length = M->Position = strnlen(M->Memory, Size);
  return M->Stream;
}

//===--- Images -------------------------------------------------------------------===//

void memorystreams::describe(FILE *Stream, const MemoryStream &M, StreamRecord &R) {
  R.Kind = StreamRecord::Memory;
  R.Flags |= (M.Grows ? uint32_t(StreamRecord::Grows) : 0) | (M.Appends ? uint32_t(StreamRecord::AppendsToMemory) : 0) |
             (M.Owned ? uint32_t(StreamRecord::OwnsMemory) : 0);
  off64_t Position = ftello64(Stream);
  uint64_t Known = Position < 0 ? M.Position : static_cast<uint64_t>(Position);
  const uint64_t Numbers[] = {
      reinterpret_cast<uintptr_t>(M.Memory),  M.Size, M.Length, Known, reinterpret_cast<uintptr_t>(M.MemoryAt),
      reinterpret_cast<uintptr_t>(M.LengthAt)};
  memcpy(R.Numbers, Numbers, sizeof Numbers);
}

FILE *memorystreams::make(const StreamRecord &R) {
  bool Reads = !(R.Flags & StreamRecord::NoReads), Writes = !(R.Flags & StreamRecord::NoWrites);
  MemoryStream *M = newStream(Reads && Writes ? "r+" : Writes ? "w" : "r");
  return M ? M->Stream : nullptr;
}

void memorystreams::assume(FILE *Stream, const StreamRecord &R, const MemoryStream &What) {
  auto *M = const_cast<MemoryStream *>(find(Stream));
  MemoryStream *Next = M->Next;
  *M = What;
  M->Stream = Stream;
  M->Next = Next;
  M->Grows = R.Flags & StreamRecord::Grows;
  M->Appends = R.Flags & StreamRecord::AppendsToMemory;
  M->Owned = R.Flags & StreamRecord::OwnsMemory;
}
