//===- DescribedObjects.h - Objects of libraries, before they are saved -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_DESCRIBEDOBJECTS_H
#define CGT_SAVE_DESCRIBEDOBJECTS_H

#include "image/Checkpoint.h"
#include "port/Report.h"
#include "program/Program.h"

namespace cgt {
namespace describedobjects {

/// Finds out which of the objects that cgt_resource() was called for lie in the program's own memory. False with the reason if one isn't
/// there any more, or if its function has given no description that can be saved.
bool settle(const Program &P, const MapVector<ActivationRecord> &Frames, const MapVector<ObjectRecord> &Objects,
            report::Buffer &Why);

} // namespace describedobjects
} // namespace cgt

#endif // CGT_SAVE_DESCRIBEDOBJECTS_H
