//===- Blocks.h - What blocks of the heap are made of -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A block of T is an array of them, or one struct T whose last array goes on behind its end (`sizeof(T) + n` bytes). Which
// one is told by how the block was asked for, as far as the program shows that.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_BLOCKS_H
#define CGT_TYPES_BLOCKS_H

#include "types/Schema.h"

namespace cgt {

/// How a block was asked for.
enum class BlockForm : uint8_t {
  Unknown, ///< by bytes
  Many,    ///< n * sizeof(T)
  One,     ///< sizeof(T) + n, offsetof(T, last) + n
};

/// What an array type around the element of a block says.
inline BlockForm formOfArray(bool HasName, uint64_t Count) {
  return HasName || Count > 1 ? BlockForm::Unknown : Count == 0 ? BlockForm::Many : BlockForm::One;
}

/// What the type of an allocation says: `T []` is Many, `T [1]` is One, anything else an Element of Unknown.
struct BlockType {
  uint32_t Element = NoIndex;
  BlockForm Form = BlockForm::Unknown;
};
BlockType blockType(const UnitInfo &Unit, uint32_t Type);
/// The type in \p Unit that says so; the element if there is none.
uint32_t typeOfBlocks(const UnitInfo &Unit, BlockType What);
/// What arrays of arrays are made of.
uint32_t withoutArrays(const UnitInfo &Unit, uint32_t Type);

/// The same, but complex numbers and vectors, which are arrays with a name, stay whole.
uint32_t elementOfArrays(const UnitInfo &Unit, uint32_t Type);

/// The array that a struct ends in, its own last member or that of a struct which is that.
struct EndArray {
  uint32_t Element = NoIndex;     ///< none
  uint64_t Offset = 0, Bytes = 0; ///< of all that the struct itself has
  uint64_t Count = 0;             ///< 0: flexible
  bool IsNested = false;

  bool found() const { return Element != NoIndex; }
  /// Does it in some block of that form? Without a word from the program an array of one may (the idiom before C99).
  bool mayGoOn(BlockForm Form) const {
    return found() && (Count == 0 || Form == BlockForm::One || (Form == BlockForm::Unknown && isIdiom()));
  }
  /// Does it in a block of \p InAll bytes that begins with such a struct, of \p Size bytes? The struct's padding may have some of
  /// it. An idiom does where no array of structs fills the block.
  bool goesOn(BlockForm Form, uint64_t Size, uint64_t InAll) const {
    if (!mayGoOn(Form) || InAll < Offset)
      return false;
    return Count == 0 || (Form == BlockForm::One ? InAll > Offset + Bytes : InAll > Size && InAll % Size != 0);
  }
  /// Would both be as likely? Structs that end in a flexible array have no place for it in an array; where no array of structs
  /// fills the block, any other array at the end may go on, too.
  bool isUnclear(BlockForm Form, uint64_t Size, uint64_t InAll) const {
    if (!found() || Form == BlockForm::One || Size == 0 || InAll <= Size)
      return false;
    return Form == BlockForm::Many ? Count == 0 : Count != 0 && isIdiom() == (InAll % Size == 0);
  }

private:
  bool isIdiom() const { return Count == 1 && !IsNested; }
};
EndArray endArray(const UnitInfo &Unit, uint32_t Type);

/// Where the characters begin that a block of \p Bytes bytes is made of, or ends in (`char data[]`); \p Bytes if it has none.
uint64_t charactersFrom(const UnitInfo &Unit, BlockType What, uint64_t Bytes);

} // namespace cgt

#endif // CGT_TYPES_BLOCKS_H
