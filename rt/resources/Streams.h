//===- Streams.h - Standard streams ----------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The contract: all output is flushed at the save and never written again; a seekable standard input is
// put at the saved position, with its end-of-file and error flags.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_STREAMS_H
#define CGT_RESOURCES_STREAMS_H

#include "resources/Resources.h"

namespace cgt {
namespace streams {

/// Notes where output begins; call at start.
void begin(Runtime &R);
/// Flushes all output. Call in the program itself before a fork.
void flush();
/// Bytes that the program and its predecessors have written to standard output.
uint64_t stdoutBytes(const Runtime &R);
/// Bytes that this process and the children it has waited for have written, or 0 when unknown.
uint64_t bytesWritten();
/// Takes \p Bytes, written by a child, out of what stdoutBytes counts.
void discount(Runtime &R, uint64_t Bytes);
/// Position of the next byte of a seekable standard input, what was pushed back aside; -1: there is none.
int64_t inputPosition();
// The row of Resources.def. Standard input that the image came from stays at its end.
bool note(Runtime &R);
void restore(Restoring &S);
/// stdin, stdout, stderr as objects; null for other names.
void *byName(Str Name);
constexpr const char *Names[] = {"stdin", "stdout", "stderr"};

} // namespace streams
} // namespace cgt

#endif // CGT_RESOURCES_STREAMS_H
