//===- MemoryStreams.h - Streams on memory --------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// open_memstream() and fmemopen(), as libc has them, on memory of the program's: what they hold is saved as any block is, and the
// stream itself is made anew.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_MEMORYSTREAMS_H
#define CGT_RESOURCES_MEMORYSTREAMS_H

#include "image/FileRecords.h"

#include <stdio.h>

namespace cgt {

/// What such a stream writes to or reads from.
struct MemoryStream {
  FILE *Stream = nullptr;
  char *Memory = nullptr;
  size_t Size = 0;   ///< of the memory
  size_t Length = 0; ///< bytes that there are to be read
  size_t Position = 0;
  char **MemoryAt = nullptr; ///< open_memstream's: where the program is told of both
  size_t *LengthAt = nullptr;
  bool Grows = false; ///< open_memstream's
  bool Appends = false, Owned = false;
  MemoryStream *Next = nullptr;
};

namespace memorystreams {

/// The one on which \p Stream is, or null.
const MemoryStream *find(const FILE *Stream);
/// Adds what describes it to a record of the stream; \p Stream's output is flushed.
void describe(FILE *Stream, const MemoryStream &M, StreamRecord &Out);
/// Makes one without memory yet: see assume(). Null when memory is out.
FILE *make(const StreamRecord &R);
/// Gives it memory, and what else the record says.
void assume(FILE *Stream, const StreamRecord &R, const MemoryStream &What);

} // namespace memorystreams
} // namespace cgt

#endif // CGT_RESOURCES_MEMORYSTREAMS_H
