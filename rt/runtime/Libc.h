//===- Libc.h - libc functions that need more than libc ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instrumented code calls __cgt_NAME for each CGT_LIBC_WRAP(NAME) of abi/Libc.def. What such a function returns to the
// program lies in the saved arena; what libc then keeps to itself is noted, since no image can hold it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUNTIME_LIBC_H
#define CGT_RUNTIME_LIBC_H

#include "runtime/Descriptors.h"

namespace cgt {
namespace libc {

/// State of libc that is in use and can't be saved, for a message ("the hidden state of rand() is in use"); null when
/// there is none.
const char *hiddenStateInUse();

/// Functions that the program gave to atexit, oldest first.
size_t exitHandlerCount();
void (*exitHandler(size_t Index))();
/// atexit, remembered. False when out of memory.
bool addExitHandler(void (*Function)());

/// The allocation site of strings that wrappers return. Its unit and type are the runtime's to set (setTextType) when it
/// knows a unit with the type char; until then blocks of this site have a null Unit.
extern CgtAllocSite TextSite;
void setTextType(void *Unit, size_t Type);

} // namespace libc
} // namespace cgt

#endif // CGT_RUNTIME_LIBC_H
