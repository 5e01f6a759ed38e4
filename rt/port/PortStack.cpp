//===- PortStack.cpp - The main thread's stack, and what the program is ----===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/Port.h"

#include <link.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/utsname.h>

using namespace cgt;
using namespace cgt::port;

/// Where the linker put the file's header.
extern "C" __attribute__((visibility("hidden"), weak)) const ElfW(Ehdr) __ehdr_start;

//===--- The program --------------------------------------------------------===//

const void *port::ownHeader() { return &__ehdr_start; }

static const ElfW(Phdr) * ownSegments(unsigned &Count) {
  Count = &__ehdr_start ? __ehdr_start.e_phnum : 0;
  return reinterpret_cast<const ElfW(Phdr) *>(reinterpret_cast<const char *>(&__ehdr_start) + __ehdr_start.e_phoff);
}

/// What is added to addresses in the file.
static uintptr_t biasOf(const ElfW(Phdr) * Segments, unsigned Count) {
  for (unsigned K = 0; K < Count; ++K)
    if (Segments[K].p_type == PT_LOAD && Segments[K].p_offset == 0)
      return reinterpret_cast<uintptr_t>(&__ehdr_start) - Segments[K].p_vaddr;
  return 0;
}

bool port::isInOwnFile(uintptr_t Address) {
  unsigned Count;
  const ElfW(Phdr) *Segments = ownSegments(Count);
  uintptr_t Bias = biasOf(Segments, Count);
  for (unsigned K = 0; K < Count; ++K)
    if (Segments[K].p_type == PT_LOAD && Address - (Bias + Segments[K].p_vaddr) < Segments[K].p_memsz)
      return true;
  return false;
}

const char *port::threadTemplate(size_t &Size) {
  unsigned Count;
  const ElfW(Phdr) *Segments = ownSegments(Count);
  Size = 0;
  for (unsigned K = 0; K < Count; ++K)
    if (Segments[K].p_type == PT_TLS) {
      Size = Segments[K].p_filesz;
      return reinterpret_cast<const char *>(biasOf(Segments, Count) + Segments[K].p_vaddr);
    }
  return nullptr;
}

bool port::mayLieAnywhere() { return &__ehdr_start && __ehdr_start.e_type == ET_DYN; }

/// The build id among the notes of a loaded file.
static Str buildIdOf(const ElfW(Phdr) * Segments, unsigned Count, uintptr_t Bias) {
  constexpr uint32_t BuildId = 3;
  for (unsigned K = 0; K < Count; ++K) {
    if (Segments[K].p_type != PT_NOTE)
      continue;
    auto *At = reinterpret_cast<const char *>(Bias + Segments[K].p_vaddr), *End = At + Segments[K].p_memsz;
    while (End - At >= static_cast<ptrdiff_t>(sizeof(ElfW(Nhdr)))) {
      ElfW(Nhdr) Note;
      memcpy(&Note, At, sizeof Note);
      size_t NameSize = (Note.n_namesz + 3) & ~size_t(3), Size = (Note.n_descsz + 3) & ~size_t(3);
      const char *Name = At + sizeof Note;
      if (static_cast<size_t>(End - Name) < NameSize + Size)
        break;
      if (Note.n_type == BuildId && Note.n_namesz == 4 && memcmp(Name, "GNU", 4) == 0)
        return Str(Name + NameSize, Note.n_descsz);
      At = Name + NameSize + Size;
    }
  }
  return {};
}

Str port::buildId() {
  unsigned Count;
  const ElfW(Phdr) *Segments = ownSegments(Count);
  return buildIdOf(Segments, Count, biasOf(Segments, Count));
}

void port::forEachLibrary(void (*Visit)(void *Ctx, const Library &L), void *Ctx) {
  struct State {
    void (*Visit)(void *Ctx, const Library &L);
    void *Ctx;
    bool SeenProgram;
  } S{Visit, Ctx, false};
  dl_iterate_phdr(
      [](dl_phdr_info *Info, size_t, void *Arg) {
        auto *S = static_cast<State *>(Arg);
        bool IsProgram = !S->SeenProgram, IsKernels = Info->dlpi_addr && Info->dlpi_addr == getauxval(AT_SYSINFO_EHDR);
        S->SeenProgram = true;
        uintptr_t End = Info->dlpi_addr;
        for (unsigned K = 0; K < Info->dlpi_phnum; ++K)
          if (const ElfW(Phdr) &P = Info->dlpi_phdr[K]; P.p_type == PT_LOAD && Info->dlpi_addr + P.p_vaddr + P.p_memsz > End)
            End = Info->dlpi_addr + P.p_vaddr + P.p_memsz;
        if (!IsProgram && !IsKernels)
          S->Visit(S->Ctx, {Info->dlpi_name ? Info->dlpi_name : "", Info->dlpi_addr, End,
                            buildIdOf(Info->dlpi_phdr, Info->dlpi_phnum, Info->dlpi_addr)});
        return 0;
      },
      &S);
}

//===--- The stack ----------------------------------------------------------===//

static struct {
  uintptr_t Top, End; ///< 0: the kernel's; the limit is told by the kernel
} Own;

/// Must a stack's memory be executable?
static bool isStackExecutable() {
  unsigned Count;
  const ElfW(Phdr) *Segments = ownSegments(Count);
  for (unsigned K = 0; K < Count; ++K)
    if (Segments[K].p_type == PT_GNU_STACK)
      return Segments[K].p_flags & PF_X;
  return true;
}

void *port::mapStack(uintptr_t At, size_t Size, bool Grows) {
  KeepErrno Keep;
  void *Wanted = reinterpret_cast<void *>(At);
  int Protection = PROT_READ | PROT_WRITE | (isStackExecutable() ? PROT_EXEC : 0);
  int Flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE | (Grows ? MAP_GROWSDOWN : 0);
  void *Memory = mmap(Wanted, Size, Protection, Flags, -1, 0);
  if (Memory == MAP_FAILED)
    return nullptr;
  if (Memory != Wanted) { // FIXED_NOREPLACE as a hint, as in older kernels and qemu
    unmap(Memory, Size);
    return nullptr;
  }
  if (!Grows)
    madvise(Memory, Size, MADV_NOHUGEPAGE);
  return Memory;
}

bool port::protect(void *Memory, size_t Size) {
  KeepErrno Keep;
  return mprotect(Memory, Size, PROT_NONE) == 0;
}

bool port::canWriteAt(uintptr_t Address) {
  KeepErrno Keep;
  return uname(reinterpret_cast<utsname *>(Address)) == 0;
}

void port::setStack(uintptr_t Top, uintptr_t End) { Own = {Top, End}; }

bool port::isInUse(uintptr_t Address, uintptr_t Frame) {
  constexpr uintptr_t RedZone = 4096;
  uintptr_t Used = Own.End && Frame < Own.Top && Frame > Own.End ? Frame - RedZone : Own.Top; // on another stack: nothing
  return port::isMapped(Address) && !(Own.End && Address >= Own.End && Address < Used);
}

uintptr_t port::stackTop() { return Own.Top ? Own.Top : getauxval(AT_EXECFN); }

uintptr_t port::stackEnd() {
  if (Own.End)
    return Own.End;
  uint64_t Soft, Hard, Top = stackTop();
  return stackLimit(Soft, Hard) && Soft < Top ? static_cast<uintptr_t>(Top - Soft) : 0;
}
