//===- UnitNotes.h - What the plugin tells of a unit --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the JSON that the plugin left in the module (docs/design.md section 1) and ties it to the IR's values.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_UNITNOTES_H
#define CGT_PASS_UNITNOTES_H

#include "Notes.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"

#include <optional>
#include <string>
#include <vector>

namespace cgt {

/// The notes of one module. Values are keyed by address but never iterated: program order comes from the IR.
class UnitNotes : public cgt::Notes {
public:
  /// Reads and removes the notes; nothing if the module has none. A malformed text is reported as a diagnostic.
  static std::optional<UnitNotes> take(llvm::Module &M);

  /// The variable whose storage is \p Storage (alloca, argument, global), or null.
  const NoteVar *variable(const llvm::Value *Storage) const {
    auto It = VarOf.find(Storage);
    return It == VarOf.end() ? nullptr : &Vars[It->second];
  }
  const NoteFunction *function(const llvm::Function *F) const {
    auto It = FunctionOf.find(F);
    return It == FunctionOf.end() ? nullptr : &Functions[It->second];
  }
  /// The addresses of \p F's labels as its note names them; none of a block that nothing reaches.
  std::vector<llvm::BlockAddress *> labels(const llvm::Function *F) const {
    auto It = LabelsOf.find(F);
    return It == LabelsOf.end() ? std::vector<llvm::BlockAddress *>() : It->second;
  }
  /// Tells that \p New took \p Old's place. What is made later may lie where \p Old lay, and isn't that variable.
  void replaced(const llvm::Value *Old, const llvm::Value *New) {
    auto It = VarOf.find(Old);
    if (It == VarOf.end())
      return;
    unsigned Index = It->second;
    VarOf.erase(It);
    VarOf[New] = Index;
  }
  /// Tells that \p Gone was deleted.
  void forget(const llvm::Value *Gone) {
    VarOf.erase(Gone);
    FunctionOf.erase(Gone);
    LabelsOf.erase(Gone);
  }
  /// Declared in a system header, so that it never polls.
  bool isSystem(llvm::StringRef Name) const { return SystemNames.contains(Name); }
  /// The unit's source refers to a function of this name.
  bool isNamed(llvm::StringRef Name) const { return NamedNames.contains(Name); }

  /// Linkage name, and the file's base name for internal linkage.
  std::string idOf(const llvm::GlobalValue &GV) const;

private:
  void bindAnnotations(llvm::Module &M);
  void takeLabels(llvm::GlobalVariable &Table);

  llvm::StringSet<> SystemNames, NamedNames;
  llvm::DenseMap<const llvm::Value *, unsigned> VarOf, FunctionOf;
  llvm::DenseMap<const llvm::Value *, std::vector<llvm::BlockAddress *>> LabelsOf; ///< by function
};

/// The variable index of a plugin's annotation call, or nothing.
std::optional<unsigned> variableAnnotation(const llvm::Instruction &I);

} // namespace cgt

#endif // CGT_PASS_UNITNOTES_H
