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

//===--- Its calls become jumps ---------------------------------------------===//

namespace {
class TailLooper {
public:
  explicit TailLooper(FunctionDecl &Function) : Context(Function.getASTContext()), Function(Function) {}
  /// \p IsLast: the function returns nothing, and does nothing more.
  void visit(Stmt *&Slot, bool IsLast);
  /// Where the jumps lead to; null: there is none.
  LabelDecl *start() const { return Start; }

private:
  const CallExpr *ownCall(const Expr *E) const;
  bool endsInOwnCall(const Expr *E) const;
  Stmt *again(const CallExpr &Call);
  Stmt *leave(Expr &Value, SourceLocation Location);
  Expr *read(VarDecl &Variable);
  DeclRefExpr *referTo(VarDecl &Variable);

  ASTContext &Context;
  FunctionDecl &Function;
  LabelDecl *Start = nullptr;
};
} // namespace

/// \p E as a call of this function whose arguments are what its parameters become.
const CallExpr *TailLooper::ownCall(const Expr *E) const {
  const auto *Call = dyn_cast<CallExpr>(E->IgnoreParens());
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || Callee->getCanonicalDecl() != Function.getCanonicalDecl() ||
      Call->getNumArgs() != Function.getNumParams())
    return nullptr;
  for (unsigned I = 0; I < Call->getNumArgs(); ++I)
    if (!Context.hasSameUnqualifiedType(Call->getArg(I)->getType(), Function.getParamDecl(I)->getType()))
      return nullptr;
  return Call;
}

/// return c ? f(x) : y;
bool TailLooper::endsInOwnCall(const Expr *E) const {
  if (const auto *Choice = dyn_cast<ConditionalOperator>(E->IgnoreParens()))
    return endsInOwnCall(Choice->getTrueExpr()) || endsInOwnCall(Choice->getFalseExpr());
  return ownCall(E) != nullptr;
}

DeclRefExpr *TailLooper::referTo(VarDecl &Variable) {
  return DeclRefExpr::Create(Context, {}, {}, &Variable, false, Variable.getLocation(), Variable.getType(), VK_LValue);
}

Expr *TailLooper::read(VarDecl &Variable) {
  return convert(Context, referTo(Variable), Variable.getType().getUnqualifiedType(), CK_LValueToRValue);
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
    auto *Next = VarDecl::Create(Context, &Function, Location, Location,
                                 &Context.Idents.get("next " + Parameter.getNameAsString()), Type,
                                 Context.getTrivialTypeSourceInfo(Type, Location), SC_None);
    Next->addAttr(NoDebugAttr::CreateImplicit(Context));
    Next->markUsed(Context);
    Next->setInit(Argument);
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
  if (auto *Choice = dyn_cast<ConditionalOperator>(Value.IgnoreParens()); Choice && endsInOwnCall(Choice))
    return IfStmt::Create(Context, Location, IfStatementKind::Ordinary, nullptr, nullptr, Choice->getCond(), Location,
                          Location, leave(*Choice->getTrueExpr(), Location), Location,
                          leave(*Choice->getFalseExpr(), Location));
  return ReturnStmt::Create(Context, Location, &Value, nullptr);
}

void TailLooper::visit(Stmt *&Slot, bool IsLast) {
  if (!Slot || isa<AttributedStmt>(Slot)) // musttail
    return;
  if (auto *Value = dyn_cast<Expr>(Slot)) {
    if (const CallExpr *Call = IsLast ? ownCall(Value) : nullptr)
      Slot = again(*Call);
    return;
  }
  if (auto *Return = dyn_cast<ReturnStmt>(Slot)) {
    if (Expr *Value = Return->getRetValue(); Value && endsInOwnCall(Value))
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

void cgt::loopTailCalls(FunctionDecl &Function) {
  if (!mayLoop(Function))
    return;
  ASTContext &Context = Function.getASTContext();
  TailLooper Looper(Function);
  Stmt *Body = Function.getBody();
  SourceLocation Begin = Body->getBeginLoc(), End = Body->getEndLoc();
  Looper.visit(Body, Function.getReturnType()->isVoidType());
  if (!Looper.start())
    return;
  auto *Label = new (Context) LabelStmt(Begin, Looper.start(), new (Context) NullStmt(Begin));
  Looper.start()->setStmt(Label);
  Function.setBody(CompoundStmt::Create(Context, {Label, Body}, {}, Begin, End));
}
