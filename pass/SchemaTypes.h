//===- SchemaTypes.h - The schema's type table --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_SCHEMATYPES_H
#define CGT_PASS_SCHEMATYPES_H

#include "Frame.h"

#include "types/Schema.h"

#include "llvm/IR/DataLayout.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/StringSaver.h"

namespace cgt {

/// The notes' types, and types of temporaries, which the source doesn't name, appended to them.
class SchemaTypes {
public:
  SchemaTypes(const UnitNotes &Notes, const llvm::DataLayout &DL);

  /// The type of a temporary that the IR alone knows.
  uint32_t ofTemporary(llvm::Type *Ty, Signedness Sign);
  llvm::ArrayRef<TypeInfo> all() const { return Types; }
  /// A copy of \p Text that lives as long as this object.
  Str keep(llvm::StringRef Text);

private:
  uint32_t add(TypeInfo T);
  uint32_t ofStruct(llvm::StructType *Ty);
  TypeInfo scalar(llvm::Type *Ty, Signedness Sign) const;
  const MemberInfo *copyMembers(llvm::ArrayRef<MemberInfo> Members);

  const UnitNotes &Notes;
  const llvm::DataLayout &DL;
  llvm::BumpPtrAllocator Memory;
  llvm::StringSaver Saver{Memory};
  std::vector<TypeInfo> Types;
  llvm::DenseMap<std::pair<llvm::Type *, unsigned>, uint32_t> Known;
};

} // namespace cgt

#endif // CGT_PASS_SCHEMATYPES_H
