//===- FileKeys.cpp - Percent signs in names of files -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "program/FileKeys.h"

#include "port/Port.h"
#include "port/Report.h"

#include <stdlib.h>
#include <string.h>

using namespace cgt;

const char *filekeys::find(const char *Template, char Letter) {
  for (const char *P = Template; *P; ++P) {
    if (P[0] == '%' && P[1] == Letter)
      return P;
    P += P[0] == '%' && P[1] != 0;
  }
  return nullptr;
}

/// What starters of parallel jobs tell each of their processes, the most special first.
static const char *rank() {
  static constexpr const char *Names[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK", "SLURM_PROCID"};
  for (const char *Name : Names)
    if (const char *Value = getenv(Name))
      return Value;
  return "0";
}

/// The variable that the text behind "%{" names; \p Text is left at the brace that ends it. Null if there is none.
static const char *variable(const char *Key, const char *&Text) {
  const char *End = strchr(Text, '}');
  if (!End) {
    report::error("CGT_OPTIONS: '%{' without '}' in the value of '", Key, "'");
    return nullptr;
  }
  size_t Size = static_cast<size_t>(End - Text);
  Str Name(Text, static_cast<uint32_t>(Size));
  Text = End;
  for (char **Variable = environ; Variable && *Variable; ++Variable)
    if (strncmp(*Variable, Name.Data, Size) == 0 && (*Variable)[Size] == '=')
      return *Variable + Size + 1;
  report::error("CGT_OPTIONS: the environment has no variable '", Name, "', which the value of '", Key, "' names");
  return nullptr;
}

namespace {
/// The new text; without memory it only counts.
struct Text {
  char *Out = nullptr;
  size_t Size = 0;

  void add(char C) {
    if (Out)
      Out[Size] = C;
    ++Size;
  }
  void add(const char *Value, bool IsTemplate) {
    for (; *Value; ++Value) {
      add(*Value);
      if (IsTemplate && *Value == '%')
        add('%');
    }
  }
};
} // namespace

static bool write(const char *Key, const char *Name, bool IsTemplate, Text &Out) {
  for (const char *P = Name; *P; ++P) {
    if (P[0] == '%' && (P[1] == 'r' || P[1] == '{')) {
      ++P;
      const char *Value = *P == 'r' ? rank() : variable(Key, ++P);
      if (!Value)
        return false;
      Out.add(Value, IsTemplate);
      continue;
    }
    Out.add(*P);
    if (P[0] == '%' && P[1] && IsTemplate)
      Out.add(*++P);
  }
  Out.add(0);
  return true;
}

bool filekeys::replace(const char *Key, const char *&Name, bool IsTemplate) {
  if (!Name || !strchr(Name, '%'))
    return true;
  Text Counted, Written;
  if (!write(Key, Name, IsTemplate, Counted))
    return false;
  Written.Out = static_cast<char *>(port::map(port::toPages(Counted.Size)));
  if (!Written.Out) {
    report::error("CGT_OPTIONS: out of memory");
    return false;
  }
  (void)write(Key, Name, IsTemplate, Written);
  Name = Written.Out;
  return true;
}
