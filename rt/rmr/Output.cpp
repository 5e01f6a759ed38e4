//===- Output.cpp - Bytes that go out ---------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/Output.h"

#include "base/Varint.h"
#include "convert/kernels/Kernels.h"

using namespace cgt;
using namespace cgt::rmr;

static constexpr size_t BufferSize = 16384;

/// Nor does anything go past it.
Errc Output::fail() {
  Failed = true;
  Lane.end = Lane.next;
  return Errc::WriteFailed;
}

Errc Output::flush() {
  if (Failed)
    return Errc::WriteFailed;
  if (IsFixed || used() == 0)
    return Errc::Ok;
  if (Io.write(Io.context, Lane.start, used()) != 0)
    return fail();
  Sent += used();
  use(Lane.start, Own.capacity());
  return Errc::Ok;
}

/// For \p Size bytes, fewer than the buffer has.
Errc Output::makeRoom(size_t Size) {
  if (Failed || (IsFixed && Size > left()))
    return Errc::WriteFailed;
  if (IsFixed)
    return Errc::Ok;
  if (!Io.write)
    return Errc::WriteFailed;
  if (!Lane.start) {
    if (!Own.reserve(BufferSize, 0))
      return Errc::OutOfMemory;
    use(Own.data(), Own.capacity());
  }
  return Size > left() ? flush() : Errc::Ok;
}

Errc Output::write(const void *Data, size_t Size) {
  if (Size == 0)
    return Errc::Ok;
  bool IsLarge = !IsFixed && Size >= BufferSize;
  if (Size > left() || Failed)
    if (Errc Code = makeRoom(IsLarge ? BufferSize : Size); Code != Errc::Ok)
      return Code;
  if (!IsLarge) {
    copyBytes(kernels(), Lane.next, Data, Size);
    advance(Size);
    return Errc::Ok;
  }
  if (Errc Code = flush(); Code != Errc::Ok)
    return Code;
  if (Io.write(Io.context, Data, Size) != 0)
    return fail();
  Sent += Size;
  setOrigin(Lane, Sent);
  return Errc::Ok;
}

Errc Output::writeULEB(uint64_t Value) {
  uint8_t Bytes[MaxVarintSize];
  return write(Bytes, encodeVarint(Value, Bytes));
}

Errc Output::writeZeros(size_t Size) {
  static constexpr uint8_t Zeros[16] = {};
  while (Size > sizeof Zeros) {
    if (Errc Code = write(Zeros, sizeof Zeros); Code != Errc::Ok)
      return Code;
    Size -= sizeof Zeros;
  }
  return write(Zeros, Size);
}

bool Output::rewind(uint64_t Offset) {
  if (Failed || Offset < Sent) {
    fail(); // half a record is out: nothing may follow it
    return false;
  }
  Lane.next = Lane.start + (Offset - Sent);
  return true;
}
