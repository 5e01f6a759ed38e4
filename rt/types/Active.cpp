//===- Active.cpp - Which member of a union is live --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/ActiveNodes.h"

#include "base/Endian.h"
#include "types/TypeNames.h"

using namespace cgt;

TypeRef ActivePlace::type() const {
  TypeRef Type = Member == NoIndex ? Record : innermost(Record.at(Record.info().Members[Member].Type));
  bool IsUnion = Type.Index != NoIndex && Type.info().Kind == TypeKind::Union;
  return IsUnion ? Type : Record.at(NoIndex);
}

static bool isMarked(Str Text) { return !Text.empty() && Text.Data[0] == FoundMark; }

Str ActivePlace::text() const {
  if (saysItself()) {
    Str Text = Record.info().Members[Member].Active;
    return isMarked(Text) ? Str(Text.Data + 1, Text.Size - 1) : Text;
  }
  TypeRef Union = type();
  return Union.Index == NoIndex ? Str() : Union.info().Active;
}

bool ActivePlace::isFound() const { return saysItself() && isMarked(Record.info().Members[Member].Active); }

//===--- What was found ----------------------------------------------------===//

/// Does \p Unit allow for what was found of \p M, member \p Index of a struct of \p Name?
static bool allows(const UnitInfo &Unit, Str Name, uint32_t Index, const MemberInfo &M) {
  for (uint32_t T = 0; T < Unit.NumTypes; ++T) {
    const TypeInfo &Other = Unit.Types[T];
    if (Other.Kind != TypeKind::Struct || Other.Name != Name)
      continue;
    if (Index >= Other.NumMembers || Other.Members[Index].Name != M.Name)
      return false;
    Str Text = Other.Members[Index].Active;
    if (Text != M.Active && !(isMarked(Text) && Text.Size == 1))
      return false;
  }
  return true;
}

void cgt::settleFound(UnitInfo *Units, uint32_t Count) {
  constexpr uint64_t MostLooks = 1u << 26; // an image may say anything
  uint64_t NumTypes = 0, Looks = 0;
  for (uint32_t U = 0; U < Count; ++U)
    NumTypes += Units[U].NumTypes;
  for (uint32_t U = 0; U < Count; ++U)
    for (uint32_t T = 0; T < Units[U].NumTypes; ++T) {
      const TypeInfo &Type = Units[U].Types[T];
      for (uint32_t K = 0; K < Type.NumMembers; ++K) {
        auto &M = const_cast<MemberInfo &>(Type.Members[K]); // the reader's, whose units these are
        if (!isMarked(M.Active) || M.Active.Size == 1)
          continue;
        bool Good = !Type.Name.empty() && (Looks += NumTypes) <= MostLooks;
        for (uint32_t V = 0; V < Count && Good; ++V)
          Good = allows(Units[V], Type.Name, K, M);
        if (!Good)
          M.Active = Str("!", 1);
      }
    }
  for (uint32_t U = 0; U < Count; ++U)
    for (uint32_t T = 0; T < Units[U].NumTypes; ++T)
      for (uint32_t K = 0; K < Units[U].Types[T].NumMembers; ++K)
        if (auto &M = const_cast<MemberInfo &>(Units[U].Types[T].Members[K]); M.Active == Str("!", 1))
          M.Active = Str();
}

//===--- Values ------------------------------------------------------------===//

namespace {

/// An integer of C's, promoted: of four bytes, or, if wide, eight. Its bits are extended to 64 by its own sign.
struct Number {
  uint64_t Bits = 0;
  bool IsWide = false, IsUnsigned = false;

  static Number of(uint64_t Bits, bool IsWide, bool IsUnsigned) {
    if (!IsWide)
      Bits = IsUnsigned ? static_cast<uint32_t>(Bits) : static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>(Bits)));
    return {Bits, IsWide, IsUnsigned};
  }
  static Number truth(bool Value) { return of(Value, false, false); }
};

class Evaluation {
public:
  Evaluation(const ActiveExpression &E, const uint8_t *Union) : E(E), Union(Union) {}
  uint32_t result(uint32_t Index);

private:
  Number value(uint32_t Index);
  Number read(const ActiveNode &N) const;
  Number readBits(const ActiveNode &N) const;
  Number logical(const ActiveNode &N);
  Number arithmetic(ActiveKind Kind, Number A, Number B);
  Number compare(ActiveKind Kind, Number A, Number B) const;
  Number shift(ActiveKind Kind, Number A, Number B);
  Number divide(ActiveKind Kind, Number A, Number B);
  Number fail() {
    Failed = true;
    return {};
  }

  const ActiveExpression &E;
  const uint8_t *Union;
  bool Failed = false;
};

} // namespace

Number Evaluation::read(const ActiveNode &N) const {
  uint64_t Bits = readUnsigned(Union + N.Offset, N.Bytes, E.BigEndian);
  if (N.IsSigned && N.Bytes < 8 && Bits >> (N.Bytes * 8u - 1))
    Bits |= ~uint64_t(0) << N.Bytes * 8u;
  return Number::of(Bits, N.Bytes == 8, !N.IsSigned && N.Bytes >= 4);
}

Number Evaluation::readBits(const ActiveNode &N) const {
  uint64_t Bits = 0;
  for (unsigned K = 0; K < N.Width; ++K) { // K counts from the value's lowest bit
    unsigned At = N.FirstBit + (E.FieldsFromTop ? N.Width - 1u - K : K);
    uint64_t Bit = Union[N.Offset + static_cast<int64_t>(At / 8)] >> (E.FieldsFromTop ? 7 - At % 8 : At % 8) & 1;
    Bits |= Bit << K;
  }
  if (N.IsSigned && N.Width < 64 && Bits >> (N.Width - 1u))
    Bits |= ~uint64_t(0) << N.Width;
  return Number::of(Bits, N.IsWide, N.IsUnsigned);
}

Number Evaluation::logical(const ActiveNode &N) {
  bool First = value(N.Operands[0]).Bits != 0;
  if (N.Kind == ActiveKind::Not)
    return Number::truth(!First);
  if (First == (N.Kind == ActiveKind::Or))
    return Number::truth(First);
  return Number::truth(value(N.Operands[1]).Bits != 0);
}

Number Evaluation::compare(ActiveKind Kind, Number A, Number B) const {
  bool IsLess = A.IsUnsigned ? A.Bits < B.Bits : static_cast<int64_t>(A.Bits) < static_cast<int64_t>(B.Bits);
  switch (Kind) {
  case ActiveKind::Equal: return Number::truth(A.Bits == B.Bits);
  case ActiveKind::Unequal: return Number::truth(A.Bits != B.Bits);
  case ActiveKind::Less: return Number::truth(IsLess);
  case ActiveKind::AtLeast: return Number::truth(!IsLess);
  case ActiveKind::Greater: return Number::truth(!IsLess && A.Bits != B.Bits);
  default: return Number::truth(IsLess || A.Bits == B.Bits);
  }
}

Number Evaluation::shift(ActiveKind Kind, Number A, Number B) {
  if (B.Bits >= (A.IsWide ? 64u : 32u))
    return fail();
  bool IsNegative = !A.IsUnsigned && A.Bits >> 63;
  uint64_t Bits = Kind == ActiveKind::Left ? A.Bits << B.Bits : IsNegative ? ~(~A.Bits >> B.Bits) : A.Bits >> B.Bits;
  return Number::of(Bits, A.IsWide, A.IsUnsigned);
}

Number Evaluation::divide(ActiveKind Kind, Number A, Number B) {
  if (B.Bits == 0)
    return fail();
  bool IsRest = Kind == ActiveKind::Modulo;
  bool Negative = !A.IsUnsigned && A.Bits >> 63, Opposite = !B.IsUnsigned && B.Bits >> 63;
  uint64_t X = Negative ? 0 - A.Bits : A.Bits, Y = Opposite ? 0 - B.Bits : B.Bits;
  uint64_t Bits = IsRest ? X % Y : X / Y;
  return Number::of((IsRest ? Negative : Negative != Opposite) ? 0 - Bits : Bits, A.IsWide, A.IsUnsigned);
}

/// By the usual arithmetic conversions.
Number Evaluation::arithmetic(ActiveKind Kind, Number A, Number B) {
  if (Kind == ActiveKind::Left || Kind == ActiveKind::Right)
    return shift(Kind, A, B);
  bool IsWide = A.IsWide || B.IsWide;
  bool IsUnsigned = (A.IsUnsigned && A.IsWide == IsWide) || (B.IsUnsigned && B.IsWide == IsWide);
  A = Number::of(A.Bits, IsWide, IsUnsigned);
  B = Number::of(B.Bits, IsWide, IsUnsigned);
  switch (Kind) {
  case ActiveKind::BitOr: return Number::of(A.Bits | B.Bits, IsWide, IsUnsigned);
  case ActiveKind::BitXor: return Number::of(A.Bits ^ B.Bits, IsWide, IsUnsigned);
  case ActiveKind::BitAnd: return Number::of(A.Bits & B.Bits, IsWide, IsUnsigned);
  case ActiveKind::Plus: return Number::of(A.Bits + B.Bits, IsWide, IsUnsigned);
  case ActiveKind::Minus: return Number::of(A.Bits - B.Bits, IsWide, IsUnsigned);
  case ActiveKind::Times: return Number::of(A.Bits * B.Bits, IsWide, IsUnsigned);
  case ActiveKind::Divide:
  case ActiveKind::Modulo: return divide(Kind, A, B);
  default: return compare(Kind, A, B);
  }
}

Number Evaluation::value(uint32_t Index) {
  const ActiveNode &N = E.Nodes[Index];
  switch (N.Kind) {
  case ActiveKind::Number: return Number::of(N.Number, N.IsWide, N.IsUnsigned);
  case ActiveKind::Value: return read(N);
  case ActiveKind::Bits: return readBits(N);
  case ActiveKind::Not:
  case ActiveKind::Or:
  case ActiveKind::And: return logical(N);
  case ActiveKind::Choose: return value(N.Operands[value(N.Operands[0]).Bits ? 1 : 2]);
  case ActiveKind::Negate:
  case ActiveKind::Complement: {
    Number A = value(N.Operands[0]);
    return Number::of(N.Kind == ActiveKind::Negate ? 0 - A.Bits : ~A.Bits, A.IsWide, A.IsUnsigned);
  }
  default: break;
  }
  Number A = value(N.Operands[0]);
  return arithmetic(N.Kind, A, value(N.Operands[1]));
}

uint32_t Evaluation::result(uint32_t Index) {
  while (E.Nodes[Index].Kind == ActiveKind::Choose) {
    Index = E.Nodes[Index].Operands[value(E.Nodes[Index].Operands[0]).Bits ? 1 : 2];
    if (Failed)
      return ActiveExpression::Unknown;
  }
  const ActiveNode &N = E.Nodes[Index];
  return N.Kind == ActiveKind::Member ? N.Operands[0]
         : N.Kind == ActiveKind::Void ? ActiveExpression::Nothing
                                      : ActiveExpression::Unknown;
}

uint32_t ActiveExpression::find(const uint8_t *Union) const { return Evaluation(*this, Union).result(Root); }
