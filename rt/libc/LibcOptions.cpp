//===- LibcOptions.cpp - getopt and its variables --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What getopt tells in variables travels by name. A program may have a getopt of its own with some of these variables: this
// file is linked into programs that call getopt only, so that it takes no others from libc.
//
//===----------------------------------------------------------------------===//

#include "libc/Libc.h"

#include <getopt.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

static const libc::Variable OptionVariables[] = {
    {"optind", &optind, false}, {"opterr", &opterr, false}, {"optopt", &optopt, false}, {"optarg", &optarg, true}};
static bool OptionsUsed;

const libc::Variable *libc::variables(size_t &Count) {
  Count = OptionsUsed ? sizeof OptionVariables / sizeof *OptionVariables : 0;
  return OptionVariables;
}

const libc::Variable *libc::useVariable(Str Name) {
  for (const Variable &V : OptionVariables)
    if (Name == Str(V.Name)) {
      OptionsUsed = true;
      return &V;
    }
  return nullptr;
}

/// Between the first option and the last, getopt has a place of its own in a group of options.
static int noteOption(int Option) {
  OptionsUsed = true;
  libc::InUse[libc::StateGetopt] = Option != -1;
  return Option;
}

CGT_PUBLIC int __cgt_getopt(int Argc, char *const *Argv, const char *Short) {
  return noteOption(getopt(Argc, Argv, Short));
}

// What getopt is called with _POSIX_C_SOURCE.
extern "C" int __posix_getopt(int, char *const *, const char *);
CGT_PUBLIC int __cgt___posix_getopt(int Argc, char *const *Argv, const char *Short) {
  return noteOption(__posix_getopt(Argc, Argv, Short));
}

CGT_PUBLIC int __cgt_getopt_long(int Argc, char *const *Argv, const char *Short, const option *Long, int *Index) {
  return noteOption(getopt_long(Argc, Argv, Short, Long, Index));
}

CGT_PUBLIC int __cgt_getopt_long_only(int Argc, char *const *Argv, const char *Short, const option *Long, int *Index) {
  return noteOption(getopt_long_only(Argc, Argv, Short, Long, Index));
}
