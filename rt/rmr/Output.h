//===- Output.h - Bytes that go out ------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_OUTPUT_H
#define CGT_RMR_OUTPUT_H

#include "rmr/Lane.h"
#include "rmr/Memory.h"

namespace cgt {
namespace rmr {

/// Collects small writes, hands large ones on. The first failure of the writer sticks.
class Output {
public:
  Output(const cgt_rmr_io &Io, const cgt_rmr_memory &Memory, cgt_rmr_lane &Lane) : Io(Io), Own(Memory), Lane(Lane) {}
  /// Into the caller's memory instead.
  void useFixed(void *Data, size_t Size) {
    Sent += used();
    use(static_cast<uint8_t *>(Data), Size);
    IsFixed = true;
  }
  bool isFixed() const { return IsFixed; }

  Errc write(const void *Data, size_t Size);
  Errc writeULEB(uint64_t Value);
  Errc writeZeros(size_t Size);
  Errc flush();
  /// Where the next \p Size bytes go, if they can be put there at once and counted by advance(); else null.
  uint8_t *room(size_t Size) { return Size <= left() && !Failed ? Lane.next : nullptr; }
  void advance(size_t Size) { Lane.next += Size; }
  bool isEmpty() const { return used() == 0 || IsFixed; }
  /// Offset in the stream of the next byte.
  uint64_t offset() const { return Sent + used(); }
  /// Takes back what was written since \p Offset; if some of it has been handed on, all further writes fail.
  bool rewind(uint64_t Offset);
  void clear() { Own.clear(); }

private:
  void use(uint8_t *Start, size_t Size) {
    Lane.start = Lane.next = Start;
    Lane.end = Start + Size;
    setOrigin(Lane, Sent);
  }
  Errc makeRoom(size_t Size);
  Errc fail();
  size_t used() const { return static_cast<size_t>(Lane.next - Lane.start); }
  size_t left() const { return static_cast<size_t>(Lane.end - Lane.next); }

  cgt_rmr_io Io;
  Buffer Own;
  cgt_rmr_lane &Lane;
  uint64_t Sent = 0;
  bool IsFixed = false, Failed = false;
};

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_OUTPUT_H
