//===- FileNames.h - Names of open files ----------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A relative name means what it meant, from the folder on that the new process is started in; an absolute one stays. The system tells
// the absolute one of an open file only, so that it is noted which it was.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_FILENAMES_H
#define CGT_RESOURCES_FILENAMES_H

#include <stddef.h>
#include <stdint.h>

namespace cgt {
namespace filenames {

enum class Given : uint8_t { Unknown, Relative, Absolute };
/// How the program has named the file that it has opened as \p Fd.
Given given(int Fd);

/// Writes \p Name, absolute, as an image has it: from \p Folder on if it was given so, or lies below it and nobody knows. False when it doesn't fit.
bool fromFolder(const char *Name, const char *Folder, Given How, char *Out, size_t Size);

} // namespace filenames
} // namespace cgt

#endif // CGT_RESOURCES_FILENAMES_H
