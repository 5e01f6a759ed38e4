//===- Warnings.cpp - -Wcgt -------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Warnings.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;
using namespace cgt;

namespace {
struct Row {
  StringLiteral Slug, Text, Advice;
};
} // namespace

static constexpr Row Rows[] = {
#define CGT_FINDING(Id, Slug, Severity, Where, Text, Advice) {Slug, Text, Advice},
#include "abi/Findings.def"
};

StringRef cgt::slugOf(Finding Id) { return Rows[static_cast<unsigned>(Id)].Slug; }

std::string cgt::describe(Finding Id, StringRef About) {
  const Row &R = Rows[static_cast<unsigned>(Id)];
  auto [Before, After] = R.Text.split("%0");
  return (Twine(Before) + About + After + "; " + R.Advice).str();
}

/// Takes apart what stands behind -W. False: no warning of ours.
static bool readOption(StringRef Option, bool &IsNo, bool &IsError, StringRef &Slug) {
  IsNo = Option.consume_front("no-");
  IsError = Option.consume_front("error=");
  Slug = "";
  if (!Option.consume_front("cgt"))
    return false;
  if (Option.consume_front("-"))
    Slug = Option;
  else if (!Option.empty())
    return false;
  return Slug.empty() || any_of(Rows, [&](const Row &R) { return R.Slug == Slug; });
}

WarningLevel cgt::levelOf(Finding Id, const std::vector<std::string> &Options) {
  WarningLevel Level = WarningLevel::Off;
  for (StringRef Option : Options) {
    bool IsNo, IsError;
    StringRef Slug;
    if (!readOption(Option, IsNo, IsError, Slug) || (!Slug.empty() && Slug != slugOf(Id)))
      continue;
    if (IsError)
      Level = !IsNo ? WarningLevel::Error : Level == WarningLevel::Error ? WarningLevel::Warning : Level;
    else
      Level = IsNo ? WarningLevel::Off : Level == WarningLevel::Error ? Level : WarningLevel::Warning;
  }
  return Level;
}

std::string cgt::checkWarningOption(StringRef Option) {
  bool IsNo, IsError;
  StringRef Slug;
  if (readOption(Option, IsNo, IsError, Slug))
    return "";
  std::string Known;
  for (const Row &R : Rows)
    Known += (Known.empty() ? "" : ", ") + R.Slug.str();
  return Known;
}
