//===- Plugin.cpp - The plugin "cgt" for clang -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `-fplugin=libcgt.so` is all a compilation needs: the plugin reads its arguments, edits the AST in front of the code
// generator, and hands the pass to clang's pipeline.
//
//===----------------------------------------------------------------------===//

#include "Diagnostics.h"
#include "UnitConsumer.h"

#include "Passes.h"
#include "Warnings.h"

#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace cgt;

namespace {

class Plugin : public PluginASTAction {
protected:
  bool ParseArgs(const CompilerInstance &Compiler, const std::vector<std::string> &Arguments) override;
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler, StringRef File) override;
  ActionType getActionType() override { return AddBeforeMainAction; }

private:
  bool parseArgument(DiagnosticsEngine &Diagnostics, StringRef Argument);
  PluginOptions Options;
};

} // namespace

bool Plugin::parseArgument(DiagnosticsEngine &Diagnostics, StringRef Argument) {
  auto [Key, Value] = Argument.split('=');
  if (Key == "polls") {
    Options.Polls = Value.str();
    if (Value == "auto" || Value == "explicit" || Value == "all")
      return true;
    report(Diagnostics, Diag::BadPolls) << Value;
    return false;
  }
  if (Key == "checkpoints" || Key == "hashes") {
    (Key == "hashes" ? Options.Hashes : Options.Checkpoints) = Value == "yes";
    if (Value == "yes" || Value == "no")
      return true;
    report(Diagnostics, Diag::BadYesNo) << Key << Value;
    return false;
  }
  if (Key == "warn") {
    Options.Warnings.push_back(Value.str());
    std::string Known = checkWarningOption(Value);
    if (!Known.empty())
      report(Diagnostics, Diag::BadWarning) << Value << Known;
    return Known.empty();
  }
  std::string *File = llvm::StringSwitch<std::string *>(Key)
                          .Case("hints", &Options.HintsFile)
                          .Case("report", &Options.ReportFile)
                          .Case("types", &Options.TypesFile)
                          .Default(nullptr);
  if (!File) {
    report(Diagnostics, Diag::UnknownArgument) << Key;
    return false;
  }
  *File = Value.str();
  if (Value.empty())
    report(Diagnostics, Diag::EmptyFile) << Key;
  return !Value.empty();
}

bool Plugin::ParseArgs(const CompilerInstance &Compiler, const std::vector<std::string> &Arguments) {
  for (const std::string &Argument : Arguments)
    if (!parseArgument(Compiler.getDiagnostics(), Argument))
      return false;
  return true;
}

/// True for actions that make code. Others (syntax checks, precompiled headers) must see the source as it is.
static bool generatesCode(const CompilerInstance &Compiler) {
  switch (Compiler.getFrontendOpts().ProgramAction) {
  case frontend::EmitAssembly:
  case frontend::EmitBC:
  case frontend::EmitCodeGenOnly:
  case frontend::EmitLLVM:
  case frontend::EmitLLVMOnly:
  case frontend::EmitObj: return true;
  default: return false;
  }
}

/// The name of a sanitizer that answers malloc itself, or lays memory out in its own way.
static StringRef sanitizerWithMemory(const LangOptions &Language) {
  static const struct {
    SanitizerMask Kind;
    const char *Name;
  } Known[] = {
#define SANITIZER(NAME, ID) {SanitizerKind::ID, NAME},
#include "clang/Basic/Sanitizers.def"
  };
  const SanitizerMask WithMemory = SanitizerKind::Address | SanitizerKind::HWAddress | SanitizerKind::Memory |
                                   SanitizerKind::Thread | SanitizerKind::Leak | SanitizerKind::DataFlow |
                                   SanitizerKind::NumericalStability | SanitizerKind::SafeStack | SanitizerKind::Scudo;
  for (const auto &K : Known)
    if (Language.Sanitize.has(K.Kind) && (K.Kind & WithMemory))
      return K.Name;
  return "";
}

/// Hands the pass to clang, unless -fpass-plugin= does.
static void addPass(CodeGenOptions &Options) {
  for (const std::string &Path : Options.PassPlugins)
    if (StringRef Stem = llvm::sys::path::stem(Path); Stem == "libcgt" || Stem == "libcgt-pass")
      return;
  Options.PassBuilderCallbacks.push_back(registerPasses);
}

std::unique_ptr<ASTConsumer> Plugin::CreateASTConsumer(CompilerInstance &Compiler, StringRef File) {
  if (Compiler.getLangOpts().CPlusPlus || Compiler.getLangOpts().ObjC) {
    report(Compiler.getDiagnostics(), Diag::NotC);
    return std::make_unique<ASTConsumer>();
  }
  Preprocessor &PP = Compiler.getPreprocessor();
  // cgt-cc defines the same by -D, which -E and caches of compilations see.
  StringRef Macro = Options.Checkpoints ? "__CGT__" : "__CGT_TAGS_ONLY__";
  PP.setPredefines(
      (PP.getPredefines() + "#ifndef " + Macro + "\n#define " + Macro + " " CGT_VERSION_NUMBER "\n#endif\n").str());
  if (!generatesCode(Compiler))
    return std::make_unique<ASTConsumer>();
  if (!Options.Checkpoints)
    return makeUnitConsumer(Compiler, Options, File);
  Options.Sanitizer = sanitizerWithMemory(Compiler.getLangOpts());
  // A variable that is returned must have memory of its own, also where the ABI returns structs in the caller's.
  if (Options.Sanitizer.empty())
    Compiler.getLangOpts().ElideConstructors = false;
  addPass(Compiler.getCodeGenOpts());
  return makeUnitConsumer(Compiler, Options, File);
}

static FrontendPluginRegistry::Add<Plugin> Registration("cgt", "portable checkpoints for C programs");
