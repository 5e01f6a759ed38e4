//===- Schema.h - Types, functions, steps and globals of a unit --*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The schema of a program is a list of unit blobs, one per object file. The pass writes them (writeUnit), the runtime
// and cgt-inspect read them (parseUnit): their own and, embedded verbatim in an image, the sender's. Bytes:
// docs/format.md, "Unit blob". Identity of functions, variables, steps and types is by name, never by offset (paper
// section 4.4: no table of platforms, a platform is described by its tags).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TYPES_SCHEMA_H
#define CGT_TYPES_SCHEMA_H

#include "types/FunctionInfo.h"

namespace cgt {

enum GlobalFlags : uint32_t {
  GlobalConst = 1, ///< not saved, address translated by id
  GlobalThreadLocal = 2,
  GlobalTransient = 4,
  GlobalStaticLocal = 8,
  GlobalZero = 16, ///< zeros at the start; without it, perhaps as well
};

struct GlobalInfo {
  Str Id; ///< linkage name; internal: "file.c:name"; static local: "file.c:function.name"
  Str Name;
  Str File;
  uint32_t Line = 0;
  uint32_t Type = NoIndex;
  uint64_t Size = 0; ///< bytes
  uint32_t Flags = 0;
};

/// An address-taken function.
struct SymbolInfo {
  Str Id;
};

/// An unnamed constant (string literal); matched by content.
struct LiteralInfo {
  uint32_t Type = NoIndex;
  uint64_t Size = 0;
};

struct AllocSiteInfo {
  uint32_t Type = NoIndex; ///< element type, NoIndex: untyped
  Str File;
  uint32_t Line = 0;
  Str Function;
};

/// A parsed unit. Everything points into the blob and the allocator's memory.
struct UnitInfo {
  Str File;          ///< base name of the main file
  Str FirstExternal; ///< tells units of one file name apart
  const TypeInfo *Types = nullptr;
  uint32_t NumTypes = 0;
  const FunctionInfo *Functions = nullptr;
  uint32_t NumFunctions = 0;
  const GlobalInfo *Globals = nullptr;
  uint32_t NumGlobals = 0;
  const SymbolInfo *Symbols = nullptr;
  uint32_t NumSymbols = 0;
  const LiteralInfo *Literals = nullptr;
  uint32_t NumLiterals = 0;
  const AllocSiteInfo *Allocs = nullptr;
  uint32_t NumAllocs = 0;
};

/// Version of the unit blob, raised with each change of it. 2: steps have flags, functions sizes. 3: live members. A blob is
/// written as the first version that has what it says.
constexpr uint64_t UnitVersion = 3;

/// Appends \p Unit's blob to \p Out.
Status writeUnit(const UnitInfo &Unit, Sink &Out);

/// Bytes of the shortest blob: a version, two strings, six counts.
constexpr size_t ShortestUnit = 9;

/// Parses one blob. Every index in the result is checked (types refer to types that exist, arrays and records don't
/// contain themselves by value, sizes are consistent, live fields exist), so that users may index freely.
Status parseUnit(Cursor &In, Allocator &Memory, UnitInfo &Unit);

} // namespace cgt

#endif // CGT_TYPES_SCHEMA_H
