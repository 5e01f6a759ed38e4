//===- TryRun.h - One run of a program that is tried ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each run has a copy of the working folder of its own, so that nothing of the user's is changed, and what runs leave can be compared.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RUN_TRYRUN_H
#define CGT_RUN_TRYRUN_H

#include <filesystem>
#include <string>
#include <vector>

namespace tryrun {

namespace fs = std::filesystem;

struct Command {
  std::string File;                   ///< to execute
  std::vector<std::string> Arguments; ///< the first is the name that the program is told
};

/// Thrown out of a run, whose program is ended, when this process is told to end.
struct Interruption {
  int Signal;
};
/// From now on signals that would end this process are thrown by runs.
void catchInterruptions();

/// What a run, or a saved run and one that goes on from it, has left.
struct Result {
  int Status = 0; ///< exit status; negative: the signal that ended it
  double Seconds = 0;
  bool TimedOut = false;
  std::string Errors; ///< on standard error
};

/// With all that is in it but sockets, pipes and devices.
void copyFolder(const fs::path &From, const fs::path &To);

/// The place of one run: the program's folder, and its output beside it.
class Place {
public:
  /// A folder \p Name in \p Scratch that has what is in \p From.
  Place(const fs::path &Scratch, const std::string &Name, const fs::path &From);
  /// The same with what another run has left, output included.
  Place(const fs::path &Scratch, const std::string &Name, const Place &Other);
  /// Runs \p C there with CGT_OPTIONS=\p Options, \p Input as standard input, and output behind what there is. Killed after \p Limit
  /// seconds.
  Result run(const Command &C, const std::string &Options, const fs::path &Input, double Limit) const;
  void remove() const;

  fs::path output() const { return Whole / "output"; }
  fs::path folder() const { return Whole / "folder"; }

private:
  fs::path Whole;
};

/// Empty if both have left the same output and files, else the first difference. What was cut from files at a resume isn't looked at.
std::string difference(const Place &Wanted, const Place &Found);

/// Bytes of the files in a folder.
uintmax_t sizeOf(const fs::path &Folder);

} // namespace tryrun

#endif // CGT_RUN_TRYRUN_H
