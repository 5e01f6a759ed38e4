//===- Home.h - What tells this program, and what lies where -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An image is *at home* with the executable that wrote it, on an equal platform: all that the program itself has in memory can
// return to its addresses there. Where shared libraries and thread-local variables lie is compared apart: they return only
// without random addresses.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_HOME_H
#define CGT_PROGRAM_HOME_H

#include "image/Checkpoint.h"

namespace cgt {
namespace home {

/// Before user code runs: notes where libraries lie, for images. Without memory images have no home.
void begin();

/// Is the program linked dynamically?
bool hasLibraries();

/// Does a shared library, or libc's thread-local memory near its beginning, have that address?
bool isInLibrary(uintptr_t Address);

/// For an image; without a build id if there is none.
HomeRecord describe();

/// Has this executable, where it lies now, written the image?
bool isOwn(const HomeRecord &Sender);
/// Does what the executable doesn't contain lie as it lay there: libraries, thread-local variables?
bool isAllInPlace(const HomeRecord &Sender);

} // namespace home
} // namespace cgt

#endif // CGT_PROGRAM_HOME_H
