//===- Port.cpp - Memory from the system----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/Port.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace cgt;
using namespace cgt::port;

KeepErrno::KeepErrno() : Value(errno) {}
KeepErrno::~KeepErrno() { errno = Value; }

//===--- Memory -----------------------------------------------------------===//

size_t port::pageSize() { return static_cast<size_t>(getpagesize()); }

size_t port::toPages(size_t Size) {
  size_t Mask = pageSize() - 1;
  return Size > SIZE_MAX - Mask ? 0 : (Size + Mask) & ~Mask;
}

/// An emulator whose pages are larger than the machine's (sparc64 under qemu) may find no place by itself although there is much room:
/// it then looks where it is told to, each time behind the place before.
static void *mapWithHint(size_t Size, int Protection, int Flags) {
  void *Memory = MAP_FAILED;
#if __SIZEOF_POINTER__ == 8
  constexpr uintptr_t First = 0x5000000000, Gap = 65536, Step = 0x40000000;
  constexpr unsigned MostTries = 16;
  static uintptr_t Next = First;
  for (unsigned Try = 0; Memory == MAP_FAILED && Try < MostTries; ++Try) {
    Memory = mmap(reinterpret_cast<void *>(Next), Size, Protection, Flags, -1, 0);
    Next = Memory == MAP_FAILED ? Next + Step : (reinterpret_cast<uintptr_t>(Memory) + Size + Gap) & ~(Gap - 1);
  }
#else
  (void)Size, (void)Protection, (void)Flags;
#endif
  return Memory;
}

static void *anonymous(void *At, size_t Size, int Protection, int Flags) {
  KeepErrno Keep;
  Flags |= MAP_ANONYMOUS;
  void *Memory = mmap(At, Size, Protection, Flags, -1, 0);
  if (Memory == MAP_FAILED && !At && errno == ENOMEM)
    Memory = mapWithHint(Size, Protection, Flags);
  return Memory == MAP_FAILED ? nullptr : Memory;
}

/// At exactly \p At when that isn't null. Kernels before 4.17 and qemu take FIXED_NOREPLACE for a hint.
static void *anonymousAt(void *At, size_t Size, int Protection) {
  int Flags = MAP_PRIVATE | MAP_NORESERVE | (At ? MAP_FIXED_NOREPLACE : 0);
  void *Memory = anonymous(At, Size, Protection, Flags);
  if (Memory && At && Memory != At) {
    unmap(Memory, Size);
    return nullptr;
  }
  return Memory;
}

void *port::map(size_t Size) { return anonymous(nullptr, toPages(Size), PROT_READ | PROT_WRITE, MAP_PRIVATE); }
void *port::mapShared(size_t Size) { return anonymous(nullptr, toPages(Size), PROT_READ | PROT_WRITE, MAP_SHARED); }

void *port::mapVisible(size_t Size) {
  KeepErrno Keep;
  int Id = shmget(IPC_PRIVATE, toPages(Size), IPC_CREAT | S_IRUSR | S_IWUSR);
  void *Memory = Id < 0 ? MAP_FAILED : shmat(Id, nullptr, 0);
  if (Id >= 0)
    (void)shmctl(Id, IPC_RMID, nullptr); // once nobody has it
  return Memory == MAP_FAILED ? mapShared(Size) : Memory;
}

void *port::mapAt(void *At, size_t Size) { return anonymousAt(At, Size, PROT_READ | PROT_WRITE); }
void *port::reserve(void *At, size_t Size) { return anonymousAt(At, Size, PROT_NONE); }

void *port::mapFile(int Fd, size_t Size) {
  KeepErrno Keep;
  void *Memory = Size ? mmap(nullptr, Size, PROT_READ, MAP_PRIVATE, Fd, 0) : MAP_FAILED;
  return Memory == MAP_FAILED ? nullptr : Memory;
}

/// Mapping anew: MADV_POPULATE_READ needs Linux 5.14.
int port::populateFile(int Fd, void *At, size_t Size) {
  KeepErrno Keep;
  return mmap(At, Size, PROT_READ, MAP_PRIVATE | MAP_FIXED | MAP_POPULATE, Fd, 0) == At ? 0 : errno;
}

bool port::mapFileAt(int Fd, uint64_t Offset, void *At, size_t Size) {
  KeepErrno Keep;
  int Flags = MAP_PRIVATE | MAP_NORESERVE | MAP_FIXED;
  if (mmap64(At, Size, PROT_READ | PROT_WRITE, Flags, Fd, static_cast<off64_t>(Offset)) == At)
    return true;
  discard(At, Size);
  return false;
}

void port::preferLargePages(void *Memory, size_t Size) {
  KeepErrno Keep;
#ifdef MADV_HUGEPAGE
  size_t Mask = pageSize() - 1;
  auto From = (reinterpret_cast<uintptr_t>(Memory) + Mask) & ~Mask, To = (reinterpret_cast<uintptr_t>(Memory) + Size) & ~Mask;
  if (From < To)
    madvise(reinterpret_cast<void *>(From), To - From, MADV_HUGEPAGE);
#endif
}

bool port::isMapped(uintptr_t Address) {
  KeepErrno Keep;
  size_t Page = pageSize();
  unsigned char Resident; // msync knows as well, but not under qemu
  return mincore(reinterpret_cast<void *>(Address & ~(Page - 1)), Page, &Resident) == 0 || errno != ENOMEM;
}

/// Mapping anew, since emulators may ignore madvise.
bool port::discard(void *Memory, size_t Size) {
  return anonymous(Memory, Size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_NORESERVE | MAP_FIXED) != nullptr;
}

bool port::unmap(void *Memory, size_t Size) {
  KeepErrno Keep;
  return munmap(Memory, toPages(Size)) == 0;
}

void *port::remap(void *Memory, size_t OldSize, size_t NewSize, bool MayMove) {
  KeepErrno Keep;
  void *Result = mremap(Memory, toPages(OldSize), toPages(NewSize), MayMove ? MREMAP_MAYMOVE : 0);
  return Result == MAP_FAILED ? nullptr : Result;
}

bool port::movePages(void *From, size_t Size, void *To) {
  KeepErrno Keep;
#ifdef MREMAP_DONTUNMAP
  // qemu-user passes the flags on, but takes the old place for unmapped: map it anew.
  return mremap(From, Size, Size, MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, To) == To && discard(From, Size);
#else
  (void)From, (void)Size, (void)To;
  return false;
#endif
}

//===--- MapAllocator -----------------------------------------------------===//

struct MapAllocator::Chunk {
  Chunk *Previous;
  size_t Size;
};

void *MapAllocator::allocate(size_t Size) {
  constexpr size_t Align = 16, Header = (sizeof(Chunk) + Align - 1) & ~(Align - 1), ChunkSize = size_t(1) << 18;
  if (Size > SIZE_MAX - Align)
    return nullptr;
  Size = (Size + Align - 1) & ~(Align - 1);
  if (Size > Left) {
    if (Size > SIZE_MAX / 2)
      return nullptr;
    size_t Bytes = toPages(Size + Header > ChunkSize ? Size + Header : ChunkSize);
    auto *New = static_cast<Chunk *>(map(Bytes));
    if (!New)
      return nullptr;
    New->Previous = Last;
    New->Size = Bytes;
    Last = New;
    char *Memory = reinterpret_cast<char *>(New) + Header;
    // What is left in the chunk before is dearer than what a large piece leaves over.
    if (Bytes - Header - Size < Left)
      return Memory;
    Next = Memory;
    Left = Bytes - Header;
  }
  void *Result = Next;
  Next += Size;
  Left -= Size;
  return Result;
}

void *MapAllocator::callback(void *Ctx, size_t Size) { return static_cast<MapAllocator *>(Ctx)->allocate(Size); }

void MapAllocator::release() {
  while (Last) {
    Chunk *Previous = Last->Previous;
    unmap(Last, Last->Size);
    Last = Previous;
  }
  Next = nullptr;
  Left = 0;
}
