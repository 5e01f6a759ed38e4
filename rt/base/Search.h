//===- Search.h - Binary search ------------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BASE_SEARCH_H
#define CGT_BASE_SEARCH_H

namespace cgt {

/// The first index in [\p First, \p End) for which \p Holds is true, \p End if there is none. It is false for all indices
/// below some index and true from there on.
template <typename Index, typename HoldsFn> Index firstWhere(Index First, Index End, HoldsFn Holds) {
  while (First < End) {
    Index Middle = static_cast<Index>(First + (End - First) / 2);
    if (Holds(Middle))
      End = Middle;
    else
      First = static_cast<Index>(Middle + 1);
  }
  return First;
}

} // namespace cgt

#endif // CGT_BASE_SEARCH_H
