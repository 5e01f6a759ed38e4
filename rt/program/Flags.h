//===- Flags.h - CGT_OPTIONS -------------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// key=value joined by ':'. A value with ':' in it goes in single quotes, a quote in it is doubled. Keys and values match
// exactly; anything else is an error.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_FLAGS_H
#define CGT_PROGRAM_FLAGS_H

#include "abi/ExitCodes.h"
#include "base/Bytes.h"

namespace cgt {

/// The name of standard input in restore= and restore_or_start=.
constexpr const char *StandardInput = "-";

/// What ckpt= does unless other keys say otherwise: seconds between saves, images that are kept.
constexpr double JobInterval = 600;
constexpr unsigned JobKeep = 2;

/// Signals by number.
class SignalSet {
public:
  void add(int Signal) { Bits[Signal / 64] |= uint64_t(1) << (Signal % 64); }
  void remove(int Signal) { Bits[Signal / 64] &= ~(uint64_t(1) << (Signal % 64)); }
  bool has(int Signal) const { return Signal > 0 && Signal < Limit && (Bits[Signal / 64] >> (Signal % 64) & 1); }
  bool empty() const { return !Bits[0] && !Bits[1]; }

private:
  static constexpr int Limit = 128; ///< mips has 127
  uint64_t Bits[Limit / 64] = {};
};

/// How files that the program has written are carried.
enum FilesKind : uint8_t { FilesReopen, FilesEmbed, FilesRefuse };

/// What CGT_OPTIONS says. Strings live as long as the process.
struct Options {
  static constexpr int SignalUnset = -1;
#define CGT_FLAG(Type, Field, Key, Default, Parser) Type Field = Default;
#include "program/Flags.def"
  /// Nanoseconds of interval=.
  uint64_t interval() const { return static_cast<uint64_t>(Interval * 1e9); }
  bool Given = false;            ///< CGT_OPTIONS was in the environment
  bool ExitSignalsGiven = false; ///< "none" included
};

/// Reads CGT_OPTIONS, takes it out of the environment and sets the verbosity of reports. False after an error, which is
/// reported: the process must end with ExitBadOptions. In a program with rights that its caller lacks they are taken out
/// unread, with a warning. Afterwards:
/// * Signal is 0 for none (without save=, too), else a number; ExitSignals is empty for none;
/// * with Ckpt, Save is the same, and what ckpt= implies is set; Restore isn't, as the image is yet to be found;
/// * Restore is the file of restore= or restore_or_start=, RestoreOrStart tells that it was the latter;
/// * Interval 0, AtPoll 0, EveryPolls 0, Keep 0: not given.
bool parseOptions(Options &Result);

/// Makes the names of files that are written later absolute, so that they don't depend on what the program makes its
/// working folder. They stay as they are where that folder has no name.
void makeNamesAbsolute(Options &O);

/// The parser alone, on any text; for tests.
bool parseOptionsText(const char *Text, Options &Result);

} // namespace cgt

#endif // CGT_PROGRAM_FLAGS_H
