//===- Relayout.cpp - A unit's types as another platform has them ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Relayout.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <new>

using namespace cgt;
using namespace llvm;

namespace {

class LayoutBuilder {
public:
  LayoutBuilder(const UnitInfo &Unit, const Platform &From, const Platform &To, TypeInfo *Types, Allocator &Memory)
      : Unit(Unit), From(From), To(To), Types(Types), Done(Unit.NumTypes), Memory(Memory) {}
  Error run();

private:
  Error type(uint32_t Index);
  void scalar(TypeInfo &T);
  Error record(TypeInfo &T, const TypeInfo &Theirs);
  uint64_t place(const MemberInfo &M, MemberInfo &New, uint64_t Bit, bool Packed);
  bool isPacked(const TypeInfo &Theirs) const;
  uint64_t memberAlign(uint32_t Type) const;

  const UnitInfo &Unit;
  const Platform &From, &To;
  TypeInfo *Types;
  std::vector<bool> Done;
  Allocator &Memory;
};

} // namespace

/// Types that are as wide as long: those whose definition in glibc's headers is long, or is int where long has 4 bytes.
static bool isLong(StringRef Name) {
  return StringSwitch<bool>(Name)
      .Cases("long", "unsigned long", "size_t", "ssize_t", "ptrdiff_t", "intptr_t", "uintptr_t", true)
      .Cases("time_t", "clock_t", "suseconds_t", "off_t", "ino_t", "blkcnt_t", "fsblkcnt_t", "fsfilcnt_t", true)
      .Cases("int_fast16_t", "int_fast32_t", "uint_fast16_t", "uint_fast32_t", "rlim_t", "nlink_t", true)
      .Cases("__time_t", "__clock_t", "__suseconds_t", "__off_t", "__ssize_t", "__syscall_slong_t", true)
      .Cases("__ino_t", "__blkcnt_t", "__rlim_t", "__syscall_ulong_t", "__nlink_t", true)
      .Default(false);
}

/// Alignment as a member: what i686 aligns to 4 in records, it aligns to 8 elsewhere.
static uint64_t scalarAlign(const TypeInfo &T, const Platform &P) {
  if (T.Size <= 4)
    return T.Size;
  if (T.Size == 8)
    return T.isFloating() ? P.DoubleAlign : P.LongLongAlign;
  return T.isFloating() ? P.LongDoubleAlign : 16;
}

/// Temporaries have no name: they keep their size, since what they hold fits where the program computes it.
void LayoutBuilder::scalar(TypeInfo &T) {
  StringRef Name = ref(T.Name);
  if (isLong(Name)) {
    T.Size = To.LongSize;
  } else if (Name == "long double") {
    T.Size = To.LongDoubleSize;
    T.Number = scalarOf(To.LongDouble);
  }
  T.Align = scalarAlign(T, To);
}

uint64_t LayoutBuilder::memberAlign(uint32_t Type) const { return std::max<uint64_t>(Types[Type].Align, 1); }

/// Some member of the sender's struct lies where its type's alignment doesn't allow it.
bool LayoutBuilder::isPacked(const TypeInfo &Theirs) const {
  for (uint32_t K = 0; K < Theirs.NumMembers; ++K) {
    const MemberInfo &M = Theirs.Members[K];
    if (M.IsBitField || M.Type == NoIndex)
      continue;
    const TypeInfo &T = Unit.Types[M.Type];
    uint64_t Align = T.Kind == TypeKind::Scalar ? scalarAlign(T, From) : T.Align;
    if (Align > 1 && (M.Offset % Align != 0 || Theirs.Align < Align))
      return true;
  }
  return false;
}

/// Gives \p New its place at or behind \p Bit and returns the first bit behind it.
uint64_t LayoutBuilder::place(const MemberInfo &M, MemberInfo &New, uint64_t Bit, bool Packed) {
  const TypeInfo &T = Types[M.Type];
  uint64_t Align = Packed ? 1 : memberAlign(M.Type);
  if (M.IsBitField) {
    uint64_t Unit = T.Size * 8;
    if (!Packed && Bit / Unit != (Bit + M.BitWidth - 1) / Unit)
      Bit = alignTo(Bit, Align * 8);
    New.BitOffset = static_cast<uint32_t>(Bit);
    New.Offset = Bit / 8;
    return Bit + M.BitWidth;
  }
  New.Offset = alignTo(divideCeil(Bit, 8), Align);
  return (New.Offset + T.Size) * 8;
}

Error LayoutBuilder::record(TypeInfo &T, const TypeInfo &Theirs) {
  for (uint32_t K = 0; K < T.NumMembers; ++K)
    if (Theirs.Members[K].Type != NoIndex)
      if (Error E = type(Theirs.Members[K].Type))
        return E;
  auto *Members = Memory.array<MemberInfo>(std::max(T.NumMembers, 1u));
  if (!Members)
    return createStringError("out of memory");
  bool Packed = isPacked(Theirs);
  uint64_t End = 0, Natural = 1, TheirNatural = 1;
  for (uint32_t K = 0; K < T.NumMembers; ++K) {
    const MemberInfo &M = Theirs.Members[K];
    MemberInfo &New = *new (&Members[K]) MemberInfo(M);
    if (M.Type == NoIndex)
      continue;
    uint64_t Behind = place(M, New, Theirs.Kind == TypeKind::Union ? 0 : End, Packed);
    End = std::max(End, Behind);
    Natural = std::max(Natural, memberAlign(M.Type));
    const TypeInfo &TM = Unit.Types[M.Type];
    TheirNatural = std::max(TheirNatural, TM.Kind == TypeKind::Scalar ? scalarAlign(TM, From) : TM.Align);
  }
  // More than members ask for comes from an attribute, which is in force there as well.
  T.Align = Packed || Theirs.Align > TheirNatural ? Theirs.Align : Natural;
  T.Size = alignTo(divideCeil(End, 8), std::max<uint64_t>(T.Align, 1));
  T.Members = Members;
  return Error::success();
}

Error LayoutBuilder::type(uint32_t Index) {
  if (Done[Index])
    return Error::success();
  Done[Index] = true; // by value types don't contain themselves: parseUnit has checked
  const TypeInfo &Theirs = Unit.Types[Index];
  TypeInfo &T = Types[Index];
  switch (T.Kind) {
  case TypeKind::Scalar: scalar(T); break;
  case TypeKind::Pointer:
  case TypeKind::FunctionPointer: T.Size = T.Align = To.PointerSize; break;
  case TypeKind::Array:
    if (T.Element == NoIndex)
      break;
    if (Error E = type(T.Element))
      return E;
    T.Size = Types[T.Element].Size * T.Count;
    T.Align = Types[T.Element].Align;
    break;
  case TypeKind::Struct:
  case TypeKind::Union: return record(T, Theirs);
  case TypeKind::Opaque:
  case TypeKind::Void: break;
  }
  return Error::success();
}

Error LayoutBuilder::run() {
  for (uint32_t K = 0; K < Unit.NumTypes; ++K)
    if (Error E = type(K))
      return E;
  return Error::success();
}

Expected<UnitInfo> cgt::layOut(const UnitInfo &Unit, const Platform &From, const Platform &To, Allocator &Memory) {
  auto *Types = Memory.array<TypeInfo>(std::max(Unit.NumTypes, 1u));
  if (!Types)
    return createStringError("out of memory");
  std::uninitialized_copy(Unit.Types, Unit.Types + Unit.NumTypes, Types);
  UnitInfo Result = Unit;
  Result.Types = Types;
  if (Error E = LayoutBuilder(Unit, From, To, Types, Memory).run())
    return std::move(E);
  return Result;
}
