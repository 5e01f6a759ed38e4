//===- Discriminators.cpp - Members that tell what a union holds -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Discriminators.h"

#include "Annotations.h"
#include "UnionUses.h"

#include "clang/AST/ASTContext.h"

using namespace clang;
using namespace cgt;

void Discriminators::visit(const FunctionDecl &Function) { UnionUses(*this, Function.getASTContext()).function(Function); }

void Discriminators::visit(const VarDecl &Variable) { UnionUses(*this, Variable.getASTContext()).variable(Variable); }

/// Only structs with unions matter.
void Discriminators::addRecord(const RecordDecl *Record) {
  Record = Record->getDefinition();
  if (Record && llvm::any_of(Record->fields(), [](const FieldDecl *F) {
        return F->getASTContext().getBaseElementType(F->getType())->isUnionType();
      }))
    Records.insert(Record);
}

static std::string lineOf(const FieldDecl *Field, SourceLocation Where) {
  Place At = placeOf(Field->getASTContext(), Where);
  return At.File + ":" + std::to_string(At.Line);
}

/// Does \p Tag tell the live member of \p Union? \p Members: by which values.
bool Discriminators::tells(const FieldDecl *Tag, const FieldDecl *Union, std::map<const FieldDecl *, ValueSet> &Members,
                           std::string &Why) const {
  auto Fail = [&](SourceLocation Where, const Twine &What) {
    Why = ("'" + Tag->getName() + "' doesn't tell, " + lineOf(Union, Where) + ": " + What).str();
    return false;
  };
  if (auto It = Unknown.find(Tag); It != Unknown.end())
    return Fail(It->second.first, It->second.second);
  for (const UnionUse &U : Uses.lookup(Union)) {
    if (!U.IsWrite)
      continue;
    auto Known = U.Known.find(Tag);
    bool IsCopied = !U.Member && U.Copied.count(Tag);
    if (!IsCopied && (!U.Member || Known == U.Known.end()))
      return Fail(U.Where, "nothing tells its value where the union is written");
    if (IsCopied)
      continue;
    auto [It, IsNew] = Members.insert({U.Member, Known->second});
    if (!IsNew)
      It->second = It->second.either(Known->second);
    for (const auto &[Other, Values] : Members)
      if (Other != U.Member && Values.meets(Known->second))
        return Fail(U.Where, "one value goes with two members");
  }
  for (const TagWrite &W : Writes.lookup(Tag)) {
    bool Matters = !W.Value && !Members.empty();
    for (const auto &[Member, Values] : Members)
      Matters |= W.Value && Values.meets(ValueSet::of(*W.Value));
    if (Matters && !W.Unions.count(Union))
      return Fail(W.Where, "it is set without the union");
  }
  for (const UnionUse &U : Uses.lookup(Union))
    if (auto Known = U.Known.find(Tag); !U.IsWrite && Known != U.Known.end() && !Known->second.IsRest)
      for (const auto &[Other, Values] : Members)
        if (Other != U.Member && Values.meets(Known->second))
          return Fail(U.Where, "another member is read there");
  return true;
}

/// A member, or one in it if it has no name.
static std::string nameOf(const FieldDecl *Member) {
  if (Member->getIdentifier())
    return Member->getName().str();
  const RecordDecl *Record = Member->getType()->getAsRecordDecl();
  for (const FieldDecl *Inner : Record->fields())
    if (std::string Name = Inner->isUnnamedBitField() ? "" : nameOf(Inner); !Name.empty())
      return Name;
  return "";
}

static std::string expressionOf(const FieldDecl *Tag, const std::map<const FieldDecl *, ValueSet> &Members,
                                const RecordDecl &Union) {
  std::string Result, Name = Tag->getName().str();
  for (const FieldDecl *Member : Union.fields()) {
    auto It = Members.find(Member->getCanonicalDecl());
    if (It == Members.end() || It->second.isEmpty())
      continue;
    std::string Test;
    bool IsRest = It->second.IsRest;
    for (int64_t Value : It->second.Values)
      Test += (Test.empty() ? "" : IsRest ? "&&" : "||") + Name + (IsRest ? "!=" : "==") + std::to_string(Value);
    Result += Test + "?" + nameOf(Member) + ":";
  }
  return Result + "0";
}

Discriminator Discriminators::find(const FieldDecl &Field) const {
  Discriminator D;
  const auto *Union = cast<FieldDecl>(Field.getCanonicalDecl());
  const RecordDecl *Record = Field.getParent();
  std::vector<const FieldDecl *> Tags;
  for (const FieldDecl *F : Record->fields())
    if (F->getIdentifier() && F->getType()->isIntegerType() && !F->getType().isVolatileQualified())
      Tags.push_back(F->getCanonicalDecl());
  bool IsWritten = llvm::any_of(Uses.lookup(Union), [](const UnionUse &U) { return U.IsWrite; });
  auto It = Unknown.find(Union);
  auto Casts = Cast.find(cast<RecordDecl>(Record->getCanonicalDecl()));
  D.IsUsed = IsWritten || It != Unknown.end() || Casts != Cast.end() ||
             llvm::any_of(Tags, [&](const FieldDecl *T) { return Writes.count(T) || Unknown.count(T); });
  if (It != Unknown.end())
    D.Why = lineOf(Union, It->second.first) + ": " + It->second.second;
  else if (Casts != Cast.end())
    D.Why = lineOf(Union, Casts->second) + ": a pointer to the struct becomes one to another, or the other way round";
  if (!D.Why.empty() || !IsWritten)
    return D;
  std::vector<std::pair<const FieldDecl *, std::map<const FieldDecl *, ValueSet>>> Found;
  for (const FieldDecl *Tag : Tags) {
    std::map<const FieldDecl *, ValueSet> Members;
    std::string Why;
    if (tells(Tag, Union, Members, Why) && !Members.empty())
      Found.push_back({Tag, std::move(Members)});
    else
      D.Why += (D.Why.empty() ? "" : "; ") + Why;
  }
  if (Found.size() > 1)
    D.Why = ("both '" + Found[0].first->getName() + "' and '" + Found[1].first->getName() + "' could tell").str();
  if (Found.size() != 1)
    return D;
  D.Expression = expressionOf(Found[0].first, Found[0].second,
                              *Field.getASTContext().getBaseElementType(Field.getType())->getAsRecordDecl());
  D.Why = "found from";
  std::set<std::string> Lines;
  for (const UnionUse &U : Uses.lookup(Union))
    if (std::string Line = lineOf(Union, U.Where); U.IsWrite && Lines.insert(Line).second)
      D.Why += " " + Line;
  return D;
}
