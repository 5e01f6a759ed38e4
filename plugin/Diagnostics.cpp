//===- Diagnostics.cpp - The plugin's diagnostics --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Diagnostics.h"

using namespace clang;

DiagnosticBuilder cgt::report(DiagnosticsEngine &Engine, Diag Id, SourceLocation Location) {
  static constexpr struct {
    DiagnosticIDs::Level Level;
    llvm::StringLiteral Text;
  } Table[] = {
#define CGT_DIAG(Id, Severity, Slug, Text) {DiagnosticIDs::Severity, Text " [cgt-" Slug "]"},
#include "Diagnostics.def"
  };
  const auto &Entry = Table[static_cast<unsigned>(Id)];
  return Engine.Report(Location, Engine.getDiagnosticIDs()->getCustomDiagID(Entry.Level, Entry.Text));
}

DiagnosticBuilder cgt::reportFinding(DiagnosticsEngine &Engine, bool IsError, SourceLocation Location) {
  DiagnosticIDs::Level Level = IsError ? DiagnosticIDs::Error : DiagnosticIDs::Warning;
  return Engine.Report(Location, Engine.getDiagnosticIDs()->getCustomDiagID(Level, "%0 [cgt-%1]"));
}
