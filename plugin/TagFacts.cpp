//===- TagFacts.cpp - What is known of members' values -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TagFacts.h"

#include "clang/AST/ASTContext.h"

using namespace clang;
using namespace cgt;

ValueSet ValueSet::both(const ValueSet &Other) const {
  if (IsRest && Other.IsRest) {
    ValueSet Result = *this;
    Result.Values.insert(Other.Values.begin(), Other.Values.end());
    return Result;
  }
  const ValueSet &Some = IsRest ? Other : *this, &Filter = IsRest ? *this : Other;
  ValueSet Result;
  for (int64_t Value : Some.Values)
    if ((Filter.Values.count(Value) != 0) != Filter.IsRest)
      Result.Values.insert(Value);
  return Result;
}

//===--- Names -------------------------------------------------------------===//

static std::string idOf(const void *Entity) { return std::to_string(reinterpret_cast<uintptr_t>(Entity)) + ";"; }

std::string cgt::variableName(const ValueDecl &Variable) {
  const auto *V = dyn_cast<VarDecl>(&Variable);
  return (V && !V->hasLocalStorage() ? GlobalMark : "v") + idOf(Variable.getCanonicalDecl());
}

/// A variable that nothing changes but assignments to it.
static const VarDecl *localVariable(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() && !V->getType().isVolatileQualified() ? V : nullptr;
}

std::optional<std::string> cgt::pointeeName(const Expr *Pointer, const ASTContext &Context) {
  Pointer = Pointer->IgnoreParenImpCasts();
  if (const auto *Cast = dyn_cast<CStyleCastExpr>(Pointer);
      Cast && Context.hasSameUnqualifiedType(Cast->getType(), Cast->getSubExpr()->getType()))
    return pointeeName(Cast->getSubExpr(), Context);
  if (const auto *Unary = dyn_cast<UnaryOperator>(Pointer); Unary && Unary->getOpcode() == UO_AddrOf)
    return objectName(Unary->getSubExpr(), Context);
  if (const VarDecl *V = localVariable(Pointer); V && V->getType()->isPointerType())
    return "*" + variableName(*V);
  return std::nullopt;
}

static std::optional<std::string> elementName(const ArraySubscriptExpr &E, const ASTContext &Context) {
  const Expr *Base = E.getBase()->IgnoreParenImpCasts();
  std::optional<std::string> Array = Base->getType()->isArrayType() ? objectName(Base, Context) : pointeeName(Base, Context);
  if (!Array)
    return std::nullopt;
  Expr::EvalResult Constant;
  if (E.getIdx()->EvaluateAsInt(Constant, Context))
    return *Array + "[" + std::to_string(Constant.Val.getInt().getExtValue()) + "]";
  const VarDecl *Index = localVariable(E.getIdx());
  return Index ? std::optional(*Array + "[" + variableName(*Index) + "]") : std::nullopt;
}

std::optional<std::string> cgt::objectName(const Expr *E, const ASTContext &Context) {
  E = E->IgnoreParens();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    return isa<VarDecl>(Ref->getDecl()) ? std::optional(variableName(*Ref->getDecl())) : std::nullopt;
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    std::optional<std::string> Base =
        Member->isArrow() ? pointeeName(Member->getBase(), Context) : objectName(Member->getBase(), Context);
    return Base ? std::optional(*Base + ".f" + idOf(Member->getMemberDecl()->getCanonicalDecl())) : std::nullopt;
  }
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
    return elementName(*Element, Context);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary && Unary->getOpcode() == UO_Deref)
    return pointeeName(Unary->getSubExpr(), Context);
  return std::nullopt;
}

//===--- Facts -------------------------------------------------------------===//

ValueSet TagFacts::of(const std::string &Object, const FieldDecl *Tag) const {
  auto It = Known.find({Object, Tag});
  return It == Known.end() ? ValueSet::all() : It->second;
}

std::map<const FieldDecl *, ValueSet> TagFacts::of(const std::string &Object) const {
  std::map<const FieldDecl *, ValueSet> Result;
  for (const auto &[At, Values] : Known)
    if (At.first == Object)
      Result[At.second] = Values;
  return Result;
}

void TagFacts::set(const std::string &Object, const FieldDecl *Tag, ValueSet Values) {
  if (Values.isAll())
    Known.erase({Object, Tag});
  else
    Known[{Object, Tag}] = std::move(Values);
}

std::optional<TagFacts::Key> TagFacts::tagOf(const Expr *Value) const {
  const auto *Member = dyn_cast<MemberExpr>(Value->IgnoreParenImpCasts());
  const auto *Tag = Member ? dyn_cast<FieldDecl>(Member->getMemberDecl()) : nullptr;
  if (!Tag || !Tag->getType()->isIntegerType() || Tag->getType().isVolatileQualified())
    return std::nullopt;
  std::optional<std::string> Object =
      Member->isArrow() ? pointeeName(Member->getBase(), *Context) : objectName(Member->getBase(), *Context);
  return Object ? std::optional(Key(*Object, Tag->getCanonicalDecl())) : std::nullopt;
}

std::optional<int64_t> TagFacts::constant(const Expr *Value, const FieldDecl *Tag) const {
  Expr::EvalResult Result;
  if (Value->isValueDependent() || !Value->EvaluateAsInt(Result, *Context))
    return std::nullopt;
  llvm::APSInt Number = Result.Val.getInt();
  unsigned Width = Tag->isBitField() ? Tag->getBitWidthValue(*Context) : Context->getIntWidth(Tag->getType());
  bool IsUnsigned = Tag->getType()->isUnsignedIntegerOrEnumerationType();
  llvm::APSInt Stored(Number.extOrTrunc(Width), IsUnsigned);
  if (Tag->getType()->isBooleanType())
    return Number != 0;
  // What doesn't fit is another value than what stands in the source.
  if (Width > 64 || (IsUnsigned && Stored.getActiveBits() > 63) || llvm::APSInt::compareValues(Stored, Number) != 0)
    return std::nullopt;
  return Stored.getExtValue();
}

void TagFacts::assume(const Expr *Condition, bool IsTrue) {
  Condition = Condition->IgnoreParenImpCasts();
  if (Condition->HasSideEffects(*Context, /*IncludePossibleEffects=*/false))
    return; // what was compared may be another object's by now
  if (const auto *Call = dyn_cast<CallExpr>(Condition);
      Call && Call->getBuiltinCallee() == Builtin::BI__builtin_expect && Call->getNumArgs() == 2)
    return assume(Call->getArg(0), IsTrue);
  if (const auto *Unary = dyn_cast<UnaryOperator>(Condition); Unary && Unary->getOpcode() == UO_LNot)
    return assume(Unary->getSubExpr(), !IsTrue);
  if (std::optional<Key> Tag = tagOf(Condition)) {
    ValueSet Zero = ValueSet::of(0);
    return set(Tag->first, Tag->second, of(Tag->first, Tag->second).both(IsTrue ? Zero.others() : Zero));
  }
  const auto *Binary = dyn_cast<BinaryOperator>(Condition);
  if (!Binary)
    return;
  if (Binary->isLogicalOp()) {
    TagFacts First = *this;
    if ((Binary->getOpcode() == BO_LAnd) == IsTrue) { // both are so
      assume(Binary->getLHS(), IsTrue);
      return assume(Binary->getRHS(), IsTrue);
    }
    First.assume(Binary->getLHS(), IsTrue);
    assume(Binary->getLHS(), !IsTrue);
    assume(Binary->getRHS(), IsTrue);
    return join(First);
  }
  if (!Binary->isEqualityOp())
    return;
  const Expr *Value = Binary->getLHS(), *Other = Binary->getRHS();
  std::optional<Key> Tag = tagOf(Value);
  if (!Tag) {
    std::swap(Value, Other);
    Tag = tagOf(Value);
  }
  std::optional<int64_t> Number = Tag ? constant(Other, Tag->second) : std::nullopt;
  if (!Number)
    return;
  ValueSet Given = ValueSet::of(*Number);
  bool IsEqual = (Binary->getOpcode() == BO_EQ) == IsTrue;
  set(Tag->first, Tag->second, of(Tag->first, Tag->second).both(IsEqual ? Given : Given.others()));
}

void TagFacts::forget(const std::string &Part) {
  for (auto It = Known.begin(); It != Known.end();)
    It = It->first.first.find(Part) != std::string::npos ? Known.erase(It) : std::next(It);
}

void TagFacts::forget(const FieldDecl *Tag) {
  for (auto It = Known.begin(); It != Known.end();)
    It = It->first.second == Tag ? Known.erase(It) : std::next(It);
}

void TagFacts::join(const TagFacts &Other) {
  for (auto It = Known.begin(); It != Known.end();) {
    It->second = It->second.either(Other.of(It->first.first, It->first.second));
    It = It->second.isAll() ? Known.erase(It) : std::next(It);
  }
}
