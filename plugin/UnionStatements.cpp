//===- UnionStatements.cpp - What code does with unions ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What counts are writes: what a union holds at a poll has been written. A write to a union goes with a test around it, or with
// an assignment to an integer beside it: before it in the same block, or behind it with no call between, at which a poll might see the
// new member and the old value. Old contents that are about to be overwritten are nothing to the program, so that calls may
// stand between an integer's assignment and the union's.
//
//===----------------------------------------------------------------------===//

#include "UnionUses.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace cgt;

namespace {
/// Finds what a piece of code may change.
class Changes : public RecursiveASTVisitor<Changes> {
public:
  explicit Changes(llvm::function_ref<void(const Expr *)> Note) : Note(Note) {}
  bool VisitBinaryOperator(BinaryOperator *B) {
    if (B->isAssignmentOp())
      Note(B->getLHS());
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *U) {
    if (U->isIncrementDecrementOp())
      Note(U->getSubExpr());
    return true;
  }

private:
  llvm::function_ref<void(const Expr *)> Note;
};

/// Finds local variables whose address is taken.
class Addresses : public RecursiveASTVisitor<Addresses> {
public:
  explicit Addresses(std::set<std::string> &Names) : Names(Names) {}
  bool VisitUnaryOperator(UnaryOperator *U) {
    const auto *Ref = U->getOpcode() == UO_AddrOf ? dyn_cast<DeclRefExpr>(U->getSubExpr()->IgnoreParens()) : nullptr;
    if (Ref && !Ref->getType()->isRecordType())
      Names.insert(variableName(*Ref->getDecl()));
    return true;
  }

private:
  std::set<std::string> &Names;
};
} // namespace

void UnionUses::function(const FunctionDecl &Function) {
  if (!Function.getBody())
    return;
  Addresses(Unstable).TraverseStmt(Function.getBody());
  statement(Function.getBody());
}

void UnionUses::variable(const VarDecl &Variable) {
  if (Variable.getInit())
    expression(Variable.getInit());
}

/// What loops, and code that is entered from elsewhere, may change before it is reached.
void UnionUses::forgetAssigned(const Stmt *S) {
  Changes([&](const Expr *Place) {
    Place = Place->IgnoreParens();
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Place))
      Facts.forget(*Ref->getDecl());
    else if (const FieldDecl *Field = fieldOf(dyn_cast<MemberExpr>(Place)))
      Facts.forget(Field);
    if (Place->getType()->isRecordType())
      Facts.clear();
  }).TraverseStmt(const_cast<Stmt *>(S));
}

/// False if what stands behind isn't reached from here.
bool UnionUses::compound(const CompoundStmt &S) {
  bool GoesOn = true;
  for (const Stmt *Inner : S.body()) {
    if (!GoesOn) // by a label only
      Facts.clear();
    GoesOn = statement(Inner);
  }
  return GoesOn;
}

bool UnionUses::branch(const IfStmt &S) {
  expression(S.getCond());
  control();
  TagFacts Else = Facts;
  Facts.assume(S.getCond(), true);
  bool ThenGoesOn = statement(S.getThen());
  control();
  std::swap(Facts, Else);
  Facts.assume(S.getCond(), false);
  bool ElseGoesOn = !S.getElse() || statement(S.getElse());
  control();
  if (!ElseGoesOn)
    Facts = Else;
  else if (ThenGoesOn)
    Facts.join(Else);
  return ThenGoesOn || ElseGoesOn;
}

/// From the switch to \p S, which becomes what stands behind its labels.
void UnionUses::enter(const Stmt *&S, const std::optional<TagFacts::Key> &Tag, const ValueSet &All, const TagFacts &Before,
                      bool FallsThrough) {
  control();
  TagFacts Entry = Before;
  ValueSet Here;
  for (; const auto *Label = dyn_cast<SwitchCase>(S); S = Label->getSubStmt()) {
    const auto *Case = dyn_cast<CaseStmt>(Label);
    if (Tag)
      Here = Here.either(Case ? ValueSet::of(*Facts.constant(Case->getLHS(), Tag->second)) : All.others());
  }
  if (Tag)
    Entry.set(Tag->first, Tag->second, Before.of(Tag->first, Tag->second).both(Here));
  if (FallsThrough)
    Entry.join(Facts);
  Facts = Entry;
}

/// Cases are known in the switch's own block only; a label deeper inside is reached with nothing known.
bool UnionUses::choice(const SwitchStmt &S) {
  expression(S.getCond());
  control();
  std::optional<TagFacts::Key> Tag = Facts.tagOf(S.getCond());
  ValueSet All;
  for (const SwitchCase *C = S.getSwitchCaseList(); C && Tag; C = C->getNextSwitchCase())
    if (const auto *Case = dyn_cast<CaseStmt>(C)) {
      std::optional<int64_t> Value = Facts.constant(Case->getLHS(), Tag->second);
      if (!Value || Case->getRHS())
        Tag.reset();
      else
        All.Values.insert(*Value);
    }
  TagFacts Before = Facts;
  const auto *Body = dyn_cast<CompoundStmt>(S.getBody());
  bool GoesOn = false;
  for (auto It = Body ? Body->body_begin() : nullptr, End = Body ? Body->body_end() : nullptr; It != End; ++It) {
    const Stmt *Inner = *It;
    if (!GoesOn)
      Facts.clear();
    if (isa<SwitchCase>(Inner))
      enter(Inner, Tag, All, Before, GoesOn);
    GoesOn = statement(Inner);
  }
  if (!Body)
    statement(S.getBody());
  control();
  Facts = Before;
  forgetAssigned(S.getBody());
  return true;
}

bool UnionUses::loop(const Stmt *Init, const Expr *Condition, const Stmt *Body, const Expr *Step, bool Once) {
  if (Init)
    statement(Init);
  control();
  for (const Stmt *Part : {static_cast<const Stmt *>(Condition), Body, static_cast<const Stmt *>(Step)})
    if (Part)
      forgetAssigned(Part);
  TagFacts Entry = Facts;
  if (Condition && !Once)
    expression(Condition);
  if (Condition && !Once)
    Facts.assume(Condition, true);
  statement(Body);
  control();
  Facts.clear();
  if (Once && Condition)
    expression(Condition);
  if (Step)
    expression(Step);
  control();
  Facts = Entry;
  return true;
}

/// A test that ends the program otherwise, as assert(), makes a fact.
bool UnionUses::expressionStatement(const Expr &E) {
  const Expr *Inner = E.IgnoreParenCasts();
  expression(&E);
  if (const auto *Call = dyn_cast<CallExpr>(Inner))
    return !(Call->getDirectCallee() && Call->getDirectCallee()->isNoReturn());
  if (const auto *Test = dyn_cast<ConditionalOperator>(Inner))
    for (bool IsTrue : {true, false})
      if (const auto *End = dyn_cast<CallExpr>((IsTrue ? Test->getFalseExpr() : Test->getTrueExpr())->IgnoreParenCasts());
          End && End->getDirectCallee() && End->getDirectCallee()->isNoReturn())
        Facts.assume(Test->getCond(), IsTrue);
  return true;
}

void UnionUses::declaration(const VarDecl &V) {
  Facts.forget(V);
  if (V.getInit())
    expression(V.getInit());
}

bool UnionUses::statement(const Stmt *S) {
  if (const auto *E = dyn_cast<Expr>(S))
    return expressionStatement(*E);
  switch (S->getStmtClass()) {
  case Stmt::CompoundStmtClass: return compound(*cast<CompoundStmt>(S));
  case Stmt::DeclStmtClass:
    for (const Decl *D : cast<DeclStmt>(S)->decls())
      if (const auto *V = dyn_cast<VarDecl>(D))
        declaration(*V);
    return true;
  case Stmt::NullStmtClass: return true;
  case Stmt::IfStmtClass: return branch(*cast<IfStmt>(S));
  case Stmt::SwitchStmtClass: return choice(*cast<SwitchStmt>(S));
  case Stmt::WhileStmtClass: {
    const auto *W = cast<WhileStmt>(S);
    return loop(nullptr, W->getCond(), W->getBody(), nullptr, false);
  }
  case Stmt::ForStmtClass: {
    const auto *F = cast<ForStmt>(S);
    return loop(F->getInit(), F->getCond(), F->getBody(), F->getInc(), false);
  }
  case Stmt::DoStmtClass: {
    const auto *D = cast<DoStmt>(S);
    Expr::EvalResult Value; // `do { ... } while (0)` is how macros are written
    if (D->getCond()->EvaluateAsInt(Value, Context) && Value.Val.getInt() == 0)
      return statement(D->getBody());
    return loop(nullptr, D->getCond(), D->getBody(), nullptr, true);
  }
  case Stmt::AttributedStmtClass: return statement(cast<AttributedStmt>(S)->getSubStmt());
  default: break;
  }
  control();
  if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
    if (Return->getRetValue())
      expression(Return->getRetValue());
    return false;
  }
  if (isa<BreakStmt, ContinueStmt, GotoStmt, IndirectGotoStmt>(S)) {
    children(S);
    return false;
  }
  Facts.clear(); // labels, assembler
  if (const auto *Assembler = dyn_cast<GCCAsmStmt>(S))
    for (const Expr *Output : Assembler->outputs())
      place(Output, Access::Write);
  children(S);
  return true;
}
