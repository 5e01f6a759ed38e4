//===- options.cpp - What CGT_OPTIONS is read as -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Prints the fields that differ from their defaults; exit status 88 after an error.
//
//===----------------------------------------------------------------------===//

#include "port/Report.h"
#include "program/Flags.h"

#include <stdio.h>
#include <stdlib.h>

using namespace cgt;

static bool differs(const char *A, const char *B) { return A != B; }
static bool differs(const SignalSet &A, const SignalSet &B) { return A.empty() != B.empty(); }
template <typename T> static bool differs(T A, T B) { return A != B; }
static void print(const char *Key, const char *Value) { printf("%s=%s\n", Key, Value); }
static void print(const char *Key, double Value) { printf("%s=%.9g\n", Key, Value); }
static void print(const char *Key, const SignalSet &Value) {
  printf("%s=", Key);
  for (int Signal = 1; Signal < 128; ++Signal)
    if (Value.has(Signal))
      printf("%d ", Signal);
  printf("\n");
}
template <typename T> static void print(const char *Key, T Value) {
  printf("%s=%llu\n", Key, static_cast<unsigned long long>(Value));
}

int main() {
  Options O, Default;
  if (!parseOptions(O))
    return ExitBadOptions;
#define CGT_FLAG(Type, Field, Key, Value, Parser)                                                                      \
  if (differs(O.Field, Default.Field))                                                                                 \
    print(Key, O.Field);
#include "program/Flags.def"
  printf("given %d, left in the environment %d\n", O.Given, getenv("CGT_OPTIONS") != nullptr);
  return 0;
}
