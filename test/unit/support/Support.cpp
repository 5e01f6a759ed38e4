//===- Support.cpp - What tests of pure code share --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "support/Support.h"

#include "KnownPlatforms.h"

#include <cstdlib>
#include <map>
#include <zstd.h>

using namespace cgt;
using namespace cgt::test;

void *Arena::allocate(void *Ctx, size_t Size) {
  auto *Self = static_cast<Arena *>(Ctx);
  if (Size > Self->Left || Size > (size_t(1) << 32))
    return nullptr;
  Self->Left -= Size;
  Self->Blocks.emplace_back(new char[Size ? Size : 1]());
  return Self->Blocks.back().get();
}

StringSink::StringSink()
    : Sink(
          [](void *Ctx, const void *Data, size_t Size) {
            static_cast<StringSink *>(Ctx)->Bytes.append(static_cast<const char *>(Data), Size);
            return true;
          },
          this) {}

/// By architecture alone.
static const std::vector<Platform> &platforms() {
  static const std::vector<Platform> All = [] {
    std::vector<Platform> Result = knownPlatforms();
    for (Platform &P : Result)
      P.Triple.Size = static_cast<uint32_t>(strcspn(P.Triple.Data, "-"));
    return Result;
  }();
  return All;
}

const std::vector<std::string> &test::platformNames() {
  static const std::vector<std::string> Names = [] {
    std::vector<std::string> Result;
    for (const Platform &P : platforms())
      Result.emplace_back(P.Triple.Data, P.Triple.Size);
    return Result;
  }();
  return Names;
}

const Platform &test::platform(const std::string &Name) {
  for (const Platform &P : platforms())
    if (P.Triple == Str(Name.c_str()))
      return P;
  abort();
}

Codec test::zstdCodec() {
  Codec C;
  C.Compress = [](void *Target, size_t Capacity, const void *Source, size_t Size, int Level) {
    size_t Written = ZSTD_compress(Target, Capacity, Source, Size, Level);
    return ZSTD_isError(Written) ? size_t(0) : Written;
  };
  C.Bound = [](size_t Size) { return ZSTD_compressBound(Size); };
  C.Decompress = [](void *Target, size_t TargetSize, const void *Source, size_t Size) {
    return ZSTD_decompress(Target, TargetSize, Source, Size) == TargetSize;
  };
  return C;
}

std::mt19937_64 test::seededRandom() {
  const char *Given = getenv("CGT_SEED");
  uint64_t Seed = Given ? strtoull(Given, nullptr, 10) : 1;
  printf("seed %llu\n", static_cast<unsigned long long>(Seed));
  return std::mt19937_64(Seed);
}

//===--- Types -------------------------------------------------------------===//

Str TypeBuilder::keep(const std::string &Text) {
  Strings.push_back(Text);
  return Str(Strings.back().data(), static_cast<uint32_t>(Text.size()));
}

uint32_t TypeBuilder::add(TypeInfo T, const std::string &Name) {
  T.Name = keep(Name);
  Types.push_back(T);
  return static_cast<uint32_t>(Types.size() - 1);
}

uint32_t TypeBuilder::scalar(const std::string &Name) {
  static const std::map<std::string, std::pair<Scalar, unsigned>> Fixed = {
      {"char", {Scalar::Char, 1}},
      {"signed char", {Scalar::Signed, 1}},
      {"unsigned char", {Scalar::Unsigned, 1}},
      {"_Bool", {Scalar::Bool, 1}},
      {"short", {Scalar::Signed, 2}},
      {"unsigned short", {Scalar::Unsigned, 2}},
      {"int", {Scalar::Signed, 4}},
      {"unsigned int", {Scalar::Unsigned, 4}},
      {"long", {Scalar::Signed, 0}},
      {"unsigned long", {Scalar::Unsigned, 0}},
      {"long long", {Scalar::Signed, 8}},
      {"unsigned long long", {Scalar::Unsigned, 8}},
      {"float", {Scalar::IEEE, 4}},
      {"double", {Scalar::IEEE, 8}},
      {"__int128", {Scalar::Signed, 16}},
  };
  TypeInfo T;
  T.Kind = TypeKind::Scalar;
  if (Name == "long double") {
    T.Number = scalarOf(P.LongDouble);
    T.Size = P.LongDoubleSize;
    T.Align = P.LongDoubleAlign;
    return add(T, Name);
  }
  auto [Number, Size] = Fixed.at(Name);
  T.Number = Number;
  T.Size = Size ? Size : P.LongSize;
  T.Align = T.Size != 8 ? T.Size : Number == Scalar::IEEE ? P.DoubleAlign : P.LongLongAlign;
  return add(T, Name);
}

uint32_t TypeBuilder::pointer(uint32_t To) {
  TypeInfo T;
  T.Kind = TypeKind::Pointer;
  T.Size = T.Align = P.PointerSize;
  T.Element = To;
  return add(T);
}

uint32_t TypeBuilder::function(const std::string &Name) {
  TypeInfo T;
  T.Kind = TypeKind::FunctionPointer;
  T.Size = T.Align = P.PointerSize;
  return add(T, Name);
}

uint32_t TypeBuilder::array(uint32_t Of, uint64_t Count) {
  TypeInfo T;
  T.Kind = TypeKind::Array;
  T.Size = Types[Of].Size * Count;
  T.Align = Types[Of].Align;
  T.Element = Of;
  T.Count = Count;
  return add(T);
}

uint32_t TypeBuilder::opaque(const std::string &Name, uint64_t Size) {
  TypeInfo T;
  T.Kind = TypeKind::Opaque;
  T.Size = Size;
  return add(T, Name);
}

uint32_t TypeBuilder::record(const std::string &Name, std::vector<Member> List, bool IsUnion) {
  auto &Out = Members.emplace_back();
  uint64_t Bits = 0, Largest = 0, Align = 1;
  for (const Member &M : List) {
    const TypeInfo &MT = Types[M.Type];
    Align = std::max(Align, MT.Align);
    if (IsUnion)
      Bits = 0;
    MemberInfo I;
    I.Name = keep(M.Name);
    I.Type = M.Type;
    if (M.Width) {
      uint64_t Unit = MT.Size * 8;
      if (Bits / Unit != (Bits + M.Width - 1) / Unit)
        Bits = (Bits + Unit - 1) / Unit * Unit;
      I.IsBitField = true;
      I.BitOffset = static_cast<uint32_t>(Bits);
      I.BitWidth = M.Width;
      I.Offset = Bits / 8;
      Bits += M.Width;
    } else {
      I.Offset = ((Bits + 7) / 8 + MT.Align - 1) / MT.Align * MT.Align;
      Bits = (I.Offset + MT.Size) * 8;
    }
    Largest = std::max(Largest, (Bits + 7) / 8);
    Out.push_back(I);
  }
  TypeInfo T;
  T.Kind = IsUnion ? TypeKind::Union : TypeKind::Struct;
  T.Size = (Largest + Align - 1) / Align * Align;
  T.Align = Align;
  T.Members = Out.data();
  T.NumMembers = static_cast<uint32_t>(Out.size());
  T.File = "test.c";
  T.Line = 1;
  return add(T, Name);
}

const UnitInfo &TypeBuilder::unit() {
  Unit.Types = Types.data();
  Unit.NumTypes = static_cast<uint32_t>(Types.size());
  return Unit;
}

TypeRef TypeBuilder::ref(uint32_t Type) { return {&P, &unit(), Type}; }

const MemberInfo &TypeBuilder::member(uint32_t Type, const std::string &Name) const {
  const TypeInfo &T = Types[Type];
  for (uint32_t K = 0; K < T.NumMembers; ++K)
    if (text(T.Members[K].Name) == Name)
      return T.Members[K];
  ADD_FAILURE() << "no member " << Name;
  return T.Members[0];
}

//===--- Bytes -------------------------------------------------------------===//

void test::store(std::string &Bytes, uint64_t Offset, uint64_t Value, unsigned Size, bool BigEndian) {
  for (unsigned K = 0; K < Size; ++K, Value >>= 8)
    Bytes.at(Offset + (BigEndian ? Size - 1 - K : K)) = static_cast<char>(Value);
}

uint64_t test::load(const std::string &Bytes, uint64_t Offset, unsigned Size, bool BigEndian) {
  uint64_t Value = 0;
  for (unsigned K = 0; K < Size; ++K)
    Value = Value << 8 | static_cast<uint8_t>(Bytes.at(Offset + (BigEndian ? K : Size - 1 - K)));
  return Value;
}

void test::storeBits(std::string &Bytes, const MemberInfo &M, uint64_t Value, bool FromTop) {
  for (unsigned K = 0; K < M.BitWidth; ++K) { // the K-th bit in memory's order
    unsigned Place = M.BitOffset + K;
    bool Bit = Value >> (FromTop ? M.BitWidth - 1 - K : K) & 1;
    auto Mask = static_cast<char>(1u << (FromTop ? 7 - Place % 8 : Place % 8));
    char &Byte = Bytes.at(Place / 8);
    Byte = static_cast<char>(Bit ? Byte | Mask : Byte & ~Mask);
  }
}

Compiled::Compiled(TypeRef From, TypeRef To) { S = compilePlan(From, To, Memory, P, Detail, sizeof Detail); }

std::string test::converted(const Plan &P, const std::string &Source) {
  std::string Result(blockSize(P, Source.size()), '\xee'); // converts must not rely on zeros
  ConvertContext C;
  // A pointer becomes its complement: 4 and 8 byte slots alike.
  C.Pointer = [](void *Ctx, uint64_t Value, bool, void *Slot) {
    (void)Ctx;
    auto Own = static_cast<uint32_t>(~Value);
    memcpy(Slot, &Own, sizeof Own);
    return Status::success();
  };
  Status S = convertBlock(P, Source.data(), Source.size(), Result.data(), C);
  EXPECT_TRUE(S.ok()) << errorText(S.Code) << " at '" << C.LossPath << "': " << C.LossValue;
  return Result;
}
