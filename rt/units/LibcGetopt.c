//===- LibcGetopt.c - getopt, getopt_long, getopt_long_only --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// getopt(3) with GNU's extensions: arguments that are no options move behind the options, long options may be cut short, and
// `W;` makes `-W name` a long option. Messages are glibc's, and so are their translations.
//
//===----------------------------------------------------------------------===//

#include "units/Unit.h"

#include <getopt.h>
#include <libintl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define CGT_LIBC_VARIABLE __attribute__((weak, visibility("default")))

CGT_LIBC_VARIABLE char *optarg;
CGT_LIBC_VARIABLE int optind = 1, opterr = 1, optopt = '?';

/// What becomes of an argument that is no option: it moves behind the options, ends them, or is returned as the argument of an
/// option 1.
enum Order { Permute, Require, Return };

static enum Order TheOrder;
static int IsBegun;
static char *Next;              ///< in a group of short options: the next one; null or at the end between arguments
static int Refused;             ///< what optopt is set to by each call
static int FirstOther, EndOther; ///< the arguments met so far that are no options, between options before and behind them

/// One call.
struct Scan {
  int Count;
  char **Arguments;
  const char *Short; ///< without the sign that sets the order
  const struct option *Long;
  int *Index;
  int LongOnly;
  int Silent;
};

__attribute__((format(printf, 1, 2))) static void complain(const char *Format, ...) {
  char *Text;
  va_list Arguments;
  va_start(Arguments, Format);
  int Size = vasprintf(&Text, Format, Arguments);
  va_end(Arguments);
  if (Size < 0)
    return;
  if (fwide(stderr, 0) > 0)
    fwprintf(stderr, L"%s", Text);
  else
    fputs(Text, stderr);
  free(Text);
}

static const char *translated(const char *Message) { return dgettext("libc", Message); }

static int missingArgument(const struct Scan *S) { return *S->Short == ':' ? ':' : '?'; }

//===--- Arguments that are no options --------------------------------------===//

static void reverse(char **From, char **To) {
  while (From < To) {
    char *First = *From;
    *From++ = *--To;
    *To = First;
  }
}

/// Options that were met since come before the others.
static void exchange(char **Arguments) {
  int Options = optind - EndOther;
  reverse(Arguments + FirstOther, Arguments + EndOther);
  reverse(Arguments + EndOther, Arguments + optind);
  reverse(Arguments + FirstOther, Arguments + optind);
  FirstOther += Options;
  EndOther = optind;
}

static int isOther(const char *Argument) { return Argument[0] != '-' || Argument[1] == 0; }

static void begin(const char *Short, int Posix) {
  if (optind == 0)
    optind = 1;
  FirstOther = EndOther = optind;
  Next = NULL;
  TheOrder = *Short == '-' ? Return : *Short == '+' || Posix || getenv("POSIXLY_CORRECT") ? Require : Permute;
  IsBegun = 1;
}

/// Goes to the next option; false at the end.
static int findOption(const struct Scan *S) {
  if (EndOther > optind)
    EndOther = optind;
  if (FirstOther > optind)
    FirstOther = optind;
  if (TheOrder == Permute) {
    if (FirstOther != EndOther && EndOther != optind)
      exchange(S->Arguments);
    else if (EndOther != optind)
      FirstOther = optind;
    while (optind < S->Count && isOther(S->Arguments[optind]))
      ++optind;
    EndOther = optind;
  }
  if (optind != S->Count && strcmp(S->Arguments[optind], "--") == 0) {
    ++optind;
    if (FirstOther != EndOther && EndOther != optind)
      exchange(S->Arguments);
    else if (FirstOther == EndOther)
      FirstOther = optind;
    EndOther = optind = S->Count;
  }
  if (optind != S->Count)
    return 1;
  if (FirstOther != EndOther)
    optind = FirstOther;
  return 0;
}

//===--- Long options ---------------------------------------------------------===//

static int isSame(const struct option *A, const struct option *B) {
  return A->has_arg == B->has_arg && A->flag == B->flag && A->val == B->val;
}

/// Is \p Option another one than \p First that \p Size characters at Next may stand for?
static int isRival(const struct Scan *S, const struct option *Option, const struct option *First, size_t Size) {
  return Option != First && strncmp(Option->name, Next, Size) == 0 && (S->LongOnly || !isSame(Option, First));
}

static void tellPossibilities(const struct Scan *S, const struct option *First, size_t Size, const char *Prefix) {
  flockfile(stderr);
  complain(translated("%s: option '%s%s' is ambiguous; possibilities:"), S->Arguments[0], Prefix, Next);
  for (const struct option *O = First; O->name; ++O)
    if (O == First || isRival(S, O, First, Size))
      complain(" '%s%s'", Prefix, O->name);
  complain("\n");
  funlockfile(stderr);
}

/// The option that \p Size characters at Next name, in full or by its beginning; null, too, if there are several.
static const struct option *findLong(const struct Scan *S, size_t Size, int *IsAmbiguous) {
  const struct option *First = NULL;
  for (const struct option *O = S->Long; O->name; ++O)
    if (strncmp(O->name, Next, Size) == 0) {
      if (strlen(O->name) == Size)
        return O;
      First = First ? First : O;
    }
  for (const struct option *O = First; O && O->name; ++O)
    if (isRival(S, O, First, Size)) {
      *IsAmbiguous = 1;
      break;
    }
  return First;
}

static int foundLong(const struct Scan *S, const struct option *Found, char *End, const char *Prefix) {
  ++optind;
  Next = NULL;
  if (*End && Found->has_arg == no_argument) {
    if (!S->Silent)
      complain(translated("%s: option '%s%s' doesn't allow an argument\n"), S->Arguments[0], Prefix, Found->name);
    Refused = Found->val;
    return '?';
  }
  if (*End) {
    optarg = End + 1;
  } else if (Found->has_arg == required_argument) {
    if (optind >= S->Count) {
      if (!S->Silent)
        complain(translated("%s: option '%s%s' requires an argument\n"), S->Arguments[0], Prefix, Found->name);
      Refused = Found->val;
      return missingArgument(S);
    }
    optarg = S->Arguments[optind++];
  }
  if (S->Index)
    *S->Index = (int)(Found - S->Long);
  if (!Found->flag)
    return Found->val;
  *Found->flag = Found->val;
  return 0;
}

/// At Next stands the name of a long option; -1: of none, but the argument may be a group of short ones.
static int scanLong(const struct Scan *S, const char *Prefix) {
  char *End = Next + strcspn(Next, "=");
  size_t Size = (size_t)(End - Next);
  int IsAmbiguous = 0;
  const struct option *Found = findLong(S, Size, &IsAmbiguous);
  if (Found && !IsAmbiguous)
    return foundLong(S, Found, End, Prefix);
  if (!Found && S->LongOnly && S->Arguments[optind][1] != '-' && strchr(S->Short, *Next))
    return -1;
  if (!S->Silent) {
    if (Found)
      tellPossibilities(S, Found, Size, Prefix);
    else
      complain(translated("%s: unrecognized option '%s%s'\n"), S->Arguments[0], Prefix, Next);
  }
  Next = Found ? Next + strlen(Next) : NULL;
  ++optind;
  Refused = 0;
  return '?';
}

//===--- Short options --------------------------------------------------------===//

static int tellMissing(const struct Scan *S, char Letter) {
  if (!S->Silent)
    complain(translated("%s: option requires an argument -- '%c'\n"), S->Arguments[0], Letter);
  Refused = Letter;
  return missingArgument(S);
}

/// `W;` and what stands behind `-W`.
static int scanWord(const struct Scan *S, char Letter) {
  if (!*Next) {
    if (optind == S->Count)
      return tellMissing(S, Letter);
    Next = S->Arguments[optind];
  }
  struct Scan Inner = *S;
  Inner.LongOnly = 0;
  return scanLong(&Inner, "-W ");
}

static int scanShort(const struct Scan *S) {
  char Letter = *Next++;
  const char *Known = strchr(S->Short, Letter);
  if (!*Next)
    ++optind;
  if (!Known || Letter == ':' || Letter == ';') {
    if (!S->Silent)
      complain(translated("%s: invalid option -- '%c'\n"), S->Arguments[0], Letter);
    Refused = Letter;
    return '?';
  }
  if (Known[0] == 'W' && Known[1] == ';' && S->Long)
    return scanWord(S, Letter);
  if (Known[1] != ':')
    return Letter;
  char *Here = Next;
  Next = NULL;
  if (*Here) {
    optarg = Here;
    ++optind;
  } else if (Known[2] != ':') {
    if (optind == S->Count)
      return tellMissing(S, Letter);
    optarg = S->Arguments[optind++];
  }
  return Letter;
}

static int scanNext(struct Scan S) {
  if (*S.Short == '-' || *S.Short == '+')
    ++S.Short;
  S.Silent = !opterr || *S.Short == ':';
  if (Next && *Next)
    return scanShort(&S);
  if (!findOption(&S))
    return -1;
  char *Argument = S.Arguments[optind];
  if (isOther(Argument)) {
    if (TheOrder == Require)
      return -1;
    optarg = Argument;
    ++optind;
    return 1;
  }
  if (S.Long && Argument[1] == '-') {
    Next = Argument + 2;
    return scanLong(&S, "--");
  }
  Next = Argument + 1;
  if (S.Long && S.LongOnly && (Argument[2] || !strchr(S.Short, Argument[1]))) {
    int Code = scanLong(&S, "-");
    if (Code != -1)
      return Code;
  }
  return scanShort(&S);
}

static int scan(struct Scan S, int Posix) {
  if (S.Count < 1)
    return -1;
  optarg = NULL;
  if (optind == 0 || !IsBegun)
    begin(S.Short, Posix);
  int Option = scanNext(S);
  optopt = Refused;
  return Option;
}

static int ownGetopt(int Count, char *const *Arguments, const char *Short) {
  return scan((struct Scan){.Count = Count, .Arguments = (char **)Arguments, .Short = Short}, 0);
}

static int ownPosixGetopt(int Count, char *const *Arguments, const char *Short) {
  return scan((struct Scan){.Count = Count, .Arguments = (char **)Arguments, .Short = Short}, 1);
}

static int ownGetoptLong(int Count, char *const *Arguments, const char *Short, const struct option *Long, int *Index) {
  return scan((struct Scan){.Count = Count, .Arguments = (char **)Arguments, .Short = Short, .Long = Long, .Index = Index}, 0);
}

static int ownGetoptLongOnly(int Count, char *const *Arguments, const char *Short, const struct option *Long, int *Index) {
  return scan((struct Scan){.Count = Count, .Arguments = (char **)Arguments, .Short = Short, .Long = Long, .Index = Index,
                            .LongOnly = 1}, 0);
}

CGT_LIBC_NAME(getopt, ownGetopt);
CGT_LIBC_NAME(__posix_getopt, ownPosixGetopt); // getopt with _POSIX_C_SOURCE
CGT_LIBC_NAME(getopt_long, ownGetoptLong);
CGT_LIBC_NAME(getopt_long_only, ownGetoptLongOnly);
