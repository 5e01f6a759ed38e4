//===- MappedMemory.cpp - Mappings and protected pages -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/MappedMemory.h"

#include "heap/Heap.h"
#include "libc/Libc.h"
#include "port/Report.h"

#include <errno.h>
#include <sys/mman.h>

using namespace cgt;

//===--- Mappings -----------------------------------------------------------------===//

bool mappedmemory::saveMappings(Saving &S) {
  return libc::forEachMappedBlock(
      [](void *Ctx, void *Start, size_t Size, void *Block) {
        auto &Own = static_cast<Saving *>(Ctx)->Own;
        Own.writeULEB(reinterpret_cast<uintptr_t>(Block));
        Own.writeULEB(reinterpret_cast<uintptr_t>(Start) - reinterpret_cast<uintptr_t>(Block));
        Own.writeULEB(Size);
        return true;
      },
      &S);
}

/// A block that holds other sizes than the sender's is larger or smaller here.
void mappedmemory::restoreMappings(Restoring &S) {
  while (S.Own.remaining() != 0) {
    uint64_t Block, Offset, Size;
    if (!S.Own.readULEB(Block).ok() || !S.Own.readULEB(Offset).ok() || !S.Own.readULEB(Size).ok())
      S.refuse("its mappings are damaged");
    BlockInfo Own;
    if (!heap::findBlock(S.translate(Block, false), Own))
      continue; // nothing refers to it, and it isn't there
    bool IsWhole = Offset == 0;
    auto *Start = IsWhole ? Own.Address : S.translate(Block + Offset, false);
    size_t Most = Own.Size - static_cast<size_t>(static_cast<char *>(Start) - static_cast<char *>(Own.Address));
    size_t Here = IsWhole && Size >= Own.Size ? Own.Size : Size < Most ? static_cast<size_t>(Size) : Most;
    if (!libc::addMappedBlock(Start, Here, Own.Address))
      S.refuse("out of memory for mappings");
  }
}

//===--- Protected pages -------------------------------------------------------------===//

namespace {
enum ProtectionBits : uint8_t { Read = 1, Write = 2, Execute = 4 };
} // namespace

bool mappedmemory::saveProtections(Saving &S) {
  bool Saved = libc::forEachProtected(
      [](void *Ctx, void *Start, size_t Size, int Protection) {
        auto &Own = static_cast<Saving *>(Ctx)->Own;
        Own.writeULEB(reinterpret_cast<uintptr_t>(Start));
        Own.writeULEB(Size);
        Own.writeU8(static_cast<uint8_t>((Protection & PROT_READ ? Read : 0) | (Protection & PROT_WRITE ? Write : 0) |
                                         (Protection & PROT_EXEC ? Execute : 0)));
        return true;
      },
      &S);
  libc::openProtected();
  return Saved;
}

/// Whole pages of this system, with the same bytes between them.
static bool protect(Restoring &S, uint64_t Address, uint64_t Size, uint8_t Bits) {
  auto *Start = static_cast<char *>(S.translate(Address, false));
  auto *Last = static_cast<char *>(S.translate(Address + Size - 1, false));
  uint64_t Page = port::pageSize();
  bool Fits = heap::isSaved(Start) && heap::isSaved(Last) && static_cast<uint64_t>(Last - Start) == Size - 1 &&
              reinterpret_cast<uintptr_t>(Start) % Page == 0 && Size % Page == 0;
  int Protection = (Bits & Read ? PROT_READ : 0) | (Bits & Write ? PROT_WRITE : 0) | (Bits & Execute ? PROT_EXEC : 0);
  return Fits && libc::protect(Start, static_cast<size_t>(Size), Protection) == 0;
}

void mappedmemory::restoreProtections(Restoring &S) {
  while (S.Own.remaining() != 0) {
    uint64_t Address, Size;
    uint8_t Bits;
    if (!S.Own.readULEB(Address).ok() || !S.Own.readULEB(Size).ok() || !S.Own.readU8(Bits).ok() || Size == 0)
      S.refuse("its protected pages are damaged");
    if (!protect(S, Address, Size, Bits))
      S.refuse(
          "pages that the program has protected by mprotect() are no whole pages here; restore on a platform like the saver's");
  }
}
