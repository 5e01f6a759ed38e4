//===- Annotations.cpp - Annotate attributes and places of declarations ---===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Annotations.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/Path.h"

using namespace clang;

cgt::Place cgt::placeOf(const ASTContext &Context, SourceLocation Location) {
  const SourceManager &SM = Context.getSourceManager();
  PresumedLoc Presumed = SM.getPresumedLoc(SM.getExpansionLoc(Location));
  if (Presumed.isInvalid())
    return {};
  return {llvm::sys::path::filename(Presumed.getFilename()).str(), Presumed.getLine()};
}

bool cgt::isSystemDecl(const Decl &D) {
  const SourceManager &SM = D.getASTContext().getSourceManager();
  SourceLocation Location = SM.getExpansionLoc(D.getLocation());
  return Location.isInvalid() || SM.isInSystemHeader(Location);
}

bool cgt::hasAnnotation(const Decl &D, StringRef Text) {
  return llvm::any_of(D.specific_attrs<AnnotateAttr>(), [&](const AnnotateAttr *A) { return A->getAnnotation() == Text; });
}

std::string cgt::annotationAfter(const Decl &D, StringRef Prefix) {
  for (const AnnotateAttr *A : D.specific_attrs<AnnotateAttr>())
    if (A->getAnnotation().starts_with(Prefix))
      return A->getAnnotation().drop_front(Prefix.size()).str();
  return "";
}

void cgt::dropAnnotations(Decl &D, StringRef Prefix) {
  if (!D.hasAttrs())
    return;
  SmallVector<Attr *, 4> Kept;
  for (Attr *A : D.getAttrs())
    if (auto *Annotation = dyn_cast<AnnotateAttr>(A); !Annotation || !Annotation->getAnnotation().starts_with(Prefix))
      Kept.push_back(A);
  if (Kept.size() == D.getAttrs().size())
    return;
  D.dropAttrs();
  for (Attr *A : Kept)
    D.addAttr(A);
}

void cgt::setAnnotation(Decl &D, StringRef Prefix, size_t Index) {
  dropAnnotations(D, Prefix);
  std::string Text = (Prefix + Twine(Index)).str();
  D.addAttr(AnnotateAttr::CreateImplicit(D.getASTContext(), Text, nullptr, 0));
}
