//===- VariableArguments.h - Steps at which a va_list is alive ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_VARIABLEARGUMENTS_H
#define CGT_PASS_VARIABLEARGUMENTS_H

#include "Frame.h"

namespace cgt {

/// The local variable or parameter that a `va_list`'s address \p List is in; null: it lies elsewhere.
const NoteVar *listVariable(const llvm::Value *List, const UnitNotes &Notes);

/// Takes the resume points away at which a list is alive, or is still to be made from the function's arguments: only its own platform
/// knows what these are. \p Fr says what is alive. True if there were such.
bool dropSitesWithLists(Frame &Fr);

} // namespace cgt

#endif // CGT_PASS_VARIABLEARGUMENTS_H
