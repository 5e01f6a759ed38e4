//===- Environment.h - The environment's changes -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A resumed program has the environment of its new process. What the program itself has changed in it, by functions of libc or
// through `environ`, is changed again.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_ENVIRONMENT_H
#define CGT_RESOURCES_ENVIRONMENT_H

#include "resources/Resources.h"

namespace cgt {
namespace environment {

/// Notes the environment that the process was started with. False when memory is out.
bool begin();

// The row of Resources.def.
bool save(Saving &S);
void restore(Restoring &S);

} // namespace environment
} // namespace cgt

#endif // CGT_RESOURCES_ENVIRONMENT_H
