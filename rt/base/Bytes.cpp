//===- Bytes.cpp - Checked reading and writing of bytes --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "base/Bytes.h"

#include "base/Endian.h"
#include "base/Varint.h"

using namespace cgt;

//===--- Cursor ------------------------------------------------------------===//

Status Cursor::readBytes(const uint8_t *&Data, uint64_t Count) {
  if (Count > remaining())
    return fail(Errc::Truncated);
  Data = here();
  Position += static_cast<size_t>(Count);
  return Status::success();
}

Status Cursor::readU8(uint8_t &Value) {
  const uint8_t *Data;
  if (Status S = readBytes(Data, 1); !S.ok())
    return S;
  Value = *Data;
  return Status::success();
}

Status Cursor::readBool(bool &Value) {
  uint8_t Byte = 0;
  Cursor Start = *this;
  if (Status S = readU8(Byte); !S.ok())
    return S;
  if (Byte > 1) {
    *this = Start;
    return fail(Errc::Malformed);
  }
  Value = Byte != 0;
  return Status::success();
}

Status Cursor::readU16(uint16_t &Value) {
  const uint8_t *Data;
  if (Status S = readBytes(Data, 2); !S.ok())
    return S;
  Value = load<uint16_t>(Data, HostBig);
  return Status::success();
}

Status Cursor::readU32(uint32_t &Value) {
  const uint8_t *Data;
  if (Status S = readBytes(Data, 4); !S.ok())
    return S;
  Value = load<uint32_t>(Data, HostBig);
  return Status::success();
}

Status Cursor::readU64(uint64_t &Value) {
  const uint8_t *Data;
  if (Status S = readBytes(Data, 8); !S.ok())
    return S;
  Value = load<uint64_t>(Data, HostBig);
  return Status::success();
}

Status Cursor::readULEB(uint64_t &Value) {
  uint64_t Result = 0;
  for (unsigned I = 0;; ++I) {
    if (I == remaining())
      return fail(Errc::Truncated);
    uint8_t Byte = here()[I];
    // The tenth byte holds the last bit. A last byte of zero would be a second form of a shorter one.
    if ((I == 9 && Byte > 1) || (I > 0 && Byte == 0))
      return fail(Errc::Malformed);
    Result |= static_cast<uint64_t>(Byte & 0x7f) << (7 * I);
    if (Byte < 0x80) {
      Position += I + 1;
      Value = Result;
      return Status::success();
    }
  }
}

Status Cursor::readULEB32(uint32_t &Value) {
  Cursor Start = *this;
  uint64_t Wide;
  if (Status S = readULEB(Wide); !S.ok())
    return S;
  if (Wide > 0xffffffff) {
    *this = Start;
    return fail(Errc::Malformed);
  }
  Value = static_cast<uint32_t>(Wide);
  return Status::success();
}

Status Cursor::readIndex(uint32_t &Index) {
  uint32_t Plus1;
  if (Status S = readULEB32(Plus1); !S.ok())
    return S;
  Index = Plus1 == 0 ? NoIndex : Plus1 - 1;
  return Status::success();
}

Status Cursor::readString(Str &Value) {
  Cursor Start = *this;
  uint32_t Length;
  const uint8_t *Data;
  Status S = readULEB32(Length);
  if (S.ok())
    S = readBytes(Data, Length);
  if (!S.ok()) {
    *this = Start;
    return S;
  }
  Value = Str(reinterpret_cast<const char *>(Data), Length);
  return S;
}

Status Cursor::readCount(uint32_t &Count, size_t MinItemSize) {
  Cursor Start = *this;
  if (Status S = readULEB32(Count); !S.ok())
    return S;
  if (MinItemSize != 0 && Count > remaining() / MinItemSize) {
    *this = Start;
    return fail(Errc::CountTooLarge);
  }
  return Status::success();
}

//===--- Sink --------------------------------------------------------------===//

void Sink::writeBytes(const void *Data, size_t Size) {
  if (Failed || Size == 0)
    return;
  if (!Write(Ctx, Data, Size)) {
    Failed = true;
    return;
  }
  Count += Size;
}

void Sink::writeU8(uint8_t Value) { writeBytes(&Value, 1); }

void Sink::writeU16(uint16_t Value) {
  store(&Value, Value, HostBig);
  writeBytes(&Value, sizeof Value);
}

void Sink::writeU32(uint32_t Value) {
  store(&Value, Value, HostBig);
  writeBytes(&Value, sizeof Value);
}

void Sink::writeU64(uint64_t Value) {
  store(&Value, Value, HostBig);
  writeBytes(&Value, sizeof Value);
}

void Sink::writeULEB(uint64_t Value) {
  uint8_t Bytes[MaxVarintSize];
  writeBytes(Bytes, encodeVarint(Value, Bytes));
}

void Sink::writeIndex(uint32_t Index) { writeULEB(Index == NoIndex ? 0 : uint64_t(Index) + 1); }

void Sink::writeString(Str Value) {
  writeULEB(Value.Size);
  writeBytes(Value.Data, Value.Size);
}
