//===- Program.h - This program's own schema ----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The units that the linker gathered in section cgt_units, parsed, and look-up by identity in them.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_PROGRAM_H
#define CGT_PROGRAM_PROGRAM_H

#include "abi/Descriptors.h"
#include "convert/Plan.h"
#include "port/Port.h"
#include "types/Schema.h"

namespace cgt {

/// A function's or variable's place in the program.
struct Place {
  uint32_t Unit = NoIndex, Index = NoIndex;
  bool found() const { return Unit != NoIndex; }
};

class Program {
public:
  /// Parses the units. Fails only when memory is out or an object file is damaged.
  Status load(MapAllocator &Memory);

  uint32_t numUnits() const { return NumUnits; }
  const UnitInfo &unit(uint32_t Index) const { return Infos[Index]; }
  const CgtUnit &descriptor(uint32_t Index) const { return *Units[Index]; }
  Cursor blob(uint32_t Index) const;
  /// Index of a unit by its descriptor's address.
  uint32_t indexOf(const void *Unit) const;

  /// The same unit of another program: by file name, then by first external definition. NoIndex when absent.
  uint32_t sameUnit(const UnitInfo &Other) const;
  /// By identity. \p Home is the sender's unit, which decides between equal ids of internal linkage.
  Place function(Str Id, const UnitInfo &Home) const;
  Place global(Str Id, const UnitInfo &Home) const;
  Place symbol(Str Id, const UnitInfo &Home) const;
  /// Any of that name, whatever its identity.
  Place functionNamed(Str Name) const;
  Place globalNamed(Str Name) const;
  /// Any type of that kind and, unless empty, name.
  Place anyType(TypeKind Kind, Str Name) const;
  /// `char *`, which every program has that can look at its arguments.
  Place stringType() const;

  void *clone(Place P) const { return tableEntry(Units[P.Unit]->Clones, P.Index); }
  void *symbolAddress(Place P) const { return tableEntry(Units[P.Unit]->Symbols, P.Index); }
  void *literalAddress(Place P) const { return tableEntry(Units[P.Unit]->Literals, P.Index); }
  /// Of the calling thread's copy, if thread-local.
  void *globalAddress(Place P) const;
  TypeRef type(const Platform &Own, Place P) const { return {&Own, &Infos[P.Unit], P.Index}; }

  /// Unit and element type of an allocation site (Index NoIndex: untyped).
  Place siteType(const CgtAllocSite *Site) const;

private:
  static void *tableEntry(void *Table, uint32_t Index) { return static_cast<void **>(Table)[Index]; }

  const CgtUnit **Units = nullptr;
  UnitInfo *Infos = nullptr;
  uint32_t NumUnits = 0;
};

} // namespace cgt

#endif // CGT_PROGRAM_PROGRAM_H
