//===- Attributes.cpp - The attributes of cgt.h ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// GNU spellings, so that cgt.h works in C89, and [[cgt::...]]. They become `annotate` attributes, which redeclarations
// inherit. cgt.h finds out by __has_attribute whether the plugin is there, which works under -E as well, where plugins
// can't predefine macros.
//
//===----------------------------------------------------------------------===//

#include "Annotations.h"
#include "Diagnostics.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/Sema/ParsedAttr.h"
#include "clang/Sema/Sema.h"

using namespace clang;
using namespace cgt;

static bool reject(Sema &S, const ParsedAttr &Attr, StringRef Subject) {
  report(S.getDiagnostics(), Diag::AttributeSubject, Attr.getLoc()) << Attr.getAttrName()->getName() << Subject;
  return false;
}

/// Attributes have one name in each of the three syntaxes.
#define CGT_SPELLINGS(Name)                                                                                                    \
  static constexpr Spelling Names[] = {                                                                                        \
      {ParsedAttr::AS_GNU, "cgt_" Name}, {ParsedAttr::AS_C23, "cgt::" Name}, {ParsedAttr::AS_CXX11, "cgt::" Name}};            \
  Spellings = Names

namespace {

/// Becomes an annotation of the declaration, which the notes read.
struct AnnotatingAttribute : ParsedAttrInfo {
  explicit AnnotatingAttribute(StringRef Annotation) : Annotation(Annotation) {}
  AttrHandling handleDeclAttribute(Sema &S, Decl *D, const ParsedAttr &Attr) const override {
    D->addAttr(AnnotateAttr::CreateImplicit(S.Context, Annotation, nullptr, 0, Attr));
    return AttributeApplied;
  }
  StringRef Annotation;
};

struct NoPollAttribute : AnnotatingAttribute {
  NoPollAttribute() : AnnotatingAttribute(NoPollAnnotation) { CGT_SPELLINGS("no_poll"); }
  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr, const Decl *D) const override {
    return isa<FunctionDecl>(D) || reject(S, Attr, "functions");
  }
};

struct TransientAttribute : AnnotatingAttribute {
  TransientAttribute() : AnnotatingAttribute(TransientAnnotation) { CGT_SPELLINGS("transient"); }
  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr, const Decl *D) const override {
    return (isa<VarDecl>(D) && !isa<ParmVarDecl>(D)) || reject(S, Attr, "variables");
  }
};

/// Says which member of a union is live. It is checked at the unit's end (ActiveMembers.cpp), when all enumerators are known.
struct ActiveAttribute : ParsedAttrInfo {
  ActiveAttribute() {
    NumArgs = 1;
    CGT_SPELLINGS("active");
  }
  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr, const Decl *D) const override {
    if (const auto *Field = dyn_cast<FieldDecl>(D))
      return S.Context.getBaseElementType(Field->getType())->isUnionType() || reject(S, Attr, Subjects);
    const auto *Tag = dyn_cast<TagDecl>(D);
    return (Tag && Tag->isUnion()) || unionOf(D) || reject(S, Attr, Subjects);
  }
  AttrHandling handleDeclAttribute(Sema &S, Decl *D, const ParsedAttr &Attr) const override {
    StringRef Expression;
    if (!S.checkStringLiteralArgumentAttr(Attr, 0, Expression))
      return AttributeNotApplied;
    std::string Text = (ActiveAnnotation + Expression).str();
    Decl *Union = unionOf(D);
    (Union ? Union : D)->addAttr(AnnotateAttr::CreateImplicit(S.Context, Text, nullptr, 0, Attr));
    return AttributeApplied;
  }

private:
  static constexpr llvm::StringLiteral Subjects = "unions and members that are unions";
  /// The union that a typedef names.
  static RecordDecl *unionOf(const Decl *D) {
    const auto *Typedef = dyn_cast<TypedefNameDecl>(D);
    return Typedef && Typedef->getUnderlyingType()->isUnionType() ? Typedef->getUnderlyingType()->getAsRecordDecl() : nullptr;
  }
};

/// CGT_COUNT of rmr.h.
struct CountAttribute : ParsedAttrInfo {
  CountAttribute() {
    NumArgs = 1;
    CGT_SPELLINGS("count");
  }
  bool diagAppertainsToDecl(Sema &S, const ParsedAttr &Attr, const Decl *D) const override {
    const auto *Field = dyn_cast<FieldDecl>(D);
    return (Field && Field->getType()->isPointerType()) || reject(S, Attr, "members that are pointers");
  }
  AttrHandling handleDeclAttribute(Sema &S, Decl *D, const ParsedAttr &Attr) const override {
    StringRef Counter;
    if (!S.checkStringLiteralArgumentAttr(Attr, 0, Counter))
      return AttributeNotApplied;
    std::string Text = (CountAnnotation + Counter).str();
    D->addAttr(AnnotateAttr::CreateImplicit(S.Context, Text, nullptr, 0, Attr));
    return AttributeApplied;
  }
};

} // namespace

static ParsedAttrInfoRegistry::Add<CountAttribute> Count("cgt_count", "how many elements a pointer leads to");
static ParsedAttrInfoRegistry::Add<NoPollAttribute> NoPoll("cgt_no_poll", "a function without polls");
static ParsedAttrInfoRegistry::Add<TransientAttribute> Transient("cgt_transient", "a variable that isn't saved");
static ParsedAttrInfoRegistry::Add<ActiveAttribute> Active("cgt_active", "which member of a union is live");
