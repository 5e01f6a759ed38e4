//===- ExitCodes.h - How CGT ends a process ----------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef CGT_ABI_EXITCODES_H
#define CGT_ABI_EXITCODES_H

namespace cgt {

/// The runtime's own; cgt-run passes them on.
enum ExitCode : int {
  ExitSaved = 85,     ///< saved and left
  ExitRefused = 86,   ///< restore refused
  ExitLoss = 87,      ///< restore refused: conversion would lose information
  ExitBadOptions = 88 ///< bad CGT_OPTIONS, or bad usage of cgt-run
};

} // namespace cgt

#endif // CGT_ABI_EXITCODES_H
