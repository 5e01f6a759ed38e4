//===- FunctionNotes.cpp - Number the unit's functions ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FunctionNotes.h"

#include "LabelTables.h"

#include "abi/Names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;
using namespace cgt;

namespace {
class FunctionUses : public RecursiveASTVisitor<FunctionUses> {
public:
  explicit FunctionUses(llvm::SetVector<FunctionDecl *> &Used) : Used(Used) {}
  bool VisitVarDecl(VarDecl *Variable) {
    if (const auto *Cleanup = Variable->getAttr<CleanupAttr>())
      Used.insert(Cleanup->getFunctionDecl()->getCanonicalDecl());
    return true;
  }
  bool VisitDeclRefExpr(DeclRefExpr *Ref) {
    if (auto *Function = dyn_cast<FunctionDecl>(Ref->getDecl()))
      Used.insert(Function->getCanonicalDecl());
    return true;
  }

private:
  llvm::SetVector<FunctionDecl *> &Used;
};
} // namespace

/// The user's own declaration of a libc function is no proof that libc's is meant; one made by the compiler is.
static bool isSystemFunction(const FunctionDecl &Function) {
  return llvm::any_of(Function.redecls(),
                      [](const FunctionDecl *F) { return F->isImplicit() ? F->getBuiltinID() != 0 : isSystemDecl(*F); });
}

uint64_t cgt::hashTokens(const ASTContext &Context, const FunctionDecl &Function) {
  const SourceManager &SM = Context.getSourceManager();
  auto [File, Begin] = SM.getDecomposedLoc(SM.getExpansionRange(Function.getBeginLoc()).getBegin());
  auto [LastFile, Last] = SM.getDecomposedLoc(SM.getExpansionRange(Function.getEndLoc()).getEnd());
  StringRef Text = SM.getBufferData(File);
  Lexer Raw(SM.getLocForStartOfFile(File), Context.getLangOpts(), Text.begin(), Text.begin() + Begin, Text.end());
  uint64_t Hash = 0xcbf29ce484222325;
  auto Add = [&Hash](unsigned char Byte) { Hash = (Hash ^ Byte) * 0x100000001b3; };
  Token Tok;
  for (;;) {
    Raw.LexFromRawLexer(Tok);
    // A body that ends in an included file counts up to the end of the file it begins in.
    if (Tok.is(tok::eof) || (File == LastFile && SM.getFileOffset(Tok.getLocation()) > Last))
      return Hash;
    for (char C : Lexer::getSpelling(Tok, SM, Context.getLangOpts()))
      Add(C);
    Add(0);
  }
}

void FunctionNotes::mark(FunctionDecl &Function) {
  bool IsNoPoll = hasAnnotation(Function, NoPollAnnotation);
  dropAnnotations(Function, NoPollAnnotation);
  // Clang may make the function from a prototype and take that one's annotations only.
  for (FunctionDecl *Declaration : Function.redecls())
    setAnnotation(*Declaration, CGT_FUNCTION_ANNOTATION, Notes.size());
  Notes.push_back({&Function, IsNoPoll, false, {}});
}

void FunctionNotes::markTarget(FunctionDecl &Alias) const {
  StringRef Target = Alias.getAttr<AliasAttr>()->getAliasee();
  for (auto [Index, N] : llvm::enumerate(Notes))
    if (N.Function->getName() == Target)
      setAnnotation(Alias, CGT_FUNCTION_ANNOTATION, Index);
}

void FunctionNotes::tabulateLabels(FunctionDecl &Function) { Notes.back().Labels = addLabelTable(Function, Notes.size() - 1); }

void FunctionNotes::collectUses(Decl &D) { FunctionUses(Used).TraverseDecl(&D); }

/// All names under which the IR may call it: header redirections (`__isoc99_scanf`) and library builtins included.
void FunctionNotes::addSystemNames(const FunctionDecl &Function) {
  StringRef Name = Function.getName();
  unsigned Id = Function.getBuiltinID();
  const Builtin::Context &Builtins = Function.getASTContext().BuiltinInfo;
  bool IsCompilers = Name.starts_with("__builtin_");
  if (!IsCompilers)
    System.insert(Name);
  else if (Id && Builtins.isLibFunction(Id))
    System.insert(Name.substr(strlen("__builtin_")));
  for (const FunctionDecl *F : Function.redecls())
    if (const auto *Label = F->getAttr<AsmLabelAttr>())
      System.insert(Label->getLabel());
}

void FunctionNotes::findSystemFunctions() {
  for (size_t I = 0; I < Used.size(); ++I) { // grows: inline functions of headers use others
    FunctionDecl *Function = Used[I];
    if (!isSystemFunction(*Function))
      continue;
    addSystemNames(*Function);
    const FunctionDecl *Definition = nullptr;
    if (!Function->hasBody(Definition) || !isSystemDecl(*Definition))
      continue;
    Notes.push_back({Definition, true, true, {}});
    collectUses(*const_cast<FunctionDecl *>(Definition));
  }
}

std::vector<NoteFunction> FunctionNotes::notes(const ASTContext &Context, bool Hashes) const {
  std::vector<NoteFunction> All;
  for (const Note &N : Notes) {
    Place Where = placeOf(Context, N.Function->getLocation());
    All.push_back({N.Function->getName().str(),
                   Where.File,
                   Where.Line,
                   {Hashes ? hashTokens(Context, *N.Function) : 0},
                   N.IsNoPoll,
                   N.IsSystem,
                   N.Labels});
  }
  return All;
}

std::vector<std::string> FunctionNotes::namedFunctions() const {
  std::vector<std::string> Names;
  for (const FunctionDecl *Function : Used) {
    Names.push_back(Function->getName().str());
    for (const FunctionDecl *F : Function->redecls())
      if (const auto *Label = F->getAttr<AsmLabelAttr>())
        Names.push_back(Label->getLabel().str());
  }
  return Names;
}

std::vector<std::string> FunctionNotes::systemFunctions() const { return {System.begin(), System.end()}; }
