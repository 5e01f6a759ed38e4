//===- Tag.cpp - Tags as text ----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/Tag.h"

#include "base/Text.h"
#include "types/TypeChecks.h"

using namespace cgt;

namespace {

class TagPrinter {
public:
  TagPrinter(const UnitInfo &Unit, Sink &Out, TagStyle Style) : Unit(Unit), Out(Out), Style(Style) {}
  void type(uint32_t Index, uint64_t Count, bool IsFlexible, unsigned Depth);

private:
  /// One tuple more, or one that has no text: types that contain others twice would take forever.
  bool begin();
  void text(const char *T) { Out.writeBytes(T, strlen(T)); }
  void number(uint64_t Value) {
    char Digits[24];
    text((Text(Digits, sizeof Digits).decimal(Value), Digits));
  }
  void kind(char Letter) {
    if (Style == TagStyle::Kinds)
      Out.writeBytes(&Letter, 1);
  }
  void count(uint64_t Count, bool IsFlexible) {
    text(",");
    if (IsFlexible)
      text("*");
    else
      number(Count);
    text(")");
  }
  void padding(uint64_t Bytes) {
    if (Bytes == 0)
      return;
    text("(");
    number(Bytes);
    text(",0)");
  }
  void scalar(char Letter, uint64_t Size, uint64_t Count, bool IsFlexible, bool IsPointer);
  void members(const TypeInfo &T, unsigned Depth);

  const UnitInfo &Unit;
  Sink &Out;
  TagStyle Style;
  uint32_t Left = MaxTuples;
};

} // namespace

/// Says once that more would follow.
bool TagPrinter::begin() {
  if (Left == 0)
    return false;
  if (--Left == 0)
    text("...");
  return Left != 0;
}

void TagPrinter::scalar(char Letter, uint64_t Size, uint64_t Count, bool IsFlexible, bool IsPointer) {
  text("(");
  kind(Letter);
  number(Size);
  if (!IsPointer || IsFlexible) {
    count(Count, IsFlexible);
    return;
  }
  text(",-");
  number(Count);
  text(")");
}

void TagPrinter::members(const TypeInfo &T, unsigned Depth) {
  bool IsUnion = T.Kind == TypeKind::Union;
  uint64_t Place = 0;
  for (uint32_t I = 0; I < T.NumMembers; ++I) {
    const MemberInfo &M = T.Members[I];
    if (M.Type == NoIndex)
      continue;
    if (!begin())
      return;
    const TypeInfo &MT = Unit.Types[M.Type];
    if (IsUnion) {
      if (I > 0)
        text("|");
      Place = 0;
    }
    if (M.IsBitField) { // takes no room of its own
      uint64_t Shift = M.BitOffset - Place * 8;
      text("(");
      kind(static_cast<char>(MT.Number));
      number(MT.Size);
      text(":");
      number(Shift);
      text(":");
      number(M.BitWidth);
      text(",1)");
    } else {
      if (M.Offset > Place)
        padding(M.Offset - Place);
      type(M.Type, 1, false, Depth + 1);
      Place = M.Offset + MT.Size;
    }
    if (IsUnion)
      padding(T.Size - Place);
  }
  if (!IsUnion && Place < T.Size)
    padding(T.Size - Place);
}

void TagPrinter::type(uint32_t Index, uint64_t Count, bool IsFlexible, unsigned Depth) {
  if (Index == NoIndex || Depth > MaxTypeDepth)
    return;
  const TypeInfo &T = Unit.Types[Index];
  switch (T.Kind) {
  case TypeKind::Scalar: return scalar(static_cast<char>(T.Number), T.Size, Count, IsFlexible, false);
  case TypeKind::Pointer: return scalar('p', T.Size, Count, IsFlexible, true);
  case TypeKind::FunctionPointer: return scalar('q', T.Size, Count, IsFlexible, true);
  case TypeKind::Opaque: return T.Size == 0 ? void() : scalar('o', T.Size, Count, IsFlexible, false);
  case TypeKind::Array: return type(T.Element, Count * (T.Count ? T.Count : 1), IsFlexible || T.Count == 0, Depth + 1);
  case TypeKind::Struct:
  case TypeKind::Union:
    if (T.Size == 0 && T.NumMembers == 0)
      return;
    text("(");
    members(T, Depth);
    return count(Count, IsFlexible);
  case TypeKind::Void: return;
  }
}

void cgt::printTag(TypeRef Type, Sink &Out, TagStyle Style, uint64_t Count) {
  TagPrinter(*Type.Unit, Out, Style).type(Type.Index, Count, false, 0);
}
