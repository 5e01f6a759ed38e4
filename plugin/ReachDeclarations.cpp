//===- ReachDeclarations.cpp - Let code generation reach variables --------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows code generation's own simple idea of what is reachable: nothing after a jump, until a label.
//
//===----------------------------------------------------------------------===//

#include "ReachDeclarations.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

using namespace clang;

namespace {
class Reacher {
public:
  Reacher(ASTContext &Context, FunctionDecl &Function) : Context(Context), Function(Function) {}
  /// Goes through the statement in \p Slot; true when control reaches its end.
  bool visit(Stmt *&Slot, bool IsReached);

private:
  bool visitBlock(CompoundStmt &Block, bool IsReached);
  void visitSwitch(Stmt *&Slot, SwitchStmt &Switch);
  Stmt *withLabel(DeclStmt &Declaration);

  ASTContext &Context;
  FunctionDecl &Function;
};
} // namespace

/// True when control can enter \p S other than at its start.
static bool hasTarget(const Stmt *S) { return S && (isa<LabelStmt, SwitchCase>(S) || llvm::any_of(S->children(), hasTarget)); }

/// True for declarations of variables of the function that have memory of a constant size.
static bool declaresLocals(const Stmt *S) {
  const auto *Declaration = dyn_cast<DeclStmt>(S);
  return Declaration && llvm::any_of(Declaration->decls(), [](const Decl *D) {
           const auto *Variable = dyn_cast<VarDecl>(D);
           return Variable && Variable->hasLocalStorage() && !Variable->getType()->isVariablyModifiedType();
         });
}

Stmt *Reacher::withLabel(DeclStmt &Declaration) {
  SourceLocation Location = Declaration.getBeginLoc();
  auto *Label = LabelDecl::Create(Context, &Function, Location, &Context.Idents.get("cgt.declared"));
  auto *Labelled = new (Context) LabelStmt(Location, Label, &Declaration);
  Label->setStmt(Labelled);
  Label->setImplicit();
  return Labelled;
}

bool Reacher::visitBlock(CompoundStmt &Block, bool IsReached) {
  for (auto It = Block.body_begin(), End = Block.body_end(); It != End; ++It) {
    if (IsReached || !declaresLocals(*It) || !std::any_of(It + 1, End, hasTarget)) {
      IsReached = visit(*It, IsReached);
      continue;
    }
    *It = withLabel(*cast<DeclStmt>(*It));
    IsReached = true;
  }
  return IsReached;
}

/// Declarations at the start of the switch move in front of it.
void Reacher::visitSwitch(Stmt *&Slot, SwitchStmt &Switch) {
  SmallVector<Stmt *, 4> Moved;
  if (auto *Block = dyn_cast<CompoundStmt>(Switch.getBody()))
    for (Stmt *&S : Block->body()) {
      if (!isa<DeclStmt>(S))
        break;
      if (!declaresLocals(S))
        continue;
      for (Decl *D : cast<DeclStmt>(S)->decls())
        if (auto *Variable = dyn_cast<VarDecl>(D); Variable && Variable->hasLocalStorage())
          Variable->setInit(nullptr);
      Moved.push_back(S);
      S = new (Context) NullStmt(S->getBeginLoc());
    }
  for (Stmt *&Child : Switch.children())
    if (Child)
      visit(Child, Child != Switch.getBody());
  if (Moved.empty())
    return;
  Moved.push_back(&Switch);
  Slot = CompoundStmt::Create(Context, Moved, FPOptionsOverride(), Switch.getBeginLoc(), Switch.getEndLoc());
}

bool Reacher::visit(Stmt *&Slot, bool IsReached) {
  Stmt *S = Slot;
  if (auto *Block = dyn_cast<CompoundStmt>(S))
    return visitBlock(*Block, IsReached);
  if (auto *Switch = dyn_cast<SwitchStmt>(S)) {
    visitSwitch(Slot, *Switch);
    return true;
  }
  if (isa<LabelStmt, SwitchCase>(S))
    IsReached = true;
  const auto *If = dyn_cast<IfStmt>(S);
  bool IsEndReached = IsReached && !(If && If->getElse());
  for (Stmt *&Child : S->children()) {
    if (!Child)
      continue;
    bool IsBranch = If && (Child == If->getThen() || Child == If->getElse());
    bool IsChildEndReached = visit(Child, IsReached);
    if (IsBranch)
      IsEndReached |= IsChildEndReached;
    else if (!If)
      IsEndReached = IsChildEndReached;
  }
  if (isa<GotoStmt, IndirectGotoStmt, BreakStmt, ContinueStmt, ReturnStmt>(S))
    return false;
  return isa<LabelStmt, SwitchCase, IfStmt>(S) ? IsEndReached : true;
}

void cgt::reachDeclarations(FunctionDecl &Function) {
  Stmt *Body = Function.getBody();
  Reacher(Function.getASTContext(), Function).visit(Body, true);
}
