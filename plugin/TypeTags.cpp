//===- TypeTags.cpp - CGT_TAG_OF becomes a constant ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TypeTags.h"

#include "Diagnostics.h"
#include "TypeTable.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/CompilerInstance.h"

using namespace clang;
using namespace cgt;

namespace cgt {

class TagUses : public RecursiveASTVisitor<TagUses> {
public:
  TagUses(TypeTags &Tags, ASTContext &Context) : Tags(Tags), Context(Context) {}

  /// A value that clang has worked out already refers to what the initialiser referred to.
  bool TraverseVarDecl(VarDecl *Variable) {
    unsigned Before = NumUses;
    bool GoesOn = RecursiveASTVisitor::TraverseVarDecl(Variable);
    if (NumUses != Before && Variable->hasInit())
      Variable->setInit(Variable->getInit());
    return GoesOn;
  }

  bool VisitArraySubscriptExpr(ArraySubscriptExpr *Subscript) {
    auto *Anchor = dyn_cast<DeclRefExpr>(Subscript->getBase()->IgnoreImpCasts());
    const auto *Product = dyn_cast<BinaryOperator>(Subscript->getIdx()->IgnoreParenImpCasts());
    if (!Anchor || !Product || Anchor->getNameInfo().getAsString() != "__cgt_tag_of")
      return true;
    const auto *SizeOf = dyn_cast<UnaryExprOrTypeTraitExpr>(Product->getRHS()->IgnoreParenImpCasts());
    if (!SizeOf || !SizeOf->isArgumentType())
      return true;
    Anchor->setDecl(Tags.constantFor(Context, SizeOf->getArgumentType(), Anchor->getLocation()));
    ++NumUses;
    return true;
  }

private:
  TypeTags &Tags;
  ASTContext &Context;
  unsigned NumUses = 0;
};

} // namespace cgt

void TypeTags::redirect(Decl &D) { TagUses(*this, D.getASTContext()).TraverseDecl(&D); }

VarDecl *TypeTags::constantFor(ASTContext &Context, QualType Type, SourceLocation Where) {
  Use &Known = Uses[Type.getUnqualifiedType().getAsOpaquePtr()];
  if (Known.Constant)
    return Known.Constant;
  // Its size isn't known yet.
  QualType Bytes = Context.getIncompleteArrayType(Context.UnsignedCharTy.withConst(), ArraySizeModifier::Normal, 0);
  std::string Name = "__cgt_tag." + std::to_string(Uses.size() - 1);
  auto *Constant = VarDecl::Create(Context, Context.getTranslationUnitDecl(), SourceLocation(), SourceLocation(),
                                   &Context.Idents.get(Name), Bytes, nullptr, SC_Static);
  Constant->setImplicit();
  Constant->setIsUsed();
  Constant->addAttr(NoDebugAttr::CreateImplicit(Context));
  Known = {Constant, Where};
  return Constant;
}

void TypeTags::emit(CompilerInstance &Compiler) {
  ASTContext &Context = Compiler.getASTContext();
  for (auto &[Type, Use] : Uses) {
    TypeTable Types(Context, Compiler.getHeaderSearchOpts());
    QualType Tagged = QualType::getFromOpaquePtr(Type);
    uint64_t Align = Tagged->isFunctionType() ? 1 : Context.getTypeAlignInChars(Tagged).getQuantity();
    const char *Refusal = nullptr;
    std::string Bytes = Types.tagOf(Types.add(Tagged, "tagged"), Align, Refusal);
    if (Bytes.empty()) {
      report(Compiler.getDiagnostics(), Diag::BadCount, Use.Where) << Tagged.getAsString();
      continue;
    }
    if (Refusal) {
      report(Compiler.getDiagnostics(), Diag::NotCarried, Use.Where) << Tagged.getAsString() << Refusal;
      continue;
    }
    QualType Array = Context.getConstantArrayType(Context.UnsignedCharTy.withConst(), llvm::APInt(64, Bytes.size()), nullptr,
                                                  ArraySizeModifier::Normal, 0);
    Use.Constant->setType(Array);
    Use.Constant->setInit(StringLiteral::Create(Context, Bytes, StringLiteralKind::Ordinary, false, Array, SourceLocation()));
    Compiler.getASTConsumer().HandleTopLevelDecl(DeclGroupRef(Use.Constant));
  }
}
