//===- Stdio.h - Streams of stdio ---------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All that is known here of what a FILE looks like inside. glibc's layout of it is part of its binary interface.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_STDIO_H
#define CGT_RESOURCES_STDIO_H

#include "image/FileRecords.h"
#include "port/Port.h"

#include <stdio.h>

namespace cgt {
namespace stdio {

/// Notes the standard streams while the variables stdin, stdout and stderr refer to them. \p Moves: images are saved or restored, so that
/// the addresses of streams matter.
void begin(bool Moves);
/// stdin, stdout and stderr by number, whatever the variables are now; null for other numbers.
FILE *standard(unsigned Number);
/// The number of a standard stream, or NoIndex.
uint32_t numberOf(const FILE *Stream);
/// The variables stdin, stdout and stderr.
FILE *variable(unsigned Number);
void setVariable(unsigned Number, FILE *Stream);

/// Calls \p Visit for each open stream, of the program or of a library, oldest last.
void forEach(void (*Visit)(void *Ctx, FILE *Stream), void *Ctx);
/// The descriptor of a stream; negative: it has none.
int descriptorOf(const FILE *Stream);
bool isOpen(const FILE *Stream);

/// Describes \p Stream, whose output is flushed. \p WithUnread: also what it has read ahead. False when memory is out.
bool describe(FILE *Stream, bool WithUnread, MapAllocator &Memory, StreamRecord &Out);
/// Position of the next character of a wide stream, which its descriptor doesn't tell; -1 for others, and where it isn't known.
int64_t widePosition(const FILE *Stream);
/// How many bytes ungetc() has pushed back.
uint64_t pushedBack(const FILE *Stream);
/// Is it as the process was started with it?
bool isAsAtStart(const StreamRecord &R);

/// Makes a stream that doesn't read or write yet, on the open descriptor \p Any, where the sender had it if that can be. Null when memory
/// is out.
FILE *make(const StreamRecord &R, int Any);
/// Gives back a stream of make(), whose descriptor stays open.
void drop(FILE *Stream, int Any);
/// Makes \p Stream what the record says. Its descriptor is open at the right position; \p Buffer: that of setvbuf(), or null. \p Any: a
/// descriptor that may be closed.
void assume(FILE *Stream, const StreamRecord &R, void *Buffer, int Any);

} // namespace stdio
} // namespace cgt

#endif // CGT_RESOURCES_STDIO_H
