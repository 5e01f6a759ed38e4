//===- cgt-run.cpp - Run a program with checkpoints
//-------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Turns options made for people into CGT_OPTIONS and replaces itself by the
// program, so that process id, signals and exit status are the program's.
// Values are checked by the runtime, which knows them; only durations are
// converted here.
//
//===----------------------------------------------------------------------===//

#include "Ask.h"
#include "Message.h"
#include "Program.h"
#include "SavePlace.h"
#include "Try.h"

#include "abi/ExitCodes.h"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>

namespace {

enum class Value { Plain, Duration };

struct Option {
  const char *Name; ///< without the dashes
  const char *Key;  ///< of CGT_OPTIONS; null: cgt-run's own
  Value Kind;
  const char *Argument, *Help;
};

const Option Options[] = {
    {"ckpt", "ckpt", Value::Plain, "FILE", "a whole job: start, or resume from FILE; save there each 10 minutes and on TERM"},
    {"save", "save", Value::Plain, "FILE",
     "write checkpoints to FILE; %p is the process id, %n a sequence number, %r the rank"},
    {"every", "interval", Value::Duration, "TIME", "checkpoint each TIME: 90, 60s, 5m, 1.5h, 500ms"},
    {"on", "exit_signal", Value::Plain, "SIGNAL,...", "checkpoint on one of these and leave with status 85"},
    {"grace", "grace", Value::Duration, "TIME", "warn when a save takes longer than TIME, which the scheduler gives"},
    {"signal", "signal", Value::Plain, "SIGNAL", "checkpoint on SIGNAL and go on (default USR1; none)"},
    {"at-poll", "at_poll", Value::Plain, "N", "checkpoint at the N-th poll"},
    {"every-polls", "every_polls", Value::Plain, "N", "checkpoint at each N-th poll"},
    {"after", "after", Value::Plain, "continue|exit", "what follows a checkpoint (default continue)"},
    {"keep", "keep", Value::Plain, "N", "keep the last N checkpoints; FILE needs %n"},
    {"compress", "compress", Value::Plain, "LEVEL", "0 (off) to 19, default 1"},
    {"restore", "restore", Value::Plain, "FILE", "resume from FILE; - is standard input"},
    {"restore-or-start", "restore_or_start", Value::Plain, "FILE", "the same, but start when FILE doesn't exist"},
    {"verify", "verify", Value::Plain, "full|metadata", "what to check before resuming (default full)"},
    {"lossy", "lossy", Value::Plain, "long_double", "rounding in its conversion is no loss"},
    {"files", "files", Value::Plain, "reopen|embed|refuse", "what becomes of open files (default reopen)"},
    {"embed-max", "embed_max", Value::Plain, "SIZE", "most bytes of a file that travel (default 1G)"},
    {"stdout", "stdout", Value::Plain, "cut|keep", "cut standard output to what it was (default), or not"},
    {"max-image", "max_image", Value::Plain, "SIZE", "most memory that the image to resume from may take"},
    {"stats", "stats", Value::Plain, "FILE", "append a JSON line for each event to FILE"},
    {"verbosity", "verbosity", Value::Plain, "N", "0 to 2, default 1"},
    {"timestamps", "timestamps", Value::Plain, "no|yes", "the time in front of each message (default no)"},
    {"on-platform", nullptr, Value::Plain, "TRIPLE=PROGRAM", "with --try: resume there, too, by this program (more than once)"},
    {"status", nullptr, Value::Plain, "PID|FILE",
     "tell how the running program PID is, or that which saves to FILE: last image, what waits and why"},
    {"request", nullptr, Value::Plain, "PID|FILE", "ask it for a checkpoint, and wait for it"},
    {"timeout", nullptr, Value::Duration, "TIME", "with --request: give up after TIME"},
};

constexpr int CannotRun = 126, NotFound = 127;

[[noreturn]] void failUsage(const std::string &Message) {
  tellError(Message + "; see cgt-run --help");
  exit(cgt::ExitBadOptions);
}

[[noreturn]] void printHelp() {
  printf("usage: cgt-run [OPTION]... -- PROGRAM [ARGUMENT]...\n"
         "       cgt-run --status PID|FILE\n"
         "       cgt-run --request PID|FILE [--timeout TIME]\n\n"
         "Runs PROGRAM, which was compiled with CGT, with checkpoints or from "
         "one.\n\n");
  for (const Option &O : Options) {
    std::string Left = std::string("--") + O.Name + " " + O.Argument;
    printf("  %-27s %s\n", Left.c_str(), O.Help);
  }
  printf("  %-27s %s\n", "--try[=K]", "prove it by doing: save at K polls (default 8), resume each time, compare all output");
  printf("\nPROGRAM may be an emulator with its own program as first argument.\n");
  exit(0);
}

/// Nanoseconds of "60s", "1.5h", "500ms" or "90" (seconds). False when \p Text
/// is something else or too long a time.
bool parseDuration(const char *Text, uint64_t &Nanoseconds) {
  static const struct {
    const char *Suffix;
    uint64_t Unit;
  } Units[] = {{"", 1000000000},
               {"s", 1000000000},
               {"ms", 1000000},
               {"m", 60 * UINT64_C(1000000000)},
               {"h", 3600 * UINT64_C(1000000000)},
               {"d", 86400 * UINT64_C(1000000000)}};
  size_t Whole = strspn(Text, "0123456789");
  const char *Rest = Text + Whole;
  const char *Fraction = *Rest == '.' ? Rest + 1 : "";
  size_t FractionSize = strspn(Fraction, "0123456789");
  if (*Rest == '.')
    Rest = Fraction + FractionSize;
  if (Whole == 0 || Whole > 9 || FractionSize > 9)
    return false;
  for (const auto &U : Units) {
    if (strcmp(Rest, U.Suffix) != 0)
      continue;
    uint64_t Total = strtoull(std::string(Text, Whole).c_str(), nullptr, 10);
    if (Total > INT64_MAX / U.Unit)
      return false;
    Total *= U.Unit;
    uint64_t Place = U.Unit;
    for (size_t I = 0; I < FractionSize; ++I) {
      Place /= 10;
      Total += Place * static_cast<uint64_t>(Fraction[I] - '0');
    }
    Nanoseconds = Total;
    return Total != 0;
  }
  return false;
}

uint64_t durationOf(const std::string &Name, const char *Text) {
  uint64_t Nanoseconds;
  if (!parseDuration(Text, Nanoseconds))
    failUsage("--" + Name + ": '" + Text + "' isn't a time such as 60s, 5m or 1.5h");
  return Nanoseconds;
}

/// \p Text as seconds in decimal, the way CGT_OPTIONS wants a time.
std::string convertDuration(const std::string &Name, const char *Text) {
  uint64_t Nanoseconds = durationOf(Name, Text);
  char Fraction[16];
  snprintf(Fraction, sizeof(Fraction), ".%09u", static_cast<unsigned>(Nanoseconds % 1000000000));
  std::string Result = std::to_string(Nanoseconds / 1000000000) + Fraction;
  Result.erase(Result.find_last_not_of('0') + 1);
  if (Result.back() == '.')
    Result.pop_back();
  return Result;
}

const Option *findOption(const std::string &Name) {
  for (const Option &O : Options)
    if (Name == O.Name)
      return &O;
  return nullptr;
}

/// What the command line asks for.
struct Request {
  std::string Options; ///< for CGT_OPTIONS
  bool IsTry = false;
  std::string NotForTry; ///< the first option that --try gives itself
  TryOptions Try;
  pid_t Status = 0, Save = 0; ///< processes to ask
  uint64_t Timeout = 0;
};

constexpr char TryOption[] = "--try", TryCount[] = "--try=";

/// \p Text is "K".
unsigned parseTryCount(const char *Text) {
  constexpr unsigned Most = 1000000;
  char *End;
  unsigned long Count = strtoul(Text, &End, 10);
  if (*Text < '1' || *Text > '9' || *End || Count > Most)
    failUsage(std::string(TryOption) + ": '" + Text + "' isn't a number of polls");
  return static_cast<unsigned>(Count);
}

/// \p Text is "TRIPLE=PROGRAM".
TryOptions::Other parseOther(const std::string &Text) {
  size_t Equals = Text.find('=');
  if (Equals == std::string::npos || Equals == 0 || Equals + 1 == Text.size())
    failUsage("--on-platform: '" + Text + "' isn't of the form TRIPLE=PROGRAM");
  return {Text.substr(0, Equals), Text.substr(Equals + 1)};
}

/// \p Text is a process, or the file that one saves to.
pid_t parseProcess(const std::string &Name, const std::string &Text) {
  if (Text.find_first_not_of("0123456789") == std::string::npos) {
    unsigned long Number = strtoul(Text.c_str(), nullptr, 10);
    if (Number == 0 || Number > INT32_MAX)
      failUsage("--" + Name + ": '" + Text + "' isn't the number of a process");
    return static_cast<pid_t>(Number);
  }
  std::string Why;
  if (pid_t Process = processThatSavesTo(Text, Why))
    return Process;
  tellError("--" + Name + ": '" + Text + "': " + Why);
  exit(static_cast<int>(AskStatus::Unasked));
}

/// Is it one that --try gives the runs itself?
bool isGivenByTry(const std::string &Key) {
  for (const char *Own :
       {"ckpt", "save", "restore", "restore_or_start", "at_poll", "every_polls", "after", "interval", "exit_signal", "stats"})
    if (Key == Own)
      return true;
  return false;
}

/// An option that CGT_OPTIONS doesn't have.
void takeOwn(Request &R, const std::string &Name, const char *Text) {
  if (Name == "on-platform")
    R.Try.Others.push_back(parseOther(Text));
  else if (Name == "status")
    R.Status = parseProcess(Name, Text);
  else if (Name == "request")
    R.Save = parseProcess(Name, Text);
  else
    R.Timeout = durationOf(Name, Text);
}

/// Reads options up to the program, whose index is returned.
int readOptions(int Argc, char **Argv, Request &R) {
  std::string &Result = R.Options;
  int I = 1;
  for (; I < Argc && Argv[I][0] == '-' && strcmp(Argv[I], "--") != 0; ++I) {
    std::string Arg = Argv[I];
    if (Arg == "--help" || Arg == "-h")
      printHelp();
    if (Arg == "--version") {
      printf("cgt-run %s\n", CGT_VERSION);
      exit(0);
    }
    if (Arg == TryOption || Arg.rfind(TryCount, 0) == 0) {
      R.IsTry = true;
      if (Arg != TryOption)
        R.Try.Polls = parseTryCount(Arg.c_str() + sizeof TryCount - 1);
      continue;
    }
    size_t Equals = Arg.find('=');
    std::string Name = Arg.compare(0, 2, "--") == 0 ? Arg.substr(2, Equals == std::string::npos ? Equals : Equals - 2) : "";
    const Option *O = findOption(Name);
    if (!O)
      failUsage("unknown option '" + Arg + "'");
    if (Equals == std::string::npos && (I + 1 == Argc || strcmp(Argv[I + 1], "--") == 0))
      failUsage("--" + Name + " needs a value: " + O->Argument);
    const char *Text = Equals == std::string::npos ? Argv[++I] : Argv[I] + Equals + 1;
    if (!*Text)
      failUsage("--" + Name + " needs a value: " + O->Argument);
    if (!O->Key) {
      takeOwn(R, Name, Text);
      continue;
    }
    if (R.NotForTry.empty() && isGivenByTry(O->Key))
      R.NotForTry = Name;
    std::string Converted = O->Kind == Value::Duration ? convertDuration(Name, Text) : Text;
    Result += (Result.empty() ? "" : ":") + std::string(O->Key) + "=" + quote(Converted);
  }
  if (I < Argc && strcmp(Argv[I], "--") == 0)
    ++I;
  return I;
}

/// A program that runs already.
int ask(const Request &R, bool HasProgram) {
  if (HasProgram || (R.Status && R.Save))
    failUsage("--status and --request stand alone: the program runs already");
  return R.Status ? showStatus(R.Status) : requestSave(R.Save, R.Timeout);
}

} // namespace

int main(int Argc, char **Argv) {
  const char *Inherited = getenv("CGT_OPTIONS");
  Request R;
  std::string &Result = R.Options;
  Result = Inherited ? Inherited : "";
  int Program = readOptions(Argc, Argv, R);
  if (R.Timeout && !R.Save)
    failUsage("--timeout is for --request");
  if (R.Status || R.Save)
    return ask(R, Program < Argc);
  if (Program >= Argc)
    failUsage("no program given");
  if (!R.Try.Others.empty() && !R.IsTry)
    failUsage(std::string("--on-platform is for ") + TryOption);
  if (R.IsTry && !R.NotForTry.empty())
    failUsage("--" + R.NotForTry + ": --try saves and resumes by itself; leave it out");
  if (R.IsTry) {
    R.Try.Options = Result;
    return tryProgram(R.Try, {Argv + Program, Argv + Argc});
  }
  if (!Result.empty() && setenv("CGT_OPTIONS", Result.c_str(), 1) != 0) {
    tellError(std::string("can't set CGT_OPTIONS: ") + strerror(errno));
    return CannotRun;
  }
  if (!Result.empty() && isForeignProgram(Argv[Program]))
    tellWarning(std::string("'") + Argv[Program] +
                "' wasn't built with CGT: it ignores these options; build it with CC=cgt-cc");
  execvp(Argv[Program], Argv + Program);
  int Error = errno;
  tellError(std::string("can't run '") + Argv[Program] + "': " + strerror(Error));
  return Error == ENOENT ? NotFound : CannotRun;
}
