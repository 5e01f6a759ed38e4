//===- Conversion.h - One conversion of the restorer's -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What convertBlock() and its like are given, and what its callbacks need: which object is converted, and what becomes of its
// pointers. Made for one call, or for several about one object, and gone with its scope.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_CONVERSION_H
#define CGT_RESTORE_CONVERSION_H

#include "program/MappedRange.h"

namespace cgt {

class Restorer;

/// An object of the image, for messages.
struct Location {
  const char *What = nullptr; ///< "variable", "global", "heap block"
  Str Name, Function, File;
  uint32_t Line = 0;
};

/// Memory that is used as two types: an object of numbers, and what a pointer into it points to.
struct TwoViews {
  const MappedRange *Range = nullptr; ///< null: there are no two
  TypeRef Pointee;
  Errc Code = Errc::Ok;
};

struct Conversion {
  /// \p SlotsMove: the target isn't where the object will be, so that pointers must be final at once.
  Conversion(Restorer &To, const Location &What, bool SlotsMove = false);
  Conversion(const Conversion &) = delete;
  Conversion &operator=(const Conversion &) = delete;

  /// Type of what the pointer that is being translated points to.
  TypeRef pointee() const;

  Restorer &To;
  const Location &What;
  const bool SlotsMove;
  ConvertContext Context;
  TwoViews Views; ///< what it failed for last

private:
  static Status translateOne(void *Ctx, uint64_t Value, bool IsFunction, void *Slot);
  static Status translateMany(void *Ctx, const PointerBatch &B, uint64_t &Done);
  static bool isMoved(void *Ctx, uint64_t Value, const uint8_t *At);
};

/// Memory of the sender's.
struct Extent {
  uint64_t Start, Size;
};

/// A variable of the sender's frames that has an address. \c Moves: it will lie elsewhere.
struct FrameVariable : Extent {
  bool Moves;
};

/// A pointer to a frame that doesn't stand yet.
struct Pending {
  uint64_t Value;
  void *Slot;
  TypeRef Pointee;
};

} // namespace cgt

#endif // CGT_RESTORE_CONVERSION_H
