//===- TagParser.cpp - Types from tags as text -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TagParser.h"

#include "base/Text.h"
#include "types/TypeChecks.h"

using namespace cgt;

namespace {

class TagParser {
public:
  TagParser(Str Text, Allocator &Memory) : Input(Text), Memory(Memory) {}
  Status parse(UnitInfo &Result);

private:
  /// What a tuple stands for.
  struct Tuple {
    uint32_t Type = NoIndex; ///< none: padding
    uint64_t Size = 0;
    bool IsBitField = false;
    uint32_t Shift = 0, Width = 0;
  };

  Status sequence(Tuple &Result, unsigned Depth);
  void unwrap(Tuple &Record) const;
  Status tuple(Tuple &Result, unsigned Depth);
  Status aggregate(Tuple &Result, unsigned Depth);
  Status scalar(Tuple &Result);
  Status bitField(Tuple &Result, char Letter);
  Status repeat(Tuple &Result);
  Status finishRecord(TypeKind Kind, uint32_t First, uint64_t Size, Tuple &Result);

  Status fail(Errc Code = Errc::BadTag) const { return Status::fail(Code, Position); }
  char peek() const { return Position < Input.Size ? Input.Data[Position] : 0; }
  bool take(char C) {
    if (peek() != C)
      return false;
    ++Position;
    return true;
  }
  Status expect(char C) { return take(C) ? Status::success() : fail(); }
  Status number(uint64_t &Value);
  uint32_t add(TypeKind Kind, Scalar Number, uint64_t Size) {
    TypeInfo &T = Types[NumTypes];
    T = TypeInfo();
    T.Kind = Kind;
    T.Number = Number;
    T.Size = Size;
    return NumTypes++;
  }
  Status push(const Tuple &T, uint64_t Offset, uint32_t Ordinal);

  Str Input;
  Allocator &Memory;
  uint32_t Position = 0;
  TypeInfo *Types = nullptr;
  uint32_t NumTypes = 0;
  MemberInfo *Open = nullptr; ///< members of records that aren't closed yet
  uint32_t NumOpen = 0;
};

} // namespace

/// Sizes and counts above this aren't C's; keeps all sums within 64 bits.
static constexpr uint64_t MaxNumber = uint64_t(1) << 40;

Status TagParser::number(uint64_t &Value) {
  uint32_t Start = Position;
  for (Value = 0; peek() >= '0' && peek() <= '9'; ++Position) {
    if (Position > Start && Input.Data[Start] == '0')
      return fail(); // one form for each number
    Value = Value * 10 + static_cast<uint64_t>(peek() - '0');
    if (Value > MaxNumber)
      return fail();
  }
  return Position > Start ? Status::success() : fail();
}

Status TagParser::push(const Tuple &T, uint64_t Offset, uint32_t Ordinal) {
  constexpr size_t NameSize = 12;
  char *Name = Memory.array<char>(NameSize);
  if (!Name)
    return fail(Errc::OutOfMemory);
  Text(Name, NameSize).decimal(Ordinal);
  MemberInfo &M = Open[NumOpen++];
  M = MemberInfo();
  M.Name = Str(Name);
  M.Type = T.Type;
  M.Offset = Offset;
  M.IsBitField = T.IsBitField;
  if (T.IsBitField) {
    uint64_t BitOffset = Offset * 8 + T.Shift;
    if (BitOffset > 0xffffffff)
      return fail();
    M.BitOffset = static_cast<uint32_t>(BitOffset);
    M.BitWidth = T.Width;
    M.Offset = BitOffset / 8;
  }
  return Status::success();
}

Status TagParser::finishRecord(TypeKind Kind, uint32_t First, uint64_t Size, Tuple &Result) {
  uint32_t Count = NumOpen - First;
  auto *Members = Memory.array<MemberInfo>(Count);
  if (Count != 0 && !Members)
    return fail(Errc::OutOfMemory);
  for (uint32_t I = 0; I < Count; ++I)
    Members[I] = Open[First + I];
  NumOpen = First;
  Result = Tuple();
  Result.Type = add(Kind, Scalar::None, Size);
  Result.Size = Size;
  Types[Result.Type].Members = Members;
  Types[Result.Type].NumMembers = Count;
  return Status::success();
}

/// A record of one member, which begins where it does, as that member; padding behind it only adds to the size.
void TagParser::unwrap(Tuple &Record) const {
  const TypeInfo &T = Types[Record.Type];
  if (T.NumMembers != 1 || (!T.Members[0].IsBitField && T.Members[0].Offset != 0))
    return;
  const MemberInfo &M = T.Members[0];
  Record.Type = M.Type;
  Record.IsBitField = M.IsBitField;
  Record.Shift = M.BitOffset;
  Record.Width = M.BitWidth;
}

/// Tuples up to ',', '|' or the end, as a struct.
Status TagParser::sequence(Tuple &Result, unsigned Depth) {
  uint32_t First = NumOpen, Count = 0;
  uint64_t Place = 0;
  while (peek() == '(') {
    Tuple T;
    if (Status S = tuple(T, Depth); !S.ok())
      return S;
    if (T.Type != NoIndex)
      if (Status S = push(T, Place, Count++); !S.ok())
        return S;
    Place += T.Size;
    if (Place > MaxNumber)
      return fail();
  }
  return finishRecord(TypeKind::Struct, First, Place, Result);
}

Status TagParser::bitField(Tuple &Result, char Letter) {
  constexpr uint64_t MaxShift = 1u << 20;
  uint64_t Shift, Width;
  if (Status S = number(Shift); !S.ok())
    return S;
  if (Status S = expect(':'); !S.ok())
    return S;
  if (Status S = number(Width); !S.ok())
    return S;
  if (Shift > MaxShift || Width < 1 || Width > 128 || !isInteger(scalarOf(Letter)))
    return fail();
  if (Status S = expect(','); !S.ok())
    return S;
  if (Status S = expect('1'); !S.ok())
    return S;
  Result.IsBitField = true;
  Result.Shift = static_cast<uint32_t>(Shift);
  Result.Width = static_cast<uint32_t>(Width);
  Result.Type = add(TypeKind::Scalar, scalarOf(Letter), Result.Size);
  Result.Size = 0;
  return expect(')');
}

/// ",count)" behind an element; wraps it in an array unless the count is 1.
Status TagParser::repeat(Tuple &Result) {
  if (Status S = expect(','); !S.ok())
    return S;
  uint64_t Count = 0;
  bool IsFlexible = take('*');
  TypeKind Kind = Types[Result.Type].Kind;
  bool IsPointer = Kind == TypeKind::Pointer || Kind == TypeKind::FunctionPointer;
  if (!IsFlexible) {
    if (IsPointer && !take('-'))
      return fail();
    if (Status S = number(Count); !S.ok())
      return S;
    if (Count == 0 || (Result.Size != 0 && Count > MaxNumber / Result.Size))
      return fail();
  }
  if (Status S = expect(')'); !S.ok())
    return S;
  if (!IsFlexible && Count == 1)
    return Status::success();
  uint32_t Element = Result.Type;
  Result.Size *= Count;
  Result.Type = add(TypeKind::Array, Scalar::None, Result.Size);
  Types[Result.Type].Element = Element;
  Types[Result.Type].Count = Count;
  return Status::success();
}

Status TagParser::scalar(Tuple &Result) {
  char Letter = peek();
  if (Letter >= '0' && Letter <= '9') { // padding
    if (Status S = number(Result.Size); !S.ok())
      return S;
    if (Status S = expect(','); !S.ok())
      return S;
    if (Status S = expect('0'); !S.ok())
      return S;
    return expect(')');
  }
  if (scalarOf(Letter) == Scalar::None && (Letter == 0 || !strchr("pqo", Letter)))
    return fail();
  ++Position;
  if (Status S = number(Result.Size); !S.ok())
    return S;
  if (take(':'))
    return bitField(Result, Letter);
  TypeKind Kind = Letter == 'p'   ? TypeKind::Pointer
                  : Letter == 'q' ? TypeKind::FunctionPointer
                  : Letter == 'o' ? TypeKind::Opaque
                                  : TypeKind::Scalar;
  Result.Type = add(Kind, scalarOf(Letter), Result.Size);
  return repeat(Result);
}

Status TagParser::aggregate(Tuple &Result, unsigned Depth) {
  if (Status S = sequence(Result, Depth); !S.ok())
    return S;
  if (peek() != '|')
    return repeat(Result);
  // An alternative was read as a struct; it is that unless it is a single tuple.
  uint32_t First = NumOpen, Ordinal = 0;
  uint64_t Size = Result.Size;
  unwrap(Result);
  if (Status S = push(Result, 0, Ordinal++); !S.ok())
    return S;
  while (take('|')) {
    Tuple Next;
    if (Status S = sequence(Next, Depth); !S.ok())
      return S;
    unwrap(Next);
    Size = Next.Size > Size ? Next.Size : Size;
    if (Status S = push(Next, 0, Ordinal++); !S.ok())
      return S;
  }
  if (Status S = finishRecord(TypeKind::Union, First, Size, Result); !S.ok())
    return S;
  return repeat(Result);
}

Status TagParser::tuple(Tuple &Result, unsigned Depth) {
  if (Depth >= MaxTypeDepth)
    return fail(Errc::TooDeep);
  if (Status S = expect('('); !S.ok())
    return S;
  return peek() == '(' ? aggregate(Result, Depth + 1) : scalar(Result);
}

Status TagParser::parse(UnitInfo &Result) {
  uint32_t Tuples = 0;
  for (uint32_t I = 0; I < Input.Size; ++I)
    Tuples += Input.Data[I] == '(' || Input.Data[I] == '|';
  // A tuple makes at most a type, an array of it and the struct that it may be; all together one more.
  Types = Memory.array<TypeInfo>(3 * uint64_t(Tuples) + 1);
  Open = Memory.array<MemberInfo>(uint64_t(Tuples) + 1);
  auto *Heights = Memory.array<uint8_t>(3 * uint64_t(Tuples) + 1);
  if (!Types || !Open || !Heights)
    return fail(Errc::OutOfMemory);
  Tuple Whole;
  if (Status S = sequence(Whole, 0); !S.ok())
    return S;
  if (Position != Input.Size || Types[Whole.Type].NumMembers == 0)
    return fail();
  const TypeInfo &Struct = Types[Whole.Type];
  bool IsSingle = Struct.NumMembers == 1 && !Struct.Members[0].IsBitField && Struct.Members[0].Offset == 0 &&
                  Types[Struct.Members[0].Type].Size == Struct.Size;
  if (IsSingle)
    --NumTypes; // the tuple's own type stands before it
  Result = UnitInfo();
  Result.Types = Types;
  Result.NumTypes = NumTypes;
  if (Errc Code = checkTypes(Result, Heights); Code != Errc::Ok)
    return fail(Code == Errc::Malformed ? Errc::BadTag : Code);
  return Status::success();
}

Status cgt::parseTag(Str Text, Allocator &Memory, UnitInfo &Result) { return TagParser(Text, Memory).parse(Result); }
