//===- ThreadStacks.h - Stacks of threads ---------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// At places of their own, so that a resumed program can have them where they were.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_THREADSTACKS_H
#define CGT_PORT_THREADSTACKS_H

#include <stddef.h>
#include <stdint.h>

namespace cgt {
namespace threadstacks {

/// Memory for a stack of at least \p Size bytes, with a guard below; one that was given back if there is one of that size. False when
/// memory is out.
bool take(size_t Size, uintptr_t &Low, uintptr_t &Top);
/// Exactly that one; false when its place is taken.
bool takeAt(uintptr_t Low, uintptr_t Top);
void giveBack(uintptr_t Low, uintptr_t Top);

} // namespace threadstacks
} // namespace cgt

#endif // CGT_PORT_THREADSTACKS_H
