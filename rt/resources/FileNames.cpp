//===- FileNames.cpp - Names of open files ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/FileNames.h"

#include "port/Port.h"
#include "port/Report.h"
#include "program/Job.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

using namespace cgt;
using filenames::Given;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

[[clang::require_constant_initialization]] static MapVector<Given> ByDescriptor;

Given filenames::given(int Fd) {
  return Fd >= 0 && static_cast<size_t>(Fd) < ByDescriptor.size() ? ByDescriptor[static_cast<size_t>(Fd)] : Given::Unknown;
}

/// Without memory nothing is known.
static int noted(int Fd, const char *Name) {
  port::KeepErrno Keep;
  if (Fd < 0 || !Name)
    return Fd;
  job::noteAppended(Fd);
  while (ByDescriptor.size() <= static_cast<size_t>(Fd))
    if (!ByDescriptor.push(Given::Unknown))
      return Fd;
  ByDescriptor[static_cast<size_t>(Fd)] = *Name == '/' ? Given::Absolute : Given::Relative;
  return Fd;
}

static FILE *noted(FILE *Stream, const char *Name) {
  if (Stream)
    noted(fileno(Stream), Name);
  return Stream;
}

//===--- What programs call -----------------------------------------------------===//

CGT_PUBLIC FILE *__cgt_fopen(const char *Name, const char *Mode) { return noted(fopen(Name, Mode), Name); }
CGT_PUBLIC FILE *__cgt_fopen64(const char *Name, const char *Mode) { return noted(fopen64(Name, Mode), Name); }
CGT_PUBLIC FILE *__cgt_freopen(const char *Name, const char *Mode, FILE *Stream) {
  return noted(freopen(Name, Mode, Stream), Name);
}
CGT_PUBLIC FILE *__cgt_freopen64(const char *Name, const char *Mode, FILE *Stream) {
  return noted(freopen64(Name, Mode, Stream), Name);
}
CGT_PUBLIC int __cgt_creat(const char *Name, mode_t Mode) { return noted(creat(Name, Mode), Name); }
CGT_PUBLIC int __cgt_creat64(const char *Name, mode_t Mode) { return noted(creat64(Name, Mode), Name); }

/// The third argument of open() is there if a file may be made.
static mode_t modeOf(int Flags, va_list Arguments) {
  bool Has = (Flags & O_CREAT) || (Flags & O_TMPFILE) == O_TMPFILE;
  return Has ? static_cast<mode_t>(va_arg(Arguments, unsigned)) : 0;
}

#define CGT_WITH_MODE(Flags, Call)                                                                                             \
  va_list Arguments;                                                                                                           \
  va_start(Arguments, Flags);                                                                                                  \
  mode_t Mode = modeOf(Flags, Arguments);                                                                                      \
  va_end(Arguments);                                                                                                           \
  return noted(Call, Name);

CGT_PUBLIC int __cgt_open(const char *Name, int Flags, ...){CGT_WITH_MODE(Flags, open(Name, Flags, Mode))} CGT_PUBLIC
    int __cgt_open64(const char *Name, int Flags, ...){CGT_WITH_MODE(Flags, open64(Name, Flags, Mode))} CGT_PUBLIC
    int __cgt_openat(int Folder, const char *Name, int Flags,
                     ...){CGT_WITH_MODE(Flags, openat(Folder, Name, Flags, Mode))} CGT_PUBLIC
    int __cgt_openat64(int Folder, const char *Name, int Flags, ...){CGT_WITH_MODE(Flags, openat64(Folder, Name, Flags, Mode))}
// With _FORTIFY_SOURCE, where the flags say that no file is made.
CGT_PUBLIC int __cgt___open_2(const char *Name, int Flags) {
  return noted(open(Name, Flags, 0), Name);
}
CGT_PUBLIC int __cgt___open64_2(const char *Name, int Flags) { return noted(open64(Name, Flags, 0), Name); }
CGT_PUBLIC int __cgt___openat_2(int Folder, const char *Name, int Flags) { return noted(openat(Folder, Name, Flags, 0), Name); }
CGT_PUBLIC int __cgt___openat64_2(int Folder, const char *Name, int Flags) {
  return noted(openat64(Folder, Name, Flags, 0), Name);
}

//===--- Names in images ----------------------------------------------------------===//

/// Is \p Name in \p Folder, which has \p Size characters and no slash at its end?
static bool isBelow(const char *Name, const char *Folder, size_t Size) {
  return strncmp(Name, Folder, Size) == 0 && Name[Size] == '/';
}

bool filenames::fromFolder(const char *Name, const char *Folder, Given How, char *Out, size_t Size) {
  report::Buffer B(Out, Size);
  size_t Common = strlen(Folder);
  if (Common < 2 || How == Given::Absolute || (How == Given::Unknown && !isBelow(Name, Folder, Common))) {
    B.add(Name);
    return !B.overflowed();
  }
  while (!isBelow(Name, Folder, Common)) { // at the root at the latest
    B.add("../");
    while (Folder[--Common] != '/') {
    }
  }
  B.add(Name + Common + 1);
  return !B.overflowed();
}
