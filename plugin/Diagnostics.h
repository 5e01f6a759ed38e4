//===- Diagnostics.h - The plugin's diagnostics -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_DIAGNOSTICS_H
#define CGT_PLUGIN_DIAGNOSTICS_H

#include "clang/Basic/Diagnostic.h"

namespace cgt {

enum class Diag {
#define CGT_DIAG(Id, Severity, Slug, Text) Id,
#include "Diagnostics.def"
};

/// Starts a diagnostic; arguments follow with <<. Its text ends in "[cgt-<slug>]".
clang::DiagnosticBuilder report(clang::DiagnosticsEngine &Engine, Diag Id, clang::SourceLocation Location = {});

/// Starts one of abi/Findings.def: its text and its slug follow with <<.
clang::DiagnosticBuilder reportFinding(clang::DiagnosticsEngine &Engine, bool IsError, clang::SourceLocation Location);

} // namespace cgt

#endif // CGT_PLUGIN_DIAGNOSTICS_H
