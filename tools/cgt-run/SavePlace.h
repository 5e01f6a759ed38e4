//===- SavePlace.h - Who saves to a file ----------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUN_SAVEPLACE_H
#define CGT_RUN_SAVEPLACE_H

#include <string>
#include <sys/types.h>

/// The process whose images go to \p File, as the file's lock tells; 0: \p Why none is known.
pid_t processThatSavesTo(const std::string &File, std::string &Why);

#endif // CGT_RUN_SAVEPLACE_H
