//===- FileContents.cpp - What is in files -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A file that is cut or made anew loses nothing: what it held goes to NAME.cgt-cut.N first.
//
//===----------------------------------------------------------------------===//

#include "abi/CutFiles.h"
#include "base/Hash.h"
#include "port/PortLocks.h"
#include "program/Job.h"
#include "resources/Files.h"

#include <errno.h>

using namespace cgt;
using report::num;

static constexpr size_t BufferSize = size_t(1) << 16;

//===--- Reading ----------------------------------------------------------------===//

static bool hashPart(int Fd, uint64_t From, size_t Size, char *Buffer, uint64_t &Hash) {
  if (port::readAt(Fd, Buffer, Size, static_cast<int64_t>(From)) != Size)
    return false;
  Hash = hashOf(Buffer, Size);
  return true;
}

bool files::hashEnds(int Fd, uint64_t Known, uint64_t &Head, uint64_t &Tail) {
  static_assert(BufferSize == FileRecord::CheckedBytes, "one look at each end");
  auto *Buffer = static_cast<char *>(port::map(BufferSize));
  size_t Part = Known < BufferSize ? static_cast<size_t>(Known) : BufferSize;
  bool Good = Buffer && hashPart(Fd, 0, Part, Buffer, Head) && hashPart(Fd, Known - Part, Part, Buffer, Tail);
  if (Buffer)
    port::unmap(Buffer, BufferSize);
  return Good;
}

int files::copyContents(int Fd, MapAllocator &Memory, FileRecord &Out) {
  constexpr uint64_t Largest = 16 << 20; // bytes in a piece: address space may be in small parts
  MapVector<FileExtent> Extents;
  int64_t Size = port::fileSize(Fd);
  Out.Size = Size < 0 ? 0 : static_cast<uint64_t>(Size);
  uint64_t Begin, End = 0;
  while (port::nextExtent(Fd, End, Begin, End)) {
    for (uint64_t At = Begin; At < End;) {
      uint64_t Part = End - At < Largest ? End - At : Largest;
      auto *Data = static_cast<uint8_t *>(Memory.allocate(static_cast<size_t>(Part)));
      if (!Data || port::readAt(Fd, Data, static_cast<size_t>(Part), static_cast<int64_t>(At)) != Part ||
          !Extents.push({At, Part, Data})) {
        Extents.release();
        return Data ? EIO : ENOMEM;
      }
      At += Part;
    }
  }
  auto *Copy = Memory.array<FileExtent>(Extents.size() + 1);
  if (Copy && !Extents.empty())
    memcpy(Copy, Extents.data(), Extents.size() * sizeof(FileExtent));
  Out.Extents = Copy;
  Out.NumExtents = static_cast<uint32_t>(Extents.size());
  Extents.release();
  return Copy ? 0 : ENOMEM;
}

//===--- Writing ----------------------------------------------------------------===//

/// NAME.cgt-cut.N of the first N for which \p Make doesn't say that there is one. A job notes it before it is made: a process that is
/// killed in between leaves nothing that nobody knows of.
template <typename Fn> static int withCutName(const char *Name, Fn Make) {
  char Cut[files::PathSize];
  for (unsigned N = 1;; ++N) {
    report::Buffer B(Cut, sizeof Cut);
    B.add(Name, CGT_CUT_MARK, num(N));
    if (B.overflowed())
      return -ENAMETOOLONG;
    if (port::exists(Cut) == 0)
      continue;
    job::noteMade(Cut);
    int Result = Make(Cut);
    if (Result != -EEXIST)
      return Result;
  }
}

/// Copies what is from \p From on to the beginning of \p To, but for holes.
static int copyRest(int Fd, int To, uint64_t From) {
  auto *Buffer = static_cast<char *>(port::map(BufferSize));
  if (!Buffer)
    return ENOMEM;
  int Error = 0;
  uint64_t Begin, End = From;
  while (!Error && port::nextExtent(Fd, End, Begin, End))
    for (uint64_t At = Begin; !Error && At < End;) {
      size_t Part = End - At < BufferSize ? static_cast<size_t>(End - At) : BufferSize;
      size_t Got = port::readAt(Fd, Buffer, Part, static_cast<int64_t>(At));
      Error = Got ? port::writeAt(To, Buffer, Got, At - From) : EIO;
      At += Got;
    }
  port::unmap(Buffer, BufferSize);
  return Error;
}

int files::cut(const char *Name, int Fd, uint64_t Size, const char *&Problem) {
  port::DescriptorStatus S = port::describe(Fd);
  Problem = "can't move what was written since the save to a file beside it";
  if (S.Size <= Size)
    return 0;
  int To = withCutName(Name, [](const char *Cut) { return port::createNew(Cut); });
  if (To < 0)
    return -To;
  int Error = copyRest(Fd, To, Size);
  if (!Error)
    Error = port::setSize(To, S.Size - Size);
  if (!Error)
    Error = port::setMode(To, S.Mode);
  if (!Error)
    Error = port::sync(To);
  port::close(To);
  if (Error)
    return Error;
  Problem = "can't cut it to its length at the save";
  return port::setSize(Fd, Size);
}

int files::writeContents(int Fd, const FileRecord &F) {
  for (uint32_t K = 0; K < F.NumExtents; ++K)
    if (int Error = port::writeAt(Fd, F.Extents[K].Data, static_cast<size_t>(F.Extents[K].Size), F.Extents[K].Offset))
      return Error;
  return port::setSize(Fd, F.Size);
}

static bool isZero(const char *Data, size_t Size) { return Size == 0 || (*Data == 0 && memcmp(Data, Data + 1, Size - 1) == 0); }

/// Are the bytes from \p From to \p End what \p Data says, zeros if it is null?
static bool holds(int Fd, uint64_t From, uint64_t End, const uint8_t *Data, char *Buffer) {
  for (uint64_t At = From; At < End;) {
    size_t Part = End - At < BufferSize ? static_cast<size_t>(End - At) : BufferSize;
    if (port::readAt(Fd, Buffer, Part, static_cast<int64_t>(At)) != Part)
      return false;
    if (Data ? memcmp(Buffer, Data + (At - From), Part) != 0 : !isZero(Buffer, Part))
      return false;
    At += Part;
  }
  return true;
}

/// Holes are looked at where the file has none.
static bool isHole(int Fd, uint64_t From, uint64_t End, char *Buffer) {
  uint64_t Begin, Next = From;
  while (port::nextExtent(Fd, Next, Begin, Next) && Begin < End)
    if (!holds(Fd, Begin, Next < End ? Next : End, nullptr, Buffer))
      return false;
  return true;
}

static bool isSame(const char *Name, const FileRecord &F) {
  int Fd = port::openAgain(Name, port::OpenReadable);
  if (Fd < 0)
    return false;
  auto *Buffer = static_cast<char *>(port::map(BufferSize));
  port::DescriptorStatus S = port::describe(Fd);
  bool Same = Buffer && S.Kind == port::DescriptorKind::Regular && S.Size == F.Size;
  uint64_t End = 0;
  for (uint32_t K = 0; Same && K < F.NumExtents; ++K) {
    const FileExtent &E = F.Extents[K];
    Same = isHole(Fd, End, E.Offset, Buffer) && holds(Fd, E.Offset, E.Offset + E.Size, E.Data, Buffer);
    End = E.Offset + E.Size;
  }
  Same = Same && isHole(Fd, End, F.Size, Buffer);
  if (Buffer)
    port::unmap(Buffer, BufferSize);
  port::close(Fd);
  return Same;
}

/// A link fails where the name is taken, which a rename doesn't; some file systems have none.
static int nameAnew(const char *Name, const char *Other) {
  int Error = port::linkFile(Name, Other);
  if (!Error || Error == EEXIST)
    return Error;
  return port::exists(Other) == 0 ? EEXIST : port::renameFile(Name, Other);
}

int files::putContents(const char *Name, const FileRecord &F, const char *&Problem) {
  if (isSame(Name, F))
    return 0;
  char Temporary[PathSize];
  Problem = "can't make it anew";
  int Fd = port::openTemporary(Name, Temporary, sizeof Temporary, job::noteMade);
  if (Fd < 0)
    return -Fd;
  int Error = writeContents(Fd, F);
  if (!Error)
    Error = port::setMode(Fd, F.Mode);
  if (!Error)
    Error = port::syncTemporary(Fd);
  if (!Error && port::exists(Name) == 0) {
    Error = -withCutName(Name, [Name](const char *Cut) { return -nameAnew(Name, Cut); });
    Problem = "can't keep it under another name";
  }
  if (Error) {
    port::dropTemporary(Fd, Temporary);
    return Error;
  }
  return port::placeTemporary(Fd, Temporary, Name);
}
