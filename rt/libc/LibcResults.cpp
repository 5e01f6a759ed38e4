//===- LibcResults.cpp - What libc returns in memory of its own ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Such memory isn't in an image. The program gets copies in the saved arena instead: of strings one each, of results that
// the next call overwrites one block for all.
//
//===----------------------------------------------------------------------===//

#include "libc/Libc.h"

#include "heap/Heap.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

//===--- Strings ----------------------------------------------------------===//

namespace {
/// A string of libc's that the program has asked for.
struct KnownText {
  const char *Original;
  char *Copy; ///< in the saved arena
  KnownText *Next;
};
} // namespace
static KnownText *KnownTexts;

/// The program's own copy of a string, made once, so that asking again costs no memory. Takes no lock: two threads that ask
/// at once may get a copy each.
static char *textForProgram(const char *Text, const CgtAllocSite *Site = &libc::TextSite.Site) {
  auto *Original = const_cast<char *>(Text);
  BlockInfo Block;
  if (!Text || heap::findBlock(Text, Block)) // putenv of the program's own memory
    return Original;
  KnownText *First = __atomic_load_n(&KnownTexts, __ATOMIC_ACQUIRE);
  for (KnownText *K = First; K; K = K->Next)
    if (K->Original == Text && strcmp(K->Copy, Text) == 0)
      return K->Copy;
  auto *Known = static_cast<KnownText *>(malloc(sizeof(KnownText)));
  char *Copy = Known ? libc::copyText(Text, strlen(Text), Site) : nullptr;
  if (!Copy) {
    free(Known);
    return Original;
  }
  *Known = {Text, Copy, First};
  while (!__atomic_compare_exchange_n(&KnownTexts, &Known->Next, Known, false, __ATOMIC_RELEASE, __ATOMIC_ACQUIRE)) {
  }
  return Copy;
}

static tm *TimeResult;
static char *LineResult;

void libc::forgetBlocks() {
  KnownTexts = nullptr;
  TimeResult = nullptr;
  LineResult = nullptr;
}

CGT_PUBLIC char *__cgt_getenv(const char *Name) { return textForProgram(getenv(Name)); }
CGT_PUBLIC char *__cgt_secure_getenv(const char *Name) { return textForProgram(secure_getenv(Name)); }
CGT_PUBLIC char *__cgt_strerror(int Error, const CgtAllocSite *Site) { return textForProgram(strerror(Error), Site); }
CGT_PUBLIC char *__cgt_strsignal(int Signal, const CgtAllocSite *Site) { return textForProgram(strsignal(Signal), Site); }

/// Parts of a path are the path's own memory, all else is libc's.
static char *partForProgram(char *Part, const char *Path, size_t Length) {
  return Path && Part >= Path && Part <= Path + Length ? Part : textForProgram(Part);
}

CGT_PUBLIC char *__cgt_dirname(char *Path) {
  size_t Length = Path ? strlen(Path) : 0;
  return partForProgram(dirname(Path), Path, Length);
}

CGT_PUBLIC char *__cgt___xpg_basename(char *Path) {
  size_t Length = Path ? strlen(Path) : 0;
  return partForProgram(__xpg_basename(Path), Path, Length);
}

//===--- Time -------------------------------------------------------------===//

static tm *withZone(tm *Time) {
  if (Time && Time->tm_zone)
    Time->tm_zone = textForProgram(Time->tm_zone);
  return Time;
}

/// \p Result, a block for all calls as in libc, made by the first; the last one's place is its own. A resumed process makes
/// another; the one before stays the program's.
template <typename T> static void ownBlock(T *&Result, size_t Size, const CgtAllocSite *Site) {
  if (!Result)
    Result = static_cast<T *>(heap::allocate(Size, 0, true, Site));
  else if (Site)
    (void)heap::setSite(Result, Site);
}

static tm *timeForProgram(const tm *Time, const CgtAllocSite *Site) {
  if (!Time)
    return nullptr;
  ownBlock(TimeResult, sizeof(tm), Site);
  if (TimeResult)
    *TimeResult = *Time;
  return withZone(TimeResult);
}

CGT_PUBLIC tm *__cgt_localtime(const time_t *At, const CgtAllocSite *Site) { return timeForProgram(localtime(At), Site); }
CGT_PUBLIC tm *__cgt_gmtime(const time_t *At, const CgtAllocSite *Site) { return timeForProgram(gmtime(At), Site); }
CGT_PUBLIC tm *__cgt_localtime_r(const time_t *At, tm *Result) { return withZone(localtime_r(At, Result)); }
CGT_PUBLIC tm *__cgt_gmtime_r(const time_t *At, tm *Result) { return withZone(gmtime_r(At, Result)); }

CGT_PUBLIC time_t __cgt_mktime(tm *Time) {
  time_t At = mktime(Time);
  withZone(Time);
  return At;
}

CGT_PUBLIC time_t __cgt_timegm(tm *Time) {
  time_t At = timegm(Time);
  withZone(Time);
  return At;
}

static char *lineForProgram(const char *Line, const CgtAllocSite *Site) {
  constexpr size_t Room = 64; // 26 and more for years of five digits and up
  if (!Line)
    return nullptr;
  ownBlock(LineResult, Room, Site);
  if (LineResult)
    strncpy(LineResult, Line, Room - 1);
  return LineResult;
}

CGT_PUBLIC char *__cgt_ctime(const time_t *At, const CgtAllocSite *Site) { return lineForProgram(ctime(At), Site); }
CGT_PUBLIC char *__cgt_asctime(const tm *Time, const CgtAllocSite *Site) { return lineForProgram(asctime(Time), Site); }

//===--- Through pointers -------------------------------------------------===//
// Strings are what they are; a block for all calls keeps the type that another call has given it.

CGT_PUBLIC char *__cgt_untyped_strerror(int Error) { return textForProgram(strerror(Error)); }
CGT_PUBLIC char *__cgt_untyped_strsignal(int Signal) { return textForProgram(strsignal(Signal)); }
CGT_PUBLIC tm *__cgt_untyped_localtime(const time_t *At) { return __cgt_localtime(At, nullptr); }
CGT_PUBLIC tm *__cgt_untyped_gmtime(const time_t *At) { return __cgt_gmtime(At, nullptr); }
CGT_PUBLIC char *__cgt_untyped_ctime(const time_t *At) { return lineForProgram(ctime(At), &libc::TextSite.Site); }
CGT_PUBLIC char *__cgt_untyped_asctime(const tm *Time) { return lineForProgram(asctime(Time), &libc::TextSite.Site); }
