//===- Input.h - Bytes that come in ------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_INPUT_H
#define CGT_RMR_INPUT_H

#include "rmr/Memory.h"

namespace cgt {
namespace rmr {

/// A window of the stream in which what is asked for lies in one piece. Memory grows with what arrives, not with what is
/// announced. Addresses are, modulo 16, the offsets in the stream (in the caller's memory: if that is aligned so).
class Input {
public:
  Input(const cgt_rmr_io &Io, const cgt_rmr_memory &Memory) : Io(Io), Own(Memory) {}
  /// From the caller's memory instead.
  void useFixed(const void *Data, size_t Size) {
    Window = static_cast<const uint8_t *>(Data);
    End = Size;
    Ended = true;
  }

  /// Makes \p Size bytes available at here(). EndOfStream when there is none at all, Truncated when there are fewer.
  Errc need(uint64_t Size);
  Errc readULEB(uint64_t &Value);
  /// Bytes into the caller's memory, past the window where it is empty.
  Errc readInto(void *Target, uint64_t Size);
  Errc skip(uint64_t Size);
  /// Zeros up to an offset that is a multiple of \p Align.
  Errc skipPadding(uint32_t Align);

  const uint8_t *here() const { return Window + Begin; }
  size_t available() const { return End - Begin; }
  void advance(size_t Size) { Begin += Size; }
  uint64_t offset() const { return Base + Begin; }
  void clear() { Own.clear(); }

private:
  /// Reads what comes, into room of at least one byte. Ended tells that nothing came.
  Errc fill();

  cgt_rmr_io Io;
  Buffer Own;
  const uint8_t *Window = nullptr;
  size_t Begin = 0, End = 0;
  uint64_t Base = 0; ///< offset in the stream of the window, a multiple of 16
  bool Ended = false;
};

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_INPUT_H
