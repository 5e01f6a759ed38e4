//===- ImageThreads.h - The threads of an image ----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An image has the activations of one thread behind those of another. Main's thread builds its own first, then the others build theirs
// one after the other; pointers between them are set when all stand.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_IMAGETHREADS_H
#define CGT_RESTORE_IMAGETHREADS_H

#include "image/ThreadEntries.h"
#include "port/Port.h"
#include "program/Thread.h"

namespace cgt {

/// Of a thread-specific key, an address of the sender's or a mark.
struct SentValue {
  uint32_t Key;
  uint64_t Value;
};

struct ImageThread {
  ThreadEntry Sent;
  bool IsHome = false;     ///< its stack is mapped where it lay
  uintptr_t FramesEnd = 0; ///< then its frames go below, if not 0
};

/// In order of numbers, main's first: there is always that one.
class ImageThreads {
public:
  /// Malformed, or memory is out.
  Status read(const Image &I);
  uint32_t size() const { return static_cast<uint32_t>(All.size()); }
  const ImageThread &operator[](uint32_t Index) const { return All[Index]; }
  ImageThread &operator[](uint32_t Index) { return All[Index]; }
  /// Gives \p T its stack, where it lay if that was mapped, and what it had at the save. False when memory is out.
  bool give(uint32_t Index, Thread &T) const;
  /// Does that lie on the stack of a thread but main's that is mapped where it lay?
  bool isOnStack(uint64_t Address, uint64_t Size) const;
  /// Calls \p Visit(Value) for each that a thread had under a key; false as soon as that returns false.
  template <typename Fn> bool forEachValue(uint32_t Index, Fn Visit) const {
    Cursor In = All[Index].Sent.Keys;
    SentValue V;
    for (uint32_t K = 0; K < All[Index].Sent.NumKeys; ++K)
      if (!In.readULEB32(V.Key).ok() || !In.readULEB(V.Value).ok() || !Visit(V))
        return false;
    return true;
  }
  void release() { All.release(); }

private:
  MapVector<ImageThread> All;
};

} // namespace cgt

#endif // CGT_RESTORE_IMAGETHREADS_H
