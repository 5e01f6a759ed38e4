//===- Message.h - What cgt-run says --------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUN_MESSAGE_H
#define CGT_RUN_MESSAGE_H

#include "ToolMessage.h"

inline void tellError(const std::string &Text) { cgt::tell("cgt-run", cgt::MessageKind::Error, Text); }
inline void tellWarning(const std::string &Text) { cgt::tell("cgt-run", cgt::MessageKind::Warning, Text); }

#endif // CGT_RUN_MESSAGE_H
