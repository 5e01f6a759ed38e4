//===- Progress.h - How far something is that takes long -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A line on a terminal that stands there from two seconds on, and is gone when it is done. For a program that stands still: nothing else
// writes meanwhile.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_PROGRESS_H
#define CGT_PORT_PROGRESS_H

#include <stdint.h>

namespace cgt {
namespace progress {

/// From now on \p What is done: "saving". It has no end where standard error is no terminal.
void begin(const char *What);
/// So many bytes of \p Total are done; 0: it isn't known yet. Called often, it writes seldom.
void show(uint64_t Done, uint64_t Total);
/// It is done.
void end();
/// Something else is to be written now.
void hide();

/// Is somebody looking?
bool isShown();

} // namespace progress
} // namespace cgt

#endif // CGT_PORT_PROGRESS_H
