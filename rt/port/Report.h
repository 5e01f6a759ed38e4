//===- Report.h - Every message of the runtime -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Messages go to descriptor 2 by one write from a fixed buffer: no stdio, no malloc, safe in the capture child.
//
//   report::error("can't write '", Path, "': ", report::osError(E));
//   report::warning("signal ", report::num(Signal), " is taken");
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_REPORT_H
#define CGT_PORT_REPORT_H

#include "base/Bytes.h"

namespace cgt {
namespace report {

/// A piece of a message.
class Part {
public:
  Part(const char *Text) : Text(Text), Kind(Characters) {}
  Part(Str Text) : Text(Text.Data), Number(Text.Size), Kind(Counted) {}

private:
  enum KindType : uint8_t { Characters, Counted, Unsigned, Negative, Hex, Byte };
  Part(KindType Kind, uint64_t Number) : Number(Number), Kind(Kind) {}
  const char *Text = nullptr;
  uint64_t Number = 0;
  KindType Kind;

  friend class Buffer;
  friend Part num(int64_t);
  friend Part num(uint64_t);
  friend Part hex(uint64_t);
  friend Part chr(char);
};

inline Part num(int64_t Value) {
  return Value < 0 ? Part(Part::Negative, -static_cast<uint64_t>(Value)) : Part(Part::Unsigned, static_cast<uint64_t>(Value));
}
inline Part num(uint64_t Value) { return {Part::Unsigned, Value}; }
inline Part num(int Value) { return num(static_cast<int64_t>(Value)); }
inline Part num(unsigned Value) { return num(static_cast<uint64_t>(Value)); }
#if __SIZEOF_LONG__ == 4
inline Part num(long Value) { return num(static_cast<int64_t>(Value)); }
inline Part num(unsigned long Value) { return num(static_cast<uint64_t>(Value)); }
#else
inline Part num(long long Value) { return num(static_cast<int64_t>(Value)); }
inline Part num(unsigned long long Value) { return num(static_cast<uint64_t>(Value)); }
#endif
inline Part hex(uint64_t Value) { return {Part::Hex, Value}; } ///< with 0x
inline Part ptr(const void *P) { return hex(reinterpret_cast<uintptr_t>(P)); }
inline Part chr(char C) { return {Part::Byte, static_cast<unsigned char>(C)}; }
/// The text of an errno value, in English.
Part osError(int Error);

/// Collects parts in caller-given memory, always terminated. What doesn't fit is cut, and overflowed() tells.
class Buffer {
public:
  Buffer(char *Data, size_t Capacity) : Data(Data), Capacity(Capacity) { Data[0] = 0; }
  Buffer &append(const Part &P);
  template <typename... Ts> Buffer &add(const Ts &...Parts) {
    (append(Part(Parts)), ...);
    return *this;
  }
  Str str() const { return {Data, static_cast<uint32_t>(Size)}; }
  const char *c_str() const { return Data; }
  bool overflowed() const { return Overflowed; }
  void clear();

private:
  void appendBytes(const char *Bytes, size_t Count);
  void appendNumber(uint64_t Value, unsigned Base);
  char *Data;
  size_t Capacity, Size = 0;
  bool Overflowed = false;
};

/// 0: errors, 1: and warnings (default), 2: and notes.
void setVerbosity(int Level);
/// The kind of each message in colour from now on, where it goes to a terminal.
void setColours(bool Wanted);
/// The time in front of each message from now on.
void setTimestamps(bool Wanted);
int verbosity();

enum class Level : uint8_t { Error, Warning, Note };
/// "cgt: error: " + parts + newline, if the verbosity wants that level.
void print(Level L, const Part *Parts, unsigned Count);

template <typename... Ts> void error(const Ts &...Parts) {
  const Part All[] = {Part(Parts)...};
  print(Level::Error, All, sizeof...(Ts));
}
template <typename... Ts> void warning(const Ts &...Parts) {
  const Part All[] = {Part(Parts)...};
  print(Level::Warning, All, sizeof...(Ts));
}
template <typename... Ts> void note(const Ts &...Parts) {
  const Part All[] = {Part(Parts)...};
  print(Level::Note, All, sizeof...(Ts));
}

} // namespace report
} // namespace cgt

#endif // CGT_PORT_REPORT_H
