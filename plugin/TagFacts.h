//===- TagFacts.h - What is known of members' values --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_TAGFACTS_H
#define CGT_PLUGIN_TAGFACTS_H

#include "clang/AST/Expr.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace cgt {

/// Some integers, or all but some.
struct ValueSet {
  std::set<int64_t> Values;
  bool IsRest = false;

  static ValueSet all() { return {{}, true}; }
  static ValueSet of(int64_t Value) { return {{Value}, false}; }
  bool isAll() const { return IsRest && Values.empty(); }
  bool isEmpty() const { return !IsRest && Values.empty(); }
  ValueSet others() const { return {Values, !IsRest}; }
  ValueSet both(const ValueSet &Other) const;
  ValueSet either(const ValueSet &Other) const { return others().both(Other.others()).others(); }
  bool meets(const ValueSet &Other) const { return !both(Other).isEmpty(); }
};

/// The name of the object that an expression designates, the same for each that designates it while no variable in it changes.
/// None where other things than local variables, constants and objects themselves decide.
std::optional<std::string> objectName(const clang::Expr *E, const clang::ASTContext &Context);
/// That of what a pointer points to.
std::optional<std::string> pointeeName(const clang::Expr *Pointer, const clang::ASTContext &Context);
/// Stands in names with variables that any function may change.
constexpr const char *GlobalMark = "g";
/// How a variable stands in names.
std::string variableName(const clang::ValueDecl &Variable);

/// What is known of integer members of objects, on one way through a function.
class TagFacts {
public:
  using Key = std::pair<std::string, const clang::FieldDecl *>;

  explicit TagFacts(const clang::ASTContext &Context) : Context(&Context) {}

  ValueSet of(const std::string &Object, const clang::FieldDecl *Tag) const;
  /// All of an object.
  std::map<const clang::FieldDecl *, ValueSet> of(const std::string &Object) const;
  void set(const std::string &Object, const clang::FieldDecl *Tag, ValueSet Values);
  /// \p Condition is true, or false.
  void assume(const clang::Expr *Condition, bool IsTrue);
  /// The member that a value is, and the object's name, if facts about it can be had.
  std::optional<Key> tagOf(const clang::Expr *Value) const;
  /// The constant as a value of \p Tag.
  std::optional<int64_t> constant(const clang::Expr *Value, const clang::FieldDecl *Tag) const;

  void forget(const clang::ValueDecl &Variable) { forget(variableName(Variable)); }
  /// What names with \p Part in them stand for.
  void forget(const std::string &Part);
  /// Any object's.
  void forget(const clang::FieldDecl *Tag);
  void clear() { Known.clear(); }
  /// Two ways meet.
  void join(const TagFacts &Other);

private:
  const clang::ASTContext *Context;
  std::map<Key, ValueSet> Known; ///< what isn't in it is anything
};

} // namespace cgt

#endif // CGT_PLUGIN_TAGFACTS_H
