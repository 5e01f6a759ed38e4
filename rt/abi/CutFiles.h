//===- CutFiles.h - Names of what is cut from files --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef CGT_ABI_CUTFILES_H
#define CGT_ABI_CUTFILES_H

/// Between the name of a file and a number: the name of what a resume has cut from it.
#define CGT_CUT_MARK ".cgt-cut."

#endif // CGT_ABI_CUTFILES_H
