//===- Values.h - The values in an image -------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Data in an image is in the sender's layout. A Node is a place in it with its type; Values reads nodes and takes them
// apart. Text, JSON and diff walk the same nodes.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_VALUES_H
#define CGT_INSPECT_VALUES_H

#include "ImageFile.h"
#include "Resolver.h"
#include "image/ThreadEntries.h"

#include "types/Active.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>

namespace cgt {

enum class NodeKind {
  Scalar,
  Pointer,
  Record, ///< struct or union: children are members
  Array,  ///< children are elements
  Bytes,  ///< opaque or untyped
  None,   ///< nothing to show: void, not saved, or not within its block
};

/// A typed place in the image's data.
struct Node {
  std::string Name; ///< variable, member; empty for elements
  TypeRef Type;     ///< Unit null: untyped
  const uint8_t *Data = nullptr;
  uint64_t Bytes = 0;
  const MemberInfo *Bits = nullptr; ///< a bit-field: Data is its record's
  bool IsBlock = false;             ///< a heap block: Bytes may hold several elements, or a tail
  BlockForm Form = BlockForm::Unknown;
  std::optional<uint32_t> Live;    ///< of a union, or each of an array: number of the live member, if something beside it tells
  uint64_t Before = 0, Behind = 0; ///< bytes of the same variable or block around it
};

/// A global or a live variable of an activation.
struct Variable {
  Node Value;
  const FieldInfo *Field = nullptr;
  const GlobalInfo *Global = nullptr;
  uint64_t Address = 0;             ///< 0: none
  const uint8_t *AtStart = nullptr; ///< of a global: ObjectRecord's
  Str Thread;                       ///< of a thread-local one: the number of the thread whose copy it is; empty: main's
};

class Values {
public:
  Values(const Image &I, const Resolver &Addresses) : I(I), Addresses(Addresses) {}

  const Image &image() const { return I; }
  const Resolver &addresses() const { return Addresses; }

  NodeKind kind(const Node &N) const;
  std::string type(const Node &N) const;

  /// Scalar: decimal, as precise as the format; "nan", "inf" for those.
  std::string scalar(const Node &N) const;
  /// Scalar: the same text for the same value on every platform.
  std::string comparable(const Node &N) const;
  /// Scalar: does scalar() give a number (JSON's grammar)?
  bool isNumber(const Node &N) const;
  PointerTarget pointer(const Node &N) const;
  /// Array of char that reads as text: up to the terminator, behind which nothing but zeros follows.
  std::optional<llvm::StringRef> text(const Node &N) const;
  /// Characters at a pointer to a literal or to a string of the process.
  std::optional<llvm::StringRef> literalText(const PointerTarget &T) const;
  std::string hex(const Node &N) const;

  /// Number of the member of a union that is live, if the program says which one. ActiveExpression::Nothing: none is.
  std::optional<uint32_t> live(const Node &N) const;
  /// Of a union whose live member is known: that one.
  uint64_t numChildren(const Node &N) const;
  Node child(const Node &N, uint64_t Index) const;
  /// Does the type have pointers that pointer() can follow?
  bool hasPointers(TypeRef Type) const;

  //===--- What an image consists of
  std::vector<Variable> variables(const ActivationRecord &A) const;
  std::vector<ThreadEntry> threads() const; ///< main's first
  std::vector<Variable> globals() const;    ///< in the order of the image's objects
  Node block(const HeapRun &R, uint64_t Index) const;
  const FunctionInfo &function(const ActivationRecord &A) const { return I.Units[A.Unit].Functions[A.Function]; }
  const StepInfo &step(const ActivationRecord &A) const { return function(A).step(A.Step); }

private:
  Node part(const Node &N, uint64_t Index) const;
  std::optional<uint32_t> findLive(const ActivePlace &Place, const Node &Union) const;
  TypeRef typeIn(uint32_t Unit, uint32_t Type) const;
  std::string integer(const uint8_t *Data, uint64_t Bytes, bool Signed) const;
  std::string bitField(const Node &N) const;
  llvm::APFloat floating(const TypeInfo &T, const uint8_t *Data) const;

  const Image &I;
  const Resolver &Addresses;
  mutable std::map<std::pair<const UnitInfo *, uint32_t>, bool> PointerTypes;
  mutable std::map<std::tuple<const UnitInfo *, uint32_t, uint32_t>, std::optional<ActiveExpression>> Actives;
  mutable Arena Memory;
};

/// Calls \p Visit for each pointer in \p N, nested ones too.
void forEachPointer(const Values &V, const Node &N, llvm::function_ref<void(const Node &, const PointerTarget &)> Visit);

/// "heap block 17 (struct node) + 8", "stack #0 'board'.rows[2]", "literal \"abc\"".
std::string describe(const Values &V, const PointerTarget &T, bool WithAddress);

/// In double quotes, escaped as in C.
std::string quoted(llvm::StringRef Text);

} // namespace cgt

#endif // CGT_INSPECT_VALUES_H
