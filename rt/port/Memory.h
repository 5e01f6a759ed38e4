//===- Memory.h - Memory from the system ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mapped memory, and what the runtime keeps its own data in.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_MEMORY_H
#define CGT_PORT_MEMORY_H

#include "base/Bytes.h"

#include <stddef.h>
#include <stdint.h>

namespace cgt {
namespace port {

size_t pageSize();
/// \p Size up to whole pages; 0 when that overflows.
size_t toPages(size_t Size);

/// Fresh zeroed memory, readable and writable; null when refused.
void *map(size_t Size);
/// The same, shared with children forked later.
void *mapShared(size_t Size);
/// The same, and other processes of this user may find and map it: as System V shared memory that the kernel removes when the last that
/// has it ends. Where there is none it is as of mapShared.
void *mapVisible(size_t Size);
/// The same as map, exactly at \p At, and without a claim on swap; null when that place is taken, wholly or in part, or
/// refused; nothing is replaced.
void *mapAt(void *At, size_t Size);
/// Address space without memory behind it, exactly at \p At (null: anywhere). Null when that place is taken, wholly or in
/// part, or refused; nothing is replaced.
void *reserve(void *At, size_t Size);
/// Gives the memory of whole pages back; they stay usable and read as zeroes. False when refused.
bool discard(void *Memory, size_t Size);
bool unmap(void *Memory, size_t Size);
/// The \p Size bytes of a regular file, to be read only; null when it can't be mapped. What others write to the file meanwhile
/// is seen, and there must be no reading behind its end. Give it back by unmap().
void *mapFile(int Fd, size_t Size);
/// All of that mapping will be read. An errno value when it is gone.
int populateFile(int Fd, void *At, size_t Size);
/// Pages of a file from \p Offset on in place of those at \p At, writable without changing the file. False when refused;
/// those at \p At may then read as zeroes.
bool mapFileAt(int Fd, uint64_t Offset, void *At, size_t Size);
/// Asks for large pages behind memory that will be filled.
void preferLargePages(void *Memory, size_t Size);
/// Is there memory at \p Address?
bool isMapped(uintptr_t Address);
/// Is there memory at \p Address, other than what a stack whose youngest frame is at \p Frame may yet use?
bool isInUse(uintptr_t Address, uintptr_t Frame);
/// Forbids all use of whole pages.
bool protect(void *Memory, size_t Size);
/// Can the kernel write there? A stack that can grow so far does.
bool canWriteAt(uintptr_t Address);
/// Grows or shrinks a mapping of map(), moving it when needed and \p MayMove; null when refused, the old one then stands.
void *remap(void *Memory, size_t OldSize, size_t NewSize, bool MayMove);
/// Moves the pages of a mapping to \p To, replacing what stands there; \p From stays mapped and reads as zeroes. False
/// when the kernel can't, with nothing changed.
bool movePages(void *From, size_t Size, void *To);

/// Bump memory for the runtime's own data. Never comes from malloc; release() gives all of it back.
class MapAllocator {
public:
  /// 16-byte aligned and zeroed; null when out of memory.
  void *allocate(size_t Size);
  void release();
  /// The same memory as pure code wants it. Valid as long as this object stays where it is.
  Allocator allocator() { return {&MapAllocator::callback, this}; }
  template <typename T> T *array(uint64_t Count) { return allocator().array<T>(Count); }

private:
  struct Chunk;
  static void *callback(void *Ctx, size_t Size);
  Chunk *Last = nullptr;
  char *Next = nullptr;
  size_t Left = 0;
};

/// A growing array in mapped memory, for plain data. push() fails when memory is out, and drops nothing.
template <typename T> class MapVector {
public:
  [[nodiscard]] bool push(const T &Value);
  [[nodiscard]] bool reserve(size_t Count);
  void release();
  size_t size() const { return Count; }
  bool empty() const { return Count == 0; }
  T &operator[](size_t I) { return Data[I]; }
  const T &operator[](size_t I) const { return Data[I]; }
  T *data() { return Data; }
  const T *data() const { return Data; }
  T *begin() { return Data; }
  T *end() { return Data + Count; }
  const T *begin() const { return Data; }
  const T *end() const { return Data + Count; }
  T &back() { return Data[Count - 1]; }
  void pop() { --Count; }
  void clear() { Count = 0; }

private:
  T *Data = nullptr;
  size_t Count = 0, Capacity = 0; ///< elements
};

//===--- Templates --------------------------------------------------------===//

template <typename T> bool MapVector<T>::reserve(size_t Wanted) {
  if (Wanted <= Capacity)
    return true;
  size_t NewCapacity = Capacity * 2 > Wanted ? Capacity * 2 : Wanted;
  if (NewCapacity < 64)
    NewCapacity = 64;
  if (NewCapacity > SIZE_MAX / sizeof(T))
    return false;
  size_t Bytes = toPages(NewCapacity * sizeof(T));
  void *Memory = Data ? remap(Data, toPages(Capacity * sizeof(T)), Bytes, true) : map(Bytes);
  if (!Memory)
    return false;
  Data = static_cast<T *>(Memory);
  Capacity = Bytes / sizeof(T);
  return true;
}

template <typename T> bool MapVector<T>::push(const T &Value) {
  T Copy = Value; // Value may lie in this vector
  if (Count == Capacity && !reserve(Count + 1))
    return false;
  Data[Count++] = Copy;
  return true;
}

template <typename T> void MapVector<T>::release() {
  if (Data)
    unmap(Data, toPages(Capacity * sizeof(T)));
  Data = nullptr;
  Count = Capacity = 0;
}

} // namespace port

using port::MapAllocator;
using port::MapVector;

} // namespace cgt

#endif // CGT_PORT_MEMORY_H
