//===- LibcStrtok.c - strtok --------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "units/Unit.h"

#include <string.h>

/// Behind the last token; null before the first string and when there is no more: the string may then go away.
static char *Rest;

static char *ownStrtok(char *Text, const char *Delimiters) {
  char *At = Text ? Text : Rest;
  if (At)
    At += strspn(At, Delimiters);
  if (!At || !*At) {
    Rest = NULL;
    return NULL;
  }
  Rest = At + strcspn(At, Delimiters);
  if (*Rest)
    *Rest++ = 0;
  return At;
}

CGT_LIBC_NAME(strtok, ownStrtok);
