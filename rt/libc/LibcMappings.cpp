//===- LibcMappings.cpp - Memory from the system -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// While images may be written, private mappings are blocks of the saved heap on pages of their own: they are saved, take the type of
// the pointers that lead to them, and are given back page by page. A private mapping of a file has its bytes. All others are the
// system's, and in the way of a save.
//
//===----------------------------------------------------------------------===//

#include "libc/Libc.h"

#include "abi/Names.h"
#include "heap/Heap.h"
#include "libc/LibcLock.h"
#include "port/Port.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

namespace {
/// A mapping of the system's, or, of a block of the heap, what of it is mapped.
struct Mapping {
  char *Start;
  size_t Size;
  char *Block; ///< null: the system's
};
} // namespace

[[clang::require_constant_initialization]] static MapVector<Mapping> Mappings;
static bool InHeap, BreakMoved;
static int Lock;

void libc::mapInHeap() { InHeap = true; }
bool libc::breakMoved() { return BreakMoved; }

static void *failed(int Error) {
  errno = Error;
  return MAP_FAILED;
}

//===--- Blocks as mappings -------------------------------------------------------===//

[[clang::require_constant_initialization]] static CgtAllocSite Untyped = {nullptr, 0, 0, CGT_SITE_UNTYPED, 0};

/// Of a file, in the image, too: not more than this.
static constexpr size_t LargestFile = size_t(1) << 30;
/// Larger ones are address space rather than memory.
static constexpr size_t LargestBlock = sizeof(void *) == 4 ? size_t(256) << 20 : size_t(1) << 34;

static bool mayBeBlock(size_t Size, int Protection, int Flags, int Fd) {
  constexpr int Plain = MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_STACK | MAP_NONBLOCK;
  if (!InHeap || (Flags & ~Plain) || !(Flags & MAP_PRIVATE) || (Protection & PROT_EXEC) || !(Protection & PROT_READ))
    return false;
  struct stat64 File;
  if (!(Flags & MAP_ANONYMOUS) && (fstat64(Fd, &File) != 0 || !S_ISREG(File.st_mode) || Size > LargestFile))
    return false;
  return Size != 0 && Size <= LargestBlock;
}

/// The file's bytes from \p Offset on; behind its end there are zeros.
static bool fill(char *Block, size_t Size, int Fd, off64_t Offset) {
  for (size_t Done = 0; Done < Size;) {
    ssize_t Got = pread64(Fd, Block + Done, Size - Done, Offset + static_cast<off64_t>(Done));
    if (Got < 0 && errno == EINTR)
      continue;
    if (Got <= 0)
      return Got == 0;
    Done += static_cast<size_t>(Got);
  }
  return true;
}

static void *mapBlock(size_t Size, int Flags, int Fd, off64_t Offset) {
  size_t Pages = port::toPages(Size);
  auto *Block = static_cast<char *>(heap::allocate(Pages, port::pageSize(), true, &Untyped));
  if (!Block)
    return failed(ENOMEM);
  if ((Flags & MAP_ANONYMOUS || fill(Block, Size, Fd, Offset)) && Mappings.push({Block, Pages, Block}))
    return Block;
  heap::release(Block);
  return failed(ENOMEM);
}

static void *mapSystem(void *Memory, size_t Size) {
  if (Memory == MAP_FAILED || Mappings.push({static_cast<char *>(Memory), Size, nullptr}))
    return Memory;
  munmap(Memory, Size);
  return failed(ENOMEM);
}

/// In place of pages of a block.
static void *mapInBlock(void *At, size_t Size, int Flags, int Fd, off64_t Offset) {
  libc::unprotect(At, Size);
  port::discard(At, port::toPages(Size));
  return Flags & MAP_ANONYMOUS || fill(static_cast<char *>(At), Size, Fd, Offset) ? At : failed(EACCES);
}

/// True when it is a block's, or fails as one: \p Result.
static bool mapsBlock(void *At, size_t Size, int Protection, int Flags, int Fd, off64_t Offset, void *&Result) {
  if (mayBeBlock(Size, Protection, Flags, Fd)) {
    Result = mapBlock(Size, Flags, Fd, Offset);
    return true;
  }
  if (!(Flags & MAP_FIXED) || !heap::isSaved(At) || !mayBeBlock(Size, Protection, Flags & ~MAP_FIXED, Fd))
    return false;
  Result = mapInBlock(At, Size, Flags, Fd, Offset);
  return true;
}

CGT_PUBLIC void *__cgt_mmap(void *At, size_t Size, int Protection, int Flags, int Fd, off_t Offset) {
  libc::Guard Guard(Lock);
  void *Result;
  return mapsBlock(At, Size, Protection, Flags, Fd, Offset, Result)
             ? Result
             : mapSystem(mmap(At, Size, Protection, Flags, Fd, Offset), Size);
}

/// What mmap is with 64-bit file offsets on 32-bit platforms.
CGT_PUBLIC void *__cgt_mmap64(void *At, size_t Size, int Protection, int Flags, int Fd, off64_t Offset) {
  libc::Guard Guard(Lock);
  void *Result;
  return mapsBlock(At, Size, Protection, Flags, Fd, Offset, Result)
             ? Result
             : mapSystem(mmap64(At, Size, Protection, Flags, Fd, Offset), Size);
}

/// The mapped part of a block that begins at or behind \p At and before \p End; or null.
static Mapping *partOfBlock(const char *At, const char *End) {
  for (Mapping &M : Mappings)
    if (M.Block && M.Start < End && M.Start + M.Size > At)
      return &M;
  return nullptr;
}

static bool isAnyOf(const char *Block) {
  for (const Mapping &M : Mappings)
    if (M.Block == Block)
      return true;
  return false;
}

/// Takes what lies between \p At and \p End out of \p M; the block goes when nothing of it is left. False when memory is out.
static bool cut(Mapping &M, char *At, char *End) {
  Mapping Whole = M;
  char *Last = Whole.Start + Whole.Size;
  At = At < Whole.Start ? Whole.Start : At;
  End = End > Last ? Last : End;
  if (End < Last && At > Whole.Start && !Mappings.push({End, static_cast<size_t>(Last - End), Whole.Block}))
    return false;
  // The vector may have moved.
  for (size_t K = 0; K < Mappings.size(); ++K) {
    Mapping &Now = Mappings[K];
    if (Now.Start != Whole.Start || Now.Block != Whole.Block)
      continue;
    if (At > Whole.Start) {
      Now.Size = static_cast<size_t>(At - Whole.Start);
    } else if (End < Last) {
      Now = {End, static_cast<size_t>(Last - End), Whole.Block};
    } else {
      Now = Mappings.back();
      Mappings.pop();
    }
    break;
  }
  port::discard(At, static_cast<size_t>(End - At));
  if (!isAnyOf(Whole.Block))
    heap::release(Whole.Block);
  return true;
}

static int unmap(void *Memory, size_t Size) {
  auto *At = static_cast<char *>(Memory);
  size_t Pages = port::toPages(Size);
  if (!partOfBlock(At, At + Pages))
    return munmap(Memory, Size);
  libc::unprotect(Memory, Pages);
  while (Mapping *M = partOfBlock(At, At + Pages))
    if (!cut(*M, At, At + Pages)) {
      errno = ENOMEM;
      return -1;
    }
  return 0;
}

CGT_PUBLIC int __cgt_munmap(void *Memory, size_t Size) {
  libc::Guard Guard(Lock);
  return unmap(Memory, Size);
}

CGT_PUBLIC void *__cgt_mremap(void *Memory, size_t OldSize, size_t NewSize, int Flags, ...) {
  libc::Guard Guard(Lock);
  auto *At = static_cast<char *>(Memory);
  size_t Old = port::toPages(OldSize), New = port::toPages(NewSize);
  if (!partOfBlock(At, At + Old)) {
    va_list Arguments;
    va_start(Arguments, Flags);
    void *Place = Flags & MREMAP_FIXED ? va_arg(Arguments, void *) : nullptr;
    va_end(Arguments);
    return mapSystem(mremap(Memory, OldSize, NewSize, Flags, Place), NewSize);
  }
  if (New <= Old)
    return New == Old || unmap(At + New, Old - New) == 0 ? Memory : MAP_FAILED;
  if (!(Flags & MREMAP_MAYMOVE) || (Flags & MREMAP_FIXED))
    return failed(ENOMEM);
  void *Result = mapBlock(New, MAP_ANONYMOUS, -1, 0);
  if (Result == MAP_FAILED)
    return Result;
  memcpy(Result, Memory, Old);
  unmap(Memory, Old);
  return Result;
}

/// Of a block whose pages may be an image file's, forgetting would bring that file's bytes back.
CGT_PUBLIC int __cgt_madvise(void *Memory, size_t Size, int Advice) {
  if (Advice != MADV_DONTNEED || !heap::isSaved(Memory))
    return madvise(Memory, Size, Advice);
  if (port::discard(Memory, port::toPages(Size)))
    return 0;
  errno = EINVAL;
  return -1;
}

/// True when a page of the mapping is still there: the system is asked.
static bool isMapped(const Mapping &M) {
  port::KeepErrno Keep;
  size_t Page = port::pageSize();
  for (size_t At = 0; At < M.Size; At += Page)
    if (msync(M.Start + At, Page, MS_ASYNC) == 0)
      return true;
  return false;
}

bool libc::hasMappings() {
  for (size_t K = 0; K < Mappings.size();) {
    if (Mappings[K].Block) {
      ++K;
      continue;
    }
    if (isMapped(Mappings[K]))
      return true;
    Mappings[K] = Mappings.back();
    Mappings.pop();
  }
  return false;
}

bool libc::forEachMappedBlock(bool (*Visit)(void *Ctx, void *Start, size_t Size, void *Block), void *Ctx) {
  for (const Mapping &M : Mappings)
    if (M.Block && !Visit(Ctx, M.Start, M.Size, M.Block))
      return false;
  return true;
}

bool libc::addMappedBlock(void *Start, size_t Size, void *Block) {
  return Mappings.push({static_cast<char *>(Start), Size, static_cast<char *>(Block)});
}

//===--- Protection of the heap's pages --------------------------------------------===//

namespace {
struct Protected {
  char *Start;
  size_t Size;
  int Protection;
};
} // namespace
[[clang::require_constant_initialization]] static MapVector<Protected> ProtectedPages;
static constexpr int Usual = PROT_READ | PROT_WRITE;

/// Takes the pages out of what is noted. False when memory is out.
static bool forgetProtection(char *At, size_t Size) {
  char *End = At + Size;
  for (size_t K = 0; K < ProtectedPages.size();) {
    Protected P = ProtectedPages[K];
    char *Last = P.Start + P.Size;
    if (P.Start >= End || Last <= At) {
      ++K;
      continue;
    }
    ProtectedPages[K] = ProtectedPages.back();
    ProtectedPages.pop();
    if ((P.Start < At && !ProtectedPages.push({P.Start, static_cast<size_t>(At - P.Start), P.Protection})) ||
        (Last > End && !ProtectedPages.push({End, static_cast<size_t>(Last - End), P.Protection})))
      return false;
    K = 0;
  }
  return true;
}

int libc::protect(void *Memory, size_t Size, int Protection) {
  auto *At = static_cast<char *>(Memory);
  size_t Pages = port::toPages(Size);
  if (int Result = mprotect(Memory, Size, Protection))
    return Result;
  if (!forgetProtection(At, Pages) || (Protection != Usual && !ProtectedPages.push({At, Pages, Protection}))) {
    errno = ENOMEM;
    return -1;
  }
  return 0;
}

void libc::unprotect(void *Memory, size_t Size) {
  if (!ProtectedPages.empty()) {
    mprotect(Memory, port::toPages(Size), Usual);
    (void)forgetProtection(static_cast<char *>(Memory), port::toPages(Size));
  }
}

void libc::openProtected() {
  for (const Protected &P : ProtectedPages)
    mprotect(P.Start, P.Size, Usual);
}

bool libc::forEachProtected(bool (*Visit)(void *Ctx, void *Start, size_t Size, int Protection), void *Ctx) {
  for (const Protected &P : ProtectedPages)
    if (!Visit(Ctx, P.Start, P.Size, P.Protection))
      return false;
  return true;
}

CGT_PUBLIC int __cgt_mprotect(void *Memory, size_t Size, int Protection) {
  libc::Guard Guard(Lock);
  return heap::isSaved(Memory) ? libc::protect(Memory, Size, Protection) : mprotect(Memory, Size, Protection);
}

//===--- The break --------------------------------------------------------------------===//

CGT_PUBLIC void *__cgt_sbrk(intptr_t Increment) {
  BreakMoved |= Increment != 0;
  return sbrk(Increment);
}

CGT_PUBLIC int __cgt_brk(void *End) {
  BreakMoved = true;
  return brk(End);
}
