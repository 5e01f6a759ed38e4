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

/// A value that another platform would refuse.
struct Loss {
  std::string What;  ///< "global 'limits'"
  std::string Path;  ///< "[1].high"; "" for the whole object
  std::string Where; ///< "(losses.c:7)"
  Errc Code = Errc::Ok;
  std::string Value; ///< as text; "" if there is none
};

/// Converts all of an image as \p To would, and returns what it would refuse.
llvm::Expected<std::vector<Loss>> findLosses(const Values &V, const Platform &To, bool AllowLongDoubleLoss);

/// One line each, those that differ only by their block's number, their frame's, indices and value together; unless \p Full of more than a few the
/// first, with how many there are.
void printLosses(const std::vector<Loss> &Losses, bool Full, llvm::raw_ostream &OS);

} // namespace cgt

#endif // CGT_INSPECT_LOSSES_H
