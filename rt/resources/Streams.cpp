//===- Streams.cpp - Standard streams ------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/Streams.h"

#include "resources/Files.h"
#include "resources/Stdio.h"

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
static int64_t stderrBytes() { return port::isRegularFile(2) ? port::position(2) : static_cast<int64_t>(stderr->_offset); }

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

int64_t streams::inputPosition() {
  FILE *Input = stdio::standard(0);
  if (port::position(0) < 0 || stdio::descriptorOf(Input) != 0 || !files::isUnchanged(0))
    return -1;
  if (int64_t Wide = stdio::widePosition(Input); Wide >= 0)
    return Wide;
  return static_cast<int64_t>(ftello64(Input)) + static_cast<int64_t>(stdio::pushedBack(Input));
}

bool streams::note(Runtime &R) {
  ProcessState &Out = R.AtPoll;
  Out.StdoutBytes = stdoutBytes(R);
  FILE *Input = stdio::standard(0);
  Out.StdinPosition = inputPosition();
  Out.StdinEnded = feof(Input) != 0;
  Out.StdinFailed = ferror(Input) != 0;
  return true;
}

void streams::restore(Restoring &S) {
  const ProcessState &P = S.I.Process;
  FILE *Input = stdio::standard(0);
  if (!S.StdinWasImage && P.StdinPosition >= 0 && port::position(0) >= 0)
    fseeko64(Input, P.StdinPosition, SEEK_SET);
  // Seeking has cleared them. stdio has no function that sets them; the bits are part of its binary interface.
  if (P.StdinEnded)
    Input->_flags |= _IO_EOF_SEEN;
  if (P.StdinFailed)
    Input->_flags |= _IO_ERR_SEEN;
}

void *streams::byName(Str Name) {
  for (unsigned K = 0; K < 3; ++K)
    if (Name == Str(Names[K]))
      return stdio::standard(K);
  return nullptr;
}
