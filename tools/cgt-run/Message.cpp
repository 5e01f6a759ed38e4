//===- Message.cpp - What cgt-run says ---------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Message.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

static bool inColour() {
  const char *Forbidden = getenv("NO_COLOR"), *Terminal = getenv("TERM");
  return !(Forbidden && *Forbidden) && Terminal && strcmp(Terminal, "dumb") != 0 && isatty(STDERR_FILENO);
}

static void tell(const char *Kind, const char *Colour, const std::string &Text) {
  fflush(stdout); // what was said before stands before it
  if (inColour())
    fprintf(stderr, "\033[1mcgt-run: \033[%sm%s:\033[0m %s\n", Colour, Kind, Text.c_str());
  else
    fprintf(stderr, "cgt-run: %s: %s\n", Kind, Text.c_str());
}

void tellError(const std::string &Text) { tell("error", "31", Text); }
void tellWarning(const std::string &Text) { tell("warning", "35", Text); }
