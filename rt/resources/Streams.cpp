//===- Streams.cpp - Standard streams ------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/Streams.h"

#include <stdio.h>

using namespace cgt;

uint64_t streams::bytesWritten() {
  int Fd = port::openRead("/proc/self/io");
  if (Fd < 0)
    return 0;
  char Text[512];
  size_t Got = 0;
  port::readAll(Fd, Text, sizeof Text - 1, Got);
  port::close(Fd);
  Text[Got] = 0;
  const char *At = strstr(Text, "wchar: ");
  uint64_t Value = 0;
  for (At = At ? At + 7 : ""; *At >= '0' && *At <= '9'; ++At)
    Value = Value * 10 + static_cast<unsigned>(*At - '0');
  return Value;
}

static bool isPositioned() { return port::isRegularFile(1); }

/// Bytes written to standard error. Elsewhere than to a file, stdio counts for us: a stream's offset, once known, grows with
/// what it writes.
static int64_t stderrBytes() {
  return port::isRegularFile(2) ? port::position(2) : static_cast<int64_t>(stderr->_offset);
}

/// Position of descriptor 1, if it is a file; else what this process has written, but for what is known to have gone
/// elsewhere.
static int64_t stdoutPosition() {
  if (isPositioned())
    return port::position(1);
  int64_t Errors = stderrBytes();
  return static_cast<int64_t>(streams::bytesWritten() - port::bytesOfRuntime()) - (Errors > 0 ? Errors : 0);
}

void streams::begin(Runtime &R) {
  if (!isPositioned() && !port::isRegularFile(2))
    stderr->_offset = 0;
  // Writing moves the position of a file opened for appending to its end first.
  R.StdoutStart = isPositioned() && port::appends(1) ? port::fileSize(1) : stdoutPosition();
}

uint64_t streams::stdoutBytes(const Runtime &R) {
  int64_t Now = stdoutPosition();
  return R.StdoutBefore + (Now > R.StdoutStart ? static_cast<uint64_t>(Now - R.StdoutStart) : 0);
}

void streams::discount(Runtime &R, uint64_t Bytes) {
  if (!isPositioned())
    R.StdoutStart += static_cast<int64_t>(Bytes);
}

void streams::flush() { fflush(nullptr); }

/// Both what ungetc has put into its own memory and what is buffered is between these two pointers.
bool streams::inputDiffers() {
  if (!port::isRegularFile(0) || stdin->_mode > 0)
    return false;
  const char *Next = stdin->_IO_read_ptr, *End = stdin->_IO_read_end;
  for (int64_t At = ftello64(stdin); Next < End;) {
    char Bytes[512];
    size_t Left = static_cast<size_t>(End - Next);
    size_t Got = At < 0 ? 0 : port::readAt(0, Bytes, Left < sizeof Bytes ? Left : sizeof Bytes, At);
    if (Got == 0 || memcmp(Bytes, Next, Got) != 0)
      return true;
    Next += Got;
    At += static_cast<int64_t>(Got);
  }
  return false;
}

bool streams::note(Runtime &R) {
  ProcessState &Out = R.AtPoll;
  Out.StdoutBytes = stdoutBytes(R);
  Out.StdinPosition = port::position(0) >= 0 ? static_cast<int64_t>(ftello64(stdin)) : -1;
  Out.StdinEnded = feof(stdin) != 0;
  Out.StdinFailed = ferror(stdin) != 0;
  return true;
}

void streams::restore(Restoring &S) {
  const ProcessState &P = S.I.Process;
  if (!S.StdinWasImage && P.StdinPosition >= 0 && port::position(0) >= 0)
    fseeko64(stdin, P.StdinPosition, SEEK_SET);
  // Seeking has cleared them. stdio has no function that sets them; the bits are part of its binary interface.
  if (P.StdinEnded)
    stdin->_flags |= _IO_EOF_SEEN;
  if (P.StdinFailed)
    stdin->_flags |= _IO_ERR_SEEN;
}

void *streams::byName(Str Name) {
  FILE *Streams[] = {stdin, stdout, stderr};
  for (size_t K = 0; K < 3; ++K)
    if (Name == Str(Names[K]))
      return Streams[K];
  return nullptr;
}
