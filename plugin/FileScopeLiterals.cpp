//===- FileScopeLiterals.cpp - Compound literals become variables ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clang's own value of the initialiser tells which literals are objects: of one that is used by value no address is left
// (`struct s x = (struct s){1};`).
//
//===----------------------------------------------------------------------===//

#include "FileScopeLiterals.h"

#include "clang/AST/APValue.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace {

class Literals {
public:
  explicit Literals(VarDecl &Owner) : Owner(Owner), Context(Owner.getASTContext()) {}
  /// Goes through the initialiser of \p Variable: the owner, or one of its literals.
  void declareIn(VarDecl &Variable);

  std::vector<VarDecl *> Declared;

private:
  void collect(const APValue &Value);
  void replace(Stmt *&Slot);
  VarDecl *declare(CompoundLiteralExpr &Literal);

  VarDecl &Owner;
  ASTContext &Context;
  llvm::SmallPtrSet<const Expr *, 8> Objects;
};

} // namespace

/// Notes the literals that addresses in \p Value are based on.
void Literals::collect(const APValue &Value) {
  switch (Value.getKind()) {
  case APValue::LValue:
    if (const auto *Base = Value.getLValueBase().dyn_cast<const Expr *>(); isa_and_nonnull<CompoundLiteralExpr>(Base))
      Objects.insert(Base);
    return;
  case APValue::Array:
    for (unsigned I = 0; I < Value.getArrayInitializedElts(); ++I)
      collect(Value.getArrayInitializedElt(I));
    if (Value.hasArrayFiller())
      collect(Value.getArrayFiller());
    return;
  case APValue::Struct:
    for (unsigned I = 0; I < Value.getStructNumFields(); ++I)
      collect(Value.getStructField(I));
    return;
  case APValue::Union:
    if (Value.getUnionField())
      collect(Value.getUnionValue());
    return;
  default: return;
  }
}

static bool containsLiteral(const Stmt *S) {
  return S && (isa<CompoundLiteralExpr>(S) || llvm::any_of(S->children(), containsLiteral));
}

VarDecl *Literals::declare(CompoundLiteralExpr &Literal) {
  std::string Name = (Owner.getName() + ".literal." + Twine(Declared.size() + 1)).str();
  SourceLocation Location = Literal.getBeginLoc();
  auto *Variable = VarDecl::Create(Context, Context.getTranslationUnitDecl(), Location, Location, &Context.Idents.get(Name),
                                   Literal.getType(), Context.getTrivialTypeSourceInfo(Literal.getType(), Location), SC_Static);
  Variable->setInit(Literal.getInitializer());
  Variable->setImplicit();
  Variable->setIsUsed();
  Variable->addAttr(NoDebugAttr::CreateImplicit(Context));
  Declared.push_back(Variable);
  declareIn(*Variable);
  return Variable;
}

void Literals::replace(Stmt *&Slot) {
  if (!Slot)
    return;
  if (auto *Literal = dyn_cast<CompoundLiteralExpr>(Slot); Literal && Objects.contains(Literal)) {
    Slot = DeclRefExpr::Create(Context, NestedNameSpecifierLoc(), SourceLocation(), declare(*Literal), false,
                               Literal->getBeginLoc(), Literal->getType(), VK_LValue);
    return;
  }
  for (Stmt *&Child : Slot->children())
    replace(Child);
}

void Literals::declareIn(VarDecl &Variable) {
  Stmt *Init = Variable.getInit();
  if (!containsLiteral(Init))
    return;
  const APValue *Value = Variable.evaluateValue();
  if (!Value)
    return;
  collect(*Value);
  replace(Init);
  Variable.setInit(cast<Expr>(Init)); // which drops the value that refers to literals
}

std::vector<VarDecl *> cgt::declareLiterals(VarDecl &Owner) {
  if (!Owner.hasInit() || Owner.getInit()->containsErrors())
    return {};
  Literals All(Owner);
  All.declareIn(Owner);
  return std::move(All.Declared);
}
