//===- LibraryObjects.h - Objects of libraries ----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cgt_resource(): objects that only their library understands. Describe functions run in the child that writes, while all frames are
// still there. Objects in a library's memory are made anew when heap and globals are filled and before frames are, since a frame may
// keep their addresses in registers; values in the program's own memory when everything else is there.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_LIBRARYOBJECTS_H
#define CGT_RESOURCES_LIBRARYOBJECTS_H

#include "resources/Resources.h"

namespace cgt {
namespace libraryobjects {

struct Registration {
  void *Object = nullptr; ///< null: it was ended
  void *(*Describe)(void *Object) = nullptr;
  void *(*Make)(void *Description, void *Object) = nullptr;
  void *Description = nullptr; ///< in the child
  bool IsValue = false;        ///< in the program's own memory; known in the child
};

/// Registers an object, or registers it anew. False when memory is out.
bool add(const Registration &New);
/// Forgets it, if it is known.
void remove(void *Object);
/// In order of registration, those that were ended among them.
MapVector<Registration> &all();
/// Is an object registered that begins there?
bool isRegistered(const void *Address);
/// Calls all Describe functions.
void describe();

// Rows of Resources.def.
bool saveObjects(Saving &S);
void makeObjects(Restoring &S);
bool saveValues(Saving &S);
void makeValues(Restoring &S);

} // namespace libraryobjects
} // namespace cgt

#endif // CGT_RESOURCES_LIBRARYOBJECTS_H
