//===- ImplicitCode.cpp - Declarations and calls that the plugin adds ------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImplicitCode.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"

using namespace clang;

FunctionDecl *cgt::declareExternal(ASTContext &Context, StringRef Name, QualType Type, SourceLocation Location) {
  DeclContext *Unit = Context.getTranslationUnitDecl();
  auto *Function = FunctionDecl::Create(Context, Unit, Location, Location, &Context.Idents.get(Name), Type, nullptr, SC_Extern);
  Function->setImplicit();
  Function->addAttr(NoDebugAttr::CreateImplicit(Context));
  SmallVector<ParmVarDecl *, 4> Parameters;
  for (QualType Parameter : Type->castAs<FunctionProtoType>()->param_types())
    Parameters.push_back(
        ParmVarDecl::Create(Context, Function, Location, Location, nullptr, Parameter, nullptr, SC_None, nullptr));
  Function->setParams(Parameters);
  return Function;
}

Expr *cgt::calleeFor(ASTContext &Context, FunctionDecl &Function) {
  QualType Type = Function.getType();
  auto *Ref = DeclRefExpr::Create(Context, {}, {}, &Function, false, Function.getLocation(), Type, VK_PRValue);
  return convert(Context, Ref, Context.getPointerType(Type), CK_FunctionToPointerDecay);
}

Expr *cgt::convert(ASTContext &Context, Expr *E, QualType To, CastKind Kind) {
  return ImplicitCastExpr::Create(Context, To, Kind, E, nullptr, VK_PRValue, {});
}
