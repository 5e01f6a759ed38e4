//===- OwnStack.h - main's stack at a place of its own ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The kernel puts a process's stack where it likes. A program that saves or resumes runs main on one whose place is always the
// same, so that its variables return to their addresses when the same program resumes. Above the frames, at the stack's top, lie
// copies of the arguments.
//
// In a program that was resumed from an image of its own, what the saver had on its stack is mapped where it was (the *past*), and
// the stack begins below it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_OWNSTACK_H
#define CGT_PORT_OWNSTACK_H

#include <stddef.h>
#include <stdint.h>

namespace cgt {
namespace ownstack {

/// Makes the stack, for \p Wanted bytes and more. False when there is no place for it: main stays on the kernel's.
bool make(uint64_t Wanted);
/// Maps [\p Low, \p Top) of another process's own stack where it was, and makes the stack below it.
bool makeBelow(uintptr_t Low, uintptr_t Top, uint64_t Wanted);

/// Makes the stack as make() does, with \p Room bytes of zeros above its frames, for what the program has in frames; returns where
/// they begin. If it can't be made, or has been, they lie elsewhere; null: there is no memory.
void *makeWithRoom(uint64_t Room, uint64_t Wanted);

/// The end of the stack, or of its past; 0: there is none.
uintptr_t top();
/// The lowest address of the past, or of the copies of arguments.
uintptr_t past();
/// Is it a place in the past, or where the stack's copies of arguments are?
bool isPast(uint64_t Address, uint64_t Size);

/// Is it a place in the past, or one that the stack has, or may have?
bool isNear(uintptr_t Address);

/// Copies a null-terminated array of strings to the top of a stack that nothing runs on yet. Null: no room.
char **copy(char **Strings);

/// Calls a function on the stack, with what is left of it.
void call(void (*Function)(void *), void *Argument);

} // namespace ownstack
} // namespace cgt

#endif // CGT_PORT_OWNSTACK_H
