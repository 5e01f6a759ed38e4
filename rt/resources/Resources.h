//===- Resources.h - What libc and the system keep for a program -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The rows of Resources.def: each knows what of it is in the way of a save, what goes into an image, and how it comes back.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_RESOURCES_H
#define CGT_RESOURCES_RESOURCES_H

#include "program/Runtime.h"

namespace cgt {

/// What a row adds to an image, in the child that writes.
struct Saving {
  Runtime &R;
  MapAllocator &Memory; ///< for what the image refers to
  MapVector<HookRecord> &Hooks;
  MapVector<ObjectRecord> &Objects;
  OpenFiles &Files;
  /// The row's entry in section RSRC, byte by byte; when nothing is written there is none.
  Sink &Own;
  bool Needed = true; ///< a reader that doesn't know the entry refuses the image
};

/// What a row finds in an image.
struct Restoring {
  Runtime &R;
  const Image &I;
  Cursor Own = Cursor(nullptr, 0); ///< the row's entry in section RSRC
  bool HasOwn = false;             ///< there is one
  bool StdinWasImage = false;      ///< the image was read from standard input
  void *Ctx = nullptr;
  /// What a sender's address is here; null for a function that there isn't.
  void *(*Translate)(void *Ctx, uint64_t Address, bool IsFunction) = nullptr;
  /// An object of a library, which was at \p Address, is \p Own here.
  void (*Made)(void *Ctx, uint64_t Address, void *Own) = nullptr;
  /// Ends the process: "can't restore 'FILE': Why".
  void (*Refuse)(void *Ctx, const char *Why) = nullptr;

  void *translate(uint64_t Address, bool IsFunction) const { return Translate(Ctx, Address, IsFunction); }
  [[noreturn]] void refuse(const char *Why) const {
    Refuse(Ctx, Why);
    __builtin_unreachable();
  }
};

namespace resources {

/// Calls each row's Note. False when memory is out.
bool note(Runtime &R);
/// Calls each row's Save; \p Out gets their entries, which lie in \p S.Memory. False when memory is out.
bool save(Saving &S, MapVector<ResourceRecord> &Out);
/// Makes the entry of the row \p Name the row's own, for what is looked at before anything is restored.
void findOwn(Restoring &S, Str Name);
/// Calls the Restore of the rows up to LibraryObjects: heap and globals are filled, frames aren't. An entry that no row has and that is
/// needed is refused.
void restoreFirst(Restoring &S);
/// Calls that of the others.
void restore(Restoring &S);

} // namespace resources
} // namespace cgt

#endif // CGT_RESOURCES_RESOURCES_H
