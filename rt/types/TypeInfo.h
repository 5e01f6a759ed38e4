//===- TypeInfo.h - The types of a unit ----------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A unit's types are a table; they refer to each other by index. Bytes: docs/format.md, "Unit blob".
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_TYPEINFO_H
#define CGT_TYPES_TYPEINFO_H

#include "base/Bytes.h"
#include "types/Scalar.h"

namespace cgt {

enum class TypeKind : uint8_t {
  Scalar,          ///< a number
  Pointer,         ///< data pointer; Element = pointee (NoIndex: unknown)
  FunctionPointer, ///< code
  Array,           ///< Element x Count; Count 0: flexible or incomplete
  Struct,
  Union,
  Opaque, ///< bytes that travel between equal platforms only, but for sets (convert/BitSets.h)
  Void,   ///< void, functions, incomplete types: nothing to carry
};

struct MemberInfo {
  Str Name;
  uint32_t Type = NoIndex;
  uint64_t Offset = 0; ///< bytes from the record's start; of the storage unit's byte for bit-fields
  bool IsBitField = false;
  uint32_t BitOffset = 0; ///< bits from the record's start, in the target's bit order
  uint32_t BitWidth = 0;
  Str Active; ///< of a union or an array of some: which of its members is live (Active.h); "": nothing says
};

struct TypeInfo {
  TypeKind Kind = TypeKind::Void;
  Scalar Number = Scalar::None; ///< Scalar only; an image may have one that is unknown here
  uint64_t Enumerators = 0;     ///< Scalar only, an enumeration of the program: hash of its names and values; else 0
  Str Name; ///< "long", "size_t", "struct node", "int (*)(long)"; "_Complex double"; "" for data pointers, arrays proper
  uint64_t Size = 0; ///< bytes
  uint64_t Align = 1;
  uint32_t Element = NoIndex;
  uint64_t Count = 0;
  const MemberInfo *Members = nullptr;
  uint32_t NumMembers = 0;
  bool AnyOrder = false; ///< struct of a system header: its members' order isn't the same everywhere
  Str File;              ///< of a struct or union
  uint32_t Line = 0;
  Str Active; ///< union: the same of each, unless the member that it is says so itself

  bool isRecord() const { return Kind == TypeKind::Struct || Kind == TypeKind::Union; }
  /// None for all that is no scalar.
  Scalar scalar() const { return Kind == TypeKind::Scalar ? scalarOf(static_cast<char>(Number)) : Scalar::None; }
  bool isInteger() const { return cgt::isInteger(scalar()); }
  bool isFloating() const { return cgt::isFloating(scalar()); }
};

} // namespace cgt

#endif // CGT_TYPES_TYPEINFO_H
