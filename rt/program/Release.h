//===- Release.h - Which CGT a program has -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_RELEASE_H
#define CGT_PROGRAM_RELEASE_H

#include "base/Bytes.h"

namespace cgt {

/// "0.1.0". In the program it stands behind CGT_RELEASE_WORDS, by which people and tools find it in the file.
Str release();

} // namespace cgt

#endif // CGT_PROGRAM_RELEASE_H
