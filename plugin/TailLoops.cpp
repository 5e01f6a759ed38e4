//===- TailLoops.cpp - A function that ends in a call of itself ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TailLoops.h"

#include "ImplicitCode.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

using namespace clang;
using namespace cgt;

//===--- May the function be a loop? ---------------------------------------===//

/// Is the lvalue \p E a variable of the function's own, or a part of one?
static bool isOwnMemory(const Expr *E) {
  for (;;) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Member = dyn_cast<MemberExpr>(E); Member && !Member->isArrow())
      E = Member->getBase();
    else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(E);
             Element && Element->getBase()->IgnoreParenImpCasts()->getType()->isArrayType())
      E = Element->getBase();
    else if (const auto *Part = dyn_cast<UnaryOperator>(E);
             Part && (Part->getOpcode() == UO_Real || Part->getOpcode() == UO_Imag))
      E = Part->getSubExpr();
    else
      break;
  }
  if (const auto *Literal = dyn_cast<CompoundLiteralExpr>(E))
    return !Literal->isFileScope();
  const auto *Reference = dyn_cast<DeclRefExpr>(E);
  const auto *Variable = Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
  return Variable && Variable->hasLocalStorage();
}

static bool givesAddress(const Stmt *S) {
  if (const auto *Operator = dyn_cast<UnaryOperator>(S))
    return Operator->getOpcode() == UO_AddrOf && isOwnMemory(Operator->getSubExpr());
  if (const auto *Cast = dyn_cast<CastExpr>(S))
    return Cast->getCastKind() == CK_ArrayToPointerDecay && isOwnMemory(Cast->getSubExpr());
  return false;
}

/// Its frame is more than its variables.
static bool needsOwnFrame(const Stmt *S) {
  if (isa<AsmStmt, VAArgExpr, AddrLabelExpr, IndirectGotoStmt, CapturedStmt>(S))
    return true;
  if (const auto *Declaration = dyn_cast<DeclStmt>(S))
    return llvm::any_of(Declaration->decls(), [](const Decl *D) {
      const auto *Variable = dyn_cast<VarDecl>(D);
      return D->hasAttr<CleanupAttr>() || (Variable && Variable->getType()->isVariablyModifiedType());
    });
  const auto *Call = dyn_cast<CallExpr>(S);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee)
    return false;
  switch (Callee->getBuiltinID()) {
  case Builtin::BI__builtin_alloca:
  case Builtin::BI__builtin_alloca_uninitialized:
  case Builtin::BI__builtin_alloca_with_align:
  case Builtin::BI__builtin_alloca_with_align_uninitialized:
  case Builtin::BI__builtin_frame_address:
  case Builtin::BI__builtin_return_address:
  case Builtin::BIalloca: return true;
  default: return Callee->hasAttr<ReturnsTwiceAttr>();
  }
}

static bool mayLoop(const Stmt *S) {
  return !S || (!givesAddress(S) && !needsOwnFrame(S) && llvm::all_of(S->children(), mayLoop));
}

/// A `restrict` parameter promises something for one activation.
static bool mayLoop(const FunctionDecl &Function) {
  if (Function.isMain() || Function.isVariadic() || Function.hasAttr<WeakAttr>() || Function.hasAttr<NakedAttr>())
    return false;
  auto IsPlain = [](const ParmVarDecl *P) {
    return !P->getType().isRestrictQualified() && !P->getType()->isVariablyModifiedType() && !P->getType()->isAtomicType();
  };
  return llvm::all_of(Function.parameters(), IsPlain) && mayLoop(Function.getBody());
}

//===--- Sums ----------------------------------------------------------------===//

namespace {
/// `Other + f(x)`: what remains to be done to the result can as well be done before the call.
struct Sum {
  BinaryOperatorKind Operator;
  Expr *Other;
  Expr *Rest; ///< the call
};
} // namespace

/// \p E without parentheses and without the conversions that the types of integers around it bring about. They differ between platforms
/// (`int64_t` is `long` or `long long`), and nothing is lost by them: a value becomes wider, and in the end what it was.
static Expr *inner(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    const auto *Cast = dyn_cast<ImplicitCastExpr>(E);
    if (!Cast || Cast->getCastKind() != CK_IntegralCast || Cast->isPartOfExplicitCast())
      return const_cast<Expr *>(E);
    E = Cast->getSubExpr();
  }
}

/// The order of the operands, and of many of them, makes no difference.
static bool isAssociative(BinaryOperatorKind Operator) {
  switch (Operator) {
  case BO_Add:
  case BO_Mul:
  case BO_And:
  case BO_Or:
  case BO_Xor: return true;
  default: return false;
  }
}

/// What the first operand of a sum without effect is.
static int neutral(BinaryOperatorKind Operator) { return Operator == BO_Mul ? 1 : Operator == BO_And ? -1 : 0; }

/// Is \p E the same before a call and after it? Nobody else knows the variables' addresses.
static bool survivesCalls(const Stmt *E) {
  if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
    const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
    if (Variable && (!Variable->hasLocalStorage() || Variable->getType().isVolatileQualified()))
      return false;
  } else if (const auto *Operator = dyn_cast<UnaryOperator>(E)) {
    if (Operator->getOpcode() == UO_Deref || Operator->isIncrementDecrementOp())
      return false;
  } else if (const auto *Operator = dyn_cast<BinaryOperator>(E)) {
    if (Operator->isAssignmentOp())
      return false;
  } else if (!isa<IntegerLiteral, CharacterLiteral, ParenExpr, ImplicitCastExpr, CStyleCastExpr, ConditionalOperator,
                  ConstantExpr>(E)) {
    return false;
  }
  return llvm::all_of(E->children(), survivesCalls);
}

static bool isMustTail(const Stmt *S) {
  const auto *Attributed = dyn_cast<AttributedStmt>(S);
  return Attributed && hasSpecificAttr<MustTailAttr>(Attributed->getAttrs());
}

/// May something in \p S return what can't be added to?
static bool hasFixedReturn(const Stmt *S) {
  return S && (isa<StmtExpr>(S) || isMustTail(S) || llvm::any_of(S->children(), hasFixedReturn));
}

/// May sums of \p Function's results be computed in another order? Not those whose overflow somebody looks for.
static bool maySum(const FunctionDecl &Function) {
  const ASTContext &Context = Function.getASTContext();
  const LangOptions &Options = Context.getLangOpts();
  QualType Type = Function.getReturnType();
  return Type->isIntegerType() && !Type->isBooleanType() && !Type->isEnumeralType() && !Type.isVolatileQualified() &&
         Options.getSignedOverflowBehavior() != LangOptions::SOB_Trapping &&
         !Options.Sanitize.hasOneOf(SanitizerKind::SignedIntegerOverflow | SanitizerKind::UnsignedIntegerOverflow) &&
         !hasFixedReturn(Function.getBody());
}

//===--- Its calls become jumps ---------------------------------------------===//

namespace {
class TailLooper {
public:
  explicit TailLooper(FunctionDecl &Function) : Context(Function.getASTContext()), Function(Function) {}
  void run();

private:
  const CallExpr *ownCall(const Expr *E) const;
  std::optional<Sum> sumWithOwnCall(const Expr *E) const;
  bool endsInOwnCall(const Expr *E) const;
  std::optional<BinaryOperatorKind> findSum(const Stmt *S) const;
  void visit(Stmt *&Slot, bool IsLast);
  Stmt *again(const CallExpr &Call);
  VarDecl *newVariable(const Twine &Name, QualType Type, Expr *Value, SourceLocation Location);
  Expr *as(Expr *E, QualType To);
  Expr *withResult(Expr &Value);
  Stmt *add(const Sum &S);
  Stmt *leave(Expr &Value, SourceLocation Location);
  Expr *read(VarDecl &Variable);
  DeclRefExpr *referTo(VarDecl &Variable);

  ASTContext &Context;
  FunctionDecl &Function;
  LabelDecl *Start = nullptr; ///< where the jumps lead to; null: there is none
  /// What activations that have ended add to the result; null: nothing.
  VarDecl *Result = nullptr;
  BinaryOperatorKind Operator = BO_Add; ///< by which
};
} // namespace

/// \p E as a call of this function whose arguments are what its parameters become.
const CallExpr *TailLooper::ownCall(const Expr *E) const {
  const auto *Call = dyn_cast<CallExpr>(inner(E));
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || Callee->getCanonicalDecl() != Function.getCanonicalDecl() || Call->getNumArgs() != Function.getNumParams())
    return nullptr;
  for (unsigned I = 0; I < Call->getNumArgs(); ++I)
    if (!Context.hasSameUnqualifiedType(Call->getArg(I)->getType(), Function.getParamDecl(I)->getType()))
      return nullptr;
  return Call;
}

/// The left operand is evaluated before the call in any case.
std::optional<Sum> TailLooper::sumWithOwnCall(const Expr *E) const {
  const auto *Operator = dyn_cast<BinaryOperator>(inner(E));
  if (!Operator || !isAssociative(Operator->getOpcode()) || !Operator->getType()->isIntegerType())
    return std::nullopt;
  if (ownCall(Operator->getRHS()))
    return Sum{Operator->getOpcode(), Operator->getLHS(), Operator->getRHS()};
  if (ownCall(Operator->getLHS()) && survivesCalls(Operator->getRHS()))
    return Sum{Operator->getOpcode(), Operator->getRHS(), Operator->getLHS()};
  return std::nullopt;
}

/// The operator of the first sum that a function's result is.
std::optional<BinaryOperatorKind> TailLooper::findSum(const Stmt *S) const {
  if (!S)
    return std::nullopt;
  if (const auto *Value = dyn_cast<Expr>(S)) {
    if (const auto *Choice = dyn_cast<ConditionalOperator>(inner(Value))) {
      auto Found = findSum(Choice->getTrueExpr());
      return Found ? Found : findSum(Choice->getFalseExpr());
    }
    auto Found = sumWithOwnCall(Value);
    return Found ? std::optional(Found->Operator) : std::nullopt;
  }
  if (const auto *Return = dyn_cast<ReturnStmt>(S))
    return findSum(Return->getRetValue());
  for (const Stmt *Child : S->children())
    if (Child && !isa<Expr>(Child))
      if (auto Found = findSum(Child))
        return Found;
  return std::nullopt;
}

/// return c ? f(x) : y;
bool TailLooper::endsInOwnCall(const Expr *E) const {
  if (const auto *Choice = dyn_cast<ConditionalOperator>(inner(E)))
    return endsInOwnCall(Choice->getTrueExpr()) || endsInOwnCall(Choice->getFalseExpr());
  if (ownCall(E))
    return true;
  auto Found = Result ? sumWithOwnCall(E) : std::nullopt;
  return Found && Found->Operator == Operator;
}

DeclRefExpr *TailLooper::referTo(VarDecl &Variable) {
  return DeclRefExpr::Create(Context, {}, {}, &Variable, false, Variable.getLocation(), Variable.getType(), VK_LValue);
}

Expr *TailLooper::read(VarDecl &Variable) {
  return convert(Context, referTo(Variable), Variable.getType().getUnqualifiedType(), CK_LValueToRValue);
}

VarDecl *TailLooper::newVariable(const Twine &Name, QualType Type, Expr *Value, SourceLocation Location) {
  auto *Variable = VarDecl::Create(Context, &Function, Location, Location, &Context.Idents.get(Name.str()), Type,
                                   Context.getTrivialTypeSourceInfo(Type, Location), SC_None);
  Variable->addAttr(NoDebugAttr::CreateImplicit(Context));
  Variable->markUsed(Context);
  Variable->setInit(Value);
  return Variable;
}

Expr *TailLooper::as(Expr *E, QualType To) {
  return Context.hasSameUnqualifiedType(E->getType(), To) ? E : convert(Context, E, To, CK_IntegralCast);
}

/// \p Value with what ended activations add. Partial sums may overflow where the whole doesn't, so they are unsigned.
Expr *TailLooper::withResult(Expr &Value) {
  QualType Type = Result->getType();
  bool IsNarrow = Context.getIntWidth(Type) < Context.getIntWidth(Context.IntTy);
  QualType Unsigned = IsNarrow                      ? Context.UnsignedIntTy
                      : Type->isSignedIntegerType() ? Context.getCorrespondingUnsignedType(Type)
                                                    : Type;
  Expr *Both = BinaryOperator::Create(Context, as(read(*Result), Unsigned), as(&Value, Unsigned), Operator, Unsigned,
                                      VK_PRValue, OK_Ordinary, Value.getBeginLoc(), {});
  return as(Both, Type);
}

Stmt *TailLooper::add(const Sum &S) {
  return BinaryOperator::Create(Context, referTo(*Result), withResult(*S.Other), BO_Assign, Result->getType(), VK_PRValue,
                                OK_Ordinary, S.Other->getBeginLoc(), {});
}

Stmt *TailLooper::again(const CallExpr &Call) {
  SourceLocation Location = Call.getBeginLoc();
  if (!Start) {
    Start = LabelDecl::Create(Context, &Function, Function.getBody()->getBeginLoc(), &Context.Idents.get("cgt.start"));
    Start->setImplicit();
  }
  // All arguments before the first parameter: they are of the activation that ends.
  SmallVector<Stmt *> Declarations, Settings;
  for (unsigned I = 0; I < Call.getNumArgs(); ++I) {
    ParmVarDecl &Parameter = *Function.getParamDecl(I);
    auto *Argument = const_cast<Expr *>(Call.getArg(I));
    const auto *Same = dyn_cast<DeclRefExpr>(Argument->IgnoreParenImpCasts());
    if (Same && Same->getDecl() == &Parameter)
      continue;
    QualType Type = Parameter.getType().getUnqualifiedType();
    VarDecl *Next = newVariable("next " + Parameter.getNameAsString(), Type, Argument, Location);
    Declarations.push_back(new (Context) DeclStmt(DeclGroupRef(Next), Location, Location));
    Settings.push_back(BinaryOperator::Create(Context, referTo(Parameter), read(*Next), BO_Assign, Type, VK_PRValue,
                                              OK_Ordinary, Location, {}));
  }
  Declarations.append(Settings);
  Declarations.push_back(new (Context) GotoStmt(Start, Location, Location));
  return CompoundStmt::Create(Context, Declarations, {}, Location, Call.getEndLoc());
}

/// return Value;
Stmt *TailLooper::leave(Expr &Value, SourceLocation Location) {
  if (const CallExpr *Call = ownCall(&Value))
    return again(*Call);
  if (auto *Choice = dyn_cast<ConditionalOperator>(inner(&Value)); Choice && endsInOwnCall(Choice))
    return IfStmt::Create(Context, Location, IfStatementKind::Ordinary, nullptr, nullptr, Choice->getCond(), Location, Location,
                          leave(*Choice->getTrueExpr(), Location), Location, leave(*Choice->getFalseExpr(), Location));
  if (auto Found = Result ? sumWithOwnCall(&Value) : std::nullopt; Found && Found->Operator == Operator)
    return CompoundStmt::Create(Context, {add(*Found), again(*ownCall(Found->Rest))}, {}, Location, Value.getEndLoc());
  Expr *Returned = Result ? withResult(Value) : &Value;
  if (Function.getReturnType()->isIntegerType()) // an operand of ?: may be wider
    Returned = as(Returned, Function.getReturnType().getUnqualifiedType());
  return ReturnStmt::Create(Context, Location, Returned, nullptr);
}

void TailLooper::visit(Stmt *&Slot, bool IsLast) {
  if (!Slot || isMustTail(Slot))
    return;
  if (auto *Value = dyn_cast<Expr>(Slot)) {
    if (const CallExpr *Call = IsLast ? ownCall(Value) : nullptr)
      Slot = again(*Call);
    return;
  }
  if (auto *Return = dyn_cast<ReturnStmt>(Slot)) {
    if (Expr *Value = Return->getRetValue(); Value && (Result || endsInOwnCall(Value)))
      Slot = leave(*Value, Return->getReturnLoc());
    return;
  }
  if (auto *Block = dyn_cast<CompoundStmt>(Slot)) {
    for (Stmt **S = Block->body_begin(); S != Block->body_end(); ++S) {
      bool Leaves = S + 1 == Block->body_end() ? IsLast : isa<ReturnStmt>(S[1]);
      visit(*S, Leaves && Function.getReturnType()->isVoidType());
    }
    return;
  }
  bool Chooses = isa<IfStmt>(Slot);
  for (Stmt *&Child : Slot->children())
    visit(Child, IsLast && Chooses);
}

void TailLooper::run() {
  Stmt *Body = Function.getBody();
  SourceLocation Begin = Body->getBeginLoc(), End = Body->getEndLoc();
  SmallVector<Stmt *> All;
  if (auto Found = maySum(Function) ? findSum(Body) : std::nullopt) {
    Operator = *Found;
    QualType Type = Function.getReturnType().getUnqualifiedType();
    llvm::APInt First(Context.getIntWidth(Type), neutral(Operator), true);
    Result = newVariable("so far", Type, IntegerLiteral::Create(Context, First, Type, Begin), Begin);
    All.push_back(new (Context) DeclStmt(DeclGroupRef(Result), Begin, Begin));
  }
  visit(Body, Function.getReturnType()->isVoidType());
  if (!Start)
    return;
  auto *Label = new (Context) LabelStmt(Begin, Start, new (Context) NullStmt(Begin));
  Start->setStmt(Label);
  All.append({Label, Body});
  Function.setBody(CompoundStmt::Create(Context, All, {}, Begin, End));
}

void cgt::loopTailCalls(FunctionDecl &Function) {
  if (mayLoop(Function))
    TailLooper(Function).run();
}
