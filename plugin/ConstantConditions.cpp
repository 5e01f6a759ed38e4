//===- ConstantConditions.cpp - Keep branches that a constant rules out ----===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ConstantConditions.h"

#include "ImplicitCode.h"

#include "abi/Names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/StmtVisitor.h"
#include "clang/Basic/Builtins.h"

using namespace clang;
using namespace cgt;

/// Only code for the platform at hand can be emitted?
static bool isForTarget(const ASTContext &Context, const Stmt *S) {
  if (!S)
    return false;
  if (isa<AsmStmt>(S))
    return true;
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee()) {
      unsigned Id = Callee->getBuiltinID();
      if (Callee->hasAttr<TargetAttr>() ||
          (Id && (Context.BuiltinInfo.isTSBuiltin(Id) || !StringRef(Context.BuiltinInfo.getRequiredFeatures(Id)).empty())))
        return true;
    }
  return llvm::any_of(S->children(), [&](const Stmt *Child) { return isForTarget(Context, Child); });
}

/// Has \p S what steps and data depend on: a call, a loop, data of its own, a way out?
static bool matters(const Stmt *S) {
  if (!S)
    return false;
  if (isa<CallExpr, WhileStmt, DoStmt, ForStmt, StringLiteral, CompoundLiteralExpr, AddrLabelExpr, GotoStmt, IndirectGotoStmt,
          BreakStmt, ContinueStmt, ReturnStmt, PredefinedExpr>(S))
    return true;
  if (const auto *Declaration = dyn_cast<DeclStmt>(S))
    if (llvm::any_of(Declaration->decls(), [](const Decl *D) { return isa<VarDecl>(D); }))
      return true;
  return llvm::any_of(S->children(), matters);
}

namespace {

/// Inner conditions first: of `0 && f()` only the left side is one.
class Opener : public StmtVisitor<Opener> {
public:
  explicit Opener(FunctionDecl &Function) : Context(Function.getASTContext()) {}

  void visit(Stmt *S) {
    if (S)
      Visit(S);
  }
  void VisitStmt(Stmt *S) {
    for (Stmt *Child : S->children())
      visit(Child);
  }
  void VisitIfStmt(IfStmt *If) {
    VisitStmt(If);
    If->setCond(open(If->getCond(), {If->getThen(), If->getElse()}));
  }
  void VisitSwitchStmt(SwitchStmt *Switch) {
    VisitStmt(Switch);
    Switch->setCond(open(Switch->getCond(), {Switch->getBody()}));
  }
  void VisitConditionalOperator(ConditionalOperator *Choice) {
    VisitStmt(Choice);
    Stmt *&Condition = *Choice->children().begin();
    Condition = open(Choice->getCond(), {Choice->getTrueExpr(), Choice->getFalseExpr()});
  }
  void VisitBinaryOperator(BinaryOperator *Binary) {
    VisitStmt(Binary);
    if (Binary->isLogicalOp())
      Binary->setLHS(open(Binary->getLHS(), {Binary->getRHS()}));
  }
  void VisitDeclStmt(DeclStmt *Declaration) {
    for (Decl *D : Declaration->decls())
      if (auto *Variable = dyn_cast<VarDecl>(D); Variable && Variable->hasLocalStorage())
        visit(Variable->getInit());
  }
  // What isn't evaluated, or must stay a constant.
  void VisitUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) {}
  void VisitOffsetOfExpr(OffsetOfExpr *) {}
  void VisitConstantExpr(ConstantExpr *) {}
  void VisitCaseStmt(CaseStmt *Case) { visit(Case->getSubStmt()); }
  void VisitGenericSelectionExpr(GenericSelectionExpr *Selection) { visit(Selection->getResultExpr()); }
  void VisitChooseExpr(ChooseExpr *Choice) { visit(Choice->getChosenSubExpr()); }
  void VisitCallExpr(CallExpr *Call) {
    bool IsConstant = Call->getBuiltinCallee() && Call->isEvaluatable(Context);
    if (!IsConstant && Call->getBuiltinCallee() != Builtin::BI__builtin_constant_p)
      VisitStmt(Call);
  }

private:
  Expr *open(Expr *Condition, ArrayRef<const Stmt *> Branches);

  ASTContext &Context;
  FunctionDecl *Known = nullptr;
};

} // namespace

/// The condition by itself unless it is a constant that decides about anything.
Expr *Opener::open(Expr *Condition, ArrayRef<const Stmt *> Branches) {
  QualType Type = Condition->getType(), Widest = Context.LongLongTy;
  Expr::EvalResult Result;
  if (!Type->isIntegralOrEnumerationType() || Context.getTypeSize(Type) > Context.getTypeSize(Widest) ||
      llvm::none_of(Branches, matters) || !Condition->EvaluateAsInt(Result, Context) ||
      llvm::any_of(Branches, [&](const Stmt *S) { return isForTarget(Context, S); }))
    return Condition;
  SourceLocation Location = Condition->getBeginLoc();
  if (!Known)
    Known = declareExternal(Context, CGT_KNOWN_CONDITION, Context.getFunctionType(Widest, {Widest}, {}), Location);
  Expr *Value = IntegerLiteral::Create(Context, Result.Val.getInt().extOrTrunc(Context.getTypeSize(Widest)), Widest, Location);
  Expr *Call = CallExpr::Create(Context, calleeFor(Context, *Known), {Value}, Widest, VK_PRValue, Location, {});
  return convert(Context, Call, Type, Type->isBooleanType() ? CK_IntegralToBoolean : CK_IntegralCast);
}

void cgt::openConditions(FunctionDecl &Function) { Opener(Function).visit(Function.getBody()); }
