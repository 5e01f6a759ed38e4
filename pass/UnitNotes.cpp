//===- UnitNotes.cpp - What the plugin tells of a unit ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "UnitNotes.h"

#include "abi/Names.h"

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/Support/JSON.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;
using namespace cgt;

namespace {
/// Typed access to one JSON object; absent members read as defaults.
struct Fields {
  const json::Object &O;
  std::string text(StringRef Key) const {
    return O.getString(Key).value_or("").str();
  }
  uint64_t number(StringRef Key, uint64_t Default = 0) const {
    return O.getInteger(Key).value_or(Default);
  }
  int index(StringRef Key) const { return O.getInteger(Key).value_or(-1); }
  bool flag(StringRef Key) const { return O.getBoolean(Key).value_or(false); }
};
} // namespace

TypeKind cgt::kindOfNote(char Letter) {
  switch (Letter) {
  case 'p': return TypeKind::Pointer;
  case 'q': return TypeKind::FunctionPointer;
  case 'a': return TypeKind::Array;
  case 's': return TypeKind::Struct;
  case 'n': return TypeKind::Union;
  case 'o': return TypeKind::Opaque;
  case 'v': return TypeKind::Void;
  default: return TypeKind::Scalar;
  }
}

static NoteType readType(const Fields &F) {
  NoteType T;
  std::string Kind = F.text("k");
  T.Kind = Kind.empty() ? 'v' : Kind[0];
  T.Name = F.text("name");
  T.File = F.text("file");
  T.Size = F.number("size");
  T.Align = F.number("align", 1);
  T.Count = F.number("n");
  T.Line = F.number("line");
  T.Enumerators = F.number("enumerators");
  T.IsSystem = F.flag("system");
  T.Element = T.Kind == 'p' ? F.index("to") : F.index("of");
  if (const json::Array *Members = F.O.getArray("m"))
    for (const json::Value &V : *Members)
      if (const json::Object *O = V.getAsObject()) {
        Fields M{*O};
        T.Members.push_back({M.text("name"), M.index("t"), M.number("off"),
                             O->get("bits") != nullptr, M.number("bitoff"),
                             M.number("bits")});
      }
  return T;
}

static NoteVar readVar(const Fields &F) {
  NoteVar V;
  V.Name = F.text("name");
  V.Kind = F.text("kind");
  V.File = F.text("file");
  V.Function = F.text("fn");
  V.Type = F.index("t");
  V.Line = F.number("line");
  V.Transient = F.flag("transient");
  V.VaList = F.flag("valist");
  V.Vla = F.flag("vla");
  return V;
}

static NoteFunction readFunction(const Fields &F) {
  NoteFunction N;
  N.Name = F.text("name");
  N.File = F.text("file");
  N.Line = F.number("line");
  StringRef(F.text("hash")).getAsInteger(16, N.Hash);
  N.NoPoll = F.flag("nopoll");
  N.System = F.flag("system");
  if (const json::Array *Labels = F.O.getArray("labels"))
    for (const json::Value &V : *Labels)
      N.Labels.push_back(V.getAsString().value_or("").str());
  return N;
}

static NoteAlloc readAlloc(const Fields &F) {
  return {F.text("fn"), F.text("file"), F.text("in"), F.index("t"),
          F.number("line")};
}

template <typename T, typename ReadFn>
static void readAll(const json::Object &Root, StringRef Key,
                    std::vector<T> &Out, ReadFn Read) {
  if (const json::Array *A = Root.getArray(Key))
    for (const json::Value &V : *A)
      if (const json::Object *O = V.getAsObject())
        Out.push_back(Read(Fields{*O}));
}

bool UnitNotes::parse(StringRef Text) {
  Expected<json::Value> Parsed = json::parse(Text);
  if (!Parsed) {
    consumeError(Parsed.takeError());
    return false;
  }
  const json::Object *Root = Parsed->getAsObject();
  if (!Root || Root->getInteger("version") != 1)
    return false;
  Fields F{*Root};
  File = F.text("file");
  FirstExternal = F.text("firstExternal");
  Polls = F.text("polls");
  Sanitizer = F.text("sanitizer");
  readAll(*Root, "types", Types, readType);
  readAll(*Root, "vars", Vars, readVar);
  readAll(*Root, "functions", Functions, readFunction);
  readAll(*Root, "allocs", Allocs, readAlloc);
  for (auto [Key, Names] : {std::pair("system", &System), std::pair("named", &Named)})
    if (const json::Array *A = Root->getArray(Key))
      for (const json::Value &V : *A)
        if (auto Name = V.getAsString())
          Names->insert(*Name);
  return true;
}

/// The text of an annotation's global string.
static StringRef annotationText(const Value *V) {
  StringRef Text;
  getConstantStringInfo(V->stripPointerCasts(), Text);
  return Text;
}

static std::optional<unsigned> indexAfter(StringRef Text, StringRef Prefix) {
  unsigned Index;
  if (!Text.consume_front(Prefix) || Text.getAsInteger(10, Index))
    return std::nullopt;
  return Index;
}

std::optional<unsigned> cgt::variableAnnotation(const Instruction &I) {
  auto *II = dyn_cast<IntrinsicInst>(&I);
  if (!II || II->getIntrinsicID() != Intrinsic::var_annotation)
    return std::nullopt;
  return indexAfter(annotationText(II->getArgOperand(1)), CGT_VAR_ANNOTATION);
}

/// The table that the plugin put into the function has done its work.
void UnitNotes::takeLabels(GlobalVariable &Table) {
  for (Use &U : cast<Constant>(Table.getInitializer())->operands()) {
    auto *Label = cast<BlockAddress>(U.get()->stripPointerCasts());
    LabelsOf[Label->getFunction()].push_back(Label);
  }
}

/// Ties variables and functions to their notes and drops our global annotations (annotation calls mark where a variable's
/// life begins: the driver drops them after liveness).
void UnitNotes::bindAnnotations(Module &M) {
  for (Function &F : M)
    for (Instruction &I : instructions(F))
      if (auto Index = variableAnnotation(I); Index && *Index < Vars.size())
        VarOf[cast<CallBase>(I).getArgOperand(0)->stripPointerCasts()] = *Index;

  GlobalVariable *GA = M.getGlobalVariable("llvm.global.annotations");
  if (!GA || !GA->hasInitializer())
    return;
  SmallVector<Constant *> Kept;
  SmallVector<GlobalVariable *> Tables;
  for (Use &U : cast<Constant>(GA->getInitializer())->operands()) {
    auto *Entry = cast<Constant>(U.get());
    auto *Target = cast<Constant>(Entry->getOperand(0))->stripPointerCasts();
    StringRef Text = annotationText(cast<Constant>(Entry->getOperand(1)));
    if (auto V = indexAfter(Text, CGT_VAR_ANNOTATION); V && *V < Vars.size())
      VarOf[Target] = *V;
    else if (auto F = indexAfter(Text, CGT_FUNCTION_ANNOTATION);
             F && *F < Functions.size())
      FunctionOf[Target] = *F;
    else if (Text.starts_with(CGT_LABELS_ANNOTATION))
      Tables.push_back(cast<GlobalVariable>(Target));
    else
      Kept.push_back(Entry);
  }
  if (!Kept.empty()) {
    auto *Init = ConstantArray::get(
        ArrayType::get(Kept[0]->getType(), Kept.size()), Kept);
    auto *New = new GlobalVariable(M, Init->getType(), GA->isConstant(),
                                   GA->getLinkage(), Init);
    New->setSection(GA->getSection());
    New->takeName(GA);
  }
  GA->eraseFromParent();
  for (GlobalVariable *Table : Tables) {
    takeLabels(*Table);
    Table->eraseFromParent();
  }
}

std::optional<UnitNotes> UnitNotes::take(Module &M) {
  GlobalVariable *G = M.getGlobalVariable(CGT_NOTES_SYMBOL, true);
  if (!G || !G->hasInitializer())
    return std::nullopt;
  StringRef Text;
  UnitNotes Notes;
  if (!getConstantStringInfo(G, Text) || !Notes.parse(Text)) {
    M.getContext().emitError("cgt: malformed unit notes; plugin and pass are "
                             "of different versions");
    return std::nullopt;
  }
  removeFromUsedLists(M, [&](Constant *C) {
    return C->stripPointerCasts() == G;
  });
  Notes.bindAnnotations(M);
  G->eraseFromParent();
  return Notes;
}

std::string UnitNotes::idOf(const GlobalValue &GV) const {
  if (!GV.hasLocalLinkage())
    return GV.getName().str();
  // Static, or a constant local that -fmerge-all-constants made static.
  if (const NoteVar *V = variable(&GV); V && !V->Function.empty())
    return File + ":" + V->Function + "." + V->Name;
  if (const NoteVar *V = variable(&GV))
    return File + ":" + V->Name;
  return File + ":" + GV.getName().str();
}
