//===- ActiveMembers.cpp - Checks what CGT_ACTIVE says -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader of expressions is the runtime's (types/Active.h). It knows of members only: enumerators become numbers here.
//
//===----------------------------------------------------------------------===//

#include "ActiveMembers.h"

#include "Annotations.h"
#include "Diagnostics.h"

#include "types/Active.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "llvm/Support/Allocator.h"

using namespace clang;
using namespace cgt;

/// A union without a name is declared where it is used.
static bool isOfItsPlace(const RecordDecl &Union) {
  return !Union.getIdentifier() && !Union.getTypedefNameForAnonDecl() && isa<RecordDecl>(Union.getLexicalDeclContext());
}

static std::string textOf(const RecordDecl &Union) {
  for (const TagDecl *D : Union.redecls())
    if (std::string Text = annotationAfter(*D, ActiveAnnotation); !Text.empty())
      return Text;
  return "";
}

std::string cgt::activeOf(const RecordDecl &Union) { return isOfItsPlace(Union) ? "" : textOf(Union); }

std::string cgt::activeOf(const FieldDecl &Field, const Decl *&Declaration) {
  Declaration = &Field;
  std::string Text = annotationAfter(Field, ActiveAnnotation);
  const auto *Union = Field.getASTContext().getBaseElementType(Field.getType())->getAsRecordDecl();
  if (!Text.empty() || !Union || !Union->isUnion() || !isOfItsPlace(*Union))
    return Text;
  Declaration = Union;
  return textOf(*Union);
}

//===--- Checks ------------------------------------------------------------===//

namespace {
/// Types of the notes as the reader of expressions wants them.
struct NoteUnit {
  explicit NoteUnit(ArrayRef<NoteType> Types) : Members(Types.size()) {
    Where.LongSize = 8;
    for (auto [Index, N] : llvm::enumerate(Types)) {
      cgt::TypeInfo T = typeInfo(N);
      for (const NoteMember &M : N.Members)
        Members[Index].push_back(memberInfo(M));
      T.Members = Members[Index].data();
      T.NumMembers = Members[Index].size();
      Infos.push_back(T);
    }
    Unit.Types = Infos.data();
    Unit.NumTypes = Infos.size();
  }

  Platform Where;
  std::vector<cgt::TypeInfo> Infos;
  std::vector<std::vector<MemberInfo>> Members;
  UnitInfo Unit;
};
} // namespace

static StringRef ref(Str S) { return StringRef(S.Data, S.Size); }

static std::string toText(const llvm::APSInt &Value) {
  SmallString<32> Digits;
  Value.toString(Digits, 10);
  return Digits.str().str();
}

/// The number that an enumerator is, with a type as in C.
static std::string enumeratorText(const ASTContext &Context, StringRef Name) {
  auto It = Context.Idents.find(Name);
  if (It == Context.Idents.end())
    return "";
  for (const NamedDecl *D : Context.getTranslationUnitDecl()->lookup(It->second))
    if (const auto *E = dyn_cast<EnumConstantDecl>(D)) {
      const llvm::APSInt &Value = E->getInitVal();
      if (Value.isNegative())
        return "(" + toText(Value) + ")";
      return toText(Value) + (Value.isUnsigned() && !Value.isIntN(31) ? "u" : "");
    }
  return "";
}

static std::string describe(const ActiveProblem &P, StringRef Text, const cgt::TypeInfo &Union) {
  std::string Name = ("'" + ref(P.Name) + "'").str();
  switch (P.Fault) {
  case ActiveFault::UnknownName: return Name + " is neither a member around the union nor an enumerator";
  case ActiveFault::NoInteger: return Name + " isn't an integer of up to eight bytes";
  case ActiveFault::NoMember:
    return (P.Name.empty() ? "a result" : Name) + " is no member of '" + ref(Union.Name).str() +
           "'; results are members, 0 or void";
  case ActiveFault::TooDeep: return "it is too long";
  default: break;
  }
  StringRef Rest = Text.drop_front(std::min<size_t>(P.Offset, Text.size()));
  return Rest.empty() ? "it ends too early" : ("'" + Rest + "' doesn't go on as an expression does").str();
}

void cgt::checkActive(const ASTContext &Context, ArrayRef<ActiveSource> Sources, std::vector<NoteType> &Types) {
  if (Sources.empty())
    return;
  NoteUnit Unit(Types);
  llvm::BumpPtrAllocator Memory;
  Allocator Zeroed{[](void *Ctx, size_t Size) {
                     void *Block = static_cast<llvm::BumpPtrAllocator *>(Ctx)->Allocate(Size, 16);
                     return memset(Block, 0, Size);
                   },
                   &Memory};
  for (const ActiveSource &S : Sources) {
    std::string &Text = S.Member < 0 ? Types[S.Type].Active : Types[S.Type].Members[S.Member].Active;
    ActivePlace Place{{&Unit.Where, &Unit.Unit, static_cast<uint32_t>(S.Type)}, static_cast<uint32_t>(S.Member)};
    TypeRef Union = Place.type();
    if (Union.Index == NoIndex)
      continue; // of a library, whose members are unknown
    ActiveExpression Result;
    ActiveProblem Problem;
    while (!readActive(Str(Text.data(), Text.size()), Place, Zeroed, Result, Problem)) {
      std::string Number =
          Problem.Fault == ActiveFault::UnknownName ? enumeratorText(Context, ref(Problem.Name)) : std::string();
      if (Number.empty()) {
        std::string Why = describe(Problem, Text, Union.info());
        const auto *Attr = S.Declaration->getAttr<AnnotateAttr>();
        report(Context.getDiagnostics(), Diag::BadActive, Attr ? Attr->getLocation() : S.Declaration->getLocation()) << Why;
        Text.clear();
        break;
      }
      Text.replace(Problem.Offset, Problem.Name.Size, Number);
    }
  }
}
