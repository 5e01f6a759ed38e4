//===- SaveFile.cpp - Where images go -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/SaveFile.h"

#include "base/Hash.h"
#include "image/ImageFacts.h"
#include "port/Report.h"
#include "program/FileKeys.h"
#include "program/Job.h"
#include "program/SaveLock.h"

#include <errno.h>
#include <limits.h>

using namespace cgt;
using namespace cgt::savefile;
using report::num;

//===--- Names ----------------------------------------------------------------===//

void savefile::expand(const Runtime &R, Str Template, uint64_t Sequence, report::Buffer &B) {
  const char *End = Template.Data + Template.Size;
  for (const char *P = Template.Data; P != End; ++P) {
    bool IsKey = P[0] == '%' && P + 1 != End && (P[1] == 'p' || P[1] == 'n' || P[1] == '%');
    if (!IsKey) {
      B.add(report::chr(*P));
      continue;
    }
    switch (*++P) {
    case 'p': B.add(num(static_cast<int64_t>(R.Owner))); break;
    case 'n': Sequence == AnyNumber ? B.add("%n") : B.add(num(Sequence)); break;
    default: B.add("%");
    }
  }
}

bool savefile::expandName(const Runtime &R, uint64_t Sequence, char *Name, size_t Size) {
  report::Buffer B(Name, Size);
  expand(R, R.Opts.Save, Sequence, B);
  return !B.overflowed();
}

const char *savefile::numberIn(const char *Template) { return filekeys::find(Template, 'n'); }

const char *savefile::target(const char *Name, char (&Target)[PathSize], int &Error) {
  Error = port::followLinks(Name, Target, sizeof Target);
  if (Error)
    return Error == EACCES ? "it is a symbolic link that another user may have put there" : "can't follow the symbolic link";
  uint32_t Kind;
  size_t Size = strlen(Target);
  if (Size == port::folderSize(Target))
    return "it names a folder";
  if (port::kindOf(Target, Kind) == 0 && !port::isRegularKind(Kind))
    return port::whatItIs(Kind);
  return nullptr;
}

const char *savefile::checkSpace(const ImageSource &Source, int Level, int Fd, char *Text, size_t Size) {
  uint64_t Needed = leastImageSize(Source, Level), Free = Needed ? port::freeBytes(Fd) : UINT64_MAX;
  if (Needed <= Free)
    return nullptr;
  report::Buffer(Text, Size)
      .add("it takes at least ", num((Needed >> 10) + 1), " KiB, and the disk has ", num(Free >> 10),
           " KiB left; make room, or use compress=1");
  return Text;
}

//===--- The lock ---------------------------------------------------------------===//

static constexpr char LockEnd[] = ".lock", CutsEnd[] = ".cuts";
static_assert(sizeof LockEnd == sizeof CutsEnd, "either fits where the other does");

/// A file beside the images. Two jobs with one place for their images have one name here, whatever number is next.
static bool nameBeside(const Runtime &R, const char *Target, const char (&End)[sizeof LockEnd], char *Name, size_t Size) {
  constexpr size_t EndSize = sizeof LockEnd - 1;
  report::Buffer B(Name, Size);
  const char *Save = R.Opts.Save, *Number = numberIn(Save);
  if (!Number)
    B.add(Target);
  else
    expand(R, Save, AnyNumber, B);
  if (B.overflowed())
    return false;
  // A folder with a number in it isn't there yet, or not for the next image: the lock lies beside the first such.
  if (Number && strchr(Number, '/')) {
    char Before[savefile::PathSize];
    report::Buffer Part(Before, sizeof Before);
    expand(R, Str(Save, static_cast<uint32_t>(Number - Save)), AnyNumber, Part);
    for (char *C = Name + Part.str().Size; *C; ++C)
      *C = *C == '/' ? '_' : *C;
  }
  size_t Base = B.str().Size - port::folderSize(Name);
  if (Base + EndSize > NAME_MAX && Base <= NAME_MAX) { // cut, and told from others that are cut to the same
    uint64_t Hash = hashOf(Name, B.str().Size);
    constexpr size_t HashSize = sizeof(".0x0123456789abcdef") - 1;
    size_t Keep = port::folderSize(Name) + NAME_MAX - HashSize - EndSize;
    Name[Keep] = 0;
    report::Buffer Rest(Name + Keep, Size - Keep);
    Rest.add(".", report::hex(Hash), End);
    return !Rest.overflowed();
  }
  B.add(End);
  return !B.overflowed();
}

/// Why the place is another's, behind its name.
static void describeOther(const Options &Opts, savelock::Outcome O, const char *Lock, const savelock::Holder &H, int Error,
                          report::Buffer &B) {
  if (O == savelock::Outcome::Foreign) {
    B.add("'", Lock, "', the name of its lock, ");
    if (Error)
      B.add("can't be read: ", report::osError(Error));
    else
      B.add("is another kind of file");
    B.add("; use another name for the images, or remove it if nobody needs it");
    return;
  }
  B.add("process ", num(static_cast<int64_t>(H.Pid)), " on host '", H.Host, "' saves there since ", H.Since, " ('", Lock,
        "'); ");
  B.add(O != savelock::Outcome::Taken ? "remove that file if it has ended, which can't be seen from here"
        : Opts.Ckpt                   ? "wait for its end, or give this job a file of its own"
                                      : "end it, or use another name for the images (%p is the process id)");
}

[[noreturn]] static void refusePlace(const char *Name, Str Why) {
  report::error("CGT_OPTIONS: images can't go to '", Name, "': ", Why);
  port::exitNow(ExitBadOptions);
}

/// Where the lock's name stands as long as the process.
[[clang::require_constant_initialization]] static char LockPath[savefile::PathSize];

static savelock::Outcome takeLock(const Runtime &R, const char *Target, report::Buffer &Why, int &Error) {
  savelock::Holder Other;
  Error = ENAMETOOLONG;
  if (!nameBeside(R, Target, LockEnd, LockPath, sizeof LockPath))
    return savelock::Outcome::Failed;
  savelock::Outcome O = savelock::take(LockPath, Other, Error);
  if (O != savelock::Outcome::Held && O != savelock::Outcome::Failed)
    describeOther(R.Opts, O, LockPath, Other, Error, Why);
  return O;
}

void savefile::begin(Runtime &R) {
  if (!R.Opts.Save)
    return;
  char Name[PathSize], Target[PathSize], Text[1024];
  report::Buffer Why(Text, sizeof Text);
  int Error;
  if (!expandName(R, R.Sequence + 1, Name, sizeof Name))
    return; // the save says so
  const char *Bad = target(Name, Target, Error);
  bool IsFirst = !R.Opts.Restore || !numberIn(R.Opts.Save); // else the image has the number before
  if (Bad && IsFirst && Error != ENAMETOOLONG) {
    Why.add(Bad, Error ? ": " : "", Error ? report::osError(Error) : "", "; name a regular file");
    refusePlace(Name, Why.str());
  }
  switch (takeLock(R, Target, Why, Error)) {
  case savelock::Outcome::Held:
    sweepLeft(R, Name, Target);
    if (R.Opts.Ckpt && nameBeside(R, Target, CutsEnd, Name, sizeof Name))
      job::setList(Name);
    break;
  case savelock::Outcome::Failed:
    report::warning("no image can be saved to '", Name, "' now: can't make '", LockPath, "': ", report::osError(Error),
                    "; make the folder writable, or name another file");
    break;
  default: refusePlace(R.Opts.Save, Why.str());
  }
}

/// Apart, for its names would take stack from the program's frames at each save.
__attribute__((noinline)) static bool takeLate(const Runtime &R, char *Text, size_t Size) {
  char Name[PathSize], Target[PathSize];
  report::Buffer Why(Text, Size);
  int Error;
  if (!expandName(R, R.Sequence + 1, Name, sizeof Name) || target(Name, Target, Error))
    return true; // the save says so
  Why.add("images can't go to '", Name, "': ");
  savelock::Outcome O = takeLock(R, Target, Why, Error);
  return O == savelock::Outcome::Held || O == savelock::Outcome::Failed;
}

bool savefile::ready(Runtime &R, char *Text, size_t Size) { return savelock::held() || takeLate(R, Text, Size); }
