//===- StartAgain.h - Without random addresses --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program that saves or resumes starts itself again without address randomisation, so that its stack, its libraries and
// a PIE's own memory lie where they lay in another run: the same state gives the same image, and addresses that only the
// program knows of stay what they were. Where the kernel doesn't allow it, it goes on as it is.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_START_STARTAGAIN_H
#define CGT_START_STARTAGAIN_H

namespace cgt {
namespace start {

/// For .preinit_array, before any constructor and malloc: replaces the process by the same program if CGT_OPTIONS asks for
/// images and addresses are random; returns in all other cases. In the new process it removes its traces: the variable
/// CGT_START of the environment, the process's name, the personality.
void again(int Argc, char **Argv, char **Envp);

/// Was that what again() was to do, and the kernel didn't let it?
bool isRandom();

/// Does CGT_OPTIONS ask for images to be written or read?
bool asksForImages(char **Envp);

} // namespace start
} // namespace cgt

#endif // CGT_START_STARTAGAIN_H
