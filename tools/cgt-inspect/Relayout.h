//===- Relayout.h - A unit's types as another platform has them --*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// --check-for has no program for the other platform, only the sender's types: scalars get the size that their C type has
// there, records are laid out by the rules that all Linux ABIs share.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_RELAYOUT_H
#define CGT_INSPECT_RELAYOUT_H

#include "ImageFile.h"

namespace cgt {

/// A copy of \p Unit with types of \p To. Types keep their indices; all else refers to \p Unit's.
llvm::Expected<UnitInfo> layOut(const UnitInfo &Unit, const Platform &From, const Platform &To, Allocator &Memory);

} // namespace cgt

#endif // CGT_INSPECT_RELAYOUT_H
