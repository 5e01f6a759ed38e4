//===- TypeNames.h - Types as people know them -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_TYPENAMES_H
#define CGT_TYPES_TYPENAMES_H

#include "base/Text.h"
#include "types/TypeRef.h"

namespace cgt {

/// "struct node *[3]", "int (*)[4]" as C has them; an unnamed scalar by its tag ("i4").
void printTypeName(const UnitInfo &Unit, uint32_t Type, Text &Out);

/// The same with a declarator where C wants it: "int (*rows)[4]" for "rows", "int [3][4]" for an int [4] and "[3]".
void printDeclaration(const UnitInfo &Unit, uint32_t Type, Str Name, Text &Out);

/// Is it the same enumeration, or a pointer to or array of it, with other names or values in it?
bool haveOtherEnumerators(const UnitInfo &A, uint32_t TypeA, const UnitInfo &B, uint32_t TypeB);

/// The member called \p Name, which is the \p Likely -th where structs are alike; null if there is none.
const MemberInfo *findMember(const TypeInfo &T, Str Name, uint32_t Likely = 0);

/// Are what two pointers point to declared alike? Unnamed types (temporaries) go with everything.
bool samePointee(const UnitInfo &A, uint32_t TypeA, const UnitInfo &B, uint32_t TypeB);

/// The path in C of the scalar at byte \p Offset of a block of \p Type ("b.pos[3].x"); bit-fields are found by \p Bit as
/// well, from the byte in the platform's order. \p SourceBytes is the block's size. \p Until: a type that it ends at.
void printPath(TypeRef Type, uint64_t Offset, unsigned Bit, uint64_t SourceBytes, Text &Out, uint32_t Until = NoIndex);

/// What the data pointer \p Offset bytes into a block of \p Type's elements points to; without an index if the schema
/// doesn't tell.
TypeRef pointeeAt(TypeRef Type, uint64_t Offset, uint64_t SourceBytes);
/// "'union value' holds one of several types" if the bytes at \p Offset are a union's.
void printUnionAt(TypeRef Type, uint64_t Offset, uint64_t SourceBytes, Text &Out);
/// May a value of the type hold pointers, to data or to functions, members of unions included?
bool mayHoldPointers(const UnitInfo &Unit, uint32_t Type, unsigned Depth = 0);
/// The element of an array of arrays; \p Type itself if it is no array proper.
TypeRef innermost(TypeRef Type);

} // namespace cgt

#endif // CGT_TYPES_TYPENAMES_H
