//===- BytesTest.cpp - Cursor and Sink ---------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "support/Support.h"

using namespace cgt;
using namespace cgt::test;

TEST(Bytes, NumbersComeBackLittleEndian) {
  StringSink Out;
  Out.writeU8(0x12);
  Out.writeU16(0x3456);
  Out.writeU32(0x789abcde);
  Out.writeU64(0x0123456789abcdef);
  EXPECT_EQ(Out.Bytes.substr(0, 7), std::string("\x12\x56\x34\xde\xbc\x9a\x78", 7));
  Cursor In(Out.Bytes.data(), Out.Bytes.size());
  uint8_t A = 0;
  uint16_t B = 0;
  uint32_t C = 0;
  uint64_t D = 0;
  ASSERT_TRUE(In.readU8(A).ok() && In.readU16(B).ok() && In.readU32(C).ok() && In.readU64(D).ok());
  EXPECT_EQ(A, 0x12);
  EXPECT_EQ(B, 0x3456);
  EXPECT_EQ(C, 0x789abcdeu);
  EXPECT_EQ(D, 0x0123456789abcdefu);
  EXPECT_EQ(In.remaining(), 0u);
}

TEST(Bytes, ULEBsComeBack) {
  for (unsigned Bits = 0; Bits <= 64; ++Bits)
    for (int Delta = -1; Delta <= 1; ++Delta) {
      uint64_t Value = (Bits == 64 ? 0 : uint64_t(1) << Bits) + static_cast<uint64_t>(Delta);
      StringSink Out;
      Out.writeULEB(Value);
      Cursor In(Out.Bytes.data(), Out.Bytes.size());
      uint64_t Read = 0;
      ASSERT_TRUE(In.readULEB(Read).ok());
      EXPECT_EQ(Read, Value);
      EXPECT_EQ(In.remaining(), 0u);
    }
}

static Errc readULEB(const std::string &Bytes) {
  Cursor In(Bytes.data(), Bytes.size());
  uint64_t Value;
  Errc Code = In.readULEB(Value).Code;
  if (Code != Errc::Ok) {
    EXPECT_EQ(In.remaining(), Bytes.size()) << "a failed read moved the cursor";
  }
  return Code;
}

TEST(Bytes, ULEBHasOneForm) {
  using namespace std::string_literals;
  EXPECT_EQ(readULEB("\x00"s), Errc::Ok);
  EXPECT_EQ(readULEB("\x80\x00"s), Errc::Malformed);
  EXPECT_EQ(readULEB("\xff\x80\x00"s), Errc::Malformed);
  EXPECT_EQ(readULEB("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s), Errc::Ok);
  EXPECT_EQ(readULEB("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"s), Errc::Malformed);
  EXPECT_EQ(readULEB("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s), Errc::Malformed);
  EXPECT_EQ(readULEB("\x80"s), Errc::Truncated);
  EXPECT_EQ(readULEB(""s), Errc::Truncated);
}

TEST(Bytes, NumbersBeyond32BitsAreRefused) {
  StringSink Out;
  Out.writeULEB(0x100000000);
  Cursor In(Out.Bytes.data(), Out.Bytes.size());
  uint32_t Value;
  EXPECT_EQ(In.readULEB32(Value).Code, Errc::Malformed);
  EXPECT_EQ(In.remaining(), Out.Bytes.size());
}

TEST(Bytes, FailedReadTellsPlaceAndStays) {
  const char Bytes[] = {1, 2, 3};
  Cursor In(Bytes, sizeof Bytes, 100);
  uint8_t B;
  ASSERT_TRUE(In.readU8(B).ok());
  uint32_t Value;
  Status S = In.readU32(Value);
  EXPECT_EQ(S.Code, Errc::Truncated);
  EXPECT_EQ(S.Place, 101u);
  const uint8_t *Data;
  EXPECT_EQ(In.readBytes(Data, ~uint64_t(0)).Code, Errc::Truncated);
  EXPECT_EQ(In.remaining(), 2u);
}

TEST(Bytes, StringLongerThanTheRestIsRefused) {
  StringSink Out;
  Out.writeString("abc");
  for (size_t Cut = 0; Cut < Out.Bytes.size(); ++Cut) {
    Cursor In(Out.Bytes.data(), Cut);
    Str S;
    EXPECT_EQ(In.readString(S).Code, Errc::Truncated);
    EXPECT_EQ(In.remaining(), Cut);
  }
}

TEST(Bytes, CountIsComparedWithTheRest) {
  StringSink Out;
  Out.writeULEB(3);
  Out.writeBytes("123456789012", 12);
  Cursor In(Out.Bytes.data(), Out.Bytes.size());
  uint32_t Count;
  EXPECT_EQ(In.readCount(Count, 5).Code, Errc::CountTooLarge);
  ASSERT_TRUE(In.readCount(Count, 4).ok());
  EXPECT_EQ(Count, 3u);
}

TEST(Bytes, SinkRemembersItsFirstFailure) {
  unsigned Room = 5;
  Sink Out(
      [](void *Ctx, const void *, size_t Size) {
        auto &Room = *static_cast<unsigned *>(Ctx);
        if (Size > Room)
          return false;
        Room -= static_cast<unsigned>(Size);
        return true;
      },
      &Room);
  Out.writeU32(1);
  EXPECT_TRUE(Out.status().ok());
  Out.writeU32(1);
  EXPECT_EQ(Out.status().Code, Errc::WriteFailed);
  Out.writeU8(1); // would fit, but what came before is lost
  EXPECT_EQ(Room, 1u);
  EXPECT_EQ(Out.written(), 4u);
}

TEST(Bytes, EveryErrorHasAText) {
#define CGT_ERROR(Id, Number, Text)                                                                                            \
  EXPECT_STREQ(errorText(Errc::Id), Text);                                                                                     \
  EXPECT_EQ(static_cast<int>(Errc::Id), Number);
#include "cgt/Errors.def"
}
