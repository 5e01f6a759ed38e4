//===- Try.cpp - The proof by doing -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Try.h"

#include "Message.h"
#include "Program.h"
#include "TryRun.h"

#include "abi/ExitCodes.h"

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <sys/utsname.h>
#include <unistd.h>

using namespace tryrun;

namespace {
/// Where images are resumed, and how that went.
struct Target {
  std::string Name;
  Command Run;   ///< with the program's arguments only where they can't be told from a runner's: the image has them
  double Slower; ///< at most so many times the program's own time, and
  double More;   ///< so many seconds
  unsigned Right = 0, Refused = 0, Wrong = 0;
};

class Trial {
public:
  Trial(const TryOptions &O, const std::vector<std::string> &Program) : O(O), Program(Program) {}
  ~Trial();
  TryStatus run();

private:
  bool prepare();
  bool addTargets();
  bool runWhole();
  bool doesTheSame();
  std::vector<uint64_t> pollsToTry() const;
  bool chain(const std::vector<uint64_t> &At, const Place &Here);
  std::string tryPoll(uint64_t Poll);
  std::string resume(Target &T, const Place &At, const fs::path &Image);
  TryStatus sumUp(size_t Count) const;
  bool fail(const std::string &Why);
  double limit(const Target &T) const { return Whole.Seconds * T.Slower + T.More; }
  std::string options(const std::string &Own) const { return (O.Options.empty() ? "" : O.Options + ":") + Own; }

  const TryOptions &O;
  const std::vector<std::string> &Program;
  fs::path Scratch, Start, Input;
  Command FromStart;
  std::vector<Target> Targets; ///< the first is here
  Result Whole;
  std::optional<Place> Reference; ///< of the run without interruption
  uint64_t Polls = 0;
  bool IsChained = false; ///< all polls are right here
  unsigned NotSaved = 0;
  std::string Details; ///< of the poll that is tried
};
} // namespace

/// Ends the line that says that nothing can be tried.
bool Trial::fail(const std::string &Why) {
  tellError("--try: " + Why);
  return false;
}

Trial::~Trial() {
  std::error_code Ignored;
  if (!Scratch.empty())
    fs::remove_all(Scratch, Ignored);
}

/// What a user would be told first: the first error, else the first warning, of CGT's, without the name of an image that is gone by then.
static std::string toldBy(const std::string &Errors) {
  std::string Line = Errors.substr(0, Errors.find('\n'));
  for (const std::string Kind : {"cgt: warning: ", "cgt: error: "})
    if (size_t At = Errors.find(Kind); At != std::string::npos)
      Line = Errors.substr(At + Kind.size(), Errors.find('\n', At) - At - Kind.size());
  if (size_t Name = Line.find("': "); Line.rfind("can't restore '", 0) == 0 && Name != std::string::npos)
    Line.erase(0, Name + 3);
  return Line;
}

/// The last lines that the program has said itself, each behind \p Margin; empty if there are none but the one that toldBy() gives.
static std::string lastLines(const std::string &Errors, const std::string &Margin) {
  constexpr size_t Most = 8;
  std::vector<std::string> Lines;
  std::istringstream In(Errors);
  for (std::string Line; std::getline(In, Line);)
    Lines.push_back(Line);
  std::string Result;
  for (size_t K = Lines.size() > Most ? Lines.size() - Most : 0; Lines.size() > 1 && K < Lines.size(); ++K)
    Result += Margin + Lines[K] + "\n";
  return Result;
}

//===--- Before ---------------------------------------------------------------===//

bool Trial::prepare() {
  constexpr uintmax_t Most = uintmax_t(1) << 30;
  std::error_code Error;
  const fs::path Folder = fs::current_path(Error);
  if (Error || sizeOf(Folder) > Most)
    return fail("each run has a copy of the working folder, which is larger than 1 GiB; start it in a folder that has what the "
                "program needs");
  std::string Name = (fs::temp_directory_path() / "cgt-try.XXXXXX").string();
  if (!mkdtemp(&Name[0]))
    return fail("can't make a folder in '" + fs::temp_directory_path().string() + "'");
  Scratch = Name;
  Start = Scratch / "start"; // what others do in the folder meanwhile is the same for all runs
  copyFolder(Folder, Start);
  for (const std::string &Argument : Program)
    if (&Argument != &Program[0] && Argument.rfind(Folder.string() + "/", 0) == 0)
      tellWarning("--try: '" + Argument +
                  "' is in the working folder itself, not in a run's copy of it; name it from there: '" +
                  Argument.substr(Folder.string().size() + 1) + "'");
  Input = "/dev/null";
  if (!isatty(0)) {
    Input = Scratch / "input";
    std::ofstream Copy(Input, std::ios::binary);
    char Buffer[1 << 16];
    for (ssize_t Got; (Got = read(0, Buffer, sizeof Buffer)) > 0;)
      Copy.write(Buffer, Got);
  }
  return addTargets();
}

static std::string absolute(const std::string &Name) {
  std::string Found = findProgram(Name);
  return access(Found.c_str(), X_OK) == 0 ? fs::absolute(Found).string() : "";
}

/// The emulator that runs programs of \p Triple, "" if this machine does; false if there is none, or the platform isn't known.
static bool findEmulator(const std::string &Triple, std::string &Emulator) {
  static const struct {
    const char *Triple, *Emulator;
  } Rows[] = {
#define CGT_PLATFORM(Triple, Spellings, Sibling, Order, Pointer, Long, Size, Align, Eight, Char, Qemu, Flags) {Triple, Qemu},
#include "abi/Platforms.def"
  };
  utsname Machine;
  for (const auto &E : Rows) {
    if (Triple != E.Triple)
      continue;
    Emulator = "";
    if (uname(&Machine) == 0 && Triple.rfind(std::string(Machine.machine) + "-", 0) == 0)
      return true;
    for (const char *End : {"-static", ""}) {
      Emulator = findProgram(std::string("qemu-") + E.Emulator + End);
      if (!Emulator.empty())
        return true;
    }
  }
  return false;
}

bool Trial::addTargets() {
  std::string File = absolute(Program[0]);
  if (File.empty())
    return fail("can't find '" + Program[0] + "'");
  if (isForeignProgram(Program[0]))
    return fail("'" + Program[0] + "' wasn't built with CGT; build it with CC=cgt-cc");
  Command Own{File, Program};
  if (!isRunner(Program[0]))
    Own.Arguments.resize(1);
  FromStart = {File, Program};
  Targets.push_back({"here", Own, 20, 30});
  for (const TryOptions::Other &P : O.Others) {
    std::string Emulator, Other = fs::absolute(P.Program).string();
    if (!fs::exists(Other))
      return fail("can't find '" + P.Program + "'");
    if (!findEmulator(P.Triple, Emulator))
      return fail("'" + P.Triple +
                  "' is no platform that can be emulated here; cgt-inspect --platforms lists all, and qemu-user-static runs "
                  "their programs");
    Command C{Emulator.empty() ? Other : Emulator, {}};
    if (!Emulator.empty())
      C.Arguments.push_back(Emulator);
    C.Arguments.push_back(Other);
    Targets.push_back({P.Triple, C, 200, 60});
  }
  return true;
}

/// Of the event in a file of stats; 0 if there is none.
static uint64_t pollsIn(const fs::path &Stats, const std::string &Event) {
  std::ifstream In(Stats);
  static const std::string Key = "\"polls\":";
  for (std::string Line; std::getline(In, Line);)
    if (size_t At = Line.find(Key); At != std::string::npos && Line.find("\"event\":\"" + Event + "\"") != std::string::npos)
      return strtoull(Line.c_str() + At + Key.size(), nullptr, 10);
  return 0;
}

static constexpr double Day = 86400;

bool Trial::runWhole() {
  Reference.emplace(Scratch, "whole", Start);
  const fs::path Stats = Scratch / "stats";
  Whole = Reference->run(FromStart, options("stats=" + quote(Stats.string())), Input, Day);
  Polls = pollsIn(Stats, "exit");
  if (Polls != 0)
    return true;
  (void)fail(
      Whole.Errors.find("cgt: error:") != std::string::npos
          ? toldBy(Whole.Errors)
          : "the program ended with status " + std::to_string(Whole.Status) +
                " before it came to a poll, or not by exit(); give it more to do (cgt-cc -Rpass=cgt shows where polls are)" +
                (Whole.Errors.empty() ? "" : ". It said: " + toldBy(Whole.Errors)));
  fputs(lastLines(Whole.Errors, "  ").c_str(), stderr);
  return false;
}

/// What differs by itself proves nothing.
bool Trial::doesTheSame() {
  Place Second(Scratch, "again", Start);
  Result Again = Second.run(FromStart, O.Options, Input, Day);
  std::string Differs = difference(*Reference, Second);
  Second.remove();
  if (Whole.Status == Again.Status && Differs.empty())
    return true;
  (void)fail("two runs without interruption differ: " +
             (Differs.empty() ? "status " + std::to_string(Whole.Status) + " and " + std::to_string(Again.Status) : Differs) +
             "; give the program input that it does the same with each time");
  fputs(lastLines(Again.Errors, "  ").c_str(), stderr);
  return false;
}

//===--- At a poll --------------------------------------------------------------===//

std::vector<uint64_t> Trial::pollsToTry() const {
  std::vector<uint64_t> At;
  uint64_t Count = O.Polls < Polls ? O.Polls : Polls;
  for (uint64_t K = 0; K < Count; ++K)
    At.push_back(Count == 1 ? (Polls + 1) / 2 : 1 + (Polls - 1) * K / (Count - 1));
  return At;
}

/// One run that is saved, left and resumed at each of the polls. If it ends as the one without interruption did, each of them is right, and the program
/// does the same each time.
bool Trial::chain(const std::vector<uint64_t> &At, const Place &Here) {
  fs::path Image = Scratch / "chain.0", Next = Scratch / "chain.1";
  const fs::path Stats = Scratch / "stats";
  uint64_t Passed = 0;
  std::string Restore;
  Result R;
  for (uint64_t Poll : At) {
    if (Poll <= Passed) // what was in the way of the one before has made it this one
      continue;
    fs::remove(Stats);
    R = Here.run(Restore.empty() ? FromStart : Targets[0].Run,
                 options(Restore + "save=" + quote(Next.string()) + ":after=exit:stats=" + quote(Stats.string()) +
                         ":at_poll=" + std::to_string(Poll - Passed)),
                 Input, limit(Targets[0]));
    if (R.Status != cgt::ExitSaved || !fs::exists(Next))
      return false;
    Passed += pollsIn(Stats, "save");
    std::swap(Image, Next);
    Restore = "restore=" + quote(Image.string()) + ":";
  }
  R = Here.run(Targets[0].Run, options(Restore.substr(0, Restore.size() - 1)), Input, limit(Targets[0]));
  return R.Status == Whole.Status && difference(*Reference, Here).empty();
}

std::string Trial::resume(Target &T, const Place &At, const fs::path &Image) {
  Place Here(Scratch, "resumed", At);
  Result R = Here.run(T.Run, options("restore=" + quote(Image.string())), Input, limit(T));
  std::string Differs = R.TimedOut ? "it doesn't end"
                        : R.Status != Whole.Status
                            ? "it ends with status " + std::to_string(R.Status) + " instead of " +
                                  std::to_string(Whole.Status) + (R.Errors.empty() ? "" : ": " + toldBy(R.Errors))
                            : difference(*Reference, Here);
  Here.remove();
  bool WasRefused = (R.Status == cgt::ExitRefused || R.Status == cgt::ExitLoss) && R.Status != Whole.Status;
  (WasRefused ? T.Refused : Differs.empty() ? T.Right : T.Wrong)++;
  if (!WasRefused && !Differs.empty())
    Details += lastLines(R.Errors, "  " + T.Name + ": ");
  return T.Name + (WasRefused ? " REFUSED: " + toldBy(R.Errors) : Differs.empty() ? " right" : " WRONG: " + Differs);
}

std::string Trial::tryPoll(uint64_t Poll) {
  std::string Line = IsChained ? Targets[0].Name + " right" : "";
  Targets[0].Right += IsChained;
  if (IsChained && Targets.size() == 1)
    return Line;
  const fs::path Image = Scratch / "image";
  Place At(Scratch, "saved", Start);
  Result R = At.run(FromStart, options("save=" + quote(Image.string()) + ":at_poll=" + std::to_string(Poll) + ":after=exit"),
                    Input, limit(Targets[0]));
  if (R.Status != cgt::ExitSaved || !fs::exists(Image)) {
    ++NotSaved;
    Line = "NOT SAVED: " + (R.Errors.empty() ? "it ended with status " + std::to_string(R.Status) : toldBy(R.Errors));
    if (R.Status != Whole.Status)
      Details += lastLines(R.Errors, "  ");
  } else {
    for (Target &T : Targets)
      if (!IsChained || &T != &Targets[0])
        Line += (Line.empty() ? "" : "; ") + resume(T, At, Image);
  }
  At.remove();
  std::error_code Ignored;
  fs::remove(Image, Ignored);
  return Line;
}

TryStatus Trial::sumUp(size_t Count) const {
  bool Wrong = false, Other = NotSaved != 0;
  for (const Target &T : Targets) {
    printf("%s: %u of %zu right", T.Name.c_str(), T.Right, Count);
    if (T.Refused)
      printf(", %u refused", T.Refused);
    if (T.Wrong)
      printf(", %u WRONG", T.Wrong);
    if (NotSaved)
      printf(", %u not saved", NotSaved);
    printf("\n");
    Wrong |= T.Wrong != 0;
    Other |= T.Refused != 0;
  }
  return Wrong ? SomeWrong : Other ? SomeRefused : AllRight;
}

TryStatus Trial::run() {
  if (!prepare() || !runWhole())
    return NotTried;
  std::vector<uint64_t> At = pollsToTry();
  Place Chain(Scratch, "chain", Start);
  IsChained = chain(At, Chain);
  Chain.remove();
  if (!IsChained && !doesTheSame())
    return NotTried;
  for (uint64_t Poll : At) {
    std::string Line = tryPoll(Poll);
    printf("poll %llu of %llu: %s\n%s", static_cast<unsigned long long>(Poll), static_cast<unsigned long long>(Polls),
           Line.c_str(), Details.c_str());
    Details.clear();
    fflush(stdout);
  }
  return sumUp(At.size());
}

TryStatus tryProgram(const TryOptions &O, const std::vector<std::string> &Program) {
  catchInterruptions();
  try {
    return Trial(O, Program).run();
  } catch (const Interruption &I) { // nothing is left behind
    signal(I.Signal, SIG_DFL);
    raise(I.Signal);
    return NotTried;
  } catch (const fs::filesystem_error &E) {
    tellError(std::string("--try: ") + E.what());
    return NotTried;
  }
}
