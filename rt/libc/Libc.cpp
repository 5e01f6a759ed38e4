//===- Libc.cpp - libc functions that need more than libc ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "libc/Libc.h"

#include "abi/Names.h"

#include "heap/Heap.h"
#include "port/Port.h"
#include "port/Report.h"

#include <errno.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

//===--- Strings that belong to the program -------------------------------===//

[[clang::require_constant_initialization]] libc::TypedSite libc::TextSite = {{nullptr, 0, 0, CGT_SITE_TYPE, 1}, "char"};

static char *newText(size_t Size, const CgtAllocSite *Site = &libc::TextSite.Site) {
  return static_cast<char *>(heap::allocate(Size, 0, false, Site));
}

char *libc::copyText(const char *Text, size_t Size, const CgtAllocSite *Site) {
  char *Copy = newText(Size + 1, Site);
  if (Copy) {
    memcpy(Copy, Text, Size);
    Copy[Size] = 0;
  }
  return Copy;
}

CGT_PUBLIC char *__cgt_strdup(const char *Text) { return libc::copyText(Text, strlen(Text)); }
CGT_PUBLIC char *__cgt_strndup(const char *Text, size_t Limit) { return libc::copyText(Text, strnlen(Text, Limit)); }

CGT_PUBLIC int __cgt_vasprintf(char **Result, const char *Format, va_list Arguments) {
  va_list Again;
  va_copy(Again, Arguments);
  int Size = vsnprintf(nullptr, 0, Format, Arguments);
  char *Text = Size >= 0 ? newText(static_cast<size_t>(Size) + 1) : nullptr;
  if (Text) {
    vsnprintf(Text, static_cast<size_t>(Size) + 1, Format, Again);
    *Result = Text;
  } else {
    Size = -1;
  }
  va_end(Again);
  return Size;
}

CGT_PUBLIC int __cgt_asprintf(char **Result, const char *Format, ...) {
  va_list Arguments;
  va_start(Arguments, Format);
  int Size = __cgt_vasprintf(Result, Format, Arguments);
  va_end(Arguments);
  return Size;
}

// With _FORTIFY_SOURCE. A format is checked by libc's own function, which gets a copy to be adopted.
extern "C" int __vasprintf_chk(char **Result, int Level, const char *Format, va_list Arguments) noexcept;
extern "C" char *__realpath_chk(const char *Path, char *Resolved, size_t Room) noexcept;
extern "C" char *__getcwd_chk(char *Buffer, size_t Size, size_t Room) noexcept;

CGT_PUBLIC int __cgt___vasprintf_chk(char **Result, int Level, const char *Format, va_list Arguments) {
  char *Text;
  int Size = __vasprintf_chk(&Text, Level, Format, Arguments);
  if (Size < 0)
    return Size;
  *Result = libc::copyText(Text, static_cast<size_t>(Size));
  free(Text);
  return *Result ? Size : -1;
}

CGT_PUBLIC int __cgt___asprintf_chk(char **Result, int Level, const char *Format, ...) {
  va_list Arguments;
  va_start(Arguments, Format);
  int Size = __cgt___vasprintf_chk(Result, Level, Format, Arguments);
  va_end(Arguments);
  return Size;
}

/// libc grows the line by realloc, which leaves it in the arena it is in; so only the first block is ours to make.
CGT_PUBLIC ssize_t __cgt_getdelim(char **Line, size_t *Size, int Delimiter, FILE *Stream) {
  constexpr size_t First = 120;
  if (Line && Size && (!*Line || *Size == 0)) {
    char *Fresh = newText(First);
    if (!Fresh)
      return -1;
    *Line = Fresh;
    *Size = First;
  }
  return getdelim(Line, Size, Delimiter, Stream);
}

CGT_PUBLIC ssize_t __cgt___getdelim(char **Line, size_t *Size, int Delimiter, FILE *Stream) {
  return __cgt_getdelim(Line, Size, Delimiter, Stream);
}

CGT_PUBLIC ssize_t __cgt_getline(char **Line, size_t *Size, FILE *Stream) { return __cgt_getdelim(Line, Size, '\n', Stream); }

/// Moves what libc allocated for the program, or null, to the saved arena.
static char *adopt(char *Text) {
  if (!Text)
    return nullptr;
  char *Copy = libc::copyText(Text, strlen(Text));
  free(Text);
  return Copy;
}

CGT_PUBLIC char *__cgt_realpath(const char *Path, char *Resolved) {
  return Resolved ? realpath(Path, Resolved) : adopt(realpath(Path, nullptr));
}

CGT_PUBLIC char *__cgt_getcwd(char *Buffer, size_t Size) {
  if (Buffer || Size == 0)
    return Buffer ? getcwd(Buffer, Size) : adopt(getcwd(nullptr, 0));
  char *Fresh = newText(Size); // as large as asked for
  if (Fresh && !getcwd(Fresh, Size)) {
    port::KeepErrno Keep;
    heap::release(Fresh);
    return nullptr;
  }
  return Fresh;
}

CGT_PUBLIC char *__cgt___realpath_chk(const char *Path, char *Resolved, size_t Room) {
  return Resolved ? __realpath_chk(Path, Resolved, Room) : __cgt_realpath(Path, nullptr);
}

CGT_PUBLIC char *__cgt___getcwd_chk(char *Buffer, size_t Size, size_t Room) {
  return Buffer ? __getcwd_chk(Buffer, Size, Room) : __cgt_getcwd(nullptr, Size);
}

//===--- For rt/units -----------------------------------------------------===//

extern "C" void *__cgt_scratch(size_t Size) { return heap::allocateUnsaved(Size, 0, false); }
extern "C" void __cgt_drop(void *Memory) { heap::release(Memory); }
extern "C" [[noreturn]] void __cgt_lacks_memory(const char *What) {
  report::error("memory is out for ", What, "; leave the program more");
  abort();
}

//===--- Shared memory ------------------------------------------------------===//

static MapVector<const void *> Segments;

CGT_PUBLIC void *__cgt_shmat(int Id, const void *At, int Flags) {
  void *Memory = shmat(Id, At, Flags);
  if (Memory == MAP_FAILED || Segments.push(Memory))
    return Memory;
  shmdt(Memory);
  errno = ENOMEM;
  return MAP_FAILED;
}

CGT_PUBLIC int __cgt_shmdt(const void *Memory) {
  int Result = shmdt(Memory);
  for (const void *&Segment : Segments)
    if (Result == 0 && Segment == Memory) {
      Segment = Segments.back();
      Segments.pop();
      break;
    }
  return Result;
}

bool libc::hasSegments() { return !Segments.empty(); }

//===--- Locale -----------------------------------------------------------===//

static bool LocaleIsSet;

/// The names of all categories, which are one name when they agree, or a list in which others would stand.
const char *libc::localeName() {
  const char *All = LocaleIsSet ? setlocale(LC_ALL, nullptr) : nullptr;
  return All && strcmp(All, "C") != 0 && strcmp(All, "POSIX") != 0 ? All : nullptr;
}

bool libc::setLocale(const char *Name) {
  LocaleIsSet = true;
  return setlocale(LC_ALL, Name) != nullptr;
}

CGT_PUBLIC char *__cgt_setlocale(int Category, const char *Name) {
  LocaleIsSet |= Name != nullptr;
  return setlocale(Category, Name);
}
