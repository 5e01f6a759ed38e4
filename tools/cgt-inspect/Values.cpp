//===- Values.cpp - The values in an image ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Values.h"

#include "base/Endian.h"
#include "convert/Float.h"
#include "llvm/ADT/APInt.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"

#include <charconv>

using namespace cgt;
using namespace llvm;

//===--- Kinds -------------------------------------------------------------===//

static bool isBlockOfMany(const Node &N) {
  uint64_t Size = N.Type.info().Size;
  return N.IsBlock && Size != 0 && N.Bytes > Size && !hasFlexibleEnd(N.Type, N.Form, N.Bytes);
}

NodeKind Values::kind(const Node &N) const {
  if (!N.Data)
    return NodeKind::None;
  if (!N.Type.Unit || N.Type.Index == NoIndex)
    return N.Bytes ? NodeKind::Bytes : NodeKind::None;
  if (isBlockOfMany(N))
    return NodeKind::Array;
  const TypeInfo &T = N.Type.info();
  if (!N.Bits && T.Size > N.Bytes && T.Kind != TypeKind::Struct)
    return N.Bytes ? NodeKind::Bytes : NodeKind::None; // a block that was allocated too small for its type
  switch (T.Kind) {
  case TypeKind::Scalar: return NodeKind::Scalar;
  case TypeKind::Pointer:
  case TypeKind::FunctionPointer: return NodeKind::Pointer;
  case TypeKind::Array: return NodeKind::Array;
  case TypeKind::Struct:
  case TypeKind::Union: return NodeKind::Record;
  case TypeKind::Opaque: return NodeKind::Bytes;
  case TypeKind::Void: return NodeKind::None;
  }
  return NodeKind::None;
}

std::string Values::type(const Node &N) const {
  if (!N.Type.Unit || N.Type.Index == NoIndex)
    return "bytes";
  const TypeInfo &T = N.Type.info();
  if (T.Kind == TypeKind::Array && T.Count == 0 && T.Element != NoIndex && N.Data) // a flexible array member
    return blockTypeName(N.Type.at(T.Element), BlockForm::Many, N.Bytes);
  return N.IsBlock ? blockTypeName(N.Type, N.Form, N.Bytes) : typeName(N.Type);
}

//===--- Scalars -----------------------------------------------------------===//

/// Integer of any size up to 16 bytes in the sender's byte order.
static APInt bitsOf(const Platform &Sender, const uint8_t *Data, uint64_t Bytes) {
  auto Size = static_cast<unsigned>(Bytes);
  Wide Value = cgt::readInteger(Data, Size, Sender.BigEndian, /*Signed=*/false);
  return APInt(Size * 8, {Value.Low, Value.High});
}

std::string Values::integer(const uint8_t *Data, uint64_t Bytes, bool Signed) const {
  return toString(bitsOf(I.Sender, Data, Bytes), 10, Signed);
}

/// Bit 0 is the least significant of byte 0 where bit-fields start at the bottom, else the most significant.
std::string Values::bitField(const Node &N) const {
  bool FromTop = I.Sender.BitFieldsFromTop;
  uint32_t Width = N.Bits->BitWidth;
  APInt Value(Width, 0);
  for (uint32_t K = 0; K < Width; ++K) {
    uint64_t Place = uint64_t(N.Bits->BitOffset) + K;
    unsigned InByte = Place % 8;
    bool Bit = N.Data[Place / 8] >> (FromTop ? 7 - InByte : InByte) & 1;
    Value.setBitVal(FromTop ? Width - 1 - K : K, Bit);
  }
  return toString(Value, 10, N.Type.isSigned());
}

static const fltSemantics &semantics(FloatFormat Format) {
  switch (Format) {
  case FloatFormat::Half: return APFloat::IEEEhalf();
  case FloatFormat::Single: return APFloat::IEEEsingle();
  case FloatFormat::Double: return APFloat::IEEEdouble();
  case FloatFormat::Quad: return APFloat::IEEEquad();
  case FloatFormat::X87: return APFloat::x87DoubleExtended();
  case FloatFormat::DoubleDouble: return APFloat::PPCDoubleDouble();
  }
  llvm_unreachable("each format is listed");
}

APFloat Values::floating(const TypeInfo &T, const uint8_t *Data) const {
  FloatFormat Format;
  [[maybe_unused]] bool Known = floatFormat(T.scalar(), T.Size, Format);
  assert(Known && "only readable values are read");
  if (Format == FloatFormat::DoubleDouble) { // the larger one first, in either byte order
    uint64_t Parts[2] = {readUnsigned(Data, 8, I.Sender.BigEndian), readUnsigned(Data + 8, 8, I.Sender.BigEndian)};
    return APFloat(semantics(Format), APInt(128, Parts));
  }
  constexpr uint64_t X87Bytes = 10;
  return APFloat(semantics(Format), bitsOf(I.Sender, Data, Format == FloatFormat::X87 ? X87Bytes : T.Size));
}

/// The shortest digits that tell the value from its neighbours.
static std::string shortest(const APFloat &Value) {
  char Digits[64];
  const fltSemantics &Format = Value.getSemantics();
  if (&Format == &APFloat::IEEEsingle())
    return std::string(Digits, std::to_chars(Digits, std::end(Digits), Value.convertToFloat()).ptr);
  if (&Format == &APFloat::IEEEdouble())
    return std::string(Digits, std::to_chars(Digits, std::end(Digits), Value.convertToDouble()).ptr);
  unsigned Enough = APFloat::semanticsPrecision(Format) * 302 / 1000 + 3;
  SmallString<64> Out;
  for (unsigned Precision = 1; Precision <= Enough; ++Precision) {
    Out.clear();
    Value.toString(Out, Precision);
    APFloat Back(Format, Out);
    if (Back.bitwiseIsEqual(Value))
      break;
  }
  return std::string(Out);
}

static std::string printed(const APFloat &Value) {
  if (Value.isNaN())
    return Value.isNegative() ? "-nan" : "nan";
  if (Value.isInfinity())
    return Value.isNegative() ? "-inf" : "inf";
  return shortest(Value);
}

/// False for sizes that no C type has.
static bool isReadable(const TypeInfo &T) {
  FloatFormat Format;
  return !T.isFloating() || floatFormat(T.scalar(), T.Size, Format);
}

std::string Values::scalar(const Node &N) const {
  const TypeInfo &T = N.Type.info();
  if (N.Bits)
    return bitField(N);
  if (!isReadable(T))
    return "0x" + hex(N);
  return T.isFloating() ? printed(floating(T, N.Data)) : integer(N.Data, T.Size, N.Type.isSigned());
}

std::string Values::comparable(const Node &N) const {
  const TypeInfo &T = N.Type.info();
  if (N.Bits || !isReadable(T))
    return scalar(N);
  if (T.scalar() == Scalar::Char) // signed here, unsigned there
    return integer(N.Data, T.Size, /*Signed=*/false);
  if (!T.isFloating())
    return scalar(N);
  // The shortest digits that tell a value from its neighbours depend on the format.
  APFloat Value = floating(T, N.Data);
  if (Value.isNaN())
    return "nan";
  if (T.scalar() == Scalar::IEEE && T.Size <= 8 && ref(T.Name) != "long double")
    return printed(Value);
  bool LosesInfo;
  Value.convert(APFloat::IEEEquad(), APFloat::rmNearestTiesToEven, &LosesInfo);
  return printed(Value);
}

bool Values::isNumber(const Node &N) const {
  const TypeInfo &T = N.Type.info();
  if (N.Bits)
    return true;
  if (!isReadable(T))
    return false;
  if (!T.isFloating())
    return T.Size <= 8;
  return T.scalar() == Scalar::IEEE && T.Size <= 8 && floating(T, N.Data).isFinite();
}

std::string Values::hex(const Node &N) const { return toHex(ArrayRef(N.Data, N.Bytes), /*LowerCase=*/true); }

//===--- Pointers ----------------------------------------------------------===//

PointerTarget Values::pointer(const Node &N) const {
  const TypeInfo &T = N.Type.info();
  uint64_t Address = readUnsigned(N.Data, static_cast<unsigned>(T.Size), I.Sender.BigEndian);
  TypeRef Pointee = T.Element == NoIndex ? TypeRef() : N.Type.at(T.Element);
  bool IsFunction = T.Kind == TypeKind::FunctionPointer;
  PointerTarget Target = Addresses.resolve(Address, IsFunction, Pointee);
  return Target.isResolved() || !IsFunction ? Target : Addresses.resolve(Address, false); // programs keep data there, too
}

bool Values::hasPointers(TypeRef Type) const {
  if (!Type.Unit || Type.Index == NoIndex)
    return false;
  const TypeInfo &T = Type.info();
  if (T.Kind == TypeKind::Pointer || T.Kind == TypeKind::FunctionPointer)
    return true;
  if (T.Kind == TypeKind::Array)
    return hasPointers(Type.at(T.Element));
  if (T.Kind != TypeKind::Struct && T.Kind != TypeKind::Union)
    return false;
  auto Known = PointerTypes.find({Type.Unit, Type.Index});
  if (Known != PointerTypes.end())
    return Known->second;
  bool Result = false;
  for (uint32_t K = 0; K < T.NumMembers && !Result; ++K)
    Result = !T.Members[K].IsBitField && hasPointers(Type.at(T.Members[K].Type));
  return PointerTypes[{Type.Unit, Type.Index}] = Result;
}

void cgt::forEachPointer(const Values &V, const Node &N, function_ref<void(const Node &, const PointerTarget &)> Visit) {
  if (!V.hasPointers(N.Type))
    return;
  if (V.kind(N) == NodeKind::Pointer)
    return Visit(N, V.pointer(N));
  for (uint64_t K = 0, E = V.numChildren(N); K < E; ++K)
    forEachPointer(V, V.child(N, K), Visit);
}

//===--- Text --------------------------------------------------------------===//

static bool isTextByte(char C) {
  return isPrint(C) || C == '\n' || C == '\t' || C == '\r' || static_cast<unsigned char>(C) >= 0x80;
}

static std::optional<StringRef> readText(const uint8_t *Data, uint64_t Bytes, bool Strict) {
  StringRef All(reinterpret_cast<const char *>(Data), Bytes);
  size_t End = All.find('\0');
  if (End == StringRef::npos)
    return std::nullopt;
  StringRef Text = All.take_front(End);
  if (!all_of(Text, isTextByte))
    return std::nullopt;
  bool OnlyZeros = All.drop_front(End).find_first_not_of('\0') == StringRef::npos;
  if (!OnlyZeros && (Strict || Text.empty()))
    return std::nullopt;
  return Text;
}

std::optional<StringRef> Values::text(const Node &N) const {
  if (kind(N) != NodeKind::Array)
    return std::nullopt;
  TypeRef Element = N.Type;
  if (Element.info().Kind == TypeKind::Array)
    Element = Element.at(Element.info().Element);
  if (Element.Index == NoIndex || Element.info().scalar() != Scalar::Char)
    return std::nullopt;
  return readText(N.Data, N.Bytes, /*Strict=*/true);
}

std::optional<StringRef> Values::literalText(const PointerTarget &T) const {
  if (!T.Object || !T.Object->Data || T.Offset >= T.Bytes)
    return std::nullopt;
  bool IsText = T.Kind == TargetKind::Literal || (T.Kind == TargetKind::Process && StringRef(T.Name).contains('.'));
  if (!IsText)
    return std::nullopt;
  return readText(T.Object->Data + T.Offset, T.Bytes - T.Offset, /*Strict=*/false);
}

std::string cgt::quoted(StringRef Text) {
  std::string Out = "\"";
  for (char C : Text) {
    if (C == '\n')
      Out += "\\n";
    else if (C == '\t')
      Out += "\\t";
    else if (C == '\r')
      Out += "\\r";
    else if (C == '"' || C == '\\')
      (Out += '\\') += C;
    else
      Out += C;
  }
  return Out + "\"";
}

//===--- Parts -------------------------------------------------------------===//

uint64_t Values::numChildren(const Node &N) const {
  NodeKind Kind = kind(N);
  if (Kind != NodeKind::Record && Kind != NodeKind::Array)
    return 0;
  const TypeInfo &T = N.Type.info();
  if (isBlockOfMany(N))
    return (N.Bytes + T.Size - 1) / T.Size;
  if (std::optional<uint32_t> Live = live(N))
    return *Live != ActiveExpression::Nothing;
  if (Kind == NodeKind::Record)
    return T.NumMembers;
  uint64_t Size = T.Element == NoIndex ? 0 : N.Type.Unit->Types[T.Element].Size;
  return Size ? N.Bytes / Size : 0;
}

std::optional<uint32_t> Values::findLive(const ActivePlace &Place, const Node &Union) const {
  if (!Union.Data || Place.text().empty())
    return std::nullopt;
  auto [It, IsNew] = Actives.try_emplace({Place.Record.Unit, Place.Record.Index, Place.Member});
  std::optional<ActiveExpression> &E = It->second;
  if (IsNew) {
    Allocator Allocate = Memory.allocator();
    if (ActiveExpression Read; readActive(Place, Allocate, Read))
      E = Read;
  }
  if (!E || E->Before > Union.Before || E->Reach > Union.Bytes + Union.Behind)
    return std::nullopt;
  uint32_t Member = E->find(Union.Data);
  return Member == ActiveExpression::Unknown ? std::nullopt : std::optional(Member);
}

std::optional<uint32_t> Values::live(const Node &N) const {
  if (!N.Type.Unit || N.Type.Index == NoIndex || N.Type.info().Kind != TypeKind::Union || kind(N) != NodeKind::Record)
    return std::nullopt;
  return N.Live ? N.Live : findLive({N.Type, NoIndex}, N);
}

Node Values::child(const Node &N, uint64_t Index) const {
  if (std::optional<uint32_t> Live = live(N))
    Index = *Live;
  Node C = part(N, Index);
  uint64_t Offset = C.Data ? C.Data - N.Data : 0;
  C.Before = N.Before + Offset;
  C.Behind = N.Bytes > Offset + C.Bytes ? N.Behind + (N.Bytes - Offset - C.Bytes) : N.Behind;
  bool IsMember = kind(N) == NodeKind::Record && N.Type.info().Kind == TypeKind::Struct;
  C.Live = IsMember && !C.Bits && C.Type.Index != NoIndex ? findLive({N.Type, static_cast<uint32_t>(Index)}, C) : N.Live;
  return C;
}

Node Values::part(const Node &N, uint64_t Index) const {
  const TypeInfo &T = N.Type.info();
  Node C;
  if (isBlockOfMany(N)) {
    uint64_t Offset = Index * T.Size;
    bool IsWhole = N.Bytes - Offset >= T.Size;
    C.Type = IsWhole ? N.Type : TypeRef(); // the rest of a block that isn't a multiple of its type
    C.Data = N.Data + Offset;
    C.Bytes = IsWhole ? T.Size : N.Bytes - Offset;
    return C;
  }
  if (T.Kind == TypeKind::Array) {
    C.Type = N.Type.at(T.Element);
    C.Bytes = C.Type.info().Size;
    C.Data = N.Data + Index * C.Bytes;
    return C;
  }
  const MemberInfo &M = T.Members[Index];
  C.Name = ref(M.Name).str();
  C.Type = N.Type.at(M.Type);
  if (M.IsBitField) {
    bool IsWithin = (uint64_t(M.BitOffset) + M.BitWidth + 7) / 8 <= N.Bytes;
    C.Data = IsWithin ? N.Data : nullptr;
    C.Bits = &M;
    return C;
  }
  if (M.Type == NoIndex || M.Offset > N.Bytes || C.Type.info().Size > N.Bytes - M.Offset)
    return C;
  C.Data = N.Data + M.Offset;
  C.Bytes = C.Type.info().Size;
  if (Index + 1 == T.NumMembers && N.Bytes > M.Offset && hasFlexibleEnd(N.Type, N.Form, N.Bytes))
    C.Bytes = N.Bytes - M.Offset;
  C.Form = N.Form;
  return C;
}

//===--- What an image consists of -----------------------------------------===//

TypeRef Values::typeIn(uint32_t Unit, uint32_t Type) const {
  return Unit == NoIndex || Type == NoIndex ? TypeRef() : TypeRef{&I.Sender, &I.Units[Unit], Type};
}

std::vector<Variable> Values::variables(const ActivationRecord &A) const {
  std::vector<Variable> Result;
  const FunctionInfo &F = function(A);
  const StepInfo &S = step(A);
  for (const FieldInfo &Field : LiveFields(F, S)) {
    Variable V;
    V.Field = &Field;
    V.Value.Name = ref(Field.Name).str();
    V.Value.Type = typeIn(A.Unit, Field.Type);
    if (V.Value.Type.Unit) {
      V.Value.Data = A.Record + Field.Offset;
      V.Value.Bytes = V.Value.Type.info().Size;
    }
    V.Address = fieldAddress(I.Sender, A, Field);
    Result.push_back(std::move(V));
  }
  return Result;
}

std::vector<ThreadEntry> Values::threads() const {
  std::vector<ThreadEntry> Result;
  Status S = forEachThread(
      I,
      [](void *Ctx, const ThreadEntry &T) {
        static_cast<std::vector<ThreadEntry> *>(Ctx)->push_back(T);
        return Status::success();
      },
      &Result);
  return S.ok() ? Result : std::vector<ThreadEntry>();
}

std::vector<Variable> Values::globals() const {
  std::vector<Variable> Result;
  for (uint32_t K = 0; K < I.NumObjects; ++K) {
    const ObjectRecord &O = I.Objects[K];
    if (O.Kind != ObjectKind::Global)
      continue;
    Variable V;
    V.Global = &I.Units[O.Unit].Globals[O.Index];
    V.Value.Name = ref(V.Global->Name).str();
    V.Value.Type = typeIn(O.Unit, V.Global->Type);
    V.Value.Data = O.Data;
    V.Value.Bytes = O.Size;
    V.Value.IsBlock = true; // a flexible array member may be initialized
    V.Address = O.Address;
    V.AtStart = O.AtStart;
    V.Thread = O.Name;
    Result.push_back(std::move(V));
  }
  return Result;
}

Node Values::block(const HeapRun &R, uint64_t Index) const {
  Node N;
  BlockType Blocks = R.Type == NoIndex ? BlockType() : blockType(I.Units[R.Unit], R.Type);
  N.Type = typeIn(R.Unit, Blocks.Element);
  N.Form = Blocks.Form;
  N.Data = R.block(Index);
  N.Bytes = R.Size;
  N.IsBlock = true;
  return N;
}

//===--- Descriptions ------------------------------------------------------===//

static std::string describePlain(const Values &V, const PointerTarget &T) {
  std::string Beyond = T.Offset ? " + " + std::to_string(T.Offset) : "";
  std::string Part = T.Path.empty() ? Beyond : T.Path[0] == '[' ? T.Path : "." + T.Path;
  switch (T.Kind) {
  case TargetKind::Null: return "null";
  case TargetKind::Heap: return "heap block " + std::to_string(T.Block) + " (" + T.Name + ")" + Beyond;
  case TargetKind::Stack: return "stack #" + std::to_string(T.Activation) + " '" + T.Name + "'" + Part;
  case TargetKind::Global: return "global '" + T.Name + "'" + Part;
  case TargetKind::Literal:
    if (std::optional<StringRef> Text = V.literalText(T))
      return "literal " + quoted(*Text);
    return "literal (" + (T.Type.Unit ? typeName(T.Type) : "bytes") + ")" + Beyond;
  case TargetKind::Process:
    if (std::optional<StringRef> Text = V.literalText(T))
      return "process '" + T.Name + "' " + quoted(*Text);
    return "process '" + T.Name + "'" + Beyond;
  case TargetKind::Function: return "function '" + T.Name + "'";
  case TargetKind::Extern: return "extern '" + T.Name + "'" + Beyond;
  case TargetKind::Mark: return "mark " + std::to_string(T.MarkValue);
  case TargetKind::Dangling: return "dangling";
  }
  return "";
}

std::string cgt::describe(const Values &V, const PointerTarget &T, bool WithAddress) {
  std::string Text = describePlain(V, T);
  if (WithAddress && T.Kind != TargetKind::Null)
    Text += " at 0x" + utohexstr(T.Address, /*LowerCase=*/true);
  return Text;
}
