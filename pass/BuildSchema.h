//===- BuildSchema.h - What a unit says of itself ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_BUILDSCHEMA_H
#define CGT_PASS_BUILDSCHEMA_H

#include "EmitSchema.h"
#include "SchemaTypes.h"

#include <deque>
#include <string>

namespace cgt {

/// Builds the UnitInfo, which refers to the builder. Deques keep arrays where they are while others grow.
class SchemaBuilder {
public:
  SchemaBuilder(llvm::Module &M, const UnitParts &Parts, const UnitNotes &Notes)
      : DL(M.getDataLayout()), Parts(Parts), Notes(Notes), Types(Notes, DL) {}
  UnitInfo build();

private:
  FunctionInfo function(const llvm::Function &F);
  FunctionInfo frame(const Frame &Fr);
  FunctionInfo absent(const UnitParts::Absent &A);
  void addSource(FunctionInfo &I, const NoteFunction *N);
  /// \p FieldOf leads from the variables of \p Fr to fields; null: all steps are absent.
  void addSteps(FunctionInfo &I, llvm::ArrayRef<Step> All, const Frame *Fr, llvm::ArrayRef<int> FieldOf);
  GlobalInfo global(const UnitParts::Data &D);
  LiteralInfo literal(const llvm::GlobalVariable &G);
  FieldInfo field(const Frame &Fr, const FrameVar &V, unsigned Ordinal);

  const llvm::DataLayout &DL;
  const UnitParts &Parts;
  const UnitNotes &Notes;
  SchemaTypes Types;
  std::deque<std::vector<FieldInfo>> Fields;
  std::deque<std::vector<StepInfo>> Steps;
  std::deque<std::vector<uint32_t>> Lives;
  std::deque<std::vector<uint64_t>> Sizes;
  std::vector<FunctionInfo> Functions;
  std::vector<GlobalInfo> Globals;
  std::vector<SymbolInfo> Symbols;
  std::vector<LiteralInfo> Literals;
  std::vector<AllocSiteInfo> Allocs;
};

/// What must hold of a unit whose parts are found by their names: each name is there once, and a variable has the bytes of its
/// type. Says what doesn't, "" if all does.
std::string findClash(const UnitInfo &Unit);

} // namespace cgt

#endif // CGT_PASS_BUILDSCHEMA_H
