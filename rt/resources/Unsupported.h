//===- Unsupported.h - What can't be carried yet -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nothing is dropped in silence: what stands in Resources.def as an obstacle makes a request wait or fail.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_UNSUPPORTED_H
#define CGT_RESOURCES_UNSUPPORTED_H

#include "port/Report.h"
#include "program/Runtime.h"

namespace cgt {

enum class Uncapturable : uint8_t {
#define CGT_OBSTACLE(Id, Fate, Finder, Advice) Id,
#include "resources/Resources.def"
};

/// What becomes of a request.
enum class Fate : uint8_t { Served, Waits, Fails };

namespace unsupported {

/// What becomes of a request as far as the state of the process goes, without its frames. Looks until something is found.
/// With \p FailuresOnly only for what won't go away, which is cheap.
Fate find(bool FailuresOnly);

/// Names all that is in the way now, frames aside, by \p Visit.
void findAll(void (*Visit)(void *Ctx, Uncapturable Kind, const char *Text), void *Ctx);

Fate fateOf(Uncapturable Kind);
const char *adviceOn(Uncapturable Kind);

} // namespace unsupported
} // namespace cgt

#endif // CGT_RESOURCES_UNSUPPORTED_H
