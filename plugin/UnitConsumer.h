//===- UnitConsumer.h - Edits a unit's AST before code generation -*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_UNITCONSUMER_H
#define CGT_PLUGIN_UNITCONSUMER_H

#include "clang/AST/ASTConsumer.h"
#include "llvm/ADT/StringRef.h"

#include <memory>
#include <string>
#include <vector>

namespace clang {
class CompilerInstance;
}

namespace cgt {

/// The plugin's arguments, -fplugin-arg-cgt-KEY=VALUE.
struct PluginOptions {
  std::string Polls = "auto";
  bool Checkpoints = true; ///< no: tags of rmr.h only
  bool Hashes = true;      ///< no: functions have no token hash, and aren't compared by it (the runtime's own units)
  /// Of -fsanitize=, one that brings memory of its own; empty: none. The unit then gets nothing but what says so.
  std::string Sanitizer;
  std::string ReportFile;            ///< gets the unit's notes as text; empty: none
  std::vector<std::string> Warnings; ///< what is given behind -W, in order (Warnings.h)
  std::string HintsFile;             ///< says what attributes say (Hints.h); empty: none
  std::string TypesFile;             ///< gets the unit's type table as text; empty: none
};

/// Marks variables and functions and redirects allocations as declarations are completed, leaves the notes in the unit at
/// its end. Must come before the code generator's consumer. \p File is the main file.
std::unique_ptr<clang::ASTConsumer> makeUnitConsumer(clang::CompilerInstance &Compiler, PluginOptions Options,
                                                     llvm::StringRef File);

} // namespace cgt

#endif // CGT_PLUGIN_UNITCONSUMER_H
