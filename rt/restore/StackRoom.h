//===- StackRoom.h - Is there room for the frames? -----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_STACKROOM_H
#define CGT_RESTORE_STACKROOM_H

#include "restore/Restoration.h"

namespace cgt {

class StackRoom {
public:
  /// \p Entered: how many frames stand.
  constexpr StackRoom(Restoration &In, const uint32_t &Entered) : In(In), Entered(Entered) {}

  /// Refuses if frames whose records have \p Least bytes can't fit, and raises the limit if they may need more.
  void check(uint64_t Least);
  /// What the frames are expected to take.
  uint64_t wanted() const { return Wanted; }
  /// Frames are made from now on, on this stack.
  void watch();
  /// Refuses if there is no room for one more, of \p Own.
  void checkFor(const FunctionInfo &Own);

private:
  void faultAt(uintptr_t Address);
  [[noreturn]] void refuse();

  Restoration &In;
  const uint32_t &Entered;
  uintptr_t End = 0;     ///< of this process's stack: its lowest address; 0: there is no limit
  uintptr_t Deepest = 0; ///< a frame's address, near the stack's top
  uint64_t Wanted = 0;
};

} // namespace cgt

#endif // CGT_RESTORE_STACKROOM_H
