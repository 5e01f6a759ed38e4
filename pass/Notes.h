//===- Notes.h - What the plugin tells the pass -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plugin fills these structs and writes them as JSON, the pass reads that: Notes.def lists the members and their keys.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_NOTES_H
#define CGT_PASS_NOTES_H

#include "types/TypeInfo.h"

#include "llvm/Support/JSON.h"

#include <string>
#include <vector>

namespace cgt {

/// What a type is; as a letter, scalars have their tag's.
enum class NoteKind : char {
  Signed = static_cast<char>(Scalar::Signed),
  Unsigned = static_cast<char>(Scalar::Unsigned),
  Bool = static_cast<char>(Scalar::Bool),
  Char = static_cast<char>(Scalar::Char),
  IEEE = static_cast<char>(Scalar::IEEE),
  X87 = static_cast<char>(Scalar::X87),
  DoubleDouble = static_cast<char>(Scalar::DoubleDouble),
  Pointer = 'p',
  FunctionPointer = 'q',
  Array = 'a',
  Struct = 's',
  Union = 'n',
  Opaque = 'o', ///< bytes
  Void = 'v'    ///< void, functions, incomplete types
};

/// A hash; in JSON, 16 hexadecimal digits.
struct NoteHash {
  uint64_t Value = 0;
};

#define CGT_NOTE(Name) struct Name {
#define CGT_KEY(Type, Name, Key, Usual) Type Name = Usual;
#define CGT_OWN(Type, Name, Usual) Type Name = Usual;
#define CGT_NOTE_END(Name)                                                                                                     \
  }                                                                                                                            \
  ;
#include "Notes.def"

llvm::json::Object toJson(const Notes &N);
/// What is wrong with \p Text as notes; "": nothing, and \p N has what it says.
std::string readNotes(llvm::StringRef Text, Notes &N);

/// The type as schemas and tags have it, but for its members. Its names are those of \p N.
TypeInfo typeInfo(const NoteType &N);
MemberInfo memberInfo(const NoteMember &N);

} // namespace cgt

#endif // CGT_PASS_NOTES_H
