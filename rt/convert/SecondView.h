//===- SecondView.h - Memory that is used as two types ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block is converted as what it was allocated as, a variable as what it was declared as. A pointer of another type into
// it shows that the program also reads its bytes as that: `short *s = (short *)ints`, or a struct carved out of a pool of
// `char`. Looked at are objects made of numbers. A pointer to characters is no second type: it is how C reads an object's bytes.
//
// One rule for who restores an image and for who tells beforehand what a restore would say.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_SECONDVIEW_H
#define CGT_CONVERT_SECONDVIEW_H

#include "convert/Plan.h"

namespace cgt {

/// What addresses of the sender's mean.
struct AddressMeaning {
  /// Does \p Value refer to an object, or is it a mark? \p Moved is set if that object lies elsewhere at the receiver.
  bool (*MeansSomething)(void *Ctx, uint64_t Value, bool IsFunction, bool *Moved);
  void *Ctx;
};

/// A pointer to a \p Pointee leads to \p Left bytes of the sender's at \p At, the rest of an object of \p Object. Does it show
/// a second use of numbers? \p Moved is set if that use has addresses of what lies elsewhere.
bool isSecondView(TypeRef Object, TypeRef Pointee, const uint8_t *At, uint64_t Left, const AddressMeaning &Meaning,
                  bool *Moved);

/// Would one of two uses come out wrong, as only one of them is converted? \p Other, null: it can't be.
bool isLostView(const Plan &Object, const Plan *Other);

} // namespace cgt

#endif // CGT_CONVERT_SECONDVIEW_H
