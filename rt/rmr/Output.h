//===- Output.h - Bytes that go out ------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_OUTPUT_H
#define CGT_RMR_OUTPUT_H

#include "rmr/Memory.h"

namespace cgt {
namespace rmr {

/// Collects small writes, hands large ones on. The first failure of the writer sticks.
class Output {
public:
  Output(const cgt_rmr_io &Io, const cgt_rmr_memory &Memory) : Io(Io), Own(Memory) {}
  /// Into the caller's memory instead.
  void useFixed(void *Data, size_t Size) {
    Start = static_cast<uint8_t *>(Data);
    Room = Size;
    IsFixed = true;
  }

  Errc write(const void *Data, size_t Size);
  Errc writeULEB(uint64_t Value);
  Errc writeZeros(size_t Size);
  Errc flush();
  /// Where the next \p Size bytes go, if they can be put there at once and counted by advance(); else null.
  uint8_t *room(size_t Size) { return Size <= Room - Used && !Failed ? Start + Used : nullptr; }
  void advance(size_t Size) { Used += Size; }
  bool isEmpty() const { return Used == 0 || IsFixed; }
  /// Offset in the stream of the next byte.
  uint64_t offset() const { return Sent + Used; }
  /// Takes back what was written since \p Offset; if some of it has been handed on, all further writes fail.
  bool rewind(uint64_t Offset);
  void clear() { Own.clear(); }

private:
  Errc makeRoom(size_t Size);

  cgt_rmr_io Io;
  Buffer Own;
  uint8_t *Start = nullptr;
  size_t Room = 0, Used = 0;
  uint64_t Sent = 0;
  bool IsFixed = false, Failed = false;
};

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_OUTPUT_H
