//===- MemoryTest.cpp - What a peer can make a stream take -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The bounds of docs/rmr.md, "Hostile peers", against types that cost most for their bytes. The sender is big-endian, so
// that nothing is read as it lies.
//
//===----------------------------------------------------------------------===//

#include "rmr/Support.h"

#include <fstream>
#include <sstream>
#include <vector>

using namespace cgt::test;

static std::string number(uint64_t Value) {
  std::string Bytes;
  for (; Value > 0x7f; Value >>= 7)
    Bytes += static_cast<char>(Value | 0x80);
  return Bytes + static_cast<char>(Value);
}

static std::string string(const std::string &Text) { return number(Text.size()) + Text; }

/// Announces a type by the entries of its unit.
static std::string announce(const std::vector<std::string> &Types) {
  std::string Unit = number(1) + string("") + string("") + number(Types.size());
  for (const std::string &T : Types)
    Unit += T;
  return number(0) + string(number(1) + Unit + std::string(5, 0) + number(0));
}

static std::string scalarEntry(char Letter, const std::string &Name, uint64_t Size) {
  return std::string{0, Letter, 0} + string(Name) + number(Size) + number(1);
}
static std::string pointer(size_t To) { return number(1) + string("") + number(8) + number(1) + number(To + 1); }
static std::string array(size_t Of, uint64_t Size, uint64_t Count) {
  return number(3) + string("") + number(Size) + number(1) + number(Of + 1) + number(Count);
}
/// \p Line is of no meaning, but makes another type.
static std::string record(const std::string &Name, uint64_t Size, const std::vector<std::string> &Members, uint64_t Line = 0) {
  std::string Bytes = number(4) + string(Name) + number(Size) + number(1) + string("") + number(Line) + number(0);
  Bytes += number(Members.size());
  for (const std::string &M : Members)
    Bytes += M;
  return Bytes;
}
static std::string member(const std::string &Name, size_t Type, uint64_t Offset) {
  return string(Name) + number(Type + 1) + number(Offset) + number(0);
}

namespace {

struct Shorts {
  short V[500];
};
struct Mixed {
  char A;
  int B;
  short C;
  long long D;
};
struct Chained {
  Chained *Next;
  short V[500];
};

class RmrMemory : public RmrTest {
protected:
  RmrMemory() {
    std::ifstream File(CGT_SOURCE_DIR "/test/Inputs/golden/streams/rmr-1.s390x", std::ios::binary);
    std::stringstream Bytes;
    Bytes << File.rdbuf();
    std::string Whole = Bytes.str();
    constexpr size_t Fixed = 16;
    Stream = Whole.substr(0, Fixed + 1 + static_cast<unsigned char>(Whole[Fixed]));
  }

  void pad(size_t Align) { Stream.resize((Stream.size() + Align - 1) / Align * Align); }

  const cgt_rmr_tag *shorts() {
    cgt_rmr_builder *B = Builder.get();
    cgt_rmr_type T = cgt_rmr_struct_type(B, "struct s", sizeof(Shorts));
    CGT_RMR_MEMBER(B, T, Shorts, V, cgt_rmr_array_type(B, cgt_rmr_scalar_type(B, CGT_RMR_SHORT), 500));
    return cgt_rmr_build(B, T);
  }
  const cgt_rmr_tag *mixed() {
    cgt_rmr_builder *B = Builder.get();
    cgt_rmr_type T = cgt_rmr_struct_type(B, "struct m", sizeof(Mixed));
    CGT_RMR_MEMBER(B, T, Mixed, A, cgt_rmr_scalar_type(B, CGT_RMR_CHAR));
    CGT_RMR_MEMBER(B, T, Mixed, B, cgt_rmr_scalar_type(B, CGT_RMR_INT));
    CGT_RMR_MEMBER(B, T, Mixed, C, cgt_rmr_scalar_type(B, CGT_RMR_SHORT));
    CGT_RMR_MEMBER(B, T, Mixed, D, cgt_rmr_scalar_type(B, CGT_RMR_LLONG));
    return cgt_rmr_build(B, T);
  }
  std::string announceShorts(uint64_t Line) {
    return announce({record("struct s", 1000, {member("V", 1, 0)}, Line), array(2, 1000, 500), scalarEntry('i', "short", 2)});
  }
  std::string announceMixed(uint64_t Line) {
    return announce(
        {record("struct m", 24, {member("A", 1, 0), member("B", 2, 4), member("C", 3, 8), member("D", 4, 16)}, Line),
         scalarEntry('c', "char", 1), scalarEntry('i', "int", 4), scalarEntry('i', "short", 2),
         scalarEntry('i', "long long", 8)});
  }

  /// Takes all records of the stream, each as the first tag that fits, and checks what that took.
  cgt_rmr_status takeAll(const std::vector<const cgt_rmr_tag *> &Tags, uint64_t Factor = 50) {
    CountedMemory M;
    cgt_rmr_memory Memory = M.memory();
    Pipe P;
    P.Bytes = Stream;
    P.Piece = 4096;
    StreamPtr S = P.open(&Memory);
    cgt_rmr_status Status = CGT_RMR_OK;
    for (NumTaken = 0; Status == CGT_RMR_OK; ++NumTaken)
      for (const cgt_rmr_tag *Tag : Tags) {
        void *Data = nullptr;
        Status = cgt_rmr_take(S.get(), Tag, &Data, nullptr);
        if (Status == CGT_RMR_OK)
          cgt_rmr_free(S.get(), Data);
        if (Status != CGT_RMR_ChangedType)
          break;
        if (Tag == Tags.back())
          Status = cgt_rmr_skip(S.get());
      }
    --NumTaken;
    RecordProperty("factor", std::to_string(static_cast<double>(M.Most) / static_cast<double>(P.At)));
    EXPECT_LE(M.Most, Factor * P.At + 2 * 65536);
    Error = cgt_rmr_error(S.get());
    return Status;
  }

  std::string Stream, Error;
  size_t NumTaken = 0;
};

} // namespace

TEST_F(RmrMemory, EqualAnnouncementsAreOneType) {
  for (unsigned I = 1; I < 20000; ++I)
    Stream += announceShorts(0) + number(I) + number(0);
  EXPECT_EQ(takeAll({shorts()}, 4), CGT_RMR_EndOfStream) << Error;
  EXPECT_EQ(NumTaken, 19999u);
}

TEST_F(RmrMemory, TypesWithoutElementsHaveNoPlans) {
  for (unsigned I = 1; I < 5000; ++I)
    Stream += announceShorts(I) + number(I) + number(0);
  EXPECT_EQ(takeAll({shorts()}), CGT_RMR_EndOfStream) << Error;
}

TEST_F(RmrMemory, PlansArePaidFor) {
  for (unsigned I = 1; I < 2000; ++I) {
    Stream += announceShorts(I) + number(I) + number(1);
    pad(8);
    Stream += std::string(1000, 1);
  }
  EXPECT_EQ(takeAll({shorts()}), CGT_RMR_EndOfStream) << Error;
  EXPECT_EQ(NumTaken, 1999u);
}

TEST_F(RmrMemory, PlansForFewBytesAreRefused) {
  for (unsigned I = 1; I < 20000; ++I) {
    Stream += announceMixed(I) + number(I) + number(1);
    pad(8);
    Stream += std::string(24, 1);
  }
  EXPECT_EQ(takeAll({mixed()}), CGT_RMR_CountTooLarge);
  EXPECT_NE(Error.find("types that take too much room"), std::string::npos) << Error;
  EXPECT_GT(NumTaken, 10u);
}

TEST_F(RmrMemory, RefusalsAreForgotten) {
  for (unsigned I = 1; I < 5000; ++I)
    Stream += announceMixed(I) + number(I) + number(0) + number(I) + number(0);
  std::vector<const cgt_rmr_tag *> Tags;
  for (int I = 0; I < 20; ++I)
    Tags.push_back(
        cgt_rmr_build(Builder.get(), cgt_rmr_array_type(Builder.get(), cgt_rmr_scalar_type(Builder.get(), CGT_RMR_INT),
                                                        static_cast<size_t>(I + 1))));
  EXPECT_EQ(takeAll(Tags), CGT_RMR_EndOfStream) << Error;
}

TEST_F(RmrMemory, ManyTypesBehindPointers) {
  constexpr size_t Length = 5000;
  std::vector<std::string> Types;
  for (size_t I = 0; I < Length; ++I) {
    Types.push_back(record("struct n", 1008, {member("Next", 2 * I + 1, 0), member("V", 2 * Length, 8)}));
    Types.push_back(pointer(2 * ((I + 1) % Length)));
  }
  Types.push_back(array(2 * Length + 1, 1000, 500));
  Types.push_back(scalarEntry('i', "short", 2));
  Stream += announce(Types) + number(1) + number(0) + number(0);
  pad(16);
  Stream += '\0';
  cgt_rmr_builder *B = Builder.get();
  cgt_rmr_type T = cgt_rmr_struct_type(B, "struct n", sizeof(Chained));
  CGT_RMR_MEMBER(B, T, Chained, Next, cgt_rmr_pointer_type(B, T));
  CGT_RMR_MEMBER(B, T, Chained, V, cgt_rmr_array_type(B, cgt_rmr_scalar_type(B, CGT_RMR_SHORT), 500));
  EXPECT_EQ(takeAll({cgt_rmr_build(B, T)}), CGT_RMR_EndOfStream) << Error;
  EXPECT_EQ(NumTaken, 1u);
}

TEST_F(RmrMemory, SmallTypes) {
  std::string Header = Stream;
  for (unsigned I = 0; I < 20000; ++I)
    Stream += announce({scalarEntry('i', "", 1 + I % 16)});
  EXPECT_EQ(takeAll({Int}), CGT_RMR_EndOfStream) << Error;
  Stream = Header;
  for (unsigned I = 0; I < 20000; ++I)
    Stream += announce({scalarEntry('i', std::to_string(I), 1)});
  EXPECT_EQ(takeAll({Int}), CGT_RMR_EndOfStream) << Error;
  // As many bytes as leave the most of a chunk unused.
  for (size_t Number : {1, 2, 3, 9, 12, 19, 40, 1000}) {
    Stream = Header;
    for (unsigned I = 0; I < 60000 / Number; ++I) {
      std::vector<std::string> Types(Number, number(7) + string("") + number(0) + number(1));
      Types[0] = scalarEntry('i', std::to_string(I), 1);
      Stream += announce(Types);
    }
    EXPECT_EQ(takeAll({Int}), CGT_RMR_EndOfStream) << Error;
    Stream = Header;
    for (unsigned I = 0; I < 60000 / Number; ++I) {
      std::vector<std::string> Members(Number, member("", 1, 0));
      Stream += announce({record("", 1, Members, I), scalarEntry('i', "", 1)});
    }
    EXPECT_EQ(takeAll({Int}), CGT_RMR_EndOfStream) << Error;
  }
}
