//===- Handles.h - Pointers to objects of libraries ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The objects are made anew by the program's own functions, which need heap and globals. Slots there wait for their object, and get its
// address as soon as it is made; frames are entered when all are.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_HANDLES_H
#define CGT_RESTORE_HANDLES_H

#include "port/Port.h"
#include "restore/Conversion.h"

namespace cgt {

struct Handle {
  uint64_t Address = 0; ///< at the sender
  void *Own = nullptr;  ///< null: it isn't made yet
  uint32_t LastSlot = NoIndex;
  Location Holder; ///< of a word that is its address and no pointer by its type, at home; if What isn't null
};

class Handles {
public:
  /// What the image has registered. False when memory is out.
  [[nodiscard]] bool read(const Image &I);
  bool empty() const { return All.empty(); }
  /// The one that was at \p Address, or null.
  Handle *find(uint64_t Address) { return Address < Low || Address > High ? nullptr : search(Address); }
  /// \p Slot gets its address once it is made. False when memory is out.
  [[nodiscard]] bool wait(Handle &H, void *Slot);
  void made(Handle &H, void *Own);
  Handle *begin() { return All.begin(); }
  Handle *end() { return All.end(); }
  void release();

private:
  Handle *search(uint64_t Address);

  struct Waiting {
    void *Slot;
    uint32_t Before; ///< another slot of the same object
  };
  MapVector<Handle> All; ///< in order of address
  MapVector<Waiting> Slots;
  uint64_t Low = UINT64_MAX, High = 0;
};

} // namespace cgt

#endif // CGT_RESTORE_HANDLES_H
