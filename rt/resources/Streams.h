//===- Streams.h - Standard streams and floating-point state --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The contract: all output is flushed at the save and never written again; a seekable standard input is
// put at the saved position, with its end-of-file and error flags; errno and the rounding mode are carried.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_STREAMS_H
#define CGT_RESOURCES_STREAMS_H

#include "program/Runtime.h"

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
/// True when stdio would give the program other bytes of standard input, a file, than those at its position: ungetc.
bool inputDiffers();
/// Fills in the state of the streams and the rounding mode; errno is known when the frames are unwound.
void capture(const Runtime &R, ProcessState &Out);
/// Puts standard input and the rounding mode back. \p StdinWasImage: standard input stays at its end.
void restore(const ProcessState &P, bool StdinWasImage);
/// stdin, stdout, stderr as objects; null for other names.
void *byName(Str Name);
constexpr const char *Names[] = {"stdin", "stdout", "stderr"};

} // namespace streams
} // namespace cgt

#endif // CGT_RESOURCES_STREAMS_H
