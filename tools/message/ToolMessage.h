//===- ToolMessage.h - What the tools say -------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_MESSAGE_TOOLMESSAGE_H
#define CGT_MESSAGE_TOOLMESSAGE_H

#include <string>

namespace cgt {

enum class MessageKind { Error, Warning };
enum class Colours {
  Never,
  Always,
  Terminal ///< where standard error is a terminal that may have them (NO_COLOR isn't set)
};

/// "TOOL: error: " or "TOOL: warning: " and \p Text on standard error.
void tell(const char *Tool, MessageKind Kind, const std::string &Text, Colours Use = Colours::Terminal);

} // namespace cgt

#endif // CGT_MESSAGE_TOOLMESSAGE_H
