//===- Losses.h - What another platform couldn't hold ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_LOSSES_H
#define CGT_INSPECT_LOSSES_H

#include "Values.h"

#include "llvm/Support/raw_ostream.h"

namespace cgt {

/// Converts all of an image as \p To would and prints each value that it would refuse, one a line: variable, place,
/// value. Returns their number.
llvm::Expected<uint64_t> printLosses(const Values &V, const Platform &To, bool AllowLongDoubleLoss,
                                     llvm::raw_ostream &OS);

} // namespace cgt

#endif // CGT_INSPECT_LOSSES_H
