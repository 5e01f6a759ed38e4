//===- Temporaries.cpp - Names for memory that the source doesn't name -----===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Temporaries.h"

#include "ImplicitCode.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

using namespace clang;
using namespace cgt;

namespace {
class Namer {
public:
  Namer(FunctionDecl &Function, llvm::SetVector<const Type *> &Records)
      : Context(Function.getASTContext()), Function(Function), Records(Records) {}
  void visit(Stmt *&Slot);

private:
  void visitBlock(Stmt *&Slot, CompoundStmt &Block);
  void visitDeclarations(DeclStmt &Declaration);
  void nameLiteral(Stmt *&Slot, CompoundLiteralExpr &Literal);
  void nameReturned(Stmt *&Slot, ReturnStmt &Return);
  VarDecl *declare(StringRef Name, QualType Type, SourceLocation Location);
  DeclStmt *statementOf(VarDecl &Variable);
  Expr *referTo(VarDecl &Variable);

  ASTContext &Context;
  FunctionDecl &Function;
  llvm::SetVector<const Type *> &Records;
  SmallVector<VarDecl *> Literals; ///< of the block at hand
};
} // namespace

static bool hasCall(const Stmt *S) { return S && (isa<CallExpr>(S) || llvm::any_of(S->children(), hasCall)); }

/// Is a struct with a call in its initialiser built here?
static bool buildsAcrossCall(const Stmt *S) {
  if (!S || isa<CallExpr, StmtExpr>(S))
    return false;
  return (isa<CompoundLiteralExpr>(S) && hasCall(S)) || llvm::any_of(S->children(), buildsAcrossCall);
}

VarDecl *Namer::declare(StringRef Name, QualType Type, SourceLocation Location) {
  auto *Variable = VarDecl::Create(Context, &Function, Location, Location, &Context.Idents.get(Name), Type,
                                   Context.getTrivialTypeSourceInfo(Type, Location), SC_None);
  Variable->addAttr(NoDebugAttr::CreateImplicit(Context));
  Variable->markUsed(Context);
  return Variable;
}

DeclStmt *Namer::statementOf(VarDecl &Variable) {
  return new (Context) DeclStmt(DeclGroupRef(&Variable), Variable.getLocation(), Variable.getLocation());
}

Expr *Namer::referTo(VarDecl &Variable) {
  return DeclRefExpr::Create(Context, {}, {}, &Variable, false, Variable.getLocation(), Variable.getType(), VK_LValue);
}

/// (T){…} ─► *(t = (T){…}'s value, &t)
void Namer::nameLiteral(Stmt *&Slot, CompoundLiteralExpr &Literal) {
  QualType Type = Literal.getType().getUnqualifiedType();
  SourceLocation Location = Literal.getBeginLoc();
  VarDecl *Variable = declare("compound literal", Type, Location);
  Literals.push_back(Variable);
  Expr *Set = BinaryOperator::Create(Context, referTo(*Variable), Literal.getInitializer(), BO_Assign, Type, VK_PRValue,
                                     OK_Ordinary, Location, {});
  Expr *Address = UnaryOperator::Create(Context, referTo(*Variable), UO_AddrOf, Context.getPointerType(Literal.getType()),
                                        VK_PRValue, OK_Ordinary, Location, false, {});
  Expr *Both =
      BinaryOperator::Create(Context, Set, Address, BO_Comma, Address->getType(), VK_PRValue, OK_Ordinary, Location, {});
  Slot = UnaryOperator::Create(Context, Both, UO_Deref, Literal.getType(), VK_LValue, OK_Ordinary, Location, false, {});
}

void Namer::nameReturned(Stmt *&Slot, ReturnStmt &Return) {
  Expr *Value = Return.getRetValue();
  QualType Type = Value->getType().getUnqualifiedType();
  VarDecl *Variable = declare("returned value", Type, Return.getBeginLoc());
  Variable->setInit(Value);
  Return.setRetValue(convert(Context, referTo(*Variable), Type, CK_LValueToRValue));
  Slot = CompoundStmt::Create(Context, {statementOf(*Variable), &Return}, {}, Return.getBeginLoc(), Return.getEndLoc());
}

void Namer::visitBlock(Stmt *&Slot, CompoundStmt &Block) {
  SmallVector<VarDecl *> Outer;
  std::swap(Outer, Literals);
  for (Stmt *&Child : Block.body())
    visit(Child);
  if (!Literals.empty()) {
    SmallVector<Stmt *> All;
    for (VarDecl *Literal : Literals)
      All.push_back(statementOf(*Literal));
    All.append(Block.body_begin(), Block.body_end());
    Slot = CompoundStmt::Create(Context, All, {}, Block.getLBracLoc(), Block.getRBracLoc());
  }
  std::swap(Outer, Literals);
}

/// Static variables' initialisers must stay constants.
void Namer::visitDeclarations(DeclStmt &Declaration) {
  for (Decl *D : Declaration.decls()) {
    auto *Variable = dyn_cast<VarDecl>(D);
    if (!Variable || !Variable->hasLocalStorage() || !Variable->getInit())
      continue;
    Stmt *Init = Variable->getInit();
    visit(Init);
    Variable->setInit(cast<Expr>(Init));
  }
}

void Namer::visit(Stmt *&Slot) {
  Stmt *S = Slot;
  if (isa<UnaryExprOrTypeTraitExpr, OffsetOfExpr, ConstantExpr, GenericSelectionExpr, ChooseExpr, OpaqueValueExpr>(S))
    return; // not evaluated, constant, or not as written
  if (auto *Block = dyn_cast<CompoundStmt>(S))
    return visitBlock(Slot, *Block);
  if (auto *Declaration = dyn_cast<DeclStmt>(S))
    return visitDeclarations(*Declaration);
  if (auto *E = dyn_cast<Expr>(S); E && E->isPRValue())
    if (const auto *Record = E->getType()->getAs<RecordType>())
      Records.insert(Record);
  // The value of a literal, rather than the literal.
  auto *Cast = dyn_cast<ImplicitCastExpr>(S);
  bool IsRead = Cast && Cast->getCastKind() == CK_LValueToRValue;
  for (Stmt *&Child : S->children())
    if (Child) {
      auto *Literal = dyn_cast<CompoundLiteralExpr>(Child);
      visit(Child);
      // What Sema makes of an argument for a transparent union is one, too, but a value: nobody has its address.
      if (Literal && Literal->isLValue() && !Literal->isFileScope() && !IsRead && !Literal->getType()->isVariablyModifiedType())
        nameLiteral(Child, *Literal);
    }
  if (auto *Return = dyn_cast<ReturnStmt>(S); Return && Return->getRetValue())
    if (Return->getRetValue()->getType()->isRecordType() && buildsAcrossCall(Return->getRetValue()))
      nameReturned(Slot, *Return);
}

void Temporaries::name(FunctionDecl &Function) {
  Stmt *Body = Function.getBody();
  Namer(Function, Records).visit(Body);
  Function.setBody(Body);
}

void Temporaries::addTypes(TypeTable &Types) const {
  for (const clang::Type *Record : Records)
    Types.add(QualType(Record, 0), "");
}
