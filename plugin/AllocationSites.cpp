//===- AllocationSites.cpp - Type the calls that allocate ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The element type is, in this order: what the result is converted to (a cast, the variable, parameter or return type
// it initialises), what the first `sizeof` in the size measures, what the old block holds (realloc). Memory of libc's own
// (localtime's) has the type that the result points to.
//
//===----------------------------------------------------------------------===//

#include "AllocationSites.h"

#include "Findings.h"
#include "ImplicitCode.h"
#include "SizeExpressions.h"

#include "abi/Names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using namespace cgt;

/// Does the function of libc return memory of its own?
static bool returnsOwnMemory(StringRef Callee) {
  return llvm::StringSwitch<bool>(Callee)
#define CGT_LIBC_RESULT(Name) .Case(#Name, true)
#include "abi/Libc.def"
      .Default(false);
}

/// The compiler's own, whatever its name in the source. The pass makes an instruction of it again.
static bool isAlloca(const FunctionDecl &Function) {
  switch (Function.getBuiltinID()) {
  case Builtin::BI__builtin_alloca:
  case Builtin::BI__builtin_alloca_uninitialized:
  case Builtin::BI__builtin_alloca_with_align:
  case Builtin::BI__builtin_alloca_with_align_uninitialized:
  case Builtin::BIalloca: return true;
  default: return false;
  }
}

/// The libc function that \p Call calls and that allocates, or returns memory of its own; or "".
static StringRef allocatorOf(const CallExpr &Call) {
  const FunctionDecl *Function = Call.getDirectCallee();
  if (!Function || !Function->getIdentifier() || !Function->hasExternalFormalLinkage())
    return "";
  const FunctionDecl *Definition = nullptr;
  if (Function->hasBody(Definition) && !isSystemDecl(*Definition))
    return ""; // the program's own
  StringRef Name = Function->getName();
  if (isAlloca(*Function))
    return "alloca";
  if (Function->getBuiltinID())
    Name.consume_front("__builtin_");
  return llvm::StringSwitch<StringRef>(Name)
#define CGT_LIBC_ALLOC(Name) .Case(#Name, #Name)
#define CGT_LIBC_RESULT(Name) .Case(#Name, #Name)
#include "abi/Libc.def"
      .Default("");
}

/// The first argument from which on sizes are given; those before are old blocks, places for the result and alignments.
static unsigned firstSizeArgument(StringRef Callee) {
  return llvm::StringSwitch<unsigned>(Callee)
      .Cases("malloc", "calloc", "valloc", "pvalloc", "alloca", 0)
      .Case("posix_memalign", 2)
      .Default(1);
}

/// What a `T *` points to; null for `void *`, pointers to functions and everything else.
static QualType elementBehind(QualType Pointer) {
  QualType Element = Pointer->isPointerType() ? Pointer->getPointeeType() : QualType();
  if (Element.isNull() || Element->isVoidType() || Element->isFunctionType())
    return {};
  return Element.getUnqualifiedType();
}

/// What the first `sizeof` in \p S measures.
static QualType measuredBy(const ASTContext &Context, const Stmt *S) {
  if (const auto *Trait = dyn_cast<UnaryExprOrTypeTraitExpr>(S); Trait && Trait->getKind() == UETT_SizeOf)
    return Context.getBaseElementType(Trait->getTypeOfArgument()).getUnqualifiedType();
  for (const Stmt *Child : S->children())
    if (Child)
      if (QualType Type = measuredBy(Context, Child); !Type.isNull())
        return Type;
  return {};
}

namespace {
/// The calls of a body with the element types their surroundings give them.
class AllocationCalls : public RecursiveASTVisitor<AllocationCalls> {
public:
  llvm::MapVector<CallExpr *, QualType> Calls;
  /// Conversions to `T *` of what a function of the program returns as `void *`: its memory may be fresh.
  llvm::MapVector<CastExpr *, QualType> Results;

  bool shouldVisitImplicitCode() const { return true; } // conversions inside initialiser lists

  bool VisitCallExpr(CallExpr *Call) {
    if (!allocatorOf(*Call).empty())
      Calls.try_emplace(Call);
    return true;
  }
  /// Outer conversions are met first and win: `p = (void *)malloc(n)` is for what p points to.
  bool VisitCastExpr(CastExpr *Cast) {
    if (QualType Element = elementBehind(Cast->getType()); !Element.isNull())
      noteElement(Cast->getSubExpr(), Element);
    if (QualType Element = elementBehind(Cast->getType());
        !Element.isNull() && !Element->isIncompleteType() && !Element->isCharType() && isOwnResult(Cast->getSubExpr()))
      Results.try_emplace(Cast, Element);
    return true;
  }

private:
  static bool isOwnResult(const Expr *E) {
    const auto *Call = dyn_cast<CallExpr>(E->IgnoreParens());
    if (!Call || !Call->getType()->isVoidPointerType() || !allocatorOf(*Call).empty())
      return false;
    const FunctionDecl *Function = Call->getDirectCallee();
    return !Function || (!isSystemDecl(*Function) && !Function->getBuiltinID());
  }

  /// Goes down to the calls whose result is the value of \p E.
  void noteElement(Expr *E, QualType Element) {
    E = E->IgnoreParens();
    if (auto *Call = dyn_cast<CallExpr>(E)) {
      if (!allocatorOf(*Call).empty() && Calls[Call].isNull())
        Calls[Call] = Element;
    } else if (auto *Cast = dyn_cast<CastExpr>(E)) {
      if (Cast->getCastKind() == CK_BitCast || Cast->getCastKind() == CK_NoOp)
        noteElement(Cast->getSubExpr(), Element);
    } else if (auto *Choice = dyn_cast<ConditionalOperator>(E)) {
      noteElement(Choice->getTrueExpr(), Element);
      noteElement(Choice->getFalseExpr(), Element);
    } else if (auto *Elvis = dyn_cast<BinaryConditionalOperator>(E)) {
      noteElement(Elvis->getCommon(), Element);
      noteElement(Elvis->getFalseExpr(), Element);
    } else if (auto *Binary = dyn_cast<BinaryOperator>(E)) {
      if (Binary->isCommaOp() || Binary->getOpcode() == BO_Assign)
        noteElement(Binary->getRHS(), Element);
    } else if (auto *Block = dyn_cast<StmtExpr>(E)) {
      const CompoundStmt *Body = Block->getSubStmt();
      if (auto *Last = Body->body_empty() ? nullptr : dyn_cast<Expr>(Body->body_back()))
        noteElement(const_cast<Expr *>(Last), Element);
    }
  }
};
} // namespace

/// The type without its surroundings: by the arguments.
static QualType elementByArguments(const ASTContext &Context, const CallExpr &Call, StringRef Callee) {
  if (Callee == "posix_memalign" && Call.getNumArgs() > 0)
    if (QualType Element = elementBehind(Call.getArg(0)->IgnoreParenCasts()->getType()); !Element.isNull())
      if (Element = elementBehind(Element); !Element.isNull())
        return Element;
  for (unsigned I = firstSizeArgument(Callee); I < Call.getNumArgs(); ++I)
    if (QualType Type = measuredBy(Context, Call.getArg(I)); !Type.isNull())
      return Type;
  if (Callee.starts_with("realloc") && Call.getNumArgs() > 0)
    return elementBehind(Call.getArg(0)->IgnoreParenImpCasts()->getType());
  return {};
}

/// What a function of the program is asked for: the one argument that measures the type tells.
static BlockForm formOfResult(const SizeExpressions &Sizes, const CastExpr &Cast, QualType Element) {
  BlockForm Form = BlockForm::Unknown;
  for (const Expr *Argument : cast<CallExpr>(Cast.getSubExpr()->IgnoreParens())->arguments())
    if (Argument->getType()->isIntegerType())
      if (BlockForm One = Sizes.formOf(Argument, Element); One != BlockForm::Unknown)
        Form = One;
  return Form;
}

/// A struct whose end may go on, as an array type that tells the form; any other type as it is.
QualType AllocationSites::elementOf(QualType Element, llvm::function_ref<BlockForm(QualType)> FormOf) const {
  QualType Base = Element.isNull() ? Element : Context.getBaseElementType(Element).getUnqualifiedType();
  if (Base.isNull() || !endsInArray(Context, Base))
    return Element;
  switch (FormOf(Base)) {
  case BlockForm::Many: return Context.getIncompleteArrayType(Base, ArraySizeModifier::Normal, 0);
  case BlockForm::One: return Context.getConstantArrayType(Base, llvm::APInt(64, 1), nullptr, ArraySizeModifier::Normal, 0);
  case BlockForm::Unknown: return Base;
  }
  llvm_unreachable("no such form");
}

void AllocationSites::redirectCalls(FunctionDecl &Function, Findings &Doubts) {
  AllocationCalls Found;
  Found.TraverseStmt(Function.getBody());
  if (Found.Calls.empty() && Found.Results.empty())
    return;
  SizeExpressions Sizes(Context, Function.getBody());
  for (auto &[Call, Element] : Found.Calls) {
    StringRef Callee = allocatorOf(*Call);
    if (returnsOwnMemory(Callee))
      Element = elementBehind(Call->getType());
    else if (Element.isNull())
      Element = elementByArguments(Context, *Call, Callee);
    Element = elementOf(Element, [&, Call = Call](QualType Base) {
      SmallVector<const Expr *, 2> All(llvm::drop_begin(Call->arguments(), firstSizeArgument(Callee)));
      return Sizes.formOf(All, Base);
    });
    if (Element.isNull())
      Doubts.addUntyped(Callee, Function, Call->getBeginLoc());
    redirect(*Call, Callee, Sites.size());
    Sites.push_back({Callee.str(), Element, Call->getBeginLoc(), &Function});
  }
  for (auto &[Cast, Element] : Found.Results) {
    Element = elementOf(Element, [&, Cast = Cast](QualType Base) { return formOfResult(Sizes, *Cast, Base); });
    wrapResult(*Cast, Sites.size());
    Sites.push_back({"typed", Element, Cast->getBeginLoc(), &Function});
  }
}

/// (T *)f() → (T *)__cgt_alloc.typed.N(f()).
void AllocationSites::wrapResult(CastExpr &Cast, size_t Index) {
  Expr *Inner = Cast.getSubExpr();
  QualType Pointer = Inner->getType();
  QualType Type = Context.getFunctionType(Pointer, {Pointer}, {});
  FunctionDecl *Function = declare("typed", Index, Type, Inner->getBeginLoc());
  Expr *Args[] = {Inner};
  Cast.setSubExpr(CallExpr::Create(Context, calleeFor(Context, *Function), Args, Pointer, VK_PRValue, Inner->getEndLoc(), {}));
}

/// The callee's own prototype. A declaration without one (`char *malloc();`) would pass arguments as the source's types
/// say: it gets libc's.
QualType AllocationSites::prototypeFor(const CallExpr &Call, StringRef Callee) const {
  QualType Own = Call.getDirectCallee()->getType();
  if (Own->isFunctionProtoType())
    return Own;
  SmallVector<QualType, 4> Parameters(Call.getNumArgs(), Context.getSizeType());
  if (!Parameters.empty() && (Callee.starts_with("realloc") || Callee == "posix_memalign"))
    Parameters[0] = Callee == "posix_memalign" ? Context.getPointerType(Context.VoidPtrTy) : Context.VoidPtrTy;
  return Context.getFunctionType(Call.getCallReturnType(Context), Parameters, {});
}

FunctionDecl *AllocationSites::declare(StringRef Callee, size_t Index, QualType Type, SourceLocation Location) {
  return declareExternal(Context, (CGT_ALLOC_PREFIX + Callee + "." + Twine(Index)).str(), Type, Location);
}

void AllocationSites::redirect(CallExpr &Call, StringRef Callee, size_t Index) {
  FunctionDecl *Function = declare(Callee, Index, prototypeFor(Call, Callee), Call.getBeginLoc());
  for (unsigned I = 0; I < Function->getNumParams() && I < Call.getNumArgs(); ++I) {
    QualType To = Function->getParamDecl(I)->getType(), From = Call.getArg(I)->getType();
    if (Context.hasSameUnqualifiedType(From, To))
      continue;
    CastKind Kind = To->isPointerType()     ? From->isPointerType() ? CK_BitCast : CK_IntegralToPointer
                    : From->isPointerType() ? CK_PointerToIntegral
                                            : CK_IntegralCast;
    Call.setArg(I, convert(Context, Call.getArg(I), To, Kind));
  }
  Call.setCallee(calleeFor(Context, *Function));
}

std::vector<NoteAlloc> AllocationSites::notes(TypeTable &Types) const {
  std::vector<NoteAlloc> All;
  for (const Site &S : Sites) {
    Place Where = placeOf(Context, S.Location);
    std::string In = S.Function->getName().str();
    int Type = S.Element.isNull() ? -1 : Types.add(S.Element, In + "." + S.Callee);
    if (Type >= 0 && Types.isVoid(Type))
      Type = -1;
    All.push_back({S.Callee, In, Type, Where.File, Where.Line});
  }
  return All;
}
