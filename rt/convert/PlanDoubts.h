//===- PlanDoubts.h - Types that can't always be converted --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a program's types alone tell of another platform, before there is an image: plans are asked, so that the rule is theirs.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_PLANDOUBTS_H
#define CGT_CONVERT_PLANDOUBTS_H

#include "types/TypeRef.h"

namespace cgt {

enum class DoubtKind : uint8_t {
  Union,        ///< only zeros are carried
  UnionPointer, ///< it may hold an address, which would be another one
  Opaque,       ///< only zeros are carried
  LongDouble,   ///< of fewer digits there
};

/// Where memory of a type is, as the unit's schema says it: one of these.
struct MemoryRoot {
  const GlobalInfo *Global = nullptr;
  const AllocSiteInfo *Site = nullptr;
  const FunctionInfo *Function = nullptr; ///< and this, a variable of it
  const FieldInfo *Field = nullptr;
};

struct TypeDoubt {
  DoubtKind Kind = DoubtKind::Union;
  uint32_t Type = NoIndex;
  uint32_t In = NoIndex; ///< the struct of a long double; NoIndex: none
  bool IsSystem = false; ///< within a struct of a system header
  MemoryRoot Root;       ///< the first from which values of the type can be come to
};

/// Calls \p Visit for each type of \p From, a unit of platform \p Here, that memory of the program may have, once. \p To has the same
/// types as platform \p There lays them out.
Status findTypeDoubts(const UnitInfo &From, const Platform &Here, const UnitInfo &To, const Platform &There, Allocator &Memory,
                      void (*Visit)(void *Ctx, const TypeDoubt &Doubt), void *Ctx);

} // namespace cgt

#endif // CGT_CONVERT_PLANDOUBTS_H
