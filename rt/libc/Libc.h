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

/// Shared memory of shmat, mappings of mmap that the program has.
bool hasSegments();
bool hasMappings();

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
