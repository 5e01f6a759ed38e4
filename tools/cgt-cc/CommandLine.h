//===- CommandLine.h - What a call of the compiler asks for ------*- C++
//-*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads arguments for clang just closely enough to know whether it will
// compile, whether it will link, and for which platform. Nothing is changed:
// clang gets what the user wrote.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CC_COMMANDLINE_H
#define CGT_CC_COMMANDLINE_H

#include "Target.h"
#include "ToolMessage.h"

#include <string>
#include <vector>

namespace cgt {

/// What prints the platform in force; cgt-cc's own.
constexpr char PrintTriple[] = "--print-cgt-triple";

/// What one call asks for.
struct CommandLine {
  std::string Triple;                   ///< of the last --target=, empty: clang's default
  WordSize Size = WordSize::Default;    ///< of the last -m32 or -m64
  bool HasInputs = false;               ///< files, `-` or libraries to link
  bool StopsBeforeLink = false;         ///< -c, -E, -S, -fsyntax-only, -M, …
  bool Relocatable = false;             ///< -r
  bool Shared = false;                  ///< -shared
  bool AnyPlace = false;                ///< -pie, -static-pie: the program's addresses are chosen when it starts
  bool NamesBuildId = false;            ///< -Wl,--build-id=...
  bool Passthrough = false;             ///< not for the driver: -cc1
  bool AsksVersion = false;             ///< --version
  bool AsksHelp = false;                ///< --help
  bool AsksTriple = false;              ///< --print-cgt-triple
  Colours Messages = Colours::Terminal; ///< by the last -fcolor-diagnostics and its like
  bool TagsOnly = false;                ///< the last -fplugin-arg-cgt-checkpoints= is no
  /// Clang will run the linker to make a program.
  bool links() const { return HasInputs && !StopsBeforeLink && !Relocatable && !Passthrough; }
};

/// Reads \p Args (without the program's name), `@file` arguments included.
CommandLine readCommandLine(const std::vector<std::string> &Args);

} // namespace cgt

#endif // CGT_CC_COMMANDLINE_H
