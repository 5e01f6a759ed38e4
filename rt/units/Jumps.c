//===- Jumps.c - Numbers that setjmp's buffers are known by ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// They are state of the program and carried with it. rt/libc/LibcJumps.cpp asks for them.
//
//===----------------------------------------------------------------------===//

#include "units/Unit.h"

#include "cgt/cgt.h"

/// The last number that was given to an activation, and to a process.
static unsigned Activations, Generations;

/// This process's number; 0: it has none yet.
static unsigned Generation CGT_TRANSIENT;

unsigned __cgt_next_activation(void) {
  if (++Activations == 0)
    Activations = 1;
  return Activations;
}

unsigned __cgt_generation(void) { return Generation; }

unsigned __cgt_begin_generation(void) { return Generation = ++Generations; }
