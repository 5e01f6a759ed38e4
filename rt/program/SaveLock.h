//===- SaveLock.h - One job writes images to a place ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program that saves holds FILE.lock, which names it. The proof that it still runs is a lock of the kernel's on that
// file: it ends with the program however that ends, is seen in every container, and no descriptor stands for it. Where
// the file system has no locks, the process that the file names is looked for.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_SAVELOCK_H
#define CGT_PROGRAM_SAVELOCK_H

#include "port/PortLocks.h"

namespace cgt {
namespace savelock {

/// What a lock file says.
struct Holder {
  pid_t Pid = 0;
  uint64_t Start = 0;  ///< of the process, as port::lifeOf() has it
  bool Proved = false; ///< it holds the kernel's lock as well
  char Host[80] = "", Since[32] = "", Boot[64] = "", Space[64] = "";
};

enum class Outcome {
  Held,
  Failed,  ///< the file can't be made
  Taken,   ///< by a program that runs
  Unclear, ///< nothing tells from here whether its holder runs
  Foreign, ///< there is a file of that name that is none of ours, or can't be read
};

/// Takes the lock file \p Path, which must stay, for this process. What a program that no longer runs has left is
/// replaced. \p Other is who holds it; Failed and Foreign: \p Error is the errno value, 0 if the file is readable but
/// no lock.
Outcome take(const char *Path, Holder &Other, int &Error);
bool held();
/// Gives the lock up and removes its file, at the end of the process. In the process that took it only; elsewhere it does nothing.
void release();

// In the writing child:
/// Emulators let it have what keeps the lock, which is the program's alone. To be called before anything is mapped.
void dropInherited();
/// May an image be put in place? Not if the program has ended meanwhile and another one has the lock. After true, put
/// it in place at once and call done().
bool claim();
void done();

} // namespace savelock
} // namespace cgt

#endif // CGT_PROGRAM_SAVELOCK_H
