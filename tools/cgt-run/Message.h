//===- Message.h - What cgt-run says --------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUN_MESSAGE_H
#define CGT_RUN_MESSAGE_H

#include <string>

/// "cgt-run: error: " and \p Text on standard error; in colour where that is a terminal that may have it (NO_COLOR isn't set).
void tellError(const std::string &Text);
/// The same with "warning: ".
void tellWarning(const std::string &Text);

#endif // CGT_RUN_MESSAGE_H
