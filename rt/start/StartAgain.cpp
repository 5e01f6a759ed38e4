//===- StartAgain.cpp - Without random addresses -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The second start is told from the first by a variable of the environment, CGT_START=NAME/LIMIT/FILL. NAME is the process's,
// which an execution of /proc/self/exe changes; LIMIT the soft stack limit, which decides where the kernel puts libraries if it is
// large: all second starts have a small one, until they are under way. The stack begins below the strings of arguments and environment and the
// addresses of these: FILL and empty copies of the variable round both up. They stand last, with CGT_OPTIONS in front of
// them, so that no address depends on how long an image's name is, and few on what else is in the environment.
//
//===----------------------------------------------------------------------===//

#include "start/StartAgain.h"

#include "heap/ForeignMalloc.h"
#include "port/Port.h"
#include "port/Report.h"

#include <stdlib.h>
#include <string.h>

using namespace cgt;

static constexpr char Options[] = "CGT_OPTIONS=", Mark[] = "CGT_START=";
static constexpr uint64_t SmallLimit = 64 << 20;
static constexpr size_t WholeBytes = 16384, WholeCount = 64; ///< what strings and their number are multiples of

static bool Refused;

static bool beginsWith(const char *Text, const char *Prefix) { return strncmp(Text, Prefix, strlen(Prefix)) == 0; }

/// The place in \p Envp of the variable that begins so, or null.
static char **find(char **Envp, const char *Prefix) {
  for (; *Envp; ++Envp)
    if (beginsWith(*Envp, Prefix))
      return Envp;
  return nullptr;
}

/// Behind the value that begins at \p Text and ends at a colon outside of quotes.
static const char *behindValue(const char *Text) {
  bool Quoted = false;
  for (; *Text && (*Text != ':' || Quoted); ++Text)
    Quoted ^= *Text == '\'';
  return *Text ? Text + 1 : Text;
}

/// Are images written or read? What is wrong with the options is told later.
static bool namesImages(const char *Text) {
  static constexpr const char *Keys[] = {"save=", "restore=", "restore_or_start=", "ckpt="};
  for (; *Text; Text = behindValue(Text))
    for (const char *Key : Keys)
      if (beginsWith(Text, Key))
        return true;
  return false;
}

bool start::asksForImages(char **Envp) {
  char **Found = find(Envp, Options);
  return Found && namesImages(*Found + sizeof Options - 1) && !port::hasForeignRights();
}

static size_t count(char **Strings) {
  size_t Count = 0;
  while (Strings[Count])
    ++Count;
  return Count;
}

static size_t bytesOf(char **Strings) {
  size_t Bytes = 0;
  for (; *Strings; ++Strings)
    Bytes += strlen(*Strings) + 1;
  return Bytes;
}

/// Emulators, debuggers of memory and ld.so given a program run another file than the one that the kernel was told, or in
/// another way: the same can't be had by executing that file.
static bool isPlainProcess(const port::ProcessName &Name) {
  const char *Executed = port::executedFile();
  const char *Slash = strrchr(Executed, '/');
  return strncmp(Slash ? Slash + 1 : Executed, Name.Text, sizeof Name.Text - 1) == 0 && port::isOwnFile();
}

/// The environment of the second start: the first's, CGT_OPTIONS, and our marks behind it, of which the first begins with \p Kept.
/// Null when memory is out.
static char **secondEnvironment(char **Argv, char **Envp, char **OwnOptions, const char *Kept) {
  size_t Arguments = count(Argv), Variables = count(Envp);
  size_t Marks = WholeCount - (Arguments + Variables) % WholeCount;
  size_t Strings = bytesOf(Argv) + bytesOf(Envp) + Marks * sizeof Mark + strlen(Kept);
  size_t Fill = WholeBytes - Strings % WholeBytes;
  size_t Words = (Variables + Marks + 1) * sizeof(char *);
  auto *Memory = static_cast<char *>(port::map(port::toPages(Words + sizeof Mark + strlen(Kept) + Fill + 1)));
  if (!Memory)
    return nullptr;
  auto **Out = reinterpret_cast<char **>(Memory);
  for (char **Variable = Envp; *Variable; ++Variable)
    if (Variable != OwnOptions)
      *Out++ = *Variable;
  *Out++ = *OwnOptions;
  *Out++ = Memory + Words;
  memset(stpcpy(stpcpy(Memory + Words, Mark), Kept), '-', Fill);
  while (--Marks != 0)
    *Out++ = const_cast<char *>(Mark);
  return reinterpret_cast<char **>(Memory);
}

/// In the second process, with the first of our marks: as if it were the first.
static void removeTraces(char **Place) {
  const char *Begin = *Place + sizeof Mark - 1, *End = strchr(Begin, '/');
  port::ProcessName Name;
  if (End && static_cast<size_t>(End - Begin) < sizeof Name.Text) {
    memcpy(Name.Text, Begin, static_cast<size_t>(End - Begin));
    port::setProcessName(Name);
    if (uint64_t Limit = strtoull(End + 1, nullptr, 10))
      port::setStackLimit(Limit);
  }
  port::setRandomAddresses(true);
  char **Kept = Place;
  for (; *Place; ++Place)
    if (!beginsWith(*Place, Mark))
      *Kept++ = *Place;
  *Kept = nullptr;
}

void start::again(int, char **Argv, char **Envp) {
  if (port::hasForeignRights() || foreign::sanitizer() || foreign::hasMalloc())
    return;
  if (char **Place = find(Envp, Mark))
    return removeTraces(Place);
  char **OwnOptions = find(Envp, Options);
  if (!OwnOptions || !namesImages(*OwnOptions + sizeof Options - 1))
    return;
  port::ProcessName Name;
  if (!port::hasRandomAddresses() || !port::processName(Name) || !isPlainProcess(Name))
    return;
  // With a small limit, the kernel takes fewer and shorter arguments.
  constexpr size_t MuchText = 1 << 20;
  uint64_t Soft = 0, Hard;
  bool Lowers = port::stackLimit(Soft, Hard) && Soft > SmallLimit && bytesOf(Argv) + bytesOf(Envp) < MuchText;
  char Kept[64];
  report::Buffer(Kept, sizeof Kept).add(Name.Text, "/", report::num(Lowers ? Soft : 0), "/");
  char **Second = secondEnvironment(Argv, Envp, OwnOptions, Kept);
  if (Second && port::setRandomAddresses(false)) {
    if (Lowers)
      port::setStackLimit(SmallLimit);
    port::executeAgain(Argv, Second);
    if (Lowers)
      port::setStackLimit(Soft);
    port::setRandomAddresses(true);
  }
  Refused = true;
}

bool start::isRandom() { return Refused; }
