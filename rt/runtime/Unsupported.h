//===- Unsupported.h - What can't be carried yet -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUNTIME_UNSUPPORTED_H
#define CGT_RUNTIME_UNSUPPORTED_H

#include "runtime/Runtime.h"

namespace cgt {
namespace unsupported {

/// Notes the descriptors that the process was started with: those don't count as long as they stay what they are.
void begin();
/// Looks for state of the process that an image can't carry. True when there is some; \p Text then names it.
bool find(char *Text, size_t Size);

} // namespace unsupported
} // namespace cgt

#endif // CGT_RUNTIME_UNSUPPORTED_H
