//===- UnitConsumer.cpp - Edits a unit's AST before code generation --------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The notes reach the pass as the initialiser of a variable that this consumer hands to code generation, so that they are
// in the IR whatever becomes of it (docs/design.md section 1).
//
//===----------------------------------------------------------------------===//

#include "UnitConsumer.h"

#include "AllocationSites.h"
#include "ConstantConditions.h"
#include "Diagnostics.h"
#include "FileScopeLiterals.h"
#include "Findings.h"
#include "FunctionNotes.h"
#include "Hints.h"
#include "MarkVariables.h"
#include "ReachDeclarations.h"
#include "SizeMarks.h"
#include "TailLoops.h"
#include "Temporaries.h"
#include "TypeTags.h"

#include "abi/Names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/Support/Path.h"

using namespace clang;
using namespace cgt;
namespace json = llvm::json;

namespace {

class UnitConsumer : public ASTConsumer {
public:
  UnitConsumer(CompilerInstance &Compiler, PluginOptions Options, StringRef File)
      : Compiler(Compiler), Options(std::move(Options)), File(llvm::sys::path::filename(File)) {}

  void Initialize(ASTContext &) override {
    if (Options.Checkpoints)
      Given.read(Compiler, Options.HintsFile);
  }
  bool HandleTopLevelDecl(DeclGroupRef Group) override {
    for (Decl *D : Group)
      handle(*D);
    return true;
  }
  void HandleTranslationUnit(ASTContext &Context) override;

private:
  void handle(Decl &D);
  void handleSystem(Decl &D);
  void handleGlobal(VarDecl &Variable);
  std::string firstExternal(const ASTContext &Context) const;
  cgt::Notes makeNotes(ASTContext &Context);
  void emit(ASTContext &Context, StringRef Text);
  void writeFile(StringRef Path, json::Value Content);

  CompilerInstance &Compiler;
  PluginOptions Options;
  std::string File;
  Hints Given;
  TypeTags Tags;
  Discriminators Unions;
  VariableNotes Variables;
  Temporaries Unnamed;
  FunctionNotes Functions;
  Findings Found;
  std::optional<AllocationSites> Allocations;
  std::vector<const NamedDecl *> Definitions; ///< of the user's, at file scope, in order
};

} // namespace

/// Variables of system headers are memory of the program, too.
void UnitConsumer::handleSystem(Decl &D) {
  if (!Options.Checkpoints)
    return;
  if (auto *Variable = dyn_cast<VarDecl>(&D))
    return handleGlobal(*Variable);
  if (auto *Function = dyn_cast<FunctionDecl>(&D); Function && Function->doesThisDeclarationHaveABody())
    Variables.markStatics(*Function);
}

/// Literals come first, and only once: code generation sees what their names refer to.
void UnitConsumer::handleGlobal(VarDecl &Variable) {
  Variables.markGlobal(Variable);
  for (VarDecl *Literal : declareLiterals(Variable)) {
    Variables.markLiteral(*Literal, Variable);
    Compiler.getASTConsumer().HandleTopLevelDecl(DeclGroupRef(Literal));
  }
}

void UnitConsumer::handle(Decl &D) {
  if (D.isInvalidDecl() || D.isImplicit())
    return;
  Given.apply(D);
  if (isSystemDecl(D))
    return handleSystem(D);
  if (const auto *Function = dyn_cast<FunctionDecl>(&D); Function && Function->doesThisDeclarationHaveABody())
    Unions.visit(*Function);
  else if (const auto *Variable = dyn_cast<VarDecl>(&D))
    Unions.visit(*Variable);
  Tags.redirect(D);
  if (!Options.Checkpoints || !Options.Sanitizer.empty())
    return;
  ASTContext &Context = D.getASTContext();
  if (auto *Variable = dyn_cast<VarDecl>(&D)) {
    Found.collect(*Variable);
    if (Variable->hasInit())
      Functions.collectUses(*Variable);
    if (Variable->isThisDeclarationADefinition() != VarDecl::DeclarationOnly)
      Definitions.push_back(Variable);
    return handleGlobal(*Variable);
  }
  if (const auto *Record = dyn_cast<RecordDecl>(&D))
    Found.collect(*Record);
  auto *Function = dyn_cast<FunctionDecl>(&D);
  if (Function && Function->hasAttr<AliasAttr>())
    Functions.markTarget(*Function);
  if (!Function || !Function->doesThisDeclarationHaveABody())
    return;
  Definitions.push_back(Function);
  Found.collect(*Function);
  loopTailCalls(*Function);
  Unnamed.name(*Function);
  reachDeclarations(*Function);
  openConditions(*Function);
  Functions.mark(*Function);
  Functions.collectUses(*Function);
  Variables.markFunction(*Function);
  if (!Allocations)
    Allocations.emplace(Context);
  Allocations->redirectCalls(*Function, Found);
  Functions.tabulateLabels(*Function);
  markSizes(*Function);
}

std::string UnitConsumer::firstExternal(const ASTContext &Context) const {
  for (const NamedDecl *D : Definitions) {
    const auto *Function = dyn_cast<FunctionDecl>(D);
    bool IsExternal =
        Function ? Context.GetGVALinkageForFunction(Function) == GVA_StrongExternal : D->hasExternalFormalLinkage();
    if (IsExternal)
      return D->getName().str();
  }
  return "";
}

Notes UnitConsumer::makeNotes(ASTContext &Context) {
  Notes N;
  N.File = File;
  N.FirstExternal = firstExternal(Context);
  N.Polls = Options.Polls;
  N.Sanitizer = Options.Sanitizer;
  Given.applyToTypes(Context);
  TypeTable Types(Context, Compiler.getHeaderSearchOpts(), &Unions);
  Functions.findSystemFunctions();
  N.Vars = Variables.notes(Context, Types);
  // What a resumed program's argv is made of, whatever else the unit has.
  Types.add(Context.getPointerType(Context.CharTy), "");
  Unnamed.addTypes(Types);
  if (Allocations)
    N.Allocs = Allocations->notes(Types);
  N.Functions = Functions.notes(Context, Options.Hashes);
  N.System = Functions.systemFunctions();
  N.Named = Functions.namedFunctions();
  for (const RecordDecl *Record : Unions.records())
    if (!isSystemDecl(*Record))
      Types.add(Context.getRecordType(Record), "");
  Types.checkActive();
  N.Findings = Found.notes(Context, Options.Warnings);
  Given.note(N);
  N.Warnings = Options.Warnings;
  N.Types = Types.notes();
  return N;
}

/// Defines `static const char __cgt_unit_notes[]`, kept by `used`.
void UnitConsumer::emit(ASTContext &Context, StringRef Text) {
  QualType Type = Context.getConstantArrayType(Context.CharTy.withConst(), llvm::APInt(64, Text.size() + 1), nullptr,
                                               ArraySizeModifier::Normal, 0);
  SourceLocation Location;
  auto *Notes = VarDecl::Create(Context, Context.getTranslationUnitDecl(), Location, Location,
                                &Context.Idents.get(CGT_NOTES_SYMBOL), Type, nullptr, SC_Static);
  Notes->setInit(StringLiteral::Create(Context, Text, StringLiteralKind::Ordinary, false, Type, Location));
  Notes->setImplicit();
  Notes->addAttr(UsedAttr::CreateImplicit(Context));
  Notes->addAttr(NoDebugAttr::CreateImplicit(Context));
  Compiler.getASTConsumer().HandleTopLevelDecl(DeclGroupRef(Notes));
}

void UnitConsumer::writeFile(StringRef Path, json::Value Content) {
  std::error_code Error;
  llvm::raw_fd_ostream Out(Path, Error, llvm::sys::fs::OF_Text);
  if (!Error) {
    Out << llvm::formatv("{0:2}\n", Content);
    Out.close();
    Error = Out.error();
    Out.clear_error();
  }
  if (Error)
    report(Compiler.getDiagnostics(), Diag::CantWrite) << Path << Error.message();
}

void UnitConsumer::HandleTranslationUnit(ASTContext &Context) {
  if (Compiler.getDiagnostics().hasErrorOccurred())
    return;
  Tags.emit(Compiler);
  if (!Options.Checkpoints)
    return;
  json::Value Notes = toJson(makeNotes(Context));
  if (!Options.ReportFile.empty())
    writeFile(Options.ReportFile, Notes);
  if (!Options.TypesFile.empty())
    writeFile(Options.TypesFile, *Notes.getAsObject()->get("types"));
  emit(Context, llvm::formatv("{0}", Notes).str());
}

std::unique_ptr<ASTConsumer> cgt::makeUnitConsumer(CompilerInstance &Compiler, PluginOptions Options, StringRef File) {
  return std::make_unique<UnitConsumer>(Compiler, std::move(Options), File);
}
