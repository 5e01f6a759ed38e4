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
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace llvm;
using namespace cgt;

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
    else if (auto F = indexAfter(Text, CGT_FUNCTION_ANNOTATION); F && *F < Functions.size())
      FunctionOf[Target] = *F;
    else if (Text.starts_with(CGT_LABELS_ANNOTATION))
      Tables.push_back(cast<GlobalVariable>(Target));
    else
      Kept.push_back(Entry);
  }
  if (!Kept.empty()) {
    auto *Init = ConstantArray::get(ArrayType::get(Kept[0]->getType(), Kept.size()), Kept);
    auto *New = new GlobalVariable(M, Init->getType(), GA->isConstant(), GA->getLinkage(), Init);
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
  getConstantStringInfo(G, Text);
  if (std::string Fault = readNotes(Text, Notes); !Fault.empty()) {
    M.getContext().emitError("cgt: malformed notes of the plugin: " + Fault + "; plugin and pass are of different versions");
    return std::nullopt;
  }
  for (const std::string &Name : Notes.System)
    Notes.SystemNames.insert(Name);
  for (const std::string &Name : Notes.Named)
    Notes.NamedNames.insert(Name);
  removeFromUsedLists(M, [&](Constant *C) { return C->stripPointerCasts() == G; });
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
