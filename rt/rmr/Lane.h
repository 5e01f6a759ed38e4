//===- Lane.h - What single elements need to go past the library -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The inline functions of <cgt/rmr_element.h> read and write a stream's buffers by what stands in its lanes. A type gets its
// shape there when the library has carried a record of it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_LANE_H
#define CGT_RMR_LANE_H

#include "cgt/rmr.h"
#include "rmr/Types.h"

namespace cgt {
namespace rmr {

constexpr uint64_t SmallNumber = 127; ///< a type or count that takes one byte
constexpr uint64_t SmallElement = 4096;

/// Makes the lane's next byte the one at \p Offset in the stream.
inline void setOrigin(cgt_rmr_lane &Lane, uint64_t Offset) {
  Lane.origin = reinterpret_cast<uintptr_t>(Lane.next) - static_cast<uintptr_t>(Offset);
}

/// Elements of \p Size bytes of type \p Id go a shorter way from now on.
inline void addShape(cgt_rmr_lane &Lane, const cgt_rmr_tag *Tag, uint32_t Id, uint64_t Size, unsigned How) {
  if (Id - 1 >= SmallNumber || Size > SmallElement)
    return;
  cgt_rmr_shape &Shape = Lane.shapes[cgt_rmr_shape_of(Tag)];
  Shape = {Tag, {}, static_cast<unsigned>(Size), How};
  const uint8_t Head[CGT_RMR_HEAD] = {static_cast<uint8_t>(Id), 1};
  memcpy(Shape.head, Head, sizeof Head);
}

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_LANE_H
