//===- PlanDoubts.cpp - Types that can't always be converted ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From the variables and allocations that the schema knows, through members and elements to pointers and what they lead to. Structs
// of system headers are looked at where they are part of the program's memory, not behind pointers: these are libc's objects.
//
//===----------------------------------------------------------------------===//

#include "convert/PlanDoubts.h"

#include "convert/PlanOps.h"
#include "types/Active.h"
#include "types/TypeChecks.h"

using namespace cgt;

namespace {

class DoubtFinder {
public:
  DoubtFinder(const UnitInfo &From, const Platform &Here, const UnitInfo &To, const Platform &There, Allocator &Memory,
              void (*Visit)(void *Ctx, const TypeDoubt &Doubt), void *Ctx)
      : From(From), Here(Here), To(To), There(There), Memory(Memory), Visit(Visit), Ctx(Ctx) {}
  Status run();

private:
  void addRoot(uint32_t Type, const MemoryRoot &Root);
  void look(uint32_t Type, const MemoryRoot &Root, uint32_t In, bool IsSystem, unsigned Depth);
  void lookAtMembers(uint32_t Type, const MemoryRoot &Root, bool IsSystem, unsigned Depth);
  void lookAtTold(uint32_t Type, const MemoryRoot &Root, bool IsSystem, unsigned Depth);
  void ask(uint32_t Type, const MemoryRoot &Root, uint32_t In, bool IsSystem, bool IsUnion);
  bool isShorter(const TypeInfo &T) const;

  const UnitInfo &From;
  const Platform &Here;
  const UnitInfo &To;
  const Platform &There;
  Allocator &Memory;
  void (*Visit)(void *Ctx, const TypeDoubt &Doubt);
  void *Ctx;
  enum : uint8_t { SeenWhole = 1, SeenMembers = 2 };
  uint8_t *Seen = nullptr;    ///< of each type: by value, and told of
  uint32_t *Behind = nullptr; ///< types that pointers lead to, in the order they were met
  uint32_t Count = 0;
};

} // namespace

static bool hasOp(const Plan &P, OpKind Kind) {
  for (uint32_t K = 0; K < P.NumOps; ++K)
    if (P.Ops[K].Kind == Kind)
      return true;
  return false;
}

static unsigned digits(Scalar Number, uint64_t Size) {
  return Number == Scalar::X87 ? 64 : Number == Scalar::DoubleDouble ? 106 : Size > 8 ? 113 : 53;
}

bool DoubtFinder::isShorter(const TypeInfo &T) const {
  const TypeInfo &Other = To.Types[static_cast<size_t>(&T - From.Types)];
  return T.isFloating() && T.Size > 8 && digits(Other.Number, Other.Size) < digits(T.Number, T.Size);
}

void DoubtFinder::ask(uint32_t Type, const MemoryRoot &Root, uint32_t In, bool IsSystem, bool IsUnion) {
  const Plan *P = nullptr;
  if (!compilePlan({&Here, &From, Type}, {&There, &To, Type}, Memory, P).ok())
    return; // the restoration says so of whatever is changed
  bool OnlyZeros = hasOp(*P, OpKind::Zeros);
  if (OnlyZeros || hasOp(*P, OpKind::UnionPointer))
    Visit(Ctx, {!IsUnion    ? DoubtKind::Opaque
                : OnlyZeros ? DoubtKind::Union
                            : DoubtKind::UnionPointer,
                Type, In, IsSystem, Root});
}

void DoubtFinder::look(uint32_t Type, const MemoryRoot &Root, uint32_t In, bool IsSystem, unsigned Depth) {
  if (Type == NoIndex || Depth > MaxTypeDepth)
    return;
  const TypeInfo &T = From.Types[Type];
  bool IsShorter = isShorter(T), WasSeen = Seen[Type] & SeenWhole;
  Seen[Type] |= SeenWhole;
  if (IsShorter && (!WasSeen || In != NoIndex)) // told of each struct, and once of variables
    Visit(Ctx, {DoubtKind::LongDouble, Type, In, IsSystem, Root});
  if (WasSeen)
    return;
  switch (T.Kind) {
  case TypeKind::Pointer:
    if (T.Element != NoIndex && !From.Types[T.Element].AnyOrder)
      Behind[Count++] = T.Element;
    return;
  case TypeKind::Array: return look(T.Element, Root, In, IsSystem, Depth + 1);
  case TypeKind::Opaque: return ask(Type, Root, In, IsSystem, false);
  case TypeKind::Union: ask(Type, Root, In, IsSystem || T.AnyOrder, true); [[fallthrough]];
  case TypeKind::Struct: return lookAtMembers(Type, Root, IsSystem || T.AnyOrder, Depth);
  default: return;
  }
}

void DoubtFinder::lookAtMembers(uint32_t Type, const MemoryRoot &Root, bool IsSystem, unsigned Depth) {
  const TypeInfo &T = From.Types[Type];
  for (uint32_t K = 0; K < T.NumMembers; ++K) {
    const MemberInfo &M = T.Members[K];
    if (ActivePlace{{&Here, &From, Type}, K}.text().empty())
      look(M.Type, Root, Type, IsSystem, Depth + 1);
    else
      lookAtTold(M.Type, Root, IsSystem, Depth + 1);
  }
}

/// A union, or an array of them, whose live member the struct around it tells: elsewhere it may be another matter.
void DoubtFinder::lookAtTold(uint32_t Type, const MemoryRoot &Root, bool IsSystem, unsigned Depth) {
  for (; Type != NoIndex && From.Types[Type].Kind == TypeKind::Array; ++Depth)
    Type = From.Types[Type].Element;
  if (Type == NoIndex || Depth > MaxTypeDepth || Seen[Type])
    return;
  Seen[Type] |= SeenMembers;
  lookAtMembers(Type, Root, IsSystem || From.Types[Type].AnyOrder, Depth);
}

/// The type itself, then whatever its pointers lead to.
void DoubtFinder::addRoot(uint32_t Type, const MemoryRoot &Root) {
  uint32_t First = Count;
  look(Type, Root, NoIndex, false, 0);
  for (; First < Count; ++First)
    look(Behind[First], Root, NoIndex, false, 0);
}

Status DoubtFinder::run() {
  Seen = Memory.array<uint8_t>(uint64_t(From.NumTypes) + 1);
  Behind = Memory.array<uint32_t>(uint64_t(From.NumTypes) + 1); // each pointer type is met once
  if (!Seen || !Behind)
    return Status::fail(Errc::OutOfMemory);
  for (uint32_t K = 0; K < From.NumFunctions; ++K) {
    const FunctionInfo &F = From.Functions[K];
    for (uint32_t S = 0; S < F.NumSteps; ++S)
      for (const FieldInfo &Field : LiveFields(F, F.Steps[S]))
        if (!(Field.Flags & FieldTransient))
          addRoot(Field.Type, {nullptr, nullptr, &F, &Field});
  }
  for (uint32_t K = 0; K < From.NumAllocs; ++K)
    addRoot(From.Allocs[K].Type, {nullptr, &From.Allocs[K], nullptr, nullptr});
  for (uint32_t K = 0; K < From.NumGlobals; ++K)
    if (!(From.Globals[K].Flags & (GlobalConst | GlobalTransient)))
      addRoot(From.Globals[K].Type, {&From.Globals[K], nullptr, nullptr, nullptr});
  return Status::success();
}

Status cgt::findTypeDoubts(const UnitInfo &From, const Platform &Here, const UnitInfo &To, const Platform &There,
                           Allocator &Memory, void (*Visit)(void *Ctx, const TypeDoubt &Doubt), void *Ctx) {
  return DoubtFinder(From, Here, To, There, Memory, Visit, Ctx).run();
}
