//===- AddressMap.h - From the sender's addresses to ours ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer in an image is the sender's raw address. It maps to (object, offset), the object's own address here, and the
// offset of the same element in this platform's layout (DESIGN part G).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUNTIME_ADDRESSMAP_H
#define CGT_RUNTIME_ADDRESSMAP_H

#include "format/Checkpoint.h"
#include "format/Plan.h"
#include "runtime/Port.h"

namespace cgt {

/// Equal objects of the sender, Stride apart, and where they are here.
struct MappedRange {
  uint64_t Start = 0;
  uint64_t Size = 0;   ///< bytes of one object at the sender
  uint64_t Stride = 0; ///< from object to object; anything when Count is 1
  uint64_t Count = 1;
  void *Own = nullptr;     ///< own address of the first
  uint64_t OwnStride = 0;  ///< from object to object here
  const Plan *Layout = nullptr; ///< null: offsets are the same on both sides

  // What it is: one of these, or none.
  const HeapRun *Run = nullptr;
  const ObjectRecord *Object = nullptr;
  const FieldInfo *Variable = nullptr;
  const uint8_t *Data = nullptr; ///< the sender's bytes of the first object; null: not known
  uint64_t DataStride = 0;
  bool OfNumbers = false;        ///< set by the map: numbers, an array of them, or a block
};

class AddressMap {
public:
  /// An object found.
  struct Hit {
    const MappedRange *R = nullptr; ///< null: none, or a function, or \p Own isn't in it
    uint64_t Index = 0;             ///< of the object in the range
    uint64_t Offset = 0;            ///< in the object
    void *Own = nullptr;            ///< null: nothing is known at the address

    /// Near the object's end: a T there may reach beyond it. Elements that size matters for are smaller than that.
    bool mayBeInFront() const { return R && Offset != 0 && R->Size - Offset < 256; }
  };

  [[nodiscard]] bool add(const MappedRange &R);
  /// A variable of a frame; a later (younger) frame's wins where two lie at the same place.
  [[nodiscard]] bool addStack(const MappedRange &R);
  /// A function, by exact address.
  [[nodiscard]] bool addFunction(uint64_t Address, void *Own);
  /// Memory whose pointers can't be translated: the sender's arena that isn't saved.
  [[nodiscard]] bool addRefused(uint64_t Start, uint64_t Size);
  /// Call once, after all add() and before the first find().
  void sort();

  /// Own address of \p Address (one past an object's end included); null when nothing is known there.
  void *find(uint64_t Address, bool IsFunction) const;
  /// The same for a pointer to a T that the sender's data says to be one: it may also point one T in front of an array of
  /// them, `a - 1`. \p Where tells T.
  template <typename PointeeFn> Hit find(uint64_t Address, bool IsFunction, PointeeFn Where) const {
    Hit H = locate(Address, IsFunction);
    if (IsFunction || (H.Own && !H.mayBeInFront()))
      return H;
    return inFrontOr(H, Address, Where());
  }
  bool isRefused(uint64_t Address) const;
  void release();

  /// Are objects of that type numbers, or arrays of them?
  static bool isOfNumbers(const Plan &Layout);

private:
  Hit locate(uint64_t Address, bool IsFunction) const;
  Hit inFrontOr(const Hit &H, uint64_t Address, TypeRef Pointee) const;
  static Hit inRange(const MappedRange &R, uint64_t Address);

  MapVector<MappedRange> Ranges, Stack, Refused;
  struct FunctionEntry {
    uint64_t Address;
    void *Own;
  };
  MapVector<FunctionEntry> Functions;
};

} // namespace cgt

#endif // CGT_RUNTIME_ADDRESSMAP_H
