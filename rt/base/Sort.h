//===- Sort.h - Sorting in place ----------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BASE_SORT_H
#define CGT_BASE_SORT_H

#include <stddef.h>

namespace cgt {

/// Heap sort: in place, without recursion, not stable. Input is usually sorted already; that is detected in one pass.
template <typename T, typename LessFn> void sortInPlace(T *A, size_t N, LessFn Less) {
  bool Sorted = true;
  for (size_t I = 1; I < N && Sorted; ++I)
    Sorted = !Less(A[I], A[I - 1]);
  if (Sorted)
    return;
  auto Swap = [&](size_t X, size_t Y) {
    T Old = A[X];
    A[X] = A[Y];
    A[Y] = Old;
  };
  auto SiftDown = [&](size_t Root, size_t End) {
    while (2 * Root + 1 < End) {
      size_t Child = 2 * Root + 1;
      if (Child + 1 < End && Less(A[Child], A[Child + 1]))
        ++Child;
      if (!Less(A[Root], A[Child]))
        return;
      Swap(Root, Child);
      Root = Child;
    }
  };
  for (size_t I = N / 2; I-- > 0;)
    SiftDown(I, N);
  for (size_t End = N; End-- > 1;) {
    Swap(0, End);
    SiftDown(0, End);
  }
}

} // namespace cgt

#endif // CGT_BASE_SORT_H
