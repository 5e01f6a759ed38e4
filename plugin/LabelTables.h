//===- LabelTables.h - Labels whose addresses are taken ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Blocks of the IR have no names, and which of them a label became isn't to be guessed from their order. A static table in
// the function, `{&&first, &&second}`, tells the pass, which takes it out again.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_LABELTABLES_H
#define CGT_PLUGIN_LABELTABLES_H

#include "clang/AST/Decl.h"

#include <string>
#include <vector>

namespace cgt {

/// Puts the table of the labels whose addresses \p Function takes at the start of its body, annotated with \p Index, and
/// returns their names in its order: as declared, with "#k" from the second label of a name on (`__label__`). No table and no
/// names if it takes none.
std::vector<std::string> addLabelTable(clang::FunctionDecl &Function, size_t Index);

} // namespace cgt

#endif // CGT_PLUGIN_LABELTABLES_H
