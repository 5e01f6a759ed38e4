//===- UnionUses.h - What code does with unions -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_UNIONUSES_H
#define CGT_PLUGIN_UNIONUSES_H

#include "Discriminators.h"

#include "clang/AST/Stmt.h"

namespace cgt {

/// The struct's or union's member that is meant, null if it isn't one.
const clang::FieldDecl *fieldOf(const clang::MemberExpr *E);

/// Walks over a body in its order and tells each use of a union, with what is known there, and each assignment to an integer
/// beside one.
class UnionUses {
public:
  UnionUses(Discriminators &To, const clang::ASTContext &Context) : To(To), Context(Context), Facts(Context) {}
  void function(const clang::FunctionDecl &Function);
  void variable(const clang::VarDecl &Variable);

private:
  enum class Access { Read, Write, Address };
  /// A write that is waiting for its other half.
  struct Open {
    const clang::FieldDecl *Field; ///< the union, or the integer
    size_t Index;
    std::string Object, Source;
    std::set<const clang::FieldDecl *> Has; ///< the integers that a union's write has found
  };

  bool statement(const clang::Stmt *S);
  bool compound(const clang::CompoundStmt &S);
  bool branch(const clang::IfStmt &S);
  bool choice(const clang::SwitchStmt &S);
  void enter(const clang::Stmt *&S, const std::optional<TagFacts::Key> &Tag, const ValueSet &All, const TagFacts &Before,
             bool FallsThrough);
  bool loop(const clang::Stmt *Init, const clang::Expr *Condition, const clang::Stmt *Body, const clang::Expr *Step, bool Once);
  bool expressionStatement(const clang::Expr &E);
  void declaration(const clang::VarDecl &V);
  void expression(const clang::Expr *E);
  void children(const clang::Stmt *S);
  void call(const clang::CallExpr &E);
  void assign(const clang::BinaryOperator &E);
  void conditional(const clang::ConditionalOperator &E);
  void logical(const clang::BinaryOperator &E);
  void initializer(const clang::InitListExpr &E);
  void place(const clang::Expr *E, Access How, bool IsWhole = true);
  void member(const clang::MemberExpr &E, Access How, bool IsWhole);
  void use(const clang::FieldDecl *Union, const clang::FieldDecl *Member, const clang::Expr *Base, bool IsArrow, Access How,
           clang::SourceLocation Where);
  void setTag(const clang::MemberExpr &Tag, const clang::Expr *Value, clang::SourceLocation Where);
  void copyUnion(const clang::MemberExpr &To, const clang::MemberExpr &From, clang::SourceLocation Where);
  void barrier() { OpenUnions.clear(); }
  void control() {
    OpenUnions.clear();
    OpenTags.clear();
  }
  void forgetAssigned(const clang::Stmt *S);
  std::optional<std::string> nameOf(const clang::Expr *Base, bool IsArrow) const;

  Discriminators &To;
  const clang::ASTContext &Context;
  TagFacts Facts;
  std::vector<Open> OpenUnions, OpenTags;
  std::set<std::string> Unstable; ///< variables whose address is taken
};

} // namespace cgt

#endif // CGT_PLUGIN_UNIONUSES_H
