//===- Resolver.h - From a sender's address to its object --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A pointer in an image is the sender's raw address. What it refers to is found in the image's directory: heap blocks,
// globals, literals, functions, and the variables of frames that have an address.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_RESOLVER_H
#define CGT_INSPECT_RESOLVER_H

#include "convert/Plan.h"
#include "image/Checkpoint.h"

#include <map>
#include <string>
#include <vector>

namespace cgt {

enum class TargetKind { Null, Heap, Stack, Global, Literal, Function, Extern, Process, Mark, Dangling };
constexpr unsigned NumTargetKinds = static_cast<unsigned>(TargetKind::Dangling) + 1;

/// "heap", "stack", ...
const char *targetKindName(TargetKind Kind);

/// What an address refers to.
struct PointerTarget {
  TargetKind Kind = TargetKind::Null;
  uint64_t Address = 0;
  uint32_t Activation = NoIndex;        ///< Stack
  const FieldInfo *Field = nullptr;     ///< Stack
  uint64_t Block = 0;                   ///< Heap: number of the block in the image
  const ObjectRecord *Object = nullptr; ///< Global, Literal, Function, Extern, Process
  std::string Name;                     ///< of the variable, global, function, stream; a heap block's type
  TypeRef Type;                         ///< of the object; Unit null: unknown
  BlockForm Form = BlockForm::Unknown;  ///< Heap
  uint64_t Bytes = 0;                   ///< size of the object
  const uint8_t *Data = nullptr;        ///< the object's; null: not in the image
  uint64_t Offset = 0;
  std::string Path;      ///< C path of the element within the object ("pos[3].x"), as far as types tell
  int64_t MarkValue = 0; ///< Mark: (T *)1, MAP_FAILED

  bool isResolved() const { return Kind != TargetKind::Dangling; }
};

class Resolver {
public:
  explicit Resolver(const Image &I);

  /// \p Pointee, if known, tells a pointer to a struct from one to its first member.
  PointerTarget resolve(uint64_t Address, bool IsFunction, TypeRef Pointee = {}) const;
  /// The same without name and path, quickly.
  PointerTarget locate(uint64_t Address, bool IsFunction) const;

  /// The number in the image of a run's first block.
  uint64_t firstBlock(uint32_t Run) const { return FirstBlocks[Run]; }
  uint64_t numBlocks() const { return Blocks; }

private:
  struct Range {
    uint64_t Start = 0, Size = 0, Stride = 0, Count = 1;
    uint32_t Run = NoIndex, Object = NoIndex, Activation = NoIndex, Field = NoIndex;
  };
  void addRuns();
  void addObjects();
  void addFrames();
  bool findIn(const std::vector<Range> &Ranges, uint64_t Address, bool PastEnd, const Range *&Found, uint64_t &Index,
              uint64_t &Offset) const;
  void describe(const Range &R, uint64_t Index, PointerTarget &T) const;
  void describeObject(const ObjectRecord &O, PointerTarget &T) const;
  std::string nameOf(const PointerTarget &T) const;

  const Image &I;
  std::vector<Range> Static, Stack;
  std::map<uint64_t, uint32_t> Functions;
  std::vector<uint64_t> FirstBlocks;
  uint64_t Blocks = 0;
};

/// The path within a block of \p Bytes that begins with elements of \p Type, to \p Offset; stops at an element of type
/// \p Pointee. \p Rest: bytes beyond what the path names.
std::string elementPath(TypeRef Type, BlockForm Form, uint64_t Bytes, uint64_t Offset, TypeRef Pointee, uint64_t &Rest);

/// printDeclaration as a string; "void" for no type.
std::string declaration(TypeRef Type, const std::string &Name);
/// The same without a name.
std::string typeName(TypeRef Type);

/// Type of a heap block or another object of \p Bytes: "struct node [4]", "int [4][3]" where there are several.
std::string blockTypeName(TypeRef Type, BlockForm Form, uint64_t Bytes);

/// A struct whose last member takes what a block has beyond the struct.
bool hasFlexibleEnd(TypeRef Type, BlockForm Form, uint64_t Bytes);

/// Where a variable of a frame lay; 0 when it had no address.
uint64_t fieldAddress(const Platform &Sender, const ActivationRecord &A, const FieldInfo &Field);

} // namespace cgt

#endif // CGT_INSPECT_RESOLVER_H
