//===- Input.h - Bytes that come in ------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_INPUT_H
#define CGT_RMR_INPUT_H

#include "rmr/Lane.h"
#include "rmr/Memory.h"

namespace cgt {
namespace rmr {

/// A window of the stream in which what is asked for lies in one piece. Memory grows with what arrives, not with what is
/// announced. Addresses are, modulo 16, the offsets in the stream (in the caller's memory: if that is aligned so).
class Input {
public:
  Input(const cgt_rmr_io &Io, const cgt_rmr_memory &Memory, cgt_rmr_lane &Lane) : Io(Io), Own(Memory), Lane(Lane) {}
  /// From the caller's memory instead.
  void useFixed(const void *Data, size_t Size) {
    Base = offset();
    Lane.start = Lane.next = Lane.end = static_cast<uint8_t *>(const_cast<void *>(Data)); // which isn't written to
    End = Lane.start + Size;
    Ended = IsFixed = true;
    setOrigin(Lane, Base);
  }

  bool isFixed() const { return IsFixed; }
  /// Makes \p Size bytes available at here(). EndOfStream when there is none at all, Truncated when there are fewer.
  Errc need(uint64_t Size);
  Errc readULEB(uint64_t &Value);
  /// Bytes into the caller's memory, past the window where it is empty.
  Errc readInto(void *Target, uint64_t Size);
  Errc skip(uint64_t Size);
  /// Zeros up to an offset that is a multiple of \p Align.
  Errc skipPadding(uint32_t Align);

  const uint8_t *here() const { return Lane.next; }
  size_t available() const { return static_cast<size_t>(End - Lane.next); }
  void advance(size_t Size) { Lane.next += Size; }
  uint64_t offset() const { return Base + begin(); }
  /// Keeps what follows in the window, to be read again after back(), until drop().
  void hold() { Held = offset(); }
  void back() { Lane.next = Lane.start + (Held - Base); }
  void drop() { Held = NotHeld; }
  /// Room for \p Size bytes, so that need() won't run out of memory for them.
  bool reserve(uint64_t Size);
  /// May single elements be read past this class, from here on?
  void allow(bool Elements) { Lane.end = Elements ? End : Lane.start; }
  void clear() { Own.clear(); }

private:
  /// Reads what comes, into room of at least one byte. Ended tells that nothing came.
  Errc fill();
  void use(uint8_t *Window, size_t Begin, size_t Size) {
    Lane.start = Lane.end = Window;
    Lane.next = Window + Begin;
    End = Window + Size;
    setOrigin(Lane, Base + Begin);
  }
  size_t begin() const { return static_cast<size_t>(Lane.next - Lane.start); }

  cgt_rmr_io Io;
  Buffer Own;
  cgt_rmr_lane &Lane;     ///< its start is the window's
  uint8_t *End = nullptr; ///< of the window
  uint64_t Base = 0;      ///< offset in the stream of the window, a multiple of 16 if it is ours
  static constexpr uint64_t NotHeld = ~uint64_t(0);
  uint64_t Held = NotHeld; ///< offset in the stream from which the window's bytes stay
  bool Ended = false, IsFixed = false;
};

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_INPUT_H
