//===- Initial.h - What variables hold at the start -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A copy of the program's initialised variables, made before any of its code runs, if images are written or read. It tells
// what the program has changed (convert/Unchanged.h).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_INITIAL_H
#define CGT_PROGRAM_INITIAL_H

#include "program/Program.h"

namespace cgt {
namespace initial {

/// For .preinit_array: addresses in initialisers are what they will be by then. Without memory nothing is known.
void keep();

/// The bytes that the variable held; null for zeros, and where nothing is known.
const uint8_t *of(Place Variable);
/// Has the variable's start been kept, or was it zeros?
bool isKnown(const Program &P, Place Variable);

} // namespace initial
} // namespace cgt

#endif // CGT_PROGRAM_INITIAL_H
