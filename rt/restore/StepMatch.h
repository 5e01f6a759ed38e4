//===- StepMatch.h - A saved frame's step in this program ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_STEPMATCH_H
#define CGT_RESTORE_STEPMATCH_H

#include "convert/Plan.h"
#include "program/Program.h"

namespace cgt {

/// A field of an own step and its counterpart in the image.
struct FieldMatch {
  const FieldInfo *Own, *Theirs; ///< Theirs null: stays zero
  const Plan *P;                 ///< null: stays zero
};

/// An activation's function and step, matched once for all activations of it.
struct StepMatch {
  uint32_t Unit, Function, Step; ///< the image's
  Place Own;
  uint32_t OwnStep;
  const FieldMatch *Fields;
  uint32_t NumFields;
};

} // namespace cgt

#endif // CGT_RESTORE_STEPMATCH_H
