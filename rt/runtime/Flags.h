//===- Flags.h - CGT_OPTIONS -------------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// key=value joined by ':'. A value with ':' in it goes in single quotes, a quote in it is doubled. Keys and values match
// exactly; anything else is an error.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUNTIME_FLAGS_H
#define CGT_RUNTIME_FLAGS_H

#include "format/Bytes.h"

namespace cgt {

/// The name of standard input in restore= and restore_or_start=.
constexpr const char *StandardInput = "-";

/// What CGT_OPTIONS says. Strings live as long as the process.
struct Options {
  static constexpr int SignalUnset = -1;
#define CGT_FLAG(Type, Field, Key, Default, Parser) Type Field = Default;
#include "runtime/Flags.def"
  bool Given = false; ///< CGT_OPTIONS was in the environment
};

/// Reads CGT_OPTIONS, takes it out of the environment and sets the verbosity of reports. False after an error, which is
/// reported: the process must end with ExitBadOptions. In a program with rights that its caller lacks they are taken out
/// unread, with a warning. Afterwards:
/// * Signal is 0 for none (without save=, too), else a number; ExitSignal the same;
/// * Restore is the file of restore= or restore_or_start=, RestoreOrStart tells that it was the latter;
/// * Interval 0, AtPoll 0, EveryPolls 0, Keep 0: not given.
bool parseOptions(Options &Result);

/// Makes the names of files that are written later absolute, so that they don't depend on what the program makes its
/// working folder. They stay as they are where that folder has no name.
void makeNamesAbsolute(Options &O);

/// The parser alone, on any text; for tests.
bool parseOptionsText(const char *Text, Options &Result);

} // namespace cgt

#endif // CGT_RUNTIME_FLAGS_H
