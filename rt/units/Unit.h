//===- Unit.h - What functions of libc as units of the program share -*- C -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sources of this folder are compiled by the plugin and become units of each program that uses them: their variables are
// carried, and their callbacks may poll. The program's own function of a name comes first, so names are weak.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_UNITS_UNIT_H
#define CGT_UNITS_UNIT_H

#include <stddef.h>

/// Gives the static function \p Own libc's name \p Name.
#define CGT_LIBC_NAME(Name, Own) __typeof__(Own) Name __attribute__((weak, alias(#Own), visibility("default")))

/// Memory that no image has, for what is dead at polls; null when there is none. Given back by __cgt_drop.
void *__cgt_scratch(size_t Size);
void __cgt_drop(void *Memory);
/// Ends the program with a message: \p What has no way to tell its caller.
__attribute__((noreturn)) void __cgt_lacks_memory(const char *What);

#endif // CGT_UNITS_UNIT_H
