//===- Discriminators.h - Members that tell what a union holds ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nobody says of `struct { int kind; union { long n; char *p; } u; }` that `kind` tells u's live member; but each assignment to
// a member of u stands beside one to `kind`, or under a test of it. If that is so in the whole unit, no two members go with one
// value of `kind`, and `kind` never changes alone, then it tells. Whatever isn't certain is left unknown, with the reason.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_DISCRIMINATORS_H
#define CGT_PLUGIN_DISCRIMINATORS_H

#include "TagFacts.h"

#include "clang/AST/Decl.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"

#include <vector>

namespace cgt {

/// Something that is written to a union, or read of it.
struct UnionUse {
  const clang::FieldDecl *Member = nullptr; ///< null: the union as a whole
  std::string Source;                       ///< it is a copy of this object's; "": of nothing known
  std::string Object;
  bool IsWrite = false;
  std::map<const clang::FieldDecl *, ValueSet> Known; ///< values of members beside it
  std::set<const clang::FieldDecl *> Copied;          ///< members beside it that are copied, too
  clang::SourceLocation Where;
};

/// An assignment to an integer beside unions.
struct TagWrite {
  std::optional<int64_t> Value;
  std::set<const clang::FieldDecl *> Unions; ///< that are written with it
  clang::SourceLocation Where;
};

/// What was found of a union.
struct Discriminator {
  bool IsUsed = false;    ///< something is written to it or to what is beside it
  std::string Expression; ///< as CGT_ACTIVE's; "": not known
  std::string Why;        ///< what it was found from, or why there is none
};

class Discriminators {
public:
  /// To be called before anything in the body is changed.
  void visit(const clang::FunctionDecl &Function);
  void visit(const clang::VarDecl &Variable);
  /// Of a member of a struct that is a union. To be called at the unit's end.
  Discriminator find(const clang::FieldDecl &Union) const;

  /// Structs with unions that the unit has to do with, whatever types its memory has.
  llvm::ArrayRef<const clang::RecordDecl *> records() const { return Records.getArrayRef(); }

  // For what walks over code.
  UnionUse &addUse(const clang::FieldDecl *Union) {
    Records.insert(Union->getParent());
    return Uses[Union].emplace_back();
  }
  TagWrite &addWrite(const clang::FieldDecl *Tag) {
    addRecord(Tag->getParent());
    return Writes[Tag].emplace_back();
  }
  std::vector<UnionUse> &uses(const clang::FieldDecl *Union) { return Uses[Union]; }
  std::vector<TagWrite> &writes(const clang::FieldDecl *Tag) { return Writes[Tag]; }
  /// Nothing is known of it any more.
  void giveUp(const clang::FieldDecl *Field, clang::SourceLocation Where, const char *Why) {
    addRecord(Field->getParent());
    Unknown.insert({Field, {Where, Why}});
  }
  void giveUp(const clang::RecordDecl *Record, clang::SourceLocation Where) {
    addRecord(Record);
    Cast.insert({Record, Where});
  }

private:
  void addRecord(const clang::RecordDecl *Record);
  bool tells(const clang::FieldDecl *Tag, const clang::FieldDecl *Union, std::map<const clang::FieldDecl *, ValueSet> &Members,
             std::string &Why) const;

  llvm::DenseMap<const clang::FieldDecl *, std::vector<UnionUse>> Uses;
  llvm::DenseMap<const clang::FieldDecl *, std::vector<TagWrite>> Writes;
  std::map<const clang::FieldDecl *, std::pair<clang::SourceLocation, const char *>> Unknown;
  std::map<const clang::RecordDecl *, clang::SourceLocation> Cast;
  llvm::SetVector<const clang::RecordDecl *> Records;
};

} // namespace cgt

#endif // CGT_PLUGIN_DISCRIMINATORS_H
