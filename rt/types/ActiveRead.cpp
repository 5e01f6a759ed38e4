//===- ActiveRead.cpp - Understands what CGT_ACTIVE says ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// First the text becomes nodes, by C's grammar; then names are looked up, since only its place tells a result from a value.
//
//===----------------------------------------------------------------------===//

#include "types/ActiveNodes.h"

#include "types/TypeChecks.h"
#include "types/TypeNames.h"

using namespace cgt;

namespace {

/// Operators of two operands, by C's precedence from weak to strong.
struct Operator {
  const char *Text;
  uint8_t Strength;
  ActiveKind Kind;
};

/// Of two that begin alike the longer one stands first.
constexpr Operator Operators[] = {
    {"||", 1, ActiveKind::Or},     {"&&", 2, ActiveKind::And},    {"|", 3, ActiveKind::BitOr},    {"^", 4, ActiveKind::BitXor},
    {"&", 5, ActiveKind::BitAnd},  {"==", 6, ActiveKind::Equal},  {"!=", 6, ActiveKind::Unequal}, {"<<", 8, ActiveKind::Left},
    {">>", 8, ActiveKind::Right},  {"<=", 7, ActiveKind::AtMost}, {">=", 7, ActiveKind::AtLeast}, {"<", 7, ActiveKind::Less},
    {">", 7, ActiveKind::Greater}, {"+", 9, ActiveKind::Plus},    {"-", 9, ActiveKind::Minus},    {"*", 10, ActiveKind::Times},
    {"/", 10, ActiveKind::Divide}, {"%", 10, ActiveKind::Modulo},
};

class ActiveReader {
public:
  ActiveReader(Str Text, const ActivePlace &Place, Allocator &Memory, ActiveExpression &Result, ActiveProblem &Problem)
      : Text(Text), Place(Place), Memory(Memory), Result(Result), Problem(Problem) {}
  bool read();

private:
  // An image may say anything: nothing takes long.
  static constexpr unsigned MostDepth = 500;
  static constexpr uint32_t MostText = 8192;
  static constexpr uint32_t MostLooks = 1u << 20;

  bool fail(ActiveFault Fault, uint32_t Offset, Str Name = {}) {
    if (Problem.Fault == ActiveFault::None)
      Problem = {Fault, Offset, Name};
    return false;
  }
  bool failed() const { return Problem.Fault != ActiveFault::None; }
  char peek(uint32_t Ahead = 0) const { return At + Ahead < Text.Size ? Text.Data[At + Ahead] : '\0'; }
  void skipSpace() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\n')
      ++At;
  }
  bool take(char C) {
    skipSpace();
    if (peek() != C)
      return false;
    ++At;
    return true;
  }
  uint32_t add(ActiveKind Kind, uint32_t Place, uint32_t A = 0, uint32_t B = 0, uint32_t C = 0, unsigned NumOperands = 0);
  uint32_t choice(unsigned Depth);
  uint32_t binary(unsigned Strength, unsigned Depth);
  uint32_t unary(unsigned Depth);
  uint32_t name();
  uint32_t number();
  uint32_t character();
  const Operator *nextOperator();

  bool result(uint32_t Index);
  bool value(uint32_t Index);
  const MemberInfo *findDeep(TypeRef Record, Str Name, uint64_t &Offset, uint32_t &Outermost, TypeRef &In, unsigned Depth);
  bool findAround(TypeRef Inner, TypeRef &Around, uint64_t &Offset);
  bool looks(uint64_t Members) {
    NumLooks += Members;
    return NumLooks <= MostLooks;
  }
  bool resultName(ActiveNode &N);
  bool valueName(ActiveNode &N);

  const Str Text;
  const ActivePlace &Place;
  Allocator &Memory;
  ActiveExpression &Result;
  ActiveProblem &Problem;
  ActiveNode *Nodes = nullptr;
  uint32_t NumNodes = 0;
  uint32_t At = 0;
  uint64_t NumLooks = 0; ///< members that were compared with names
};

} // namespace

//===--- Text --------------------------------------------------------------===//

static bool isDigit(char C) { return C >= '0' && C <= '9'; }
static bool isLetter(char C) { return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') || C == '_' || C == '$'; }

/// Each node is at least one character, so there is room.
uint32_t ActiveReader::add(ActiveKind Kind, uint32_t Where, uint32_t A, uint32_t B, uint32_t C, unsigned NumOperands) {
  ActiveNode &N = Nodes[NumNodes];
  N.Kind = Kind;
  N.At = Where;
  uint32_t All[] = {A, B, C};
  for (unsigned K = 0; K < NumOperands; ++K) {
    N.Operands[K] = All[K];
    uint16_t Below = static_cast<uint16_t>(Nodes[All[K]].Depth + 1);
    N.Depth = Below > N.Depth ? Below : N.Depth;
  }
  if (N.Depth > MostDepth)
    fail(ActiveFault::TooDeep, Where);
  return NumNodes++;
}

uint32_t ActiveReader::choice(unsigned Depth) {
  if (Depth > MostDepth)
    fail(ActiveFault::TooDeep, At);
  if (failed())
    return 0;
  uint32_t Condition = binary(1, Depth + 1);
  uint32_t Where = At;
  if (failed() || !take('?'))
    return Condition;
  uint32_t Then = choice(Depth + 1);
  if (!take(':'))
    fail(ActiveFault::Syntax, At);
  uint32_t Else = choice(Depth + 1);
  return failed() ? 0 : add(ActiveKind::Choose, Where, Condition, Then, Else, 3);
}

const Operator *ActiveReader::nextOperator() {
  skipSpace();
  for (const Operator &O : Operators)
    if (peek() == O.Text[0] && (O.Text[1] == 0 || peek(1) == O.Text[1]))
      return &O;
  return nullptr;
}

/// Operators at least as strong as \p Strength, from left to right.
uint32_t ActiveReader::binary(unsigned Strength, unsigned Depth) {
  uint32_t Left = unary(Depth + 1);
  while (!failed()) {
    const Operator *O = nextOperator();
    if (!O || O->Strength < Strength)
      break;
    uint32_t Where = At;
    At += O->Text[1] ? 2 : 1;
    uint32_t Right = binary(O->Strength + 1u, Depth + 1);
    if (!failed())
      Left = add(O->Kind, Where, Left, Right, 0, 2);
  }
  return Left;
}

uint32_t ActiveReader::unary(unsigned Depth) {
  if (Depth > MostDepth)
    fail(ActiveFault::TooDeep, At);
  skipSpace();
  if (failed())
    return 0;
  uint32_t Where = At;
  if (take('!'))
    return add(ActiveKind::Not, Where, unary(Depth + 1), 0, 0, 1);
  if (take('-'))
    return add(ActiveKind::Negate, Where, unary(Depth + 1), 0, 0, 1);
  if (take('~'))
    return add(ActiveKind::Complement, Where, unary(Depth + 1), 0, 0, 1);
  if (take('+'))
    return unary(Depth + 1);
  if (take('(')) {
    uint32_t Inner = choice(Depth + 1);
    if (!take(')'))
      fail(ActiveFault::Syntax, At);
    return Inner;
  }
  if (isLetter(peek()))
    return name();
  if (isDigit(peek()))
    return number();
  if (peek() == '\'')
    return character();
  fail(ActiveFault::Syntax, At);
  return 0;
}

/// With its dots, but for spaces around them.
uint32_t ActiveReader::name() {
  uint32_t Where = At;
  do {
    if (!isLetter(peek())) {
      fail(ActiveFault::Syntax, At);
      return 0;
    }
    while (isLetter(peek()) || isDigit(peek()))
      ++At;
  } while (peek() == '.' && ++At);
  uint32_t Index = add(ActiveKind::Name, Where);
  Nodes[Index].Text = Str(Text.Data + Where, At - Where);
  if (Nodes[Index].Text == Str("void"))
    Nodes[Index].Kind = ActiveKind::Void;
  return Index;
}

static int digitOf(char C, unsigned Base) {
  int Digit = isDigit(C) ? C - '0' : C >= 'a' && C <= 'f' ? C - 'a' + 10 : C >= 'A' && C <= 'F' ? C - 'A' + 10 : -1;
  return Digit < static_cast<int>(Base) ? Digit : -1;
}

/// With C's type: the first that it fits into.
uint32_t ActiveReader::number() {
  uint32_t Index = add(ActiveKind::Number, At), Where = At;
  ActiveNode &N = Nodes[Index];
  unsigned Base = peek() != '0' ? 10 : peek(1) == 'x' || peek(1) == 'X' ? 16 : 8;
  At += Base == 16 ? 2 : 0;
  bool Fits = Base != 16 || digitOf(peek(), Base) >= 0;
  for (int Digit; (Digit = digitOf(peek(), Base)) >= 0; ++At)
    Fits &= !__builtin_mul_overflow(N.Number, uint64_t(Base), &N.Number) &&
            !__builtin_add_overflow(N.Number, static_cast<uint64_t>(Digit), &N.Number);
  bool IsLong = false, IsLongLong = false;
  for (;; ++At) {
    if ((peek() == 'u' || peek() == 'U') && !N.IsUnsigned)
      N.IsUnsigned = true;
    else if ((peek() == 'l' || peek() == 'L') && !IsLongLong)
      (IsLong ? IsLongLong : IsLong) = true;
    else
      break;
  }
  N.IsWide = IsLongLong || (IsLong && Place.Record.Where->LongSize == 8) || N.Number > UINT32_MAX ||
             (N.Number > INT32_MAX && !N.IsUnsigned && Base == 10);
  N.IsUnsigned |= N.Number > (N.IsWide ? uint64_t(INT64_MAX) : uint64_t(INT32_MAX));
  if (!Fits || isLetter(peek()) || isDigit(peek()) || peek() == '.')
    fail(ActiveFault::Syntax, Where);
  return Index;
}

/// A character of ASCII, or a number from 0 to 127 behind a backslash.
uint32_t ActiveReader::character() {
  uint32_t Index = add(ActiveKind::Number, At), Where = At++;
  auto C = static_cast<unsigned char>(peek());
  uint64_t Value = C;
  ++At;
  if (C == '\\') {
    static constexpr char Letters[] = "abtnvfr";
    char Escaped = peek();
    const auto *Letter = Escaped ? static_cast<const char *>(memchr(Letters, Escaped, sizeof Letters - 1)) : nullptr;
    unsigned Base = Escaped == 'x' ? 16 : 8;
    At += Letter || Base == 16 || !isDigit(Escaped);
    Value = Letter ? 7 + static_cast<uint64_t>(Letter - Letters) : static_cast<unsigned char>(Escaped);
    if (!Letter && (Base == 16 || isDigit(Escaped))) {
      Value = 0;
      for (int Digit; Value < 128 && (Digit = digitOf(peek(), Base)) >= 0; ++At)
        Value = Value * Base + static_cast<uint64_t>(Digit);
    }
  }
  Nodes[Index].Number = Value;
  if (C == 0 || C == '\'' || Value >= 128 || peek() != '\'')
    fail(ActiveFault::Syntax, Where);
  ++At;
  return Index;
}

//===--- Names -------------------------------------------------------------===//

static bool isUnnamed(const MemberInfo &M) { return !M.Name.empty() && M.Name.Data[0] == '#'; }

/// The member called \p Name of \p Record, or of the unnamed structs and unions in it. \p Offset becomes its record's place;
/// \p Outermost is its number in \p Record, or that of what it is in.
const MemberInfo *ActiveReader::findDeep(TypeRef Record, Str Name, uint64_t &Offset, uint32_t &Outermost, TypeRef &In,
                                         unsigned Depth) {
  if (Record.Index == NoIndex || !Record.info().isRecord() || Depth > MaxTypeDepth || !looks(Record.info().NumMembers))
    return nullptr;
  const TypeInfo &R = Record.info();
  for (uint32_t K = 0; K < R.NumMembers; ++K) {
    const MemberInfo &M = R.Members[K];
    Outermost = K;
    if (M.Name == Name) {
      In = Record;
      return &M;
    }
    if (!isUnnamed(M) || M.IsBitField)
      continue;
    uint64_t Inside = Offset + M.Offset;
    uint32_t Unused;
    if (const MemberInfo *Found = findDeep(Record.at(M.Type), Name, Inside, Unused, In, Depth + 1)) {
      Offset = Inside;
      return Found;
    }
  }
  return nullptr;
}

/// The one record that has \p Inner as a member without a name, and its place there.
bool ActiveReader::findAround(TypeRef Inner, TypeRef &Around, uint64_t &Offset) {
  unsigned Found = 0;
  for (uint32_t T = 0; T < Inner.Unit->NumTypes; ++T) {
    const TypeInfo &R = Inner.Unit->Types[T];
    if (!looks(R.NumMembers + uint64_t(1)))
      return false;
    for (uint32_t K = 0; R.isRecord() && K < R.NumMembers; ++K)
      if (isUnnamed(R.Members[K]) && !R.Members[K].IsBitField && R.Members[K].Type == Inner.Index) {
        Around = Inner.at(T);
        Offset = R.Members[K].Offset;
        ++Found;
      }
  }
  return Found == 1;
}

bool ActiveReader::resultName(ActiveNode &N) {
  uint64_t Unused = 0;
  uint32_t Outermost = 0;
  TypeRef In;
  if (!findDeep(Place.type(), N.Text, Unused, Outermost, In, 0))
    return fail(ActiveFault::NoMember, N.At, N.Text);
  N.Kind = ActiveKind::Member;
  N.Operands[0] = Outermost;
  return true;
}

/// Splits the first name off.
static Str firstName(Str &Path) {
  uint32_t End = 0;
  while (End < Path.Size && Path.Data[End] != '.')
    ++End;
  Str First(Path.Data, End);
  uint32_t Next = End < Path.Size ? End + 1 : End;
  Path = Str(Path.Data + Next, Path.Size - Next);
  return First;
}

bool ActiveReader::valueName(ActiveNode &N) {
  Str Path = N.Text, First = firstName(Path);
  // Where the record that a name is looked up in begins, from the union's start on.
  int64_t Start = Place.Member == NoIndex ? 0 : 0 - static_cast<int64_t>(Place.Record.info().Members[Place.Member].Offset);
  TypeRef Record = Place.Record, In;
  const MemberInfo *M = nullptr;
  uint64_t Offset = 0;
  uint32_t Unused;
  for (unsigned Depth = 0; !(M = findDeep(Record, First, Offset = 0, Unused, In, 0)); ++Depth) {
    uint64_t Inner = 0;
    if (Depth > MaxTypeDepth || !findAround(Record, Record, Inner))
      return fail(ActiveFault::UnknownName, N.At, N.Text);
    Start -= static_cast<int64_t>(Inner);
  }
  while (Path.Size) {
    First = firstName(Path);
    Offset += M->Offset;
    TypeRef Inside = In.at(M->Type);
    if (M->IsBitField || !(M = findDeep(Inside, First, Offset, Unused, In, 0)))
      return fail(ActiveFault::UnknownName, N.At, N.Text);
  }
  if (M->Type == NoIndex)
    return fail(ActiveFault::NoInteger, N.At, N.Text);
  TypeRef Type = In.at(M->Type);
  uint64_t Size = Type.info().Size;
  if (!Type.info().isInteger() || (Size != 1 && Size != 2 && Size != 4 && Size != 8) || (M->IsBitField && M->BitWidth == 0))
    return fail(ActiveFault::NoInteger, N.At, N.Text);
  N.IsSigned = Type.isSigned();
  N.Kind = M->IsBitField ? ActiveKind::Bits : ActiveKind::Value;
  N.Bytes = static_cast<uint8_t>(Size);
  uint64_t InRecord = M->Offset, End = M->Offset + Size;
  if (M->IsBitField) {
    InRecord = M->BitOffset / 8;
    End = (uint64_t(M->BitOffset) + M->BitWidth + 7) / 8;
    N.FirstBit = M->BitOffset % 8;
    N.Width = static_cast<uint8_t>(M->BitWidth);
    N.IsWide = M->BitWidth > 32;
    N.IsUnsigned = !N.IsSigned && (M->BitWidth == 32 || M->BitWidth > 32);
    if (M->BitWidth > 64)
      return fail(ActiveFault::NoInteger, N.At, N.Text);
  }
  N.Offset = Start + static_cast<int64_t>(Offset + InRecord);
  int64_t Behind = Start + static_cast<int64_t>(Offset + End);
  if (N.Offset < 0 && Result.Before < static_cast<uint64_t>(-N.Offset))
    Result.Before = static_cast<uint64_t>(-N.Offset);
  if (Behind > 0 && Result.Reach < static_cast<uint64_t>(Behind))
    Result.Reach = static_cast<uint64_t>(Behind);
  return true;
}

bool ActiveReader::value(uint32_t Index) {
  ActiveNode &N = Nodes[Index];
  switch (N.Kind) {
  case ActiveKind::Number: return true;
  case ActiveKind::Name: return valueName(N);
  case ActiveKind::Void: return fail(ActiveFault::NoMember, N.At, N.Text);
  case ActiveKind::Not:
  case ActiveKind::Negate:
  case ActiveKind::Complement: return value(N.Operands[0]);
  case ActiveKind::Choose: return value(N.Operands[0]) && value(N.Operands[1]) && value(N.Operands[2]);
  default: return value(N.Operands[0]) && value(N.Operands[1]);
  }
}

bool ActiveReader::result(uint32_t Index) {
  while (Nodes[Index].Kind == ActiveKind::Choose) {
    const ActiveNode &N = Nodes[Index];
    if (!value(N.Operands[0]) || !result(N.Operands[1]))
      return false;
    Index = N.Operands[2];
  }
  ActiveNode &N = Nodes[Index];
  if (N.Kind == ActiveKind::Name)
    return resultName(N);
  bool IsUnknown = N.Kind == ActiveKind::Number && N.Number == 0;
  return N.Kind == ActiveKind::Void || IsUnknown || fail(ActiveFault::NoMember, N.At);
}

bool ActiveReader::read() {
  const Platform &Where = *Place.Record.Where;
  if (Text.Size > MostText)
    return fail(ActiveFault::TooDeep, 0);
  Nodes = Memory.array<ActiveNode>(uint64_t(Text.Size) + 1);
  if (!Nodes)
    return fail(ActiveFault::OutOfMemory, 0);
  Result = ActiveExpression();
  Result.BigEndian = Where.BigEndian;
  Result.FieldsFromTop = Where.BitFieldsFromTop;
  Result.Root = choice(0);
  skipSpace();
  if (!failed() && At != Text.Size)
    fail(ActiveFault::Syntax, At);
  if (failed() || !result(Result.Root))
    return false;
  Result.Nodes = Nodes;
  return true;
}

bool cgt::readActive(Str Text, const ActivePlace &Place, Allocator &Memory, ActiveExpression &Result, ActiveProblem &Problem) {
  Problem = ActiveProblem();
  return ActiveReader(Text, Place, Memory, Result, Problem).read();
}

bool cgt::readActive(const ActivePlace &Place, Allocator &Memory, ActiveExpression &Result) {
  ActiveProblem Problem;
  ActivePlace Whose = Place.saysItself() ? Place : ActivePlace{Place.type(), NoIndex};
  return readActive(Place.text(), Whose, Memory, Result, Problem);
}
