//===- Environment.cpp - The environment's changes --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Changes are found by comparing with the start, so that it doesn't matter how they were made. A variable that was set to what it
// was already is no difference: the names that the program gave to setenv and putenv are kept, too.
//
//===----------------------------------------------------------------------===//

#include "resources/Environment.h"

#include "heap/Heap.h"
#include "libc/Libc.h"
#include "libc/LibcLock.h"
#include "port/Report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

namespace {
enum class Change : uint8_t {
  Clear, ///< all that the new process has
  Unset,
  Set,
  Put, ///< a string of the program's own memory
};
} // namespace

/// Copies, one after the other, each with its zero: the program may write where the originals are.
[[clang::require_constant_initialization]] static MapVector<char> AtStart;
/// Names that the program has set, likewise.
[[clang::require_constant_initialization]] static MapVector<char> Named;
static bool Cleared;
static int Lock;

//===--- Lists of strings -------------------------------------------------------===//

static bool append(MapVector<char> &List, const char *Text, size_t Size) {
  if (!List.reserve(List.size() + Size + 1))
    return false;
  for (size_t K = 0; K < Size; ++K)
    (void)List.push(Text[K]);
  return List.push(0);
}

static size_t nameSize(const char *Variable) { return strcspn(Variable, "="); }

/// The variable in \p List that has the first \p Size characters of \p Name as its name, or null.
static const char *find(const MapVector<char> &List, const char *Name, size_t Size) {
  for (const char *At = List.begin(); At != List.end(); At += strlen(At) + 1)
    if (nameSize(At) == Size && memcmp(At, Name, Size) == 0)
      return At;
  return nullptr;
}

static void noteName(const char *Name, size_t Size) {
  libc::Guard Guard(Lock);
  if (Runtime::get().Active && Size != 0 && !find(Named, Name, Size) && !append(Named, Name, Size))
    report::warning("out of memory: a variable of the environment may differ after a resume");
}

bool environment::begin() {
  for (char **Variable = environ; Variable && *Variable; ++Variable)
    if (!append(AtStart, *Variable, strlen(*Variable)))
      return false;
  return true;
}

//===--- Functions of libc --------------------------------------------------------===//

CGT_PUBLIC int __cgt_setenv(const char *Name, const char *Value, int Overwrite) {
  int Result = setenv(Name, Value, Overwrite);
  if (Result == 0)
    noteName(Name, strlen(Name));
  return Result;
}

CGT_PUBLIC int __cgt_unsetenv(const char *Name) {
  int Result = unsetenv(Name);
  if (Result == 0)
    noteName(Name, strlen(Name));
  return Result;
}

CGT_PUBLIC int __cgt_putenv(char *Variable) {
  int Result = putenv(Variable);
  if (Result == 0)
    noteName(Variable, nameSize(Variable));
  return Result;
}

CGT_PUBLIC int __cgt_clearenv() {
  Cleared = true;
  return clearenv();
}

//===--- At saves -------------------------------------------------------------------===//

/// setenv copies what it is given to memory of libc's own.
static bool isProgramsOwn(const char *Variable) {
  BlockInfo Block;
  return heap::findBlock(Variable, Block) || port::isInOwnFile(reinterpret_cast<uintptr_t>(Variable));
}

static void write(Saving &S, Change Kind, const char *Text) {
  Kind = Kind == Change::Set && isProgramsOwn(Text) ? Change::Put : Kind;
  S.Own.writeU8(static_cast<uint8_t>(Kind));
  S.Own.writeString(Text);
  if (Kind == Change::Put)
    S.Own.writeULEB(reinterpret_cast<uintptr_t>(Text));
}

static bool isSet(const char *Name, size_t Size) {
  for (char **Variable = environ; Variable && *Variable; ++Variable)
    if (nameSize(*Variable) == Size && memcmp(*Variable, Name, Size) == 0)
      return true;
  return false;
}

/// The first of its name, which getenv finds.
static bool isFirst(char **Variable) {
  size_t Size = nameSize(*Variable);
  for (char **Before = environ; Before != Variable; ++Before)
    if (nameSize(*Before) == Size && memcmp(*Before, *Variable, Size) == 0)
      return false;
  return true;
}

/// Those of \p List that are gone, and not in \p Done.
static bool saveUnset(Saving &S, const MapVector<char> &List, const MapVector<char> *Done) {
  for (const char *At = List.begin(); At != List.end(); At += strlen(At) + 1) {
    size_t Size = nameSize(At);
    if (isSet(At, Size) || (Done && find(*Done, At, Size)))
      continue;
    char *Name = strndup(At, Size);
    if (!Name)
      return false;
    write(S, Change::Unset, Name);
    free(Name);
  }
  return true;
}

bool environment::save(Saving &S) {
  if (Cleared)
    write(S, Change::Clear, "");
  for (char **Variable = environ; Variable && *Variable; ++Variable) {
    size_t Size = nameSize(*Variable);
    const char *Before = Cleared ? nullptr : find(AtStart, *Variable, Size);
    bool Differs = !Before || strcmp(Before, *Variable) != 0 || find(Named, *Variable, Size);
    if (Differs && (*Variable)[Size] && isFirst(Variable))
      write(S, Change::Set, *Variable);
  }
  return Cleared || (saveUnset(S, AtStart, nullptr) && saveUnset(S, Named, &AtStart));
}

//===--- At resumes -----------------------------------------------------------------===//

/// The program's string that lay at \p Address, if it is there and says \p Variable; else null.
static char *programsOwn(const Restoring &S, uint64_t Address, const char *Variable) {
  auto *Own = static_cast<char *>(S.translate(Address, false));
  size_t Size = strlen(Variable);
  auto At = reinterpret_cast<uintptr_t>(Own);
  return Own && port::isMapped(At) && port::isMapped(At + Size) && strcmp(Own, Variable) == 0 ? Own : nullptr;
}

static bool apply(Restoring &S, Change Kind, char *Variable) {
  uint64_t Address = 0;
  if (Kind == Change::Put && !S.Own.readULEB(Address).ok())
    return false;
  size_t Size = nameSize(Variable);
  noteName(Variable, Size);
  switch (Kind) {
  case Change::Clear: return __cgt_clearenv() == 0;
  case Change::Unset: return unsetenv(Variable) == 0;
  case Change::Put:
    if (char *Own = programsOwn(S, Address, Variable))
      return putenv(Own) == 0;
    break;
  case Change::Set: break;
  default: return false;
  }
  if (!Variable[Size])
    return false;
  Variable[Size] = 0;
  return setenv(Variable, Variable + Size + 1, true) == 0;
}

void environment::restore(Restoring &S) {
  while (S.Own.remaining() != 0) {
    uint8_t Kind;
    Str Text;
    char *Variable = nullptr;
    if (S.Own.readU8(Kind).ok() && S.Own.readString(Text).ok())
      Variable = strndup(Text.Data, Text.Size);
    if (!Variable || !apply(S, static_cast<Change>(Kind), Variable))
      S.refuse("the environment's changes can't be made again");
    free(Variable);
  }
}
