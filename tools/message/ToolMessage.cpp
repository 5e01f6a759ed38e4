//===- ToolMessage.cpp - What the tools say ---------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ToolMessage.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

using namespace cgt;

static bool isForColours() {
  const char *Forbidden = getenv("NO_COLOR"), *Terminal = getenv("TERM");
  return !(Forbidden && *Forbidden) && Terminal && strcmp(Terminal, "dumb") != 0 && isatty(STDERR_FILENO);
}

void cgt::tell(const char *Tool, MessageKind Kind, const std::string &Text, Colours Use) {
  const char *Word = Kind == MessageKind::Error ? "error" : "warning", *Colour = Kind == MessageKind::Error ? "31" : "35";
  fflush(stdout); // what was said before stands before it
  if (Use == Colours::Always || (Use == Colours::Terminal && isForColours()))
    fprintf(stderr, "\033[1m%s: \033[%sm%s:\033[0m %s\n", Tool, Colour, Word, Text.c_str());
  else
    fprintf(stderr, "%s: %s: %s\n", Tool, Word, Text.c_str());
}
