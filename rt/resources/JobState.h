//===- JobState.h - The arguments of a job -------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// With ckpt= the same command line starts a job and resumes it: another one is another job, whose images this one's aren't.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_JOBSTATE_H
#define CGT_RESOURCES_JOBSTATE_H

#include "resources/Resources.h"

namespace cgt {
namespace jobstate {

/// The row of Resources.def: the arguments, if there is a job.
bool save(Saving &S);
/// Refuses an image of a job with other arguments than this process was given.
void check(Restoring &S);

} // namespace jobstate
} // namespace cgt

#endif // CGT_RESOURCES_JOBSTATE_H
