//===- TypeRef.h - A type, its unit and its platform --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_TYPEREF_H
#define CGT_TYPES_TYPEREF_H

#include "types/Platform.h"
#include "types/Schema.h"

namespace cgt {

/// A type in a unit on a platform.
struct TypeRef {
  const Platform *Where = nullptr;
  const UnitInfo *Unit = nullptr;
  uint32_t Index = NoIndex;

  const TypeInfo &info() const { return Unit->Types[Index]; }
  TypeRef at(uint32_t Type) const { return {Where, Unit, Type}; }
  /// Is it an integer with a sign there?
  bool isSigned() const { return cgt::isSigned(info().scalar(), Where->CharSigned); }
};

} // namespace cgt

#endif // CGT_TYPES_TYPEREF_H
