//===- Hints.cpp - Attributes of cgt.h from a file --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program has one file for all of its units, and each unit takes what it declares. That a hint is about nothing anywhere is known
// when all units are together: cgt-inspect tells it.
//
//===----------------------------------------------------------------------===//

#include "Hints.h"

#include "Annotations.h"
#include "Diagnostics.h"

#include "Warnings.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/YAMLParser.h"

using namespace clang;
using namespace cgt;
namespace yaml = llvm::yaml;

//===--- The file ------------------------------------------------------------===//

namespace cgt {
class HintReader {
public:
  HintReader(Hints &Result, CompilerInstance &Compiler, FileID File)
      : Result(Result), Sources(Compiler.getSourceManager()), Diagnostics(Compiler.getDiagnostics()), File(File),
        Text(Sources.getBufferData(File)) {}
  void run();

private:
  SourceLocation at(const char *Place) const {
    return Sources.getLocForStartOfFile(File).getLocWithOffset(static_cast<int>(Place - Text.begin()));
  }
  SourceLocation at(const yaml::Node &N) const { return at(N.getSourceRange().Start.getPointer()); }
  void fail(SourceLocation Place, const Twine &Why) {
    if (!std::exchange(HasFailed, true)) // what follows makes no sense
      report(Diagnostics, Diag::BadHints, Place) << Why.str();
  }
  std::optional<std::string> scalar(yaml::Node *N, StringRef What);
  void add(Hints::Kind Kind, std::string Name, const yaml::Node &At);
  void readNames(Hints::Kind Kind, yaml::Node *N);
  void readExpressions(yaml::Node *N);
  void readRoot(yaml::Node *Root);

  Hints &Result;
  SourceManager &Sources;
  DiagnosticsEngine &Diagnostics;
  FileID File;
  StringRef Text;
  bool HasFailed = false;
};
} // namespace cgt

std::optional<std::string> HintReader::scalar(yaml::Node *N, StringRef What) {
  SmallString<64> Storage;
  if (auto *S = dyn_cast_or_null<yaml::ScalarNode>(N))
    return S->getValue(Storage).str();
  if (auto *S = dyn_cast_or_null<yaml::BlockScalarNode>(N))
    return S->getValue().rtrim('\n').str();
  if (N)
    fail(at(*N), What + " is expected here");
  return std::nullopt;
}

void HintReader::add(Hints::Kind Kind, std::string Name, const yaml::Node &At) {
  SourceLocation Place = at(At);
  for (const Hints::Hint &Old : Result.All)
    if (Old.Is == Kind && Old.Name == Name)
      return fail(Place, "'" + Name + "' is there twice");
  Result.All.push_back({Kind, std::move(Name), "", Place, Place, Sources.getSpellingLineNumber(Place)});
}

void HintReader::readNames(Hints::Kind Kind, yaml::Node *N) {
  auto *Names = dyn_cast_or_null<yaml::SequenceNode>(N);
  if (!Names) {
    if (N)
      fail(at(*N), "a list of names is expected here");
    return;
  }
  for (yaml::Node &Entry : *Names)
    if (std::optional<std::string> Name = scalar(&Entry, "a name"))
      add(Kind, std::move(*Name), Entry);
}

void HintReader::readExpressions(yaml::Node *N) {
  auto *Entries = dyn_cast_or_null<yaml::MappingNode>(N);
  if (!Entries) {
    if (N)
      fail(at(*N), "unions with an expression each are expected here, as 'struct value.as: \"kind ? number : text\"'");
    return;
  }
  for (yaml::KeyValueNode &Entry : *Entries) {
    std::optional<std::string> Name = scalar(Entry.getKey(), "a union");
    if (!Name)
      return;
    add(Hints::Kind::Active, std::move(*Name), *Entry.getKey());
    std::optional<std::string> Expression = scalar(Entry.getValue(), "an expression");
    if (!Expression || HasFailed)
      return;
    Result.All.back().Expression = std::move(*Expression);
    Result.All.back().Expressed = at(*Entry.getValue());
  }
}

void HintReader::readRoot(yaml::Node *Root) {
  if (!Root || isa<yaml::NullNode>(Root))
    return;
  auto *Kinds = dyn_cast<yaml::MappingNode>(Root);
  if (!Kinds)
    return fail(at(*Root), "'active:', 'transient:' or 'no_poll:' is expected here");
  for (yaml::KeyValueNode &Entry : *Kinds) {
    std::optional<std::string> Kind = scalar(Entry.getKey(), "a kind of hint");
    if (!Kind)
      return;
    if (*Kind == "active")
      readExpressions(Entry.getValue());
    else if (*Kind == "transient" || *Kind == "no_poll")
      readNames(*Kind == "transient" ? Hints::Kind::Transient : Hints::Kind::NoPoll, Entry.getValue());
    else
      return fail(at(*Entry.getKey()), "'" + *Kind + "' is no kind of hint; known are active, transient and no_poll");
  }
}

void HintReader::run() {
  llvm::SourceMgr Errors;
  Errors.setDiagHandler(
      [](const llvm::SMDiagnostic &D, void *Ctx) {
        auto *Self = static_cast<HintReader *>(Ctx);
        Self->fail(Self->at(D.getLoc().isValid() ? D.getLoc().getPointer() : Self->Text.begin()), D.getMessage());
      },
      this);
  yaml::Stream Stream(Text, Errors, /*ShowColors=*/false);
  for (yaml::Document &Document : Stream) {
    readRoot(Document.getRoot());
    if (HasFailed)
      return; // LLVM's parser doesn't end then
  }
}

void Hints::read(CompilerInstance &Compiler, StringRef Path) {
  if (Path.empty())
    return;
  Diagnostics = &Compiler.getDiagnostics();
  File = llvm::sys::path::filename(Path).str();
  llvm::Expected<FileEntryRef> Entry = Compiler.getFileManager().getFileRef(Path, /*OpenFile=*/true);
  if (!Entry) {
    report(*Diagnostics, Diag::CantRead) << Path << llvm::toString(Entry.takeError());
    return;
  }
  FileID Id = Compiler.getSourceManager().createFileID(*Entry, SourceLocation(), SrcMgr::C_User);
  HintReader(*this, Compiler, Id).run();
}

//===--- Declarations ---------------------------------------------------------===//

/// Is \p Name that of \p D, perhaps behind the place where it is: a function for a variable in it, or a file?
static bool names(StringRef Name, const NamedDecl &D) {
  auto [Where, Last] = Name.rsplit(':');
  bool HasPlace = Name.contains(':');
  if ((HasPlace ? Last : Name) != D.getName())
    return false;
  const auto *In = dyn_cast<FunctionDecl>(D.getDeclContext());
  if (!HasPlace)
    return !In;
  return In ? Where == In->getName() : Where == placeOf(D.getASTContext(), D.getLocation()).File;
}

void Hints::give(Hint &H, Decl &D) {
  StringRef Prefix = H.Is == Kind::Active      ? StringRef(ActiveAnnotation)
                     : H.Is == Kind::Transient ? StringRef(TransientAnnotation)
                                               : StringRef(NoPollAnnotation);
  dropAnnotations(D, Prefix); // the file's word counts
  D.addAttr(AnnotateAttr::CreateImplicit(D.getASTContext(), (Prefix + H.Expression).str(), nullptr, 0, H.Expressed));
  H.IsUsed = true;
}

void Hints::apply(Decl &D) {
  auto *Function = dyn_cast<FunctionDecl>(&D);
  auto *Variable = dyn_cast<VarDecl>(&D);
  bool IsDefined = Function ? Function->doesThisDeclarationHaveABody()
                            : Variable && Variable->isThisDeclarationADefinition() != VarDecl::DeclarationOnly;
  if (!IsDefined)
    return;
  for (Hint &H : All) {
    if (H.Is == (Function ? Kind::NoPoll : Kind::Transient) && names(H.Name, cast<NamedDecl>(D)))
      give(H, D);
    if (!Function || H.Is != Kind::Transient)
      continue;
    for (Decl *Local : Function->decls())
      if (auto *Inner = dyn_cast<VarDecl>(Local); Inner && !isa<ParmVarDecl>(Inner) && names(H.Name, *Inner))
        give(H, *Inner);
  }
}

//===--- Types ----------------------------------------------------------------===//

/// The struct or union of that name, as C spells it; null: this unit has none, or doesn't know its members.
static RecordDecl *recordNamed(ASTContext &Context, StringRef Name) {
  bool IsStruct = Name.consume_front("struct "), IsUnion = Name.consume_front("union ");
  Name = Name.trim();
  auto It = Context.Idents.find(Name);
  if (It == Context.Idents.end())
    return nullptr;
  for (NamedDecl *D : Context.getTranslationUnitDecl()->lookup(It->second)) {
    RecordDecl *Record = nullptr;
    if (auto *Typedef = dyn_cast<TypedefNameDecl>(D); Typedef && !IsStruct && !IsUnion)
      Record = Typedef->getUnderlyingType()->getAsRecordDecl();
    else if (auto *Tag = dyn_cast<RecordDecl>(D); Tag && (Tag->isUnion() ? IsUnion : IsStruct))
      Record = Tag;
    if (Record && Record->getDefinition())
      return Record->getDefinition();
  }
  return nullptr;
}

/// Its member of that name; one of an unnamed struct or union in it counts as its own.
static FieldDecl *memberNamed(RecordDecl &Record, StringRef Name) {
  for (FieldDecl *F : Record.fields()) {
    if (F->getName() == Name)
      return F;
    RecordDecl *Inner = F->isAnonymousStructOrUnion() ? F->getType()->getAsRecordDecl() : nullptr;
    if (FieldDecl *Found = Inner ? memberNamed(*Inner, Name) : nullptr)
      return Found;
  }
  return nullptr;
}

void Hints::applyToType(Hint &H, ASTContext &Context) {
  SmallVector<StringRef, 4> Path;
  StringRef(H.Name).split(Path, '.');
  RecordDecl *Record = recordNamed(Context, Path.front());
  FieldDecl *Member = nullptr;
  std::string Reached = Path.front().str();
  for (StringRef Name : ArrayRef(Path).drop_front()) {
    if (!Record)
      return;
    Member = memberNamed(*Record, Name.trim());
    if (!Member) {
      report(*Diagnostics, Diag::BadHints, H.At) << "'" + Reached + "' has no member '" + Name.str() + "'";
      return;
    }
    Reached += "." + Name.str();
    Record = Context.getBaseElementType(Member->getType())->getAsRecordDecl();
    Record = Record ? Record->getDefinition() : nullptr;
  }
  if (!Record && !Member)
    return;
  if (!Record || !Record->isUnion()) {
    report(*Diagnostics, Diag::BadHints, H.At) << "'" + Reached + "' is no union";
    return;
  }
  if (Member)
    give(H, *Member);
  else
    give(H, *Record);
}

void Hints::applyToTypes(ASTContext &Context) {
  for (Hint &H : All)
    if (H.Is == Kind::Active)
      applyToType(H, Context);
}

void Hints::note(Notes &N) const {
  N.Hints = File;
  for (const Hint &H : All)
    if (!H.IsUsed)
      N.Findings.push_back({slugOf(Finding::UnusedHint).str(), H.Name, "", {}, File, H.Line});
}
