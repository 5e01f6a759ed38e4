//===- SizeFlow.h - What variables and arguments owe to sizes -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows the sizes that the plugin has marked (`__cgt_size.K`), and each function's integer parameters, which may be sizes
// to the caller, through arithmetic and local variables. What comes of it is a text for each variable, temporary and
// argument with a size in it (docs/format.md, "Sizes"), which a receiver needs where its sizes are others.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_SIZEFLOW_H
#define CGT_PASS_SIZEFLOW_H

#include "llvm/IR/Module.h"

#include <string>
#include <vector>

namespace cgt {

/// Leaves the texts of \p F's values as metadata, and takes the marks out.
void followSizes(llvm::Function &F);

/// Removes what declares the marks, once no function has any.
void dropSizeMarks(llvm::Module &M);

/// The text of a variable, an instruction or an argument; "" for everything without a size in it.
std::string sizeText(const llvm::Value *V);
/// The same for the arguments of a call, each with its number.
std::string sizeArguments(const llvm::Instruction &Call);
/// The sizes of \p F, from number 1 on.
std::vector<uint64_t> sizesOf(const llvm::Function &F);

} // namespace cgt

#endif // CGT_PASS_SIZEFLOW_H
