//===- Heap.h - The two arenas with typed slabs ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime takes over the malloc family. Calls from instrumented code carry their allocation site and go to the saved
// arena, all others (libc's own buffers, libraries) to an arena that isn't saved. free and realloc go by address.
// Slabs are segregated by type and size class; no headers inside blocks; every block has at least one byte of slack, so
// that a pointer one past the end never is the next block's start (docs/design.md).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_HEAP_HEAP_H
#define CGT_HEAP_HEAP_H

#include <stddef.h>
#include <stdint.h>

struct CgtAllocSite; // abi/Descriptors.def

namespace cgt {

/// What the heap knows of a live block.
struct BlockInfo {
  void *Address = nullptr;
  size_t Size = 0;                    ///< requested bytes
  size_t Align = 0;                   ///< asked for, 0: malloc's
  const CgtAllocSite *Site = nullptr; ///< null: allocated through the plain entry points
};

namespace heap {

/// Allocates from the saved arena. \p Align is 0 or a power of two, \p Site may be null (untyped). Null and
/// errno = ENOMEM on failure.
void *allocate(size_t Size, size_t Align, bool Zero, const CgtAllocSite *Site);

/// From now on blocks of the saved arena are zeros when they are handed out, as fresh memory is.
void zeroBlocks();

/// The same as allocate() from the arena that isn't saved.
void *allocateUnsaved(size_t Size, size_t Align, bool Zero);

/// Gives a block of either arena back. Anything else but null ends the program.
void release(void *Block);

/// realloc of a block of either arena; \p Block isn't null, \p Size not 0. It keeps its contents, alignment and site; one
/// without a site (or whose site has no type) gets \p Site. With a \p Site a block of the unsaved arena
/// moves to the saved one; else it stays in its arena. Null and errno = ENOMEM on failure, the block then stands.
void *resize(void *Block, size_t Size, const CgtAllocSite *Site);

/// Requested bytes of a live block of either arena. Anything else ends the program.
size_t sizeOf(const void *Block);

/// Blocks of the saved arena in address order. The callback returns false to stop. Only for a process in which no other
/// thread runs (the capture child): takes no lock, allocates nothing.
void forEachBlock(bool (*Visit)(void *Ctx, const BlockInfo &Block), void *Ctx);

/// The live block of the saved arena that contains \p Address (one past its end included), or false.
bool findBlock(const void *Address, BlockInfo &Block);

/// Pages that belong together.
struct SpanInfo {
  void *Address;
  size_t Pages;     ///< of 4 KiB
  size_t BlockSize; ///< 0: a large block
};
/// Calls \p Visit for each in order of address, until it returns false.
void forEachSpan(bool (*Visit)(void *Ctx, const SpanInfo &Span), void *Ctx);

/// Do two blocks lie in one span, or in spans that touch?
bool adjoin(uintptr_t A, uintptr_t B);

/// Forgets all blocks of the saved arena.
void dropSaved();

// The saved arena is laid out like another process's: addSpan() for all of its spans in order of address, placeRun() for all of its
// blocks, finishLayout(). None or 0: it can't be done, and allocate() works as ever.
enum class SpanPlace : uint8_t {
  None,
  New,
  Shared ///< constructors have blocks in it, which stay; one that another process has at the same place, as large, is the same
};
SpanPlace addSpan(const SpanInfo &Span);
/// Before the first of them: how many there will be, with how many blocks. That many must not be more than memory is there for.
void expectLayout(uint64_t Spans, uint64_t Blocks);
/// Where the first span can be put if not where it was; 0: nowhere.
uintptr_t firstPlace();
/// Places blocks of \p Size bytes, \p Stride apart. Returns how many, from the first on, all of them in spans that are \p Where.
uint64_t placeRun(uintptr_t Address, size_t Stride, uint64_t Count, size_t Size, size_t Align, const CgtAllocSite *Site,
                  SpanPlace &Where);
void finishLayout();

/// True when \p Address lies in the arena that is saved, or in the one that isn't.
bool isSaved(const void *Address);
bool isUnsaved(const void *Address);

/// Of the arena that isn't saved: is there no block any more?
bool isStale(const void *Address);

/// Tells a block's type afterwards (blocks found untyped and typed by tracing; restore). False when memory is out.
bool setSite(void *Block, const CgtAllocSite *Site);

/// The same for a block that has no type yet, if the site's type can be its: a whole number of elements. Else, and for whatever
/// is no block, nothing.
void giveType(void *Block, const CgtAllocSite *Site);

} // namespace heap
} // namespace cgt

#endif // CGT_HEAP_HEAP_H
