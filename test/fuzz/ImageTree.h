//===- ImageTree.h - An image as fields that can be changed ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads a sound image as docs/format.md has it, independently of rt/image's reader, into a tree of fields. Whatever is
// changed in it, the image that is written has right checksums, table and seal.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TEST_FUZZ_IMAGETREE_H
#define CGT_TEST_FUZZ_IMAGETREE_H

#include "base/Bytes.h"

#include <string>
#include <vector>

namespace cgt {
namespace fuzz {

struct Field {
  enum KindType : uint8_t {
    U8,
    U32,
    U64,
    Uleb,
    String, ///< with its length in front
    Bytes,  ///< without
    List,   ///< a count and Items
    Sized,  ///< a number of bytes and Items
    Record, ///< Items
  } Kind = Record;
  const char *Name = "";
  uint64_t Value = 0;
  bool Lies = false; ///< String, List, Sized: Value is written instead of what is true
  std::string Data;  ///< String, Bytes
  std::vector<Field> Items;

  bool isNumber() const { return Kind <= Uleb; }
  bool isCounted() const { return Kind == String || Kind == List || Kind == Sized; }
};

struct ImageSection {
  uint32_t Kind = 0, Flags = 0;
  bool IsPacked = false;             ///< by zstd
  Field Root;                        ///< of PAGE: the pages of each span, as Bytes
  uint64_t Align = 0;                ///< PAGE
  uint64_t RawLie = 0, ChunkLie = 0; ///< added to the lengths that section and first chunk claim
};

/// A whole file.
struct ImageTree {
  uint16_t Version = 0, Lowest = 0;
  uint32_t Flags = 0;
  bool IsBig = false;
  unsigned PointerSize = 8;
  std::vector<ImageSection> Sections;

  /// False, with a message, if it isn't what docs/format.md says.
  bool read(const std::string &File);
  std::string write() const;
  /// Bytes of all sections, unpacked.
  uint64_t contents() const;
  ImageSection *find(uint32_t Kind);
};

} // namespace fuzz
} // namespace cgt

#endif // CGT_TEST_FUZZ_IMAGETREE_H
