//===- TypeTable.h - C types as the notes describe them -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numbers the C types that the program's memory has on the target being compiled for. Only the plugin knows them: the IR
// has lost signedness, member names, unions and bit-fields (docs/design.md section 1).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PLUGIN_TYPETABLE_H
#define CGT_PLUGIN_TYPETABLE_H

#include "ActiveMembers.h"
#include "Annotations.h"
#include "Discriminators.h"
#include "Notes.h"
#include "PlatformHeaders.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

#include <vector>

namespace cgt {

/// To be filled at the end of the unit, when every record that will be complete is.
class TypeTable {
public:
  TypeTable(const clang::ASTContext &Context, const clang::HeaderSearchOptions &Options, const Discriminators *Found = nullptr)
      : Context(Context), Headers(Options), Found(Found) {}

  /// Index of \p Type, for memory that holds a value of it. \p Use names an anonymous record that has no typedef.
  int add(clang::QualType Type, llvm::StringRef Use) { return addType(Type, Use, false); }
  /// The same for a variable: a parameter declared as `va_list` counts as one where that is an array, too.
  int addVariable(const clang::VarDecl &Variable, llvm::StringRef Use);

  /// True when a value of the type is, or has in it, a `va_list`.
  bool containsVaList(int Type) const;
  /// True for void, functions and incomplete types.
  bool isVoid(int Type) const { return Types[Type].Kind == NoteKind::Void; }

  /// Checks what has been said of live members; to be called last.
  void checkActive();
  /// All types, in order of their numbers.
  const std::vector<NoteType> &notes() const { return Types; }
  /// The tag of \p Type (docs/rmr-format.md), declared with alignment \p Align. Empty when a CGT_COUNT names no integer member
  /// beside a pointer to data. \p Refusal: why no stream carries the type, if none does.
  std::string tagOf(int Type, uint64_t Align, const char *&Refusal) const;

private:
  int addDeclared(const clang::DeclaratorDecl &D, llvm::StringRef Use);
  int addType(clang::QualType Type, llvm::StringRef Use, bool IsPointee);
  int addDesugared(clang::QualType Type, llvm::StringRef Typedef, llvm::StringRef Use, bool IsPointee);
  int addBuiltin(const clang::BuiltinType *Type, std::string Name);
  int addEnum(const clang::EnumType *Type, llvm::StringRef Use);
  int addPointer(clang::QualType Type, clang::QualType Pointee, llvm::StringRef Typedef, llvm::StringRef Use);
  int addArray(clang::QualType Type, clang::QualType Element, uint64_t Count, llvm::StringRef Use, bool IsPointee,
               std::string Name = "");
  int addRecord(const clang::RecordDecl *Record, llvm::StringRef Use, bool IsPointee);
  void findActive(const clang::FieldDecl &Field, NoteMember &M) const;
  void expandRecord(int Index, const clang::RecordDecl &Record);
  int addScalar(NoteKind Kind, clang::QualType Type, std::string Name, uint64_t Enumerators = 0);
  int addVoid(std::string Name);
  int withoutName(int Type);
  /// The entry equal to \p E, added when there is none.
  int unique(NoteType E);

  const clang::ASTContext &Context;
  PlatformHeaders Headers;
  const Discriminators *Found; ///< what code tells of unions; null: nothing
  std::vector<NoteType> Types;
  std::vector<ActiveSource> Actives;
  llvm::StringMap<int> Unique;
  llvm::DenseMap<const clang::TagDecl *, int> Records; ///< by canonical declaration
};

} // namespace cgt

#endif // CGT_PLUGIN_TYPETABLE_H
