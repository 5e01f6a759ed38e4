//===- Bytes.h - Checked reading and writing of bytes ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Cursor reads, Sink writes, both byte by byte in little-endian or by ULEB128, so that host byte order and alignment
// never matter. Bounds are compared by subtraction.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BASE_BYTES_H
#define CGT_BASE_BYTES_H

#include "base/Status.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

namespace cgt {

/// A view of characters, not terminated.
struct Str {
  const char *Data = "";
  uint32_t Size = 0;

  Str() = default;
  Str(const char *Data, uint32_t Size) : Data(Data), Size(Size) {}
  Str(const char *Text) : Data(Text), Size(static_cast<uint32_t>(strlen(Text))) {}
  bool empty() const { return Size == 0; }
};

inline bool operator==(Str A, Str B) { return A.Size == B.Size && (A.Size == 0 || memcmp(A.Data, B.Data, A.Size) == 0); }
inline bool operator!=(Str A, Str B) { return !(A == B); }

/// "No type", "no unit", "no site".
constexpr uint32_t NoIndex = 0xffffffff;

/// An arena owned by the caller, who frees it at once.
struct Allocator {
  void *(*Allocate)(void *Ctx, size_t Size); ///< 16-byte aligned, zeroed; null when out of memory
  void *Ctx;

  template <typename T> T *array(uint64_t Count) {
    if (Count > SIZE_MAX / sizeof(T))
      return nullptr;
    return static_cast<T *>(Allocate(Ctx, static_cast<size_t>(Count) * sizeof(T)));
  }
};

/// Reads from a buffer. A failed read leaves the place in the Status and the
/// cursor where it was.
class Cursor {
public:
  Cursor(const void *Data, size_t Size, uint64_t Base = 0)
      : Begin(static_cast<const uint8_t *>(Data)), Size(Size), Base(Base) {}

  size_t remaining() const { return Size - Position; }
  uint64_t place() const { return Base + Position; }
  const uint8_t *here() const { return Begin + Position; }
  Status fail(Errc Code) const { return Status::fail(Code, place()); }

  Status readU8(uint8_t &Value);
  Status readBool(bool &Value); ///< a byte of 0 or 1
  Status readU16(uint16_t &Value);
  Status readU32(uint32_t &Value);
  Status readU64(uint64_t &Value);
  Status readULEB(uint64_t &Value);   ///< canonical forms only
  Status readULEB32(uint32_t &Value); ///< fails when above 32 bits
  Status readIndex(uint32_t &Index);  ///< ULEB index plus one, none as 0
  Status readString(Str &Value);      ///< ULEB length, bytes
  Status readBytes(const uint8_t *&Data, uint64_t Size);
  /// A ULEB count of items of at least \p MinItemSize bytes each: refused when they can't fit in what remains.
  Status readCount(uint32_t &Count, size_t MinItemSize);

private:
  const uint8_t *Begin;
  size_t Size;
  uint64_t Base;
  size_t Position = 0;
};

/// Writes through a callback. The first failure sticks: later writes do nothing, status() tells.
class Sink {
public:
  using WriteFn = bool (*)(void *Ctx, const void *Data, size_t Size);
  Sink(WriteFn Write, void *Ctx) : Write(Write), Ctx(Ctx) {}
  /// Only counts.
  static Sink measuring() {
    return Sink([](void *, const void *, size_t) { return true; }, nullptr);
  }

  void writeU8(uint8_t Value);
  void writeU16(uint16_t Value);
  void writeU32(uint32_t Value);
  void writeU64(uint64_t Value);
  void writeULEB(uint64_t Value);
  void writeIndex(uint32_t Index);
  void writeString(Str Value);
  void writeBytes(const void *Data, size_t Size);
  uint64_t written() const { return Count; }
  Status status() const { return Failed ? Status::fail(Errc::WriteFailed, Count) : Status::success(); }

private:
  WriteFn Write;
  void *Ctx;
  uint64_t Count = 0;
  bool Failed = false;
};

/// A sink that appends to \p Text, a std::string or the like.
template <typename String> Sink sinkInto(String &Text) {
  return Sink(
      [](void *Ctx, const void *Data, size_t Size) {
        static_cast<String *>(Ctx)->append(static_cast<const char *>(Data), Size);
        return true;
      },
      &Text);
}

} // namespace cgt

#endif // CGT_BASE_BYTES_H
