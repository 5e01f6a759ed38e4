//===- LibcScan.cpp - scanf that allocates -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `%ms`, `%m[` and `%mc` have allocated is moved to the saved arena. All arguments of scanf are pointers, so that those
// of a format can be found again.
//
//===----------------------------------------------------------------------===//

#include "libc/Libc.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

namespace {

/// One conversion of a format.
struct Conversion {
  unsigned Position = 0; ///< of its argument, from 1; 0: the next
  bool Stores = true;    ///< has an argument
  bool Counts = true;    ///< in scanf's result
  bool Allocates = false;
  bool Wide = false;
};

template <typename Char> class Format {
public:
  /// \p Old: `%as` allocates, too, as it did before C99.
  Format(const Char *Text, bool Old) : At(Text), Old(Old) {}
  /// False at the end.
  bool next(Conversion &C);

private:
  unsigned number();
  void modifiers(Conversion &C);
  void skipSet();

  const Char *At;
  bool Old;
};

} // namespace

template <typename Char> unsigned Format<Char>::number() {
  unsigned Value = 0;
  for (; *At >= '0' && *At <= '9'; ++At)
    Value = Value * 10 + static_cast<unsigned>(*At - '0');
  return Value;
}

template <typename Char> void Format<Char>::modifiers(Conversion &C) {
  for (;; ++At)
    switch (static_cast<int>(*At)) {
    case 'm': C.Allocates = true; break;
    case 'l': C.Wide = true; break;
    case 'a':
      if (!Old || (At[1] != 's' && At[1] != 'S' && At[1] != '['))
        return;
      C.Allocates = true;
      break;
    case 'h':
    case 'L':
    case 'q':
    case 'j':
    case 'z':
    case 't': break;
    default: return;
    }
}

/// A closing bracket that comes first is a member of the set.
template <typename Char> void Format<Char>::skipSet() {
  At += *At == '^';
  At += *At == ']';
  while (*At && *At != ']')
    ++At;
  At += *At != 0;
}

template <typename Char> bool Format<Char>::next(Conversion &C) {
  C = Conversion();
  for (; *At && *At != '%'; ++At)
    ;
  if (!*At++)
    return false;
  const Char *Before = At;
  C.Position = number();
  if (*At == '$')
    ++At;
  else
    C.Position = 0, At = Before;
  for (; *At == '*' || *At == '\'' || *At == 'I'; ++At)
    C.Stores &= *At != '*';
  (void)number();
  modifiers(C);
  auto Kind = *At;
  At += Kind != 0;
  if (Kind == '[')
    skipSet();
  C.Stores &= Kind != '%' && Kind != 0;
  C.Counts = C.Stores && Kind != 'n';
  C.Wide |= Kind == 'S' || Kind == 'C';
  return true;
}

/// The argument at \p Position, from 1.
static void **argumentAt(va_list Arguments, unsigned Position) {
  va_list Copy;
  va_copy(Copy, Arguments);
  void *Found = nullptr;
  for (unsigned K = 0; K < Position; ++K)
    Found = va_arg(Copy, void *);
  va_end(Copy);
  return static_cast<void **>(Found);
}

/// The first \p Stored conversions that count have been stored.
template <typename Char> static int adopt(int Stored, const Char *Text, bool Old, va_list Arguments) {
  Format<Char> F(Text, Old);
  Conversion C;
  unsigned Position = 0;
  for (int Left = Stored; Left > 0 && F.next(C); Left -= C.Counts) {
    if (!C.Stores)
      continue;
    Position = C.Position ? C.Position : Position + 1;
    if (C.Allocates)
      libc::adoptBlock(*argumentAt(Arguments, Position), C.Wide ? nullptr : &libc::TextSite.Site);
  }
  return Stored;
}

static bool mayAllocate(const char *Text, bool Old) { return strchr(Text, 'm') || (Old && strchr(Text, 'a')); }
static bool mayAllocate(const wchar_t *Text, bool Old) { return wcschr(Text, L'm') || (Old && wcschr(Text, L'a')); }

/// libc's \p Scan of \p Input.
template <typename Input, typename Char>
static int scan(int (*Scan)(Input, const Char *, va_list), Input From, const Char *Text, bool Old, va_list Arguments) {
  if (!mayAllocate(Text, Old))
    return Scan(From, Text, Arguments);
  va_list Again;
  va_copy(Again, Arguments);
  int Stored = adopt(Scan(From, Text, Arguments), Text, Old, Again);
  va_end(Again);
  return Stored;
}

// Under their own names the functions are those of before C99, which headers rename.
#define CGT_SCAN(Name, Input, Char)                                                                                            \
  extern "C" int cgtLibc_##Name(Input, const Char *, va_list) __asm__(#Name);                                                  \
  extern "C" int cgtLibc_c99_##Name(Input, const Char *, va_list) __asm__("__isoc99_" #Name);                                  \
  CGT_PUBLIC int __cgt_##Name(Input From, const Char *Text, va_list Arguments) {                                               \
    return scan(cgtLibc_##Name, From, Text, true, Arguments);                                                                  \
  }                                                                                                                            \
  CGT_PUBLIC int __cgt___isoc99_##Name(Input From, const Char *Text, va_list Arguments) {                                      \
    return scan(cgtLibc_c99_##Name, From, Text, false, Arguments);                                                             \
  }

using Bytes = const char *;
using WideText = const wchar_t *;
CGT_SCAN(vfscanf, FILE *, char)
CGT_SCAN(vsscanf, Bytes, char)
CGT_SCAN(vfwscanf, FILE *, wchar_t)
CGT_SCAN(vswscanf, WideText, wchar_t)
#undef CGT_SCAN

/// \p Name with arguments is \p ListName with their list.
#define CGT_SCAN_ARGUMENTS(Name, ListName, Input, Char)                                                                        \
  CGT_PUBLIC int __cgt_##Name(Input From, const Char *Text, ...) {                                                             \
    va_list Arguments;                                                                                                         \
    va_start(Arguments, Text);                                                                                                 \
    int Stored = __cgt_##ListName(From, Text, Arguments);                                                                      \
    va_end(Arguments);                                                                                                         \
    return Stored;                                                                                                             \
  }
CGT_SCAN_ARGUMENTS(fscanf, vfscanf, FILE *, char)
CGT_SCAN_ARGUMENTS(sscanf, vsscanf, Bytes, char)
CGT_SCAN_ARGUMENTS(fwscanf, vfwscanf, FILE *, wchar_t)
CGT_SCAN_ARGUMENTS(swscanf, vswscanf, WideText, wchar_t)
CGT_SCAN_ARGUMENTS(__isoc99_fscanf, __isoc99_vfscanf, FILE *, char)
CGT_SCAN_ARGUMENTS(__isoc99_sscanf, __isoc99_vsscanf, Bytes, char)
CGT_SCAN_ARGUMENTS(__isoc99_fwscanf, __isoc99_vfwscanf, FILE *, wchar_t)
CGT_SCAN_ARGUMENTS(__isoc99_swscanf, __isoc99_vswscanf, WideText, wchar_t)
#undef CGT_SCAN_ARGUMENTS

/// \p Name and \p ListName, from standard input.
#define CGT_SCAN_INPUT(Name, ListName, StreamName, Char)                                                                       \
  CGT_PUBLIC int __cgt_##ListName(const Char *Text, va_list Arguments) { return __cgt_##StreamName(stdin, Text, Arguments); }  \
  CGT_PUBLIC int __cgt_##Name(const Char *Text, ...) {                                                                         \
    va_list Arguments;                                                                                                         \
    va_start(Arguments, Text);                                                                                                 \
    int Stored = __cgt_##StreamName(stdin, Text, Arguments);                                                                   \
    va_end(Arguments);                                                                                                         \
    return Stored;                                                                                                             \
  }
CGT_SCAN_INPUT(scanf, vscanf, vfscanf, char)
CGT_SCAN_INPUT(wscanf, vwscanf, vfwscanf, wchar_t)
CGT_SCAN_INPUT(__isoc99_scanf, __isoc99_vscanf, __isoc99_vfscanf, char)
CGT_SCAN_INPUT(__isoc99_wscanf, __isoc99_vwscanf, __isoc99_vfwscanf, wchar_t)
#undef CGT_SCAN_INPUT
