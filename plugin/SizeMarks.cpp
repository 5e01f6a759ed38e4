//===- SizeMarks.cpp - Mark the sizes that a body computes with --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizeMarks.h"

#include "Annotations.h"

#include "abi/Names.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using namespace cgt;

namespace {
class SizeMarks : public RecursiveASTVisitor<SizeMarks> {
public:
  explicit SizeMarks(ASTContext &Context) : Context(Context) {}

  bool VisitVarDecl(VarDecl *V) {
    if (V->hasLocalStorage() && !V->isConstexpr() && V->getInit() && V->getType()->isIntegerType())
      V->setInit(marked(V->getInit()));
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *B) {
    if (B->isAssignmentOp() && isLocal(B->getLHS()))
      B->setRHS(marked(B->getRHS()));
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) {
    if (mayBeOwn(*Call))
      for (Expr *&Argument : llvm::MutableArrayRef(Call->getArgs(), Call->getNumArgs()))
        if (Argument->getType()->isIntegerType())
          Argument = marked(Argument);
    return true;
  }

private:
  static bool isLocal(const Expr *E) {
    const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParens());
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    return V && V->hasLocalStorage() && V->getType()->isIntegerType();
  }
  static bool mayBeOwn(const CallExpr &Call) {
    const FunctionDecl *Callee = Call.getDirectCallee();
    if (!Callee)
      return true;
    StringRef Name = Callee->getName();
    return isRuntimes(Name) || (!Name.starts_with("__cgt_") && !Callee->getBuiltinID() && !isSystemDecl(*Callee));
  }
  /// Of libc's functions those that are units of the program.
  static bool isRuntimes(StringRef Name) {
    return llvm::StringSwitch<bool>(Name)
#define CGT_LIBC_CALLBACK(Name, Argument, Polls) .Case(#Name, true)
#include "abi/Libc.def"
        .Default(false);
  }
  static bool mentionsSize(const Stmt *S);
  Expr *marked(Expr *E);
  void markWithin(Expr *E);
  Expr *mark(Expr *E);

  ASTContext &Context;
  unsigned Ordinal = 0;
};
} // namespace

bool SizeMarks::mentionsSize(const Stmt *S) {
  if (const auto *Trait = dyn_cast<UnaryExprOrTypeTraitExpr>(S))
    return Trait->getKind() == UETT_SizeOf || Trait->getKind() == UETT_AlignOf || Trait->getKind() == UETT_PreferredAlignOf;
  if (isa<OffsetOfExpr>(S))
    return true;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
    const auto *Constant = dyn_cast<EnumConstantDecl>(Ref->getDecl());
    return Constant && Constant->getInitExpr() && mentionsSize(Constant->getInitExpr());
  }
  return llvm::any_of(S->children(), [](const Stmt *Child) { return Child && mentionsSize(Child); });
}

/// \p E with the largest constants in it that mention a size wrapped.
Expr *SizeMarks::marked(Expr *E) {
  if (!mentionsSize(E))
    return E;
  Expr::EvalResult Value;
  constexpr unsigned Largest = 64; // wider ones aren't one value on all platforms
  if (E->getType()->isIntegralOrEnumerationType() && Context.getIntWidth(E->getType()) <= Largest &&
      E->EvaluateAsInt(Value, Context, Expr::SE_NoSideEffects))
    return mark(E);
  markWithin(E);
  return E;
}

/// Through operators whose result is computed from their operands; assignments and calls are visited by themselves.
void SizeMarks::markWithin(Expr *E) {
  auto *Cast = dyn_cast<CastExpr>(E);
  auto *Unary = dyn_cast<UnaryOperator>(E);
  auto *Binary = dyn_cast<BinaryOperator>(E);
  bool Computes = isa<ParenExpr, ConditionalOperator>(E) || (Cast && Cast->getCastKind() == CK_IntegralCast) ||
                  (Unary && Unary->isArithmeticOp()) || (Binary && !Binary->isAssignmentOp());
  if (!Computes)
    return;
  bool IsCondition = isa<ConditionalOperator>(E);
  for (Stmt *&Child : E->children()) {
    if (!IsCondition)
      Child = marked(cast<Expr>(Child));
    IsCondition = false;
  }
}

/// E → __cgt_size.K(E), of E's type.
Expr *SizeMarks::mark(Expr *E) {
  QualType Type = E->getType().getUnqualifiedType();
  QualType Signature = Context.getFunctionType(Type, {Type}, {});
  SourceLocation Location = E->getBeginLoc();
  auto *Mark =
      FunctionDecl::Create(Context, Context.getTranslationUnitDecl(), Location, Location,
                           &Context.Idents.get((CGT_SIZE_PREFIX + Twine(++Ordinal)).str()), Signature, nullptr, SC_Extern);
  Mark->setImplicit();
  Mark->addAttr(NoDebugAttr::CreateImplicit(Context));
  Mark->setParams(ParmVarDecl::Create(Context, Mark, Location, Location, nullptr, Type, nullptr, SC_None, nullptr));
  auto *Ref = DeclRefExpr::Create(Context, {}, {}, Mark, false, Location, Signature, VK_PRValue);
  auto *Callee = ImplicitCastExpr::Create(Context, Context.getPointerType(Signature), CK_FunctionToPointerDecay, Ref, nullptr,
                                          VK_PRValue, {});
  Expr *Arguments[] = {E};
  return CallExpr::Create(Context, Callee, Arguments, Type, VK_PRValue, E->getEndLoc(), {});
}

void cgt::markSizes(FunctionDecl &Function) { SizeMarks(Function.getASTContext()).TraverseStmt(Function.getBody()); }
