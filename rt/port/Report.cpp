//===- Report.cpp - Every message of the runtime -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/Report.h"

#include "port/PortLocks.h"
#include "port/Progress.h"

#include <unistd.h>

using namespace cgt;
using namespace cgt::report;

static int Verbosity = 1;

void report::setVerbosity(int Level) { Verbosity = Level; }
int report::verbosity() { return Verbosity; }

static bool Timestamps, Colours;

void report::setColours(bool Wanted) { Colours = Wanted; }
void report::setTimestamps(bool Wanted) { Timestamps = Wanted; }

Part report::osError(int Error) {
  const char *Text = strerrordesc_np(Error); // no locale, no buffer
  return Text ? Part(Text) : Part("unknown error");
}

void Buffer::clear() {
  Size = 0;
  Data[0] = 0;
  Overflowed = false;
}

void Buffer::appendBytes(const char *Bytes, size_t Count) {
  size_t Room = Capacity - 1 - Size;
  if (Count > Room) {
    Overflowed = true;
    Count = Room;
  }
  memcpy(Data + Size, Bytes, Count);
  Size += Count;
  Data[Size] = 0;
}

void Buffer::appendNumber(uint64_t Value, unsigned Base) {
  char Digits[24];
  size_t First = sizeof(Digits);
  do {
    Digits[--First] = "0123456789abcdef"[Value % Base];
    Value /= Base;
  } while (Value);
  appendBytes(Digits + First, sizeof(Digits) - First);
}

Buffer &Buffer::append(const Part &P) {
  switch (P.Kind) {
  case Part::Characters: {
    const char *Text = P.Text ? P.Text : "(null)";
    appendBytes(Text, strlen(Text));
    break;
  }
  case Part::Counted: appendBytes(P.Text, static_cast<size_t>(P.Number)); break;
  case Part::Negative:
    appendBytes("-", 1);
    appendNumber(P.Number, 10);
    break;
  case Part::Unsigned: appendNumber(P.Number, 10); break;
  case Part::Hex:
    appendBytes("0x", 2);
    appendNumber(P.Number, 16);
    break;
  case Part::Byte: {
    char C = static_cast<char>(P.Number);
    appendBytes(&C, 1);
    break;
  }
  }
  return *this;
}

void report::print(Level L, const Part *Parts, unsigned Count) {
  if (Verbosity < static_cast<int>(L))
    return;
  static const char *const Prefixes[] = {"cgt: error: ", "cgt: warning: ", "cgt: note: "};
  static const char *const Coloured[] = {"\033[1mcgt: \033[31merror:\033[0m ", "\033[1mcgt: \033[35mwarning:\033[0m ",
                                         "\033[1mcgt: \033[36mnote:\033[0m "};
  port::KeepErrno Keep;
  progress::hide();
  bool InColour = Colours && isatty(STDERR_FILENO);
  char Text[2048];
  Buffer Line(Text, sizeof(Text) - 4); // room for what tells that the line was cut
  if (Timestamps) {
    char Time[40];
    port::timeOfDay(Time, sizeof Time);
    Line.add(Time, " ");
  }
  Line.append((InColour ? Coloured : Prefixes)[static_cast<int>(L)]);
  for (unsigned I = 0; I != Count; ++I)
    Line.append(Parts[I]);
  size_t Size = Line.str().Size;
  if (Line.overflowed()) {
    memcpy(Text + Size, "...", 3);
    Size += 3;
  }
  Text[Size++] = '\n';
  (void)port::writeAll(STDERR_FILENO, Text, Size);
}
