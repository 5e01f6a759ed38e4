//===- Input.cpp - Bytes that come in ---------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/Input.h"

#include "base/Varint.h"
#include "convert/kernels/Kernels.h"

using namespace cgt;
using namespace cgt::rmr;

static constexpr size_t FirstWindow = 32768;

Errc Input::fill() {
  size_t Room = static_cast<size_t>(Own.data() + Own.capacity() - End);
  long Got = Io.read ? Io.read(Io.context, End, Room) : 0;
  if (Got < 0 || static_cast<size_t>(Got) > Room)
    return Errc::ReadFailed;
  End += Got;
  Ended = Got == 0;
  return Errc::Ok;
}

Errc Input::need(uint64_t Size) {
  while (Size > available()) {
    if (Ended)
      return available() == 0 ? Errc::EndOfStream : Errc::Truncated;
    size_t Begin = begin(), Used = Begin + available();
    size_t Gone = Held == NotHeld ? Begin : static_cast<size_t>(Held - Base);
    if (Gone >= 16) { // what has been read goes, 16 bytes at a time
      Gone &= ~size_t(15);
      memmove(Own.data(), Own.data() + Gone, Used - Gone);
      Base += Gone;
      Begin -= Gone;
      Used -= Gone;
    }
    // Half as much again as has arrived, not what is asked for.
    bool HasRoom = Used < Own.capacity() || Own.reserve(Used ? Used + Used / 2 : FirstWindow, Used);
    use(Own.data(), Begin, Used);
    if (!HasRoom)
      return Errc::OutOfMemory;
    if (Errc Code = fill(); Code != Errc::Ok)
      return Code;
  }
  return Errc::Ok;
}

bool Input::reserve(uint64_t Size) {
  size_t Begin = begin(), Used = Begin + available();
  if (IsFixed || Size <= Own.capacity())
    return true;
  if (!Own.reserve(Size, Used))
    return false;
  use(Own.data(), Begin, Used);
  return true;
}

Errc Input::readULEB(uint64_t &Value) {
  for (size_t Size = 1;; ++Size) {
    if (Errc Code = need(Size); Code != Errc::Ok)
      return Code;
    if (here()[Size - 1] < 0x80 || Size == MaxVarintSize) {
      Cursor In(here(), Size);
      Status S = In.readULEB(Value);
      if (S.ok())
        advance(Size);
      return S.Code;
    }
  }
}

Errc Input::readInto(void *Target, uint64_t Size) {
  auto *To = static_cast<uint8_t *>(Target);
  uint64_t Ready = available() < Size ? available() : Size;
  if (Ready) {
    copyBytes(kernels(), To, here(), static_cast<size_t>(Ready));
    advance(static_cast<size_t>(Ready));
  }
  for (uint64_t Done = Ready; Done < Size;) {
    if (Size - Done < FirstWindow - 16) { // what follows is wanted, too, and there is room
      if (Errc Code = need(Size - Done); Code != Errc::Ok)
        return Code == Errc::EndOfStream ? Errc::Truncated : Code;
      memcpy(To + Done, here(), static_cast<size_t>(Size - Done));
      advance(static_cast<size_t>(Size - Done));
      return Errc::Ok;
    }
    if (Ended)
      return Errc::Truncated;
    // The window is empty: bytes go past it, whole 16s of them so that offsets and addresses stay in step.
    size_t Room = static_cast<size_t>(Size - Done);
    long Got = Io.read ? Io.read(Io.context, To + Done, Room) : 0;
    if (Got < 0 || static_cast<size_t>(Got) > Room)
      return Errc::ReadFailed;
    Ended = Got == 0;
    Done += static_cast<uint64_t>(Got);
    uint64_t Offset = offset() + static_cast<uint64_t>(Got);
    Base = Offset & ~uint64_t(15);
    use(Own.data(), static_cast<size_t>(Offset & 15), static_cast<size_t>(Offset & 15));
  }
  return Errc::Ok;
}

Errc Input::skip(uint64_t Size) {
  while (Size > 0) {
    if (Errc Code = need(1); Code != Errc::Ok)
      return Code == Errc::EndOfStream ? Errc::Truncated : Code;
    uint64_t Part = available() < Size ? available() : Size;
    advance(static_cast<size_t>(Part));
    Size -= Part;
  }
  return Errc::Ok;
}

Errc Input::skipPadding(uint32_t Align) {
  while (offset() & (Align - 1)) {
    if (Errc Code = need(1); Code != Errc::Ok)
      return Code == Errc::EndOfStream ? Errc::Truncated : Code;
    if (*here() != 0)
      return Errc::Malformed;
    advance(1);
  }
  return Errc::Ok;
}
