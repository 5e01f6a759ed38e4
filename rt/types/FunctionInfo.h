//===- FunctionInfo.h - Functions, their variables and steps ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the schema says of a function: its variables (MThV and MThP), and the points where it can be resumed with what is
// alive there. Bytes: docs/format.md, "Unit blob".
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_FUNCTIONINFO_H
#define CGT_TYPES_FUNCTIONINFO_H

#include "types/TypeInfo.h"

namespace cgt {

enum FieldFlags : uint32_t {
  FieldParam = 1,
  FieldTemp = 2,   ///< unnamed value, matched by its name "%k" (ordinal among the step's temporaries)
  FieldMemory = 4, ///< has an address of its own, found at AddressOffset in the record
  FieldSignUnknown = 16,
  FieldTransient = 32, ///< CGT_TRANSIENT: not saved, zero after resume
  /// An array of variable length. Its contents are a run of the heap's directory; the field is its size, but in images, and has the array's type.
  FieldArray = 128,
  /// What alloca() has given: runs, too. The last piece's address is at AddressOffset.
  FieldPieces = 256,
};

/// One member of a function's MThV or MThP (paper section 2.1).
struct FieldInfo {
  Str Name; ///< "i", "i#2" (second declaration of that name), "%3" (temporary)
  uint32_t Type = NoIndex;
  uint64_t Offset = 0;        ///< in the record
  uint64_t AddressOffset = 0; ///< in the record, of the slot with the variable's address; 0: none
  uint32_t Flags = 0;
  uint32_t Line = 0;
  Str Size; ///< how it is computed from sizes (types/Sizes.h), "": without any
};

enum StepFlags : uint32_t {
  StepAbsent = 1, ///< a constant condition rules it out on this platform: it can't be on the stack
};

/// A step number's resume point.
struct StepInfo {
  Str Callee; ///< "<poll>", "<indirect>" or a function's name
  uint32_t LoopDepth = 0;
  uint32_t Ordinal = 0; ///< of the call among the function's calls
  uint32_t Line = 0;
  uint32_t Flags = 0;
  const uint32_t *Live = nullptr; ///< indices of live fields, ascending
  uint32_t NumLive = 0;
  Str Sizes; ///< the same for the call's arguments
};

struct FunctionInfo {
  Str Id;   ///< linkage name; internal linkage: "file.c:name"
  Str Name; ///< for messages
  Str File;
  uint32_t Line = 0;
  uint64_t TokenHash = 0; ///< of the source; 0: not compared
  uint64_t RecordSize =
      0; ///< bytes; the record begins with one pointer (the exception object), then MThV, MThP, addresses, contents of variables in memory
  const FieldInfo *Fields = nullptr;
  uint32_t NumFields = 0;
  const StepInfo *Steps = nullptr; ///< step k is Steps[k - 1]
  uint32_t NumSteps = 0;
  const uint64_t *Sizes = nullptr; ///< what Size and Sizes refer to: sizeof and its like in the source, in their order
  uint32_t NumSizes = 0;

  /// The resume point with that number.
  const StepInfo &step(uint32_t Number) const { return Steps[Number - 1]; }
};

/// The fields that are alive at a step, in their order: `for (const FieldInfo &V : LiveFields(F, S))`.
class LiveFields {
public:
  struct Iterator {
    const FieldInfo *Fields;
    const uint32_t *At;

    const FieldInfo &operator*() const { return Fields[*At]; }
    Iterator &operator++() {
      ++At;
      return *this;
    }
    bool operator!=(const Iterator &I) const { return At != I.At; }
  };

  LiveFields(const FunctionInfo &F, const StepInfo &S) : Fields(F.Fields), Live(S.Live), Count(S.NumLive) {}
  Iterator begin() const { return {Fields, Live}; }
  Iterator end() const { return {Fields, Live + Count}; }

private:
  const FieldInfo *Fields;
  const uint32_t *Live;
  uint32_t Count;
};

} // namespace cgt

#endif // CGT_TYPES_FUNCTIONINFO_H
