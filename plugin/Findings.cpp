//===- Findings.cpp - What may stand in a checkpoint's way ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A list that says too much isn't read. So what is harmless as a rule isn't in it: an address as a number of which only the low bits
// are looked at, or that is printed; characters read one by one; a size that is the same on all platforms.
//
//===----------------------------------------------------------------------===//

#include "Findings.h"

#include "Annotations.h"
#include "Diagnostics.h"
#include "Warnings.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringMap.h"

using namespace clang;
using namespace cgt;

static bool isSystemFunction(const FunctionDecl &Function) {
  return llvm::any_of(Function.redecls(), [](const FunctionDecl *F) { return isSystemDecl(*F); });
}

/// Whoever calls it says of what type the memory is that it gives.
static bool isWrapper(const FunctionDecl &Function) { return Function.getReturnType()->isVoidPointerType(); }

/// What calling a function of libc is, by its name.
static std::optional<Finding> limitOf(StringRef Name) {
  static const llvm::StringMap<Finding> Known = [] {
    llvm::StringMap<Finding> Map;
    auto Add = [&](Finding Id, StringRef Names) {
      SmallVector<StringRef, 32> All;
      Names.split(All, ' ');
      for (StringRef One : All)
        Map.try_emplace(One, Id);
    };
#define CGT_LIBC_LIMIT(Id, Names) Add(Finding::Id, Names);
#include "abi/LibcLimits.def"
    return Map;
  }();
  auto It = Known.find(Name);
  return It == Known.end() ? std::nullopt : std::optional(It->second);
}

/// Does libc's function carry what it calls while that polls?
static bool mayPollMeanwhile(StringRef Name) {
  return llvm::StringSwitch<bool>(Name)
#define CGT_LIBC_CALLBACK(Name, Argument, Polls) .Case(#Name, true)
#define CGT_LIBC_BLOCKS(Name) .Case(#Name, true)
#define CGT_LIBC_THREAD(Name) .Case(#Name, true)
#include "abi/Libc.def"
      .Default(false);
}

//===--- Types ---------------------------------------------------------------===//

static QualType pointee(const Expr *E) {
  QualType T = E->getType();
  return T->isPointerType() ? T->getPointeeType().getUnqualifiedType() : QualType();
}

static bool isCharacters(QualType T) { return !T.isNull() && (T->isCharType() || T->isSpecificBuiltinType(BuiltinType::Bool)); }

/// Has a value of the type pointers in it?
static bool hasPointers(QualType T) {
  if (T->isPointerType())
    return true;
  if (const auto *A = T->getAsArrayTypeUnsafe())
    return hasPointers(A->getElementType());
  const RecordDecl *R = T->getAsRecordDecl();
  return R && llvm::any_of(R->fields(), [&](const FieldDecl *F) { return hasPointers(F->getType()); });
}

/// Is the type's size another one on another platform?
static bool sizeDiffers(QualType T) {
  if (T->isPointerType())
    return true;
  if (const auto *A = T->getAsArrayTypeUnsafe())
    return sizeDiffers(A->getElementType());
  if (const auto *B = T->getAs<BuiltinType>())
    return B->getKind() == BuiltinType::Long || B->getKind() == BuiltinType::ULong || B->getKind() == BuiltinType::LongDouble;
  const RecordDecl *R = T->getAsRecordDecl();
  return R && llvm::any_of(R->fields(), [&](const FieldDecl *F) { return sizeDiffers(F->getType()); });
}

/// Of what type a size in an expression is that differs between platforms, but for arguments of calls. A quotient may be a number of
/// elements, which doesn't.
static QualType differingSize(const Stmt *S, bool InQuotients) {
  if (!S || isa<CallExpr>(S))
    return {};
  if (const auto *Trait = dyn_cast<UnaryExprOrTypeTraitExpr>(S))
    return Trait->getKind() == UETT_SizeOf && sizeDiffers(Trait->getTypeOfArgument()) ? Trait->getTypeOfArgument() : QualType();
  if (const auto *Operator = dyn_cast<BinaryOperator>(S); Operator && Operator->getOpcode() == BO_Div && !InQuotients)
    return {};
  for (const Stmt *Child : S->children())
    if (QualType T = differingSize(Child, InQuotients); !T.isNull())
      return T;
  return {};
}

/// May a value of another type be read from numbers of this one?
static bool isNumbers(QualType T) { return !T.isNull() && T->isArithmeticType(); }

static std::string quote(QualType T, const ASTContext &Context) {
  return "'" + T.getUnqualifiedType().getAsString(Context.getPrintingPolicy()) + "'";
}

/// The number of an array's elements is part of its type, and of that of a struct around it.
static void checkLength(const DeclaratorDecl &Declared, const FunctionDecl *In, std::vector<Findings::Item> &Items) {
  const TypeSourceInfo *Written = Declared.getTypeSourceInfo();
  auto Array = Written ? Written->getTypeLoc().getAsAdjusted<ArrayTypeLoc>() : ArrayTypeLoc();
  for (; Array; Array = Array.getElementLoc().getAsAdjusted<ArrayTypeLoc>())
    if (QualType T = differingSize(Array.getSizeExpr(), /*InQuotients=*/true);
        !T.isNull() && Array.getType()->isConstantArrayType())
      Items.push_back(
          {Finding::ArraySize,
           "the length of '" + Declared.getName().str() + "' comes from sizeof of " + quote(T, Declared.getASTContext()),
           Declared.getLocation(), In, ""});
}

//===--- One function --------------------------------------------------------===//

namespace {

class FindingVisitor : public RecursiveASTVisitor<FindingVisitor> {
public:
  FindingVisitor(const FunctionDecl &In, std::vector<Findings::Item> &Items)
      : Context(In.getASTContext()), In(In), Items(Items) {}

  bool VisitCallExpr(CallExpr *Call);
  bool VisitCastExpr(CastExpr *Cast);
  bool VisitBinaryOperator(BinaryOperator *Operator);
  bool VisitVarDecl(VarDecl *Variable);

private:
  void add(Finding Id, std::string About, SourceLocation At, std::string Polling = "") {
    Items.push_back({Id, std::move(About), At, &In, std::move(Polling)});
  }
  void look(const CallExpr &Call, const FunctionDecl &Callee);
  bool isPrivateMapping(const CallExpr &Call) const;
  void checkCopy(const CallExpr &Call);
  void checkKept(const Expr *Target, const Expr *Value);
  void checkUntyped(QualType Target, const Expr *Value);

  const ASTContext &Context;
  const FunctionDecl &In;
  std::vector<Findings::Item> &Items;
  llvm::SmallPtrSet<const Expr *, 8> Harmless;
};

} // namespace

/// mmap() whose arguments say that it gives memory like malloc's.
bool FindingVisitor::isPrivateMapping(const CallExpr &Call) const {
  constexpr uint64_t Shared = 1, Fixed = 0x10, Executable = 4; // the same on all platforms
  auto Number = [&](unsigned Index) -> std::optional<uint64_t> {
    Expr::EvalResult R;
    if (Index >= Call.getNumArgs() || !Call.getArg(Index)->EvaluateAsInt(R, Context))
      return std::nullopt;
    return R.Val.getInt().getZExtValue();
  };
  std::optional<uint64_t> Protection = Number(2), Flags = Number(3);
  return Flags && !(*Flags & (Shared | Fixed)) && (!Protection || (*Protection && !(*Protection & Executable)));
}

void FindingVisitor::look(const CallExpr &Call, const FunctionDecl &Callee) {
  StringRef Name = Callee.getName();
  if (std::optional<Finding> Limit = limitOf(Name); Limit && !(Name.starts_with("mmap") && isPrivateMapping(Call)))
    add(*Limit, Name.str(), Call.getBeginLoc());
  if (Name == "memcpy" || Name == "memmove" || Name == "__builtin_memcpy" || Name == "__builtin_memmove")
    checkCopy(Call);
  if (mayPollMeanwhile(Name))
    return;
  for (const Expr *Argument : Call.arguments())
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Argument->IgnoreParenCasts()))
      if (const auto *Callback = dyn_cast<FunctionDecl>(Ref->getDecl()); Callback && !isSystemFunction(*Callback))
        add(Finding::Callback, Name.str(), Call.getBeginLoc(), Callback->getName().str());
}

bool FindingVisitor::VisitCallExpr(CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee || !Callee->getIdentifier() || !(isSystemFunction(*Callee) || Callee->getBuiltinID()))
    return true;
  const FunctionDecl *Definition = nullptr;
  if (Callee->hasBody(Definition) && !isSystemDecl(*Definition))
    return true;                                 // the program's own
  for (const Expr *Argument : Call->arguments()) // what is printed, or hashed by libc, isn't kept
    Harmless.insert(Argument->IgnoreParens());
  look(*Call, *Callee);
  return true;
}

/// A generic container: characters take what a `void *` leads to.
void FindingVisitor::checkCopy(const CallExpr &Call) {
  if (Call.getNumArgs() < 2)
    return;
  const Expr *Target = Call.getArg(0)->IgnoreParenCasts(), *Source = Call.getArg(1)->IgnoreParenCasts();
  QualType To = pointee(Target), From = pointee(Source);
  if (const auto *Array = Target->getType()->getAsArrayTypeUnsafe())
    To = Array->getElementType();
  if (!isCharacters(To) || From.isNull())
    return;
  if (From->isVoidType())
    add(Finding::Characters, "bytes of unknown type", Call.getBeginLoc());
  else if (!From->isIncompleteType() && hasPointers(From))
    add(Finding::Characters, quote(From, Context), Call.getBeginLoc());
}

/// The result of an allocation isn't used yet.
static bool isFresh(const Expr *E) {
  E = E->IgnoreParenCasts();
  return isa<CallExpr>(E) || isa<StringLiteral>(E);
}

bool FindingVisitor::VisitCastExpr(CastExpr *Cast) {
  const Expr *Inner = Cast->getSubExpr();
  if (Cast->getCastKind() == CK_PointerToIntegral && !Harmless.count(Cast) && !Cast->getType()->isBooleanType() &&
      !Inner->isNullPointerConstant(const_cast<ASTContext &>(Context), Expr::NPC_ValueDependentIsNotNull))
    add(Finding::AddressInInteger, "an address", Cast->getBeginLoc());
  if (Cast->getCastKind() == CK_PointerToIntegral || Cast->getCastKind() == CK_IntegralCast) // one of several around it
    if (Harmless.count(Cast))
      Harmless.insert(Inner->IgnoreParens());
  if (Cast->getCastKind() != CK_BitCast || isFresh(Inner))
    return true;
  QualType To = pointee(Cast), From = pointee(Inner);
  if (To.isNull() || From.isNull() || !isNumbers(From) || To->isVoidType() || To->isFunctionType() || isCharacters(To) ||
      To->isIncompleteType() || To->isUnionType())
    return true;
  bool IsSameNumber =
      isNumbers(To) && Context.getTypeSize(To) == Context.getTypeSize(From) && To->isIntegerType() == From->isIntegerType();
  if (!IsSameNumber)
    add(Finding::TwoTypes, quote(From, Context) + " that is used as " + quote(To, Context), Cast->getBeginLoc());
  return true;
}

void FindingVisitor::checkKept(const Expr *Target, const Expr *Value) {
  Target = Target->IgnoreParenCasts();
  const auto *Ref = dyn_cast<DeclRefExpr>(Target);
  const auto *Variable = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  bool IsKept = isa<MemberExpr>(Target) || isa<ArraySubscriptExpr>(Target) || (Variable && Variable->hasGlobalStorage());
  if (!IsKept || !Target->getType()->isIntegerType())
    return;
  if (QualType T = differingSize(Value, /*InQuotients=*/false); !T.isNull())
    add(Finding::KeptSize, "sizeof of " + quote(T, Context), Value->getBeginLoc());
}

bool FindingVisitor::VisitBinaryOperator(BinaryOperator *Operator) {
  if (Operator->isAssignmentOp()) {
    checkKept(Operator->getLHS(), Operator->getRHS());
    checkUntyped(Operator->getLHS()->getType(), Operator->getRHS());
  }
  // Alignment: some low bits. Comparisons keep nothing.
  bool IsLow =
      (Operator->getOpcode() == BO_And || Operator->getOpcode() == BO_Rem) && Operator->getRHS()->isEvaluatable(Context);
  if (IsLow || Operator->isComparisonOp()) {
    Harmless.insert(Operator->getLHS()->IgnoreParens());
    Harmless.insert(Operator->getRHS()->IgnoreParens());
  }
  return true;
}

/// The program's own allocator, whose result becomes a `void *` that nothing gives a type. libc's are AllocationSites' matter.
void FindingVisitor::checkUntyped(QualType Target, const Expr *Value) {
  const auto *Call = Target->isVoidPointerType() ? dyn_cast<CallExpr>(Value->IgnoreParenCasts()) : nullptr;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || !Callee->getIdentifier() || isSystemFunction(*Callee) || Callee->getBuiltinID() || isWrapper(In))
    return;
  if (Call->getType()->isVoidPointerType() && (Callee->getName().contains("alloc") || Callee->hasAttr<RestrictAttr>()))
    add(Finding::Untyped, Callee->getName().str(), Call->getBeginLoc());
}

bool FindingVisitor::VisitVarDecl(VarDecl *Variable) {
  checkLength(*Variable, &In, Items);
  if (Variable->hasInit())
    checkUntyped(Variable->getType(), Variable->getInit());
  return true;
}

//===--- The unit ------------------------------------------------------------===//

void Findings::collect(FunctionDecl &Function) { FindingVisitor(Function, Items).TraverseStmt(Function.getBody()); }

void Findings::collect(const RecordDecl &Record) {
  for (const Decl *D : Record.decls()) {
    if (const auto *Inner = dyn_cast<RecordDecl>(D))
      collect(*Inner);
    else if (const auto *Field = dyn_cast<FieldDecl>(D))
      checkLength(*Field, nullptr, Items);
  }
}

void Findings::collect(const VarDecl &Variable) { checkLength(Variable, nullptr, Items); }

void Findings::addUntyped(StringRef Callee, const FunctionDecl &In, SourceLocation Location) {
  if (!isWrapper(In))
    Items.push_back({Finding::Untyped, Callee.str(), Location, &In, ""});
}

std::vector<NoteFinding> Findings::notes(const ASTContext &Context, const std::vector<std::string> &Warnings) const {
  DiagnosticsEngine &Engine = Context.getDiagnostics();
  std::vector<NoteFinding> All;
  for (const Item &I : Items) {
    Place Where = placeOf(Context, I.Location);
    StringRef Slug = slugOf(I.Id);
    NoteFinding N{Slug.str(), I.About, I.In ? I.In->getName().str() : "", {}, Where.File, Where.Line};
    if (!I.Polling.empty())
      N.Polling.push_back(I.Polling);
    All.push_back(std::move(N));
    WarningLevel Level = levelOf(I.Id, Warnings);
    if (!I.Polling.empty() || Level == WarningLevel::Off || Engine.getIgnoreAllWarnings())
      continue;
    bool IsError = Level == WarningLevel::Error || Engine.getWarningsAsErrors();
    reportFinding(Engine, IsError, I.Location) << describe(I.Id, I.About) << Slug;
  }
  return All;
}
