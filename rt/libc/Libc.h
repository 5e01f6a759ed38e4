//===- Libc.h - libc functions that need more than libc ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instrumented code calls __cgt_NAME for each CGT_LIBC_WRAP(NAME) of abi/Libc.def. What such a function returns to the
// program lies in the saved arena; what libc then keeps to itself is noted, since no image can hold it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_LIBC_LIBC_H
#define CGT_LIBC_LIBC_H

#include "abi/Descriptors.h"

#include "base/Text.h"

namespace cgt {
namespace libc {

/// Shared memory of shmat, mappings of mmap that aren't blocks of the heap, memory of sbrk that the program has.
bool hasSegments();
bool hasMappings();
bool breakMoved();

/// Is one of the mutexes locked that libc keeps: robust, shared between processes, or with a protocol of priorities?
bool holdsMutexes();

/// From now on private mappings are blocks of the saved heap.
void mapInHeap();
/// Calls \p Visit for what is mapped of each such block. False as soon as that returns false.
bool forEachMappedBlock(bool (*Visit)(void *Ctx, void *Start, size_t Size, void *Block), void *Ctx);
/// Notes a part of a block as mapped. False when memory is out.
bool addMappedBlock(void *Start, size_t Size, void *Block);

/// mprotect of pages of the saved heap, noted. errno and -1 on failure.
int protect(void *Memory, size_t Size, int Protection);
/// They are to be used as any others.
void unprotect(void *Memory, size_t Size);
/// Calls \p Visit for all that aren't. False as soon as that returns false.
bool forEachProtected(bool (*Visit)(void *Ctx, void *Start, size_t Size, int Protection), void *Ctx);
/// Lets this process, a copy, read them.
void openProtected();

/// Allocation site of the strings that wrappers return. Unit and type are set (by name) when an image is made and a unit is
/// known that has the type; until then blocks of this site have a null Unit.
struct TypedSite {
  CgtAllocSite Site;
  const char *TypeName;
};
extern TypedSite TextSite;

/// A copy in the saved arena, terminated; null and errno when memory is out.
char *copyText(const char *Text, size_t Size, const CgtAllocSite *Site = &TextSite.Site);

/// Moves a block that libc has allocated, or null, to the saved arena. Without memory it stays where it is.
void adoptBlock(void *&Block, const CgtAllocSite *Site);

/// The saved arena is empty now: what libc's results are copied to is made anew. Absent from programs that use none of it.
__attribute__((weak)) void forgetBlocks();

/// What setlocale(LC_ALL, NULL) says once the program has set a locale; null while it is "C".
const char *localeName();
/// False when libc has no such locale.
bool setLocale(const char *Name);

} // namespace libc
} // namespace cgt

#endif // CGT_LIBC_LIBC_H
