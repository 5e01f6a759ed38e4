//===- SizeExpressions.cpp - What the size of an allocation says -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizeExpressions.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace cgt;

namespace {
/// What the variables of a body are set to.
class Assignments : public RecursiveASTVisitor<Assignments> {
public:
  using NoteFn = llvm::function_ref<void(const VarDecl &, const Expr *)>; ///< null: to something else
  explicit Assignments(NoteFn Note) : Note(Note) {}

  bool VisitVarDecl(VarDecl *V) {
    if (V->getInit())
      Note(*V, V->getInit());
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *B) {
    if (const VarDecl *V = B->isAssignmentOp() ? variable(B->getLHS()) : nullptr)
      Note(*V, B->getOpcode() == BO_Assign ? B->getRHS() : nullptr);
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *U) {
    bool Changes = U->isIncrementDecrementOp() || U->getOpcode() == UO_AddrOf;
    if (const VarDecl *V = Changes ? variable(U->getSubExpr()) : nullptr)
      Note(*V, nullptr);
    return true;
  }
  static const VarDecl *variable(const Expr *E) {
    const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
    return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  }

private:
  NoteFn Note;
};
} // namespace

SizeExpressions::SizeExpressions(const ASTContext &Context, Stmt *Body) : Context(Context) {
  Assignments([&](const VarDecl &V, const Expr *Value) {
    if (!V.getType()->isIntegerType())
      return;
    if (Value)
      Variables[&V].All.push_back(Value);
    else
      Variables[&V].AreAll = false;
  }).TraverseStmt(Body);
}

bool SizeExpressions::isOf(QualType Type, QualType Element) const {
  return Context.hasSameUnqualifiedType(Context.getBaseElementType(Type), Element);
}

SizeExpressions::Kind SizeExpressions::sum(Kind A, Kind B) {
  if (A > B)
    std::swap(A, B);
  if (B == Unclear || B == Longer || B == Other)
    return B;
  if (B <= Parts)
    return Parts;
  if (A >= Single)
    return Product;
  if (B == Single)
    return Longer;
  return A == Other ? Product : Unclear; // a little more, for alignment; or a header
}

SizeExpressions::Kind SizeExpressions::product(Kind A, Kind B) {
  if (A > B)
    std::swap(A, B);
  if (B <= Parts)
    return B == Other ? Other : Measure;
  return A <= Parts && B <= Product ? Product : Unclear;
}

/// One value, or several of one kind. A parameter has any; one that is set by itself as well.
SizeExpressions::Kind SizeExpressions::kindOfVariable(const VarDecl &Variable, QualType Element, KnownKinds &Known) const {
  auto Found = Variables.find(&Variable);
  if (!Variable.isLocalVarDecl() || Found == Variables.end() || !Found->second.AreAll)
    return Other;
  if (auto [It, IsNew] = Known.try_emplace(&Variable, Unclear); !IsNew)
    return It->second;
  std::optional<Kind> Result;
  for (const Expr *E : Found->second.All) {
    Kind One = kindOf(E, Element, Known);
    Result = !Result || *Result == One ? One : Unclear;
  }
  return Known[&Variable] = *Result;
}

SizeExpressions::Kind SizeExpressions::kindOf(const Expr *E, QualType Element, KnownKinds &Known) const {
  E = E->IgnoreParenCasts();
  if (const auto *Trait = dyn_cast<UnaryExprOrTypeTraitExpr>(E); Trait && Trait->getKind() == UETT_SizeOf) {
    QualType Type = Trait->getTypeOfArgument();
    return !isOf(Type, Element) ? Measure : Context.getAsArrayType(Type) ? Product : Single;
  }
  if (const auto *Offset = dyn_cast<OffsetOfExpr>(E))
    return isOf(Offset->getTypeSourceInfo()->getType(), Element) ? Longer : Measure;
  if (const VarDecl *V = Assignments::variable(E))
    return kindOfVariable(*V, Element, Known);
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
    Kind A = kindOf(Choice->getTrueExpr(), Element, Known), B = kindOf(Choice->getFalseExpr(), Element, Known);
    return A == B ? A : Unclear;
  }
  const auto *Binary = dyn_cast<BinaryOperator>(E);
  if (!Binary)
    return Other;
  Kind A = kindOf(Binary->getLHS(), Element, Known), B = kindOf(Binary->getRHS(), Element, Known);
  switch (Binary->getOpcode()) {
  case BO_Add:
  case BO_Sub: return sum(A, B);
  case BO_Mul: return product(A, B);
  case BO_Shl: return product(A, Other);
  case BO_Comma: return B;
  case BO_And: // rounded
    return B == Other ? A : Unclear;
  default: return A <= Parts && B <= Parts ? Other : Unclear;
  }
}

BlockForm SizeExpressions::formOf(ArrayRef<const Expr *> Sizes, QualType Element) const {
  KnownKinds Known;
  Kind All = Other;
  bool IsFirst = true;
  for (const Expr *Size : Sizes) {
    Kind One = kindOf(Size, Element, Known);
    std::optional<llvm::APSInt> Number = Size->getIntegerConstantExpr(Context);
    if (Number && *Number == 1) // calloc(1, n)
      continue;
    All = IsFirst ? One : product(All, One);
    IsFirst = false;
  }
  switch (All) {
  case Product: return BlockForm::Many;
  case Longer: return BlockForm::One;
  case Parts: // sizeof(long) + n * sizeof(int)
    return BlockForm::One;
  case Other:
  case Measure: // a larger struct that begins with T, or bytes
  case Single:  // realloc() may make it anything
  case Unclear: return BlockForm::Unknown;
  }
  llvm_unreachable("no such kind");
}

bool cgt::endsInArray(const ASTContext &Context, QualType Type) {
  while (const auto *Record = Type->getAs<RecordType>()) {
    const RecordDecl *Definition = Record->getDecl()->getDefinition();
    const FieldDecl *Last = nullptr;
    if (Definition && !Definition->isUnion())
      for (const FieldDecl *Field : Definition->fields())
        Last = Field;
    if (!Last || Last->isBitField())
      return false;
    Type = Last->getType();
    if (Context.getAsArrayType(Type))
      return true;
  }
  return false;
}
