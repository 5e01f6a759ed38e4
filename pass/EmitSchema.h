//===- EmitSchema.h - The unit's schema and address tables --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_EMITSCHEMA_H
#define CGT_PASS_EMITSCHEMA_H

#include "Frame.h"
#include "RuntimeCalls.h"

namespace cgt {

/// What the schema is made from besides the frames.
struct UnitParts {
  std::vector<Frame> Frames;                  ///< functions with resume points, then…
  std::vector<llvm::Function *> Partly;       ///< …those of them that can't be captured at some steps, then…
  std::vector<llvm::Function *> Uncapturable; ///< …those whose frames can't be captured, then…
  /// …those that may poll on another platform only.
  struct Absent {
    std::string Id, Name;
    const NoteFunction *Note;
    std::vector<Step> Steps;
  };
  std::vector<Absent> Absents;
  std::vector<llvm::Function *> AddressTaken; ///< before instrumentation took more
  struct Label {
    llvm::BlockAddress *Address;
    std::string Name; ///< in its function
  };
  std::vector<Label> Labels; ///< whose addresses are taken
  struct Data {
    llvm::GlobalVariable *Variable;
    uint64_t Size; ///< bytes of the source's object
  };
  std::vector<Data> Globals;                    ///< saved, or const and named
  std::vector<llvm::GlobalVariable *> Literals; ///< strings that the source says in quotes
  std::vector<NoteFinding> Findings;            ///< what may stand in a checkpoint's way
};

/// Lists the module's globals and literals as the source has them.
void collectData(llvm::Module &M, const UnitNotes &Notes, UnitParts &Parts);

/// Lists the functions whose address is taken.
void collectSymbols(llvm::Module &M, UnitParts &Parts);

/// Declares the module's CgtUnit, so that descriptors can refer to it.
llvm::GlobalVariable *declareUnit(llvm::Module &M, const RuntimeCalls &Calls);

/// A constant of the pass's own.
llvm::GlobalVariable *constant(llvm::Module &M, llvm::Constant *Init, const llvm::Twine &Name);

/// Constants for a frame: its CgtFunction, its CgtSite[] by step number from 1, and one of these.
llvm::Constant *functionDescriptor(const Frame &Fr, unsigned Index, llvm::GlobalVariable *Unit, const RuntimeCalls &Calls);
llvm::Constant *siteDescriptors(const Frame &Fr, unsigned Index, llvm::GlobalVariable *Unit, const RuntimeCalls &Calls);
llvm::Constant *siteDescriptor(llvm::Constant *Sites, const Site &S, const RuntimeCalls &Calls);

/// Writes the schema blob and the tables and gives \p Unit its contents.
void emitSchema(llvm::Module &M, llvm::GlobalVariable *Unit, const UnitParts &Parts, const UnitNotes &Notes,
                const RuntimeCalls &Calls);

} // namespace cgt

#endif // CGT_PASS_EMITSCHEMA_H
