//===- PlanBuilder.h - Two types, step by step --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plan.cpp walks both types side by side; PlanUnions.cpp has what is to do about unions.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_PLANBUILDER_H
#define CGT_CONVERT_PLANBUILDER_H

#include "convert/OpList.h"
#include "convert/UnionChoice.h"

namespace cgt {

/// Names of temporaries' types are empty and go with everything.
inline bool differ(Str A, Str B) { return !A.empty() && !B.empty() && A != B; }

/// One union on both sides, or an array of them.
struct UnionSides {
  ActivePlace From, To;
};

/// What is known of one union's members.
struct UnionSteps {
  explicit UnionSteps(Allocator &Memory) : First(Memory), Pointers(Memory), Common(Memory) {}
  OpList First;                   ///< the first member's steps
  OpList Pointers;                ///< of all members
  OpList Common;                  ///< pointers that each member has: they are pointers whichever is live
  bool Alike = true;              ///< all members mean the same steps
  bool Copied = true;             ///< each would be copied, but for pointers
  const Plan **Members = nullptr; ///< by the sender's numbers, if an expression tells which one is live
};

/// Is it an array of unions of which an expression beside it tells?
bool tellsOfEach(const UnionSides &Sides);

class PlanBuilder {
public:
  PlanBuilder(Allocator &Memory, char *Detail, size_t DetailSize, const KernelTable *Kernels)
      : Memory(Memory), Detail(Detail), DetailSize(DetailSize), Kernels(Kernels), List(Memory) {}
  Status build(TypeRef From, TypeRef To, Plan *&Result, unsigned Depth, BlockForm Form = BlockForm::Unknown);

private:
  Status type(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target, unsigned Depth);
  Status scalar(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target);
  Status array(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target, unsigned Depth);
  Status record(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target, unsigned Depth);
  Status member(TypeRef From, TypeRef To, const MemberInfo &F, const MemberInfo &T, uint64_t Source, uint64_t Target,
                unsigned Depth);
  Status bitField(TypeRef From, TypeRef To, const MemberInfo &F, const MemberInfo &T, uint64_t Source, uint64_t Target);
  Status unions(const UnionSides &Sides, TypeRef From, TypeRef To, uint64_t Source, uint64_t Target, unsigned Depth);
  Status unionMembers(TypeRef From, TypeRef To, unsigned Depth, UnionSteps &Steps);
  Status memberPlan(TypeRef From, TypeRef To, const MemberInfo &F, const MemberInfo &T, unsigned Depth, const Plan *&Result);
  Status addChoice(const UnionSteps &Steps, const ActiveExpression &Which, const OpList &Unknown, UnionChoice &Choice);
  bool expression(const UnionSides &Sides, uint64_t Source, ActiveExpression &Result);
  void finish(TypeRef From, TypeRef To, Plan &P) const;
  Status opaque(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target);
  Status bytes(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target, bool Copied);
  Status pointer(TypeRef From, TypeRef To, uint64_t Source, uint64_t Target);
  Status matchMembers(TypeRef From, TypeRef To);
  Status changedMember(TypeRef From, TypeRef To, uint32_t Index, const MemberInfo *Old, const MemberInfo *New);
  Status findTail(TypeRef From, TypeRef To, BlockForm Form, Tail &End, unsigned Depth);
  Status changed(TypeRef From, TypeRef To, Str Member, const MemberInfo *F = nullptr, const MemberInfo *T = nullptr);

  Allocator &Memory;
  char *Detail;
  size_t DetailSize;
  const KernelTable *Kernels;
  bool HasInnerArrays = false;
  UnionSides Around;      ///< where member() has met what type() is asked for
  uint64_t BaseBytes = 0; ///< of what List's steps are relative to
  OpList List;            ///< of the record or array under construction
  Str Record;             ///< innermost struct, for details
};

} // namespace cgt

#endif // CGT_CONVERT_PLANBUILDER_H
