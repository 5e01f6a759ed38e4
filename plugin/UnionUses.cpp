//===- UnionUses.cpp - What code does with unions ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expressions; UnionStatements.cpp has what is around them.
//
//===----------------------------------------------------------------------===//

#include "UnionUses.h"

#include "Annotations.h"

#include "clang/AST/ASTContext.h"

using namespace clang;
using namespace cgt;

//===--- Kinds of expressions ----------------------------------------------===//

const FieldDecl *cgt::fieldOf(const MemberExpr *E) {
  const auto *Field = E ? dyn_cast<FieldDecl>(E->getMemberDecl()) : nullptr;
  return Field ? cast<FieldDecl>(Field->getCanonicalDecl()) : nullptr;
}

/// Is it a struct's member that is a union, or an array of some?
static bool isUnionField(const FieldDecl *Field) {
  return Field && !Field->getParent()->isUnion() && Field->getASTContext().getBaseElementType(Field->getType())->isUnionType();
}

/// The union, a member of a struct, that \p E designates, or an element of which.
static const MemberExpr *unionPlace(const Expr *E) {
  E = E->IgnoreParens();
  while (const auto *Element = dyn_cast<ArraySubscriptExpr>(E))
    E = Element->getBase()->IgnoreParenImpCasts();
  const auto *Member = dyn_cast<MemberExpr>(E);
  return isUnionField(fieldOf(Member)) ? Member : nullptr;
}

static bool isRead(const Expr *E) {
  const auto *Cast = dyn_cast<ImplicitCastExpr>(E);
  return Cast && Cast->getCastKind() == CK_LValueToRValue;
}

static const RecordDecl *pointedRecord(QualType Type) {
  const auto *Pointer = Type->getAs<PointerType>();
  const RecordDecl *Record = Pointer ? Pointer->getPointeeType()->getAsRecordDecl() : nullptr;
  return Record ? cast<RecordDecl>(Record->getCanonicalDecl()) : nullptr;
}

//===--- Expressions -------------------------------------------------------===//

void UnionUses::children(const Stmt *S) {
  for (const Stmt *Child : S->children())
    if (const auto *E = dyn_cast_or_null<Expr>(Child))
      expression(E);
    else if (Child)
      statement(Child);
}

/// The variable whose object, or the object it points to, a call is handed.
static const ValueDecl *handedOver(const Expr *Argument) {
  Argument = Argument->IgnoreParenCasts();
  bool IsAddress = false;
  if (const auto *Unary = dyn_cast<UnaryOperator>(Argument); Unary && Unary->getOpcode() == UO_AddrOf) {
    IsAddress = true;
    Argument = Unary->getSubExpr()->IgnoreParenCasts();
  }
  for (bool GoesOn = IsAddress; GoesOn;) {
    if (const auto *Member = dyn_cast<MemberExpr>(Argument))
      Argument = Member->getBase()->IgnoreParenCasts();
    else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(Argument))
      Argument = Element->getBase()->IgnoreParenCasts();
    else
      GoesOn = false;
  }
  const auto *Ref = dyn_cast<DeclRefExpr>(Argument);
  return Ref && (IsAddress || Ref->getType()->isPointerType() || Ref->getType()->isArrayType()) ? Ref->getDecl() : nullptr;
}

void UnionUses::call(const CallExpr &E) {
  const FunctionDecl *Callee = E.getDirectCallee();
  for (unsigned K = 0; K < E.getNumArgs(); ++K) {
    const Expr *Argument = E.getArg(K);
    const auto *Decay = dyn_cast<ImplicitCastExpr>(Argument->IgnoreParens());
    while (Decay && Decay->getCastKind() != CK_ArrayToPointerDecay)
      Decay = dyn_cast<ImplicitCastExpr>(Decay->getSubExpr()->IgnoreParens());
    bool IsConst = Callee && K < Callee->getNumParams() && Callee->getParamDecl(K)->getType()->isPointerType() &&
                   Callee->getParamDecl(K)->getType()->getPointeeType().isConstQualified();
    if (Decay && IsConst)
      place(Decay->getSubExpr(), Access::Read); // it only reads the array
    else
      expression(Argument);
  }
  if (!Callee)
    expression(E.getCallee());
  barrier();
  for (unsigned K = 0; K < E.getNumArgs(); ++K) {
    QualType Type = Callee && K < Callee->getNumParams() ? Callee->getParamDecl(K)->getType() : E.getArg(K)->getType();
    bool IsConst = Type->isPointerType() && Type->getPointeeType().isConstQualified();
    if (const ValueDecl *Variable = IsConst ? nullptr : handedOver(E.getArg(K)))
      Facts.forget(*Variable);
  }
  if (!Callee || !isSystemDecl(*Callee))
    Facts.forget(GlobalMark);
}

void UnionUses::logical(const BinaryOperator &E) {
  expression(E.getLHS());
  TagFacts Left = Facts;
  Facts.assume(E.getLHS(), E.getOpcode() == BO_LAnd);
  expression(E.getRHS());
  Facts.join(Left);
}

void UnionUses::conditional(const ConditionalOperator &E) {
  expression(E.getCond());
  TagFacts Before = Facts;
  Facts.assume(E.getCond(), true);
  expression(E.getTrueExpr());
  std::swap(Facts, Before);
  Facts.assume(E.getCond(), false);
  expression(E.getFalseExpr());
  Facts.join(Before);
}

void UnionUses::expression(const Expr *E) {
  E = E->IgnoreParens();
  if (isa<UnaryExprOrTypeTraitExpr, OffsetOfExpr>(E))
    return;
  if (isRead(E))
    return place(cast<ImplicitCastExpr>(E)->getSubExpr(), Access::Read);
  if (const auto *Cast = dyn_cast<CastExpr>(E)) {
    const RecordDecl *To = pointedRecord(Cast->getType()), *From = pointedRecord(Cast->getSubExpr()->getType());
    if (To && From && To != From) {
      this->To.giveUp(To, Cast->getBeginLoc());
      this->To.giveUp(From, Cast->getBeginLoc());
    }
    if (Cast->getCastKind() == CK_ArrayToPointerDecay)
      return place(Cast->getSubExpr(), Access::Address);
    return expression(Cast->getSubExpr());
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E))
    return Binary->isAssignmentOp() ? assign(*Binary) : Binary->isLogicalOp() ? logical(*Binary) : children(E);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->isIncrementDecrementOp())
      return place(Unary->getSubExpr(), Access::Write);
    if (Unary->getOpcode() == UO_AddrOf)
      return place(Unary->getSubExpr(), Access::Address);
    return expression(Unary->getSubExpr());
  }
  if (const auto *Conditional = dyn_cast<ConditionalOperator>(E))
    return conditional(*Conditional);
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return call(*Call);
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return initializer(*List);
  if (isa<MemberExpr, ArraySubscriptExpr, DeclRefExpr>(E))
    return place(E, Access::Read);
  children(E);
}

/// `x.u = y.u` beside `x.kind = y.kind` copies both.
void UnionUses::copyUnion(const MemberExpr &Target, const MemberExpr &From, SourceLocation Where) {
  const FieldDecl *Union = fieldOf(&Target);
  std::optional<std::string> Object = nameOf(Target.getBase(), Target.isArrow());
  std::optional<std::string> Source = nameOf(From.getBase(), From.isArrow());
  UnionUse &U = To.addUse(Union);
  U.IsWrite = true;
  U.Where = Where;
  if (!Object || !Source || fieldOf(&From) != Union)
    return;
  U.Object = *Object;
  U.Source = *Source;
  for (const Open &T : OpenTags)
    if (T.Object == *Object && T.Source == *Source && T.Field->getParent() == Union->getParent()) {
      U.Copied.insert(T.Field);
      To.writes(T.Field)[T.Index].Unions.insert(Union);
    }
  OpenUnions.push_back({Union, To.uses(Union).size() - 1, *Object, *Source, {}});
}

void UnionUses::assign(const BinaryOperator &E) {
  const Expr *Place = E.getLHS()->IgnoreParens(), *Value = E.getRHS();
  expression(Value);
  const auto *Member = dyn_cast<MemberExpr>(Place);
  const Expr *Copied =
      isRead(Value->IgnoreParens()) ? cast<ImplicitCastExpr>(Value->IgnoreParens())->getSubExpr()->IgnoreParens() : Value;
  const auto *From = dyn_cast<MemberExpr>(Copied);
  if (Member && From && isUnionField(fieldOf(Member)) && Member->getType()->isUnionType()) {
    copyUnion(*Member, *From, E.getOperatorLoc());
    return member(*Member, Access::Read, false);
  }
  const FieldDecl *Field = fieldOf(Member);
  if (Field && Field->getType()->isIntegerType() && !Field->getParent()->isUnion()) {
    setTag(*Member, E.getOpcode() == BO_Assign ? Value : nullptr, E.getOperatorLoc());
    return member(*Member, Access::Write, false);
  }
  place(Place, Access::Write);
  if (Place->getType()->isRecordType())
    Facts.clear();
}

void UnionUses::setTag(const MemberExpr &Tag, const Expr *Value, SourceLocation Where) {
  const FieldDecl *Field = fieldOf(&Tag);
  std::optional<std::string> Object = nameOf(Tag.getBase(), Tag.isArrow());
  TagWrite &W = To.addWrite(Field);
  W.Where = Where;
  W.Value = Value ? Facts.constant(Value, Field) : std::nullopt;
  std::optional<TagFacts::Key> Copied = Value ? Facts.tagOf(Value) : std::nullopt;
  std::string Source = Copied && Copied->second == Field ? Copied->first : "";
  Facts.forget(Field);
  if (!Object)
    return;
  for (Open &U : OpenUnions) {
    UnionUse &Use = To.uses(U.Field)[U.Index];
    if (U.Object != *Object || U.Field->getParent() != Field->getParent() || !U.Has.insert(Field).second)
      continue; // another object, or the value is for what comes next
    if (Use.Member && W.Value) {
      Use.Known[Field] = ValueSet::of(*W.Value);
      W.Unions.insert(U.Field);
    } else if (!Use.Member && !Source.empty() && Use.Source == Source) {
      Use.Copied.insert(Field);
      W.Unions.insert(U.Field);
    }
  }
  if (W.Value)
    Facts.set(*Object, Field, ValueSet::of(*W.Value));
  OpenTags.push_back({Field, To.writes(Field).size() - 1, *Object, Source, {}});
}

static bool isZero(const Expr *E, const ASTContext &Context) {
  Expr::EvalResult Value;
  return (E->EvaluateAsInt(Value, Context) && Value.Val.getInt() == 0) ||
         E->isNullPointerConstant(const_cast<ASTContext &>(Context), Expr::NPC_NeverValueDependent);
}

/// Parts that the initialiser leaves out are zeros, which go with anything.
void UnionUses::initializer(const InitListExpr &E) {
  const InitListExpr &List = E.isSemanticForm() || !E.getSemanticForm() ? E : *E.getSemanticForm();
  const RecordDecl *Record = List.getType()->isStructureType() ? List.getType()->getAsRecordDecl() : nullptr;
  for (const Expr *Value : List.inits())
    if (Value && !isa<ImplicitValueInitExpr>(Value))
      expression(Value);
  if (!Record)
    return;
  std::vector<std::pair<const FieldDecl *, const Expr *>> Values;
  unsigned Index = 0;
  for (const FieldDecl *Field : Record->getDefinition()->fields())
    if (!Field->isUnnamedBitField() && Index < List.getNumInits())
      Values.push_back({cast<FieldDecl>(Field->getCanonicalDecl()), List.getInit(Index++)});
  for (const auto &[Union, Value] : Values) {
    if (!isUnionField(Union) || isa<ImplicitValueInitExpr>(Value))
      continue;
    const auto *Inner = dyn_cast<InitListExpr>(Value->IgnoreParens());
    UnionUse &U = To.addUse(Union);
    U.IsWrite = true;
    U.Where = List.getBeginLoc();
    if (!Inner || !Inner->getInitializedFieldInUnion())
      continue;
    if (Inner->getNumInits() == 1 && isZero(Inner->getInit(0), Context)) {
      To.uses(Union).pop_back();
      continue;
    }
    U.Member = cast<FieldDecl>(Inner->getInitializedFieldInUnion()->getCanonicalDecl());
    for (const auto &[Tag, Number] : Values)
      if (Tag->getType()->isIntegerType()) {
        std::optional<int64_t> Known = isa<ImplicitValueInitExpr>(Number) ? 0 : Facts.constant(Number, Tag);
        if (Known)
          U.Known[Tag] = ValueSet::of(*Known);
      }
  }
}

//===--- Places ------------------------------------------------------------===//

std::optional<std::string> UnionUses::nameOf(const Expr *Base, bool IsArrow) const {
  std::optional<std::string> Name = IsArrow ? pointeeName(Base, Context) : objectName(Base, Context);
  for (const std::string &Variable : Unstable)
    if (Name && Name->find(Variable) != std::string::npos)
      return std::nullopt;
  return Name;
}

/// An lvalue is read, written, or has its address taken. \p IsWhole: it itself, not a part of it.
void UnionUses::place(const Expr *E, Access How, bool IsWhole) {
  E = E->IgnoreParens();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (How == Access::Write && IsWhole)
      Facts.forget(*Ref->getDecl());
    return;
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E))
    return member(*Member, How, IsWhole);
  if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E)) {
    expression(Element->getIdx());
    const Expr *Base = Element->getBase()->IgnoreParenImpCasts();
    return Base->getType()->isArrayType() ? place(Base, How, IsWhole) : expression(Element->getBase());
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E); Unary && Unary->getOpcode() == UO_Deref)
    return expression(Unary->getSubExpr());
  if (const auto *Part = dyn_cast<UnaryOperator>(E)) // __real, __imag
    return place(Part->getSubExpr(), How, false);
  return E->isLValue() ? children(E) : expression(E);
}

void UnionUses::member(const MemberExpr &E, Access How, bool IsWhole) {
  const FieldDecl *Field = fieldOf(&E);
  if (const MemberExpr *Union = Field && Field->getParent()->isUnion() && !E.isArrow() ? unionPlace(E.getBase()) : nullptr)
    use(fieldOf(Union), Field, Union->getBase(), Union->isArrow(), How, E.getMemberLoc());
  if (IsWhole && isUnionField(Field) && How != Access::Read)
    To.giveUp(Field, E.getMemberLoc(), How == Access::Address ? "its address is taken" : "it is written as a whole");
  if (IsWhole && Field && Field->getType()->isIntegerType() && How != Access::Read)
    To.giveUp(Field, E.getMemberLoc(), How == Access::Address ? "its address is taken" : "it is changed by what it was");
  if (E.isArrow())
    expression(E.getBase());
  else
    place(E.getBase(), How, false);
}

void UnionUses::use(const FieldDecl *Union, const FieldDecl *Member, const Expr *Base, bool IsArrow, Access How,
                    SourceLocation Where) {
  std::optional<std::string> Object = nameOf(Base, IsArrow);
  UnionUse &U = To.addUse(Union);
  U.Member = Member;
  U.IsWrite = How != Access::Read;
  U.Where = Where;
  if (!Object)
    return;
  U.Object = *Object;
  U.Known = Facts.of(*Object);
  if (!U.IsWrite)
    return;
  Open Waiting{Union, To.uses(Union).size() - 1, *Object, "", {}};
  for (const Open &T : OpenTags)
    if (T.Object == *Object && T.Field->getParent() == Union->getParent()) {
      To.writes(T.Field)[T.Index].Unions.insert(Union);
      Waiting.Has.insert(T.Field);
    }
  OpenUnions.push_back(std::move(Waiting));
}
