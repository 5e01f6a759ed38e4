//===- Flags.cpp - CGT_OPTIONS -------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "program/Flags.h"

#include "port/Port.h"
#include "port/Report.h"
#include "program/FileKeys.h"

#include <signal.h>
#include <stdlib.h>

using namespace cgt;

//===--- Values -----------------------------------------------------------===//
// Each parser gets the terminated value, which lives as long as the process, and returns false when it is bad.

static bool parsePath(Options &, const char *&Field, const char *Value) {
  Field = Value;
  return *Value != 0;
}

static bool parseRestore(Options &O, const char *&Field, const char *Value) {
  O.RestoreOrStart = false;
  return parsePath(O, Field, Value);
}

static bool parseRestoreOrStart(Options &O, bool &Field, const char *Value) {
  Field = true;
  return parsePath(O, O.Restore, Value);
}

static int signalToCatch(Str Name) {
  int Signal = port::signalByName(Name);
  return Signal == SIGKILL || Signal == SIGSTOP ? 0 : Signal;
}

static bool parseSignal(Options &, int &Field, const char *Value) {
  if (strcmp(Value, "none") == 0) {
    Field = 0;
    return true;
  }
  Field = signalToCatch(Value);
  return Field != 0;
}

/// Names joined by commas.
static bool parseSignals(Options &O, SignalSet &Field, const char *Value) {
  Field = SignalSet();
  O.ExitSignalsGiven = true;
  if (strcmp(Value, "none") == 0)
    return true;
  for (;; ++Value) {
    size_t Size = strcspn(Value, ",");
    int Signal = signalToCatch(Str(Value, static_cast<uint32_t>(Size)));
    if (!Signal)
      return false;
    Field.add(Signal);
    Value += Size;
    if (!*Value)
      return true;
  }
}

/// Decimal digits only, no sign, no blanks.
static bool parseNumber(const char *Text, uint64_t Max, uint64_t &Value) {
  Value = 0;
  if (!*Text)
    return false;
  for (; *Text; ++Text) {
    if (*Text < '0' || *Text > '9')
      return false;
    uint64_t Digit = static_cast<uint64_t>(*Text - '0');
    if (Digit > Max || Value > (Max - Digit) / 10)
      return false;
    Value = Value * 10 + Digit;
  }
  return true;
}

static bool parseCount(Options &, uint64_t &Field, const char *Value) {
  return parseNumber(Value, UINT64_MAX, Field) && Field != 0;
}

/// Bytes, with k, M or G for as many times 1,024.
static bool parseSize(Options &, uint64_t &Field, const char *Value) {
  size_t Digits = strspn(Value, "0123456789");
  char Number[24];
  report::Buffer Text(Number, sizeof Number);
  Text.add(Str(Value, static_cast<uint32_t>(Digits)));
  unsigned Shift = 0;
  for (const char *Unit = Value + Digits; *Unit; ++Unit) {
    if (Unit != Value + Digits || !strchr("kMG", *Unit))
      return false;
    Shift = *Unit == 'k' ? 10 : *Unit == 'M' ? 20 : 30;
  }
  if (Text.overflowed() || !parseNumber(Number, UINT64_MAX >> Shift, Field) || Field == 0)
    return false;
  Field <<= Shift;
  return true;
}

/// Seconds with a decimal fraction, by hand: strtod follows the locale. From a microsecond to ten years.
static bool parseSeconds(Options &, double &Field, const char *Value) {
  double Result = 0, Scale = 1;
  unsigned Digits = 0;
  bool Fraction = false;
  for (; *Value; ++Value) {
    if (*Value == '.' && !Fraction) {
      Fraction = true;
      continue;
    }
    if (*Value < '0' || *Value > '9' || ++Digits > 30)
      return false;
    Result = Result * 10 + (*Value - '0');
    if (Fraction)
      Scale *= 10;
  }
  Field = Result / Scale;
  return Digits != 0 && Field >= 1e-6 && Field <= 10.0 * 366 * 86400;
}

static bool parseChoice(const char *Value, const char *No, const char *Yes, bool &Field) {
  Field = strcmp(Value, Yes) == 0;
  return Field || strcmp(Value, No) == 0;
}

static bool parseAfter(Options &, bool &Field, const char *Value) { return parseChoice(Value, "continue", "exit", Field); }

static bool parseStdout(Options &, bool &Field, const char *Value) { return parseChoice(Value, "cut", "keep", Field); }

static bool parseTimestamps(Options &, bool &Field, const char *Value) { return parseChoice(Value, "no", "yes", Field); }

static bool parseFiles(Options &, FilesKind &Field, const char *Value) {
  static constexpr const char *Names[] = {"reopen", "embed", "refuse"};
  for (unsigned K = 0; K < 3; ++K)
    if (strcmp(Value, Names[K]) == 0) {
      Field = static_cast<FilesKind>(K);
      return true;
    }
  return false;
}

static bool parseVerify(Options &, bool &Field, const char *Value) { return parseChoice(Value, "metadata", "full", Field); }

static bool parseLossy(Options &, bool &Field, const char *Value) {
  Field = strcmp(Value, "long_double") == 0;
  return Field;
}

static bool parseLevel(Options &, int &Field, const char *Value) {
  uint64_t Number;
  bool Good = parseNumber(Value, 19, Number);
  Field = static_cast<int>(Number);
  return Good;
}

static bool parseKeep(Options &, unsigned &Field, const char *Value) {
  uint64_t Number;
  bool Good = parseNumber(Value, 1000000, Number);
  Field = static_cast<unsigned>(Number);
  return Good && Field != 0;
}

static bool parseVerbosity(Options &, int &Field, const char *Value) {
  uint64_t Number;
  bool Good = parseNumber(Value, 2, Number);
  Field = static_cast<int>(Number);
  return Good;
}

//===--- Keys -------------------------------------------------------------===//

static bool setFlag(Options &O, Str Key, const char *Value) {
#define CGT_FLAG(Type, Field, Name, Default, Parser)                                                                           \
  if (Key == Str(Name)) {                                                                                                      \
    if (Parser(O, O.Field, Value))                                                                                             \
      return true;                                                                                                             \
    report::error("CGT_OPTIONS: bad value '", Value, "' of '", Name, "'");                                                     \
    return false;                                                                                                              \
  }
#include "program/Flags.def"
  report::error("CGT_OPTIONS: unknown key '", Key, "'");
  return false;
}

/// Takes a value from \p Text, which is left at ':' or the end, and writes it unquoted and terminated to \p Out.
static bool takeValue(const char *&Text, char *Out, Str Key) {
  bool Quoted = *Text == '\'', Closed = !Quoted;
  Text += Quoted;
  for (;; ++Text) {
    if (*Text == '\'') {
      if (!Quoted) {
        report::error("CGT_OPTIONS: quote in the value of '", Key, "'; put the value in quotes and double the quote");
        return false;
      }
      if (*++Text != '\'') {
        Closed = true;
        break;
      }
    } else if (!*Text || (*Text == ':' && !Quoted)) {
      break;
    }
    *Out++ = *Text;
  }
  *Out = 0;
  if (!Closed) {
    report::error("CGT_OPTIONS: missing quote at the end of the value of '", Key, "'");
    return false;
  }
  if (*Text && *Text != ':') {
    report::error("CGT_OPTIONS: text after the quoted value of '", Key, "'");
    return false;
  }
  return true;
}

/// What is asked for without save= can't happen: said, so that nobody waits for an image. Polls may be counted without.
static void dropWithoutSave(Options &O) {
  struct {
    bool Given;
    const char *Key;
  } Asked[] = {{O.Signal > 0, "signal"}, {!O.ExitSignals.empty(), "exit_signal"}, {O.Interval > 0, "interval"}};
  for (auto &A : Asked)
    if (A.Given)
      report::warning("CGT_OPTIONS: '", A.Key, "' saves nothing without 'save'");
  O.Signal = 0;
  O.ExitSignals = SignalSet();
  O.Interval = 0;
}

/// ckpt= is other keys in one.
static bool joinCkpt(Options &O) {
  if (!O.Ckpt)
    return true;
  if (O.Save || O.Restore) {
    report::error("CGT_OPTIONS: 'ckpt' saves and resumes by itself; leave out '",
                  O.Save             ? "save"
                  : O.RestoreOrStart ? "restore_or_start"
                                     : "restore",
                  "'");
    return false;
  }
  if (filekeys::has(O.Ckpt, 'p')) {
    report::error("CGT_OPTIONS: 'ckpt' can't have '%p' in its file: the process that resumes has another number");
    return false;
  }
  O.Save = O.Ckpt;
  if (O.Interval == 0)
    O.Interval = JobInterval;
  if (!O.ExitSignalsGiven && O.Signal != SIGTERM)
    O.ExitSignals.add(SIGTERM);
  if (O.Keep == 0 && filekeys::has(O.Save, 'n'))
    O.Keep = JobKeep;
  return true;
}

static bool checkTogether(Options &O) {
  if (!filekeys::replace("save", O.Save, true) || !filekeys::replace("ckpt", O.Ckpt, true) ||
      !filekeys::replace("restore", O.Restore, false) || !filekeys::replace("stats", O.Stats, false) || !joinCkpt(O))
    return false;
  if (O.Keep != 0 && (!O.Save || !filekeys::has(O.Save, 'n'))) {
    report::error("CGT_OPTIONS: 'keep' needs '%n' in the file of 'save' or 'ckpt'");
    return false;
  }
  if (!O.Save) {
    dropWithoutSave(O);
    return true;
  }
  if (O.Signal == Options::SignalUnset)
    O.Signal = O.ExitSignals.has(SIGUSR1) ? 0 : SIGUSR1;
  if (O.ExitSignals.has(O.Signal)) {
    report::error("CGT_OPTIONS: 'signal' and 'exit_signal' are the same");
    return false;
  }
  return true;
}

bool cgt::parseOptionsText(const char *Text, Options &Result) {
  size_t Left = port::toPages(strlen(Text) + 1);
  char *Out = static_cast<char *>(port::map(Left)); // values stay there
  if (!Out) {
    report::error("CGT_OPTIONS: out of memory");
    return false;
  }
  while (*Text) {
    if (*Text == ':') {
      ++Text;
      continue;
    }
    size_t KeySize = strcspn(Text, "=:");
    Str Key(Text, static_cast<uint32_t>(KeySize));
    Text += KeySize;
    if (*Text != '=') {
      report::error("CGT_OPTIONS: '", Key, "' has no value");
      return false;
    }
    ++Text;
    if (!takeValue(Text, Out, Key) || !setFlag(Result, Key, Out))
      return false;
    Out += strlen(Out) + 1; // a value with its key and '=' is longer than that in the text
  }
  report::setVerbosity(Result.Verbosity);
  report::setTimestamps(Result.Timestamps);
  const char *NoColour = getenv("NO_COLOR"), *Terminal = getenv("TERM");
  report::setColours(!(NoColour && *NoColour) && Terminal && strcmp(Terminal, "dumb") != 0);
  return checkTogether(Result);
}

/// \p IsTemplate: percent signs of the folder are doubled.
static void makeAbsolute(const char *&Name, const char *Folder, bool IsTemplate) {
  if (!Name || *Name == '/')
    return;
  size_t Size = 2 * strlen(Folder) + strlen(Name) + 2;
  auto *Memory = static_cast<char *>(port::map(Size)); // as the other values
  if (!Memory)
    return;
  report::Buffer B(Memory, Size);
  for (; *Folder; ++Folder)
    B.add(report::chr(*Folder), IsTemplate && *Folder == '%' ? "%" : "");
  B.add("/", Name);
  Name = Memory;
}

void cgt::makeNamesAbsolute(Options &O) {
  char Folder[4096];
  if (port::workingFolder(Folder, sizeof Folder) != 0 || *Folder != '/')
    return;
  makeAbsolute(O.Save, Folder, true);
  makeAbsolute(O.Stats, Folder, false);
}

bool cgt::parseOptions(Options &Result) {
  const char *Text = getenv("CGT_OPTIONS");
  if (!Text)
    return checkTogether(Result);
  if (port::hasForeignRights()) { // before anything of it is looked at
    unsetenv("CGT_OPTIONS");
    report::warning("CGT_OPTIONS is ignored: this program runs with rights that its caller doesn't have (set-user-ID, "
                    "set-group-ID or file capabilities); run it as the user whose rights it needs");
    return true;
  }
  Result.Given = true;
  bool Good = parseOptionsText(Text, Result);
  unsetenv("CGT_OPTIONS");
  return Good;
}
