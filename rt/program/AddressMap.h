//===- AddressMap.h - From the sender's addresses to ours ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer in an image is the sender's raw address. It maps to (object, offset), the object's own address here, and the
// offset of the same element in this platform's layout.
//
// Of the objects that an address lies in, or at whose end it is, the one that begins last is meant. locate() looks for it;
// findMany() does for many pointers into the heap, and leaves what is hard to locate(). AddressMapTest holds both against a
// loop over all objects, on random maps.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_ADDRESSMAP_H
#define CGT_PROGRAM_ADDRESSMAP_H

#include "port/Port.h"
#include "program/MappedRange.h"

namespace cgt {

class AddressMap {
public:
  /// An object found.
  struct Hit {
    const MappedRange *R = nullptr; ///< null: none, or a function, or \p Own isn't in it
    uint64_t Index = 0;             ///< of the object in the range
    uint64_t Offset = 0;            ///< in the object
    uint64_t Left = 0;              ///< from there to the object's end
    void *Own = nullptr;            ///< null: nothing is known at the address
    bool OfNumbers = false;

    /// The address is so near the object's end that a T there might not fit. Larger elements don't occur where it matters.
    bool mayBeInFront() const { return R && Offset != 0 && Left < 256; }
    /// An array within the object may end there.
    bool mayBeEnd() const { return R && Offset != 0 && R->Layout && endsInside(*R->Layout); }
  };

  [[nodiscard]] bool add(const MappedRange &R);
  /// A variable of a frame; a later (younger) frame's wins where two lie at the same place.
  [[nodiscard]] bool addStack(const MappedRange &R);
  /// Why it failed: frames don't lie one below the other.
  bool isTangled() const { return IsTangled; }
  /// A function, by exact address.
  [[nodiscard]] bool addFunction(uint64_t Address, void *Own);
  /// Call once, after all add() and before the first find(). False when memory is out.
  [[nodiscard]] bool sort();

  /// Own address of \p Address (one past an object's end included); null when nothing is known there.
  void *find(uint64_t Address, bool IsFunction) const;
  /// The same for a pointer to a T that the sender's data says to be one: it may also point one T in front of an array of
  /// them, `a - 1`. \p Where tells T.
  template <typename PointeeFn> Hit find(uint64_t Address, bool IsFunction, PointeeFn Where) const {
    Hit H = locate(Address, IsFunction);
    if (IsFunction || (H.Own && !H.mayBeInFront() && !H.mayBeEnd()))
      return H;
    return refine(H, Address, Where());
  }
  /// What the sender's data address \p Address lies in, whatever points to it.
  Hit at(uint64_t Address) const { return locate(Address, false); }
  /// May at() find something? Quickly.
  bool mayKnow(uint64_t Address) const {
    return Address - Low < Bytes || OthersBounds.contains(Address) || StackBounds.contains(Address);
  }
  /// Does a block, a global or a function lie elsewhere than at the sender?
  bool hasMoved() const;
  static constexpr unsigned Batch = 64;
  /// Own addresses of up to Batch pointers into the heap whose types don't matter; null where a look by itself is needed.
  void findMany(const uint64_t *Addresses, unsigned Count, void **Own) const;
  void release();

  /// Are objects of that type numbers, or arrays of them?
  static bool isOfNumbers(const Plan &Layout);

private:
  /// What a look-up needs of a range of the heap.
  struct Entry {
    uint64_t Start;
    char *Own;
    uint64_t Count;
    uint32_t Shape;
    uint32_t Range;
  };
  /// Shared by ranges that are alike.
  struct Shape {
    uint64_t Size, Stride, OwnStride;
    uint32_t Reciprocal; ///< 2^32 / Stride, rounded up; 0: there is one object, or offsets are too large for it
    bool OfNumbers;
    bool IsPlain;    ///< findMany() needs no closer look
    bool EndsInside; ///< it does at an object's parts, or they depend on its values
    const Plan *Layout;

    /// Offset / Stride, for offsets below 2^31.
    uint64_t indexOf(uint64_t Offset) const {
      uint64_t Index = Offset * Reciprocal >> 32;
      return Index - (Index * Stride > Offset); // the reciprocal is a little too large
    }
  };

  bool makeTable();
  uint32_t shapeOf(const MappedRange &R);
  size_t bucketOf(uint64_t Address) const { return static_cast<size_t>((Address - Low) >> BucketShift); }
  const Entry *entryFor(uint64_t Address, size_t Bucket) const;
  char *ownIn(const Entry &E, uint64_t Address, Hit &H) const;
  Hit locate(uint64_t Address, bool IsFunction) const;
  Hit locateInHeap(uint64_t Address) const;
  Hit refine(Hit H, uint64_t Address, TypeRef Pointee) const;
  Hit inFrontOr(const Hit &H, uint64_t Address, TypeRef Pointee) const;
  static Hit inRange(const MappedRange &R, uint64_t Address);

  struct Bounds {
    uint64_t First = UINT64_MAX, Last = 0;

    void add(uint64_t From, uint64_t To) {
      First = From < First ? From : First;
      Last = To > Last ? To : Last;
    }
    bool contains(uint64_t Address) const { return Address >= First && Address <= Last; }
  };

  MapVector<MappedRange> Heap, Others, Stack;
  Bounds OthersBounds, StackBounds;
  // The heap's ranges in order of address, one more behind them, and for each stretch of 2^BucketShift bytes from Low on the
  // last one that begins at or before it.
  MapVector<Entry> Entries;
  MapVector<uint32_t> Buckets;
  MapVector<Shape> Shapes;
  uint64_t Low = 0, Bytes = 0;
  unsigned BucketShift = 0;
  uint64_t StackMoves = 0;
  bool IsTangled = false;
  struct FunctionEntry {
    uint64_t Address;
    void *Own;
  };
  MapVector<FunctionEntry> Functions;
};

} // namespace cgt

#endif // CGT_PROGRAM_ADDRESSMAP_H
