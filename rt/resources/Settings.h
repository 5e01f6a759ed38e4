//===- Settings.h - What the kernel keeps for a process ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a process inherits and the program may change: permissions of new files, the working directory, niceness, limits. A resumed
// program has what its new process was started with, but for what it had set itself.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_SETTINGS_H
#define CGT_RESOURCES_SETTINGS_H

#include "resources/Resources.h"

namespace cgt {
namespace settings {

/// Notes what the process was started with.
void begin();

// Rows of Resources.def.
bool saveFileMask(Saving &S);
void restoreFileMask(Restoring &S);
bool saveDirectory(Saving &S);
void restoreDirectory(Restoring &S);
bool saveNiceness(Saving &S);
void restoreNiceness(Restoring &S);
bool saveLimits(Saving &S);
void restoreLimits(Restoring &S);

/// Has the program changed its user or group?
bool userChanged();

} // namespace settings
} // namespace cgt

#endif // CGT_RESOURCES_SETTINGS_H
