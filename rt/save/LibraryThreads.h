//===- LibraryThreads.h - Threads that aren't the program's --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads that a library has made, as OpenMP's and those of a BLAS, are no part of an image: the library makes them anew. That is right as long
// as none of them runs code of the program or holds values of its own for it. When the program's threads stand, each of the others is
// stopped where it is by a signal and looked at; it stays there until the capture child is forked.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_LIBRARYTHREADS_H
#define CGT_SAVE_LIBRARYTHREADS_H

#include "port/Report.h"
#include "program/Runtime.h"

namespace cgt {
namespace librarythreads {

/// In main's thread, in front of every constructor.
void begin();
/// Then, too: what other threads there are is an emulator's.
void noteEmulator();
/// Does main's thread call? Where the program has begun no thread, all others are libraries'.
bool isMain();

/// Stops all of them. False when one is in the way; none is stopped then.
bool stop(Runtime &R);
/// They go on.
void letGo();
/// In the capture child, where they aren't.
void forget();

enum class BlockedType {
  Nothing,
  ByCall,    ///< it runs a function of the program
  ByCopy,    ///< it has changed its copy of a thread-local variable, or has a value under a key
  BySilence, ///< it doesn't answer
  BySignals, ///< each signal that could stop it has an action
  ByMemory   ///< there is none to look at it
};
/// Why the last stop() has failed.
BlockedType blocked();
void clearBlocked();
/// In words.
void describe(report::Buffer &Out);

} // namespace librarythreads
} // namespace cgt

#endif // CGT_SAVE_LIBRARYTHREADS_H
