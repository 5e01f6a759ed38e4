//===- Verifier.h - Every damage of a file -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_VERIFIER_H
#define CGT_INSPECT_VERIFIER_H

#include "ImageFile.h"

#include "llvm/Support/raw_ostream.h"

namespace cgt {

/// Goes on after damage where it can. One line a section to \p OS, one warning a damage on standard error; the number
/// of damages is returned.
unsigned verify(llvm::StringRef Path, const llvm::MemoryBuffer &File, uint64_t MaxMemory, llvm::raw_ostream &OS);

} // namespace cgt

#endif // CGT_INSPECT_VERIFIER_H
