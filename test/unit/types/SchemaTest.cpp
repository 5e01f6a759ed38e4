//===- SchemaTest.cpp - Unit blobs -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "support/Support.h"

using namespace cgt;
using namespace cgt::test;

namespace {

/// A unit with one of everything.
struct SampleUnit {
  SampleUnit() : Types("x86_64") {
    uint32_t Int = Types.scalar("int");
    uint32_t Node = Types.record("struct node", {{"key", Int}, {"flags", Int, 3}, {"more", Int, 5}});
    Types[Types.scalar("long")].Enumerators = ~uint64_t(1);
    Types[Node].AnyOrder = true;
    uint32_t Next = Types.pointer(Node);
    Types.array(Next, 4);
    Types.function();
    Types.opaque("va_list", 24);
    Types.record("union value", {{"i", Int}, {"p", Next}}, true);
    Types.pointer(NoIndex);
    Fields[0].Name = "i";
    Fields[0].Type = Int;
    Fields[0].Offset = 8;
    Fields[0].Flags = FieldParam;
    Fields[1].Name = "p#2";
    Fields[1].Type = Next;
    Fields[1].Offset = 16;
    Fields[1].AddressOffset = 24;
    Fields[1].Line = 12;
    Steps[0].Callee = "<poll>";
    Steps[0].LoopDepth = 2;
    Steps[0].Live = Live;
    Steps[0].NumLive = 2;
    Steps[1].Callee = "qsort";
    Steps[1].Ordinal = 300;
    Steps[1].Line = 99;
    Function.Id = "a.c:f";
    Function.Name = "f";
    Function.File = "a.c";
    Function.Line = 7;
    Function.TokenHash = 0xfedcba9876543210;
    Function.RecordSize = 32;
    Function.Fields = Fields;
    Function.NumFields = 2;
    Function.Steps = Steps;
    Function.NumSteps = 2;
    Global.Id = Global.Name = "table";
    Global.Type = Int;
    Global.Size = 4;
    Global.Flags = GlobalConst;
    Symbol.Id = "main";
    Literal.Type = Int;
    Literal.Size = 4;
    Alloc.File = "a.c";
    Alloc.Function = "f";
    Unit = Types.unit();
    Unit.File = "a.c";
    Unit.FirstExternal = "main";
    Unit.Functions = &Function;
    Unit.Globals = &Global;
    Unit.Symbols = &Symbol;
    Unit.Literals = &Literal;
    Unit.Allocs = &Alloc;
    Unit.NumFunctions = Unit.NumGlobals = Unit.NumSymbols = Unit.NumLiterals = Unit.NumAllocs = 1;
  }

  std::string blob() const {
    StringSink Out;
    EXPECT_TRUE(writeUnit(Unit, Out).ok());
    return Out.Bytes;
  }

  TypeBuilder Types;
  FieldInfo Fields[2];
  uint32_t Live[2] = {0, 1};
  StepInfo Steps[2];
  FunctionInfo Function;
  GlobalInfo Global;
  SymbolInfo Symbol;
  LiteralInfo Literal;
  AllocSiteInfo Alloc;
  UnitInfo Unit;
};

} // namespace

static Status parse(const std::string &Blob, UnitInfo &Unit, Arena &Memory) {
  Cursor In(Blob.data(), Blob.size());
  return parseUnit(In, Memory, Unit);
}

static Errc parseCode(const UnitInfo &Unit) {
  StringSink Out;
  EXPECT_TRUE(writeUnit(Unit, Out).ok());
  Arena Memory;
  UnitInfo Read;
  return parse(Out.Bytes, Read, Memory).Code;
}

TEST(Schema, FlagsOfStepsMakeVersion2) {
  SampleUnit Sample;
  std::string Plain = Sample.blob();
  EXPECT_EQ(Plain[0], 1);
  Sample.Steps[1].Flags = StepAbsent;
  std::string Flagged = Sample.blob();
  EXPECT_EQ(Flagged[0], 2);
  EXPECT_EQ(Flagged.size(), Plain.size() + 2 + 1) << "flags of two steps, no function with sizes";
  Arena Memory;
  UnitInfo Read;
  ASSERT_TRUE(parse(Flagged, Read, Memory).ok());
  EXPECT_EQ(Read.Functions[0].Steps[0].Flags, 0u);
  EXPECT_EQ(Read.Functions[0].Steps[1].Flags, uint32_t(StepAbsent));
  EXPECT_EQ(Read.Functions[0].Steps[0].Live[1], 1u);
  EXPECT_EQ(Read.Functions[0].Steps[1].Line, 99u);
  Flagged[0] = UnitVersion + 1;
  EXPECT_EQ(parse(Flagged, Read, Memory).Code, Errc::TooNew);
}

TEST(Schema, LiveMembersMakeVersion3) {
  TypeBuilder Types("s390x");
  uint32_t Union = Types.record("union u", {{"a", Types.scalar("int")}, {"b", Types.scalar("long")}}, true);
  uint32_t Tagged = Types.record("struct s", {{"kind", Types.scalar("int")}, {"u", Union}, {"v", Union}});
  Types[Union].Active = "a";
  const_cast<MemberInfo &>(Types[Tagged].Members[2]).Active = "kind ? a : b";
  StringSink Out;
  ASSERT_TRUE(writeUnit(Types.unit(), Out).ok());
  EXPECT_EQ(Out.Bytes[0], 3);
  Arena Memory;
  UnitInfo Read;
  ASSERT_TRUE(parse(Out.Bytes, Read, Memory).ok());
  EXPECT_EQ(text(Read.Types[Union].Active), "a");
  EXPECT_EQ(text(Read.Types[Tagged].Members[2].Active), "kind ? a : b");
  EXPECT_TRUE(Read.Types[Tagged].Members[1].Active.empty());
  StringSink Again;
  ASSERT_TRUE(writeUnit(Read, Again).ok());
  EXPECT_EQ(Again.Bytes, Out.Bytes);
  for (size_t Size = 0; Size < Out.Bytes.size(); ++Size)
    EXPECT_FALSE(parse(Out.Bytes.substr(0, Size), Read, Memory).ok()) << Size;
  for (size_t At = 0; At < Out.Bytes.size(); ++At)
    for (unsigned Value = 0; Value < 256; ++Value) {
      std::string Changed = Out.Bytes;
      Changed[At] = static_cast<char>(Value);
      (void)parse(Changed, Read, Memory);
    }
}

TEST(Schema, EverythingComesBack) {
  SampleUnit Sample;
  std::string Blob = Sample.blob();
  Arena Memory;
  UnitInfo Read;
  ASSERT_TRUE(parse(Blob, Read, Memory).ok());
  EXPECT_EQ(text(Read.FirstExternal), "main");
  ASSERT_EQ(Read.NumFunctions, 1u);
  const FunctionInfo &F = Read.Functions[0];
  EXPECT_EQ(text(F.Id), "a.c:f");
  EXPECT_EQ(F.TokenHash, 0xfedcba9876543210u);
  EXPECT_EQ(text(F.Fields[1].Name), "p#2");
  EXPECT_EQ(F.Fields[1].AddressOffset, 24u);
  EXPECT_EQ(F.Steps[0].Live[1], 1u);
  EXPECT_EQ(F.Steps[1].Ordinal, 300u);
  EXPECT_EQ(Read.Types[Read.NumTypes - 1].Element, NoIndex);
  EXPECT_TRUE(Read.Types[1].AnyOrder);
  EXPECT_EQ(Read.Types[2].Enumerators, ~uint64_t(1));
  EXPECT_EQ(Read.Allocs[0].Type, NoIndex);
  StringSink Again;
  ASSERT_TRUE(writeUnit(Read, Again).ok());
  EXPECT_EQ(Again.Bytes, Blob) << "what was read isn't what was written";
}

TEST(Schema, EveryCutIsRefused) {
  std::string Blob = SampleUnit().blob();
  for (size_t Size = 0; Size < Blob.size(); ++Size) {
    Arena Memory;
    UnitInfo Read;
    std::string Part = Blob.substr(0, Size); // of its own, so that sanitizers see the end
    EXPECT_FALSE(parse(Part, Read, Memory).ok()) << Size;
  }
}

TEST(Schema, NoChangedByteGetsOutOfBounds) {
  std::string Blob = SampleUnit().blob();
  for (size_t At = 0; At < Blob.size(); ++At)
    for (unsigned Value = 0; Value < 256; ++Value) {
      std::string Changed = Blob;
      Changed[At] = static_cast<char>(Value);
      Arena Memory;
      UnitInfo Read;
      if (!parse(Changed, Read, Memory).ok())
        continue;
      StringSink Again; // walks everything
      EXPECT_TRUE(writeUnit(Read, Again).ok());
    }
}

TEST(Schema, NewerBlobIsTooNew) {
  std::string Blob = SampleUnit().blob();
  Blob[0] = UnitVersion + 1;
  Arena Memory;
  UnitInfo Read;
  EXPECT_EQ(parse(Blob, Read, Memory).Code, Errc::TooNew);
}

TEST(Schema, HugeCountIsRefusedBeforeMemoryIsTaken) {
  StringSink Out;
  Out.writeULEB(1);
  Out.writeString("a.c");
  Out.writeString("");
  Out.writeULEB(0xffffffff);
  Arena Memory;
  Memory.Left = 1 << 16;
  UnitInfo Read;
  EXPECT_EQ(parse(Out.Bytes, Read, Memory).Code, Errc::CountTooLarge);
}

TEST(Schema, OutOfMemoryIsTold) {
  std::string Blob = SampleUnit().blob();
  Arena Memory;
  Memory.Left = 256;
  UnitInfo Read;
  EXPECT_EQ(parse(Blob, Read, Memory).Code, Errc::OutOfMemory);
}

TEST(Schema, TypesMustExist) {
  SampleUnit Sample;
  Sample.Global.Type = Sample.Unit.NumTypes;
  EXPECT_EQ(parseCode(Sample.Unit), Errc::Malformed);
}

TEST(Schema, FieldsMustLieInTheRecord) {
  SampleUnit Sample;
  Sample.Fields[0].Offset = 29;
  EXPECT_EQ(parseCode(Sample.Unit), Errc::Malformed);
  Sample.Fields[0].Offset = ~uint64_t(0) - 1;
  EXPECT_EQ(parseCode(Sample.Unit), Errc::Malformed);
  Sample.Fields[0].Offset = 28;
  EXPECT_EQ(parseCode(Sample.Unit), Errc::Ok);
}

TEST(Schema, LiveFieldsMustAscend) {
  SampleUnit Sample;
  Sample.Live[1] = 0;
  StringSink Out;
  EXPECT_EQ(writeUnit(Sample.Unit, Out).Code, Errc::Malformed);
  Sample.Live[1] = 2;
  EXPECT_EQ(parseCode(Sample.Unit), Errc::Malformed);
}

TEST(Schema, TypeThatContainsItselfIsRefused) {
  TypeInfo Types[2];
  for (uint32_t K = 0; K < 2; ++K) {
    Types[K].Kind = TypeKind::Array;
    Types[K].Count = 1;
    Types[K].Size = 8;
    Types[K].Element = 1 - K;
  }
  UnitInfo Unit;
  Unit.Types = Types;
  Unit.NumTypes = 2;
  EXPECT_EQ(parseCode(Unit), Errc::TooDeep);
}

static Errc nested(unsigned Levels) {
  TypeBuilder Types("x86_64");
  uint32_t Top = Types.scalar("int");
  for (unsigned K = 1; K < Levels; ++K)
    Top = Types.array(Top, 1);
  return parseCode(Types.unit());
}

TEST(Schema, NestingHasALimit) {
  EXPECT_EQ(nested(64), Errc::Ok);
  EXPECT_EQ(nested(65), Errc::TooDeep);
  EXPECT_EQ(nested(100000), Errc::TooDeep);
}

TEST(Schema, SizesMustFitTogether) {
  TypeBuilder Types("x86_64");
  uint32_t Int = Types.scalar("int");
  Types.record("struct s", {{"a", Int}, {"b", Int}});
  UnitInfo Good = Types.unit();
  std::vector<TypeInfo> Copy(Good.Types, Good.Types + Good.NumTypes);
  Copy[1].Size = 7; // 'b' sticks out
  Good.Types = Copy.data();
  EXPECT_EQ(parseCode(Good), Errc::Malformed);

  TypeInfo Array;
  Array.Kind = TypeKind::Array;
  Array.Element = Int;
  Array.Count = uint64_t(1) << 62; // times 4 is 0
  Copy[1] = Array;
  EXPECT_EQ(parseCode(Good), Errc::Malformed);
}

TEST(Schema, SizesComeBackInVersion2Only) {
  SampleUnit Sample;
  EXPECT_EQ(Sample.blob()[0], 1);
  Sample.Steps[1].Flags = StepAbsent;
  std::string Without = Sample.blob();
  ASSERT_EQ(Without.back(), 0) << "no function with sizes";
  const uint64_t Sizes[] = {24, ~uint64_t(0)};
  Sample.Function.Sizes = Sizes;
  Sample.Function.NumSizes = 2;
  Sample.Fields[1].Size = "1*s2";
  Sample.Steps[1].Sizes = "0=1*s1";
  std::string Blob = Sample.blob();
  EXPECT_EQ(Blob[0], 2);
  EXPECT_EQ(Blob.compare(0, Without.size() - 1, Without, 0, Without.size() - 1), 0) << "they stand at the end";
  Arena Memory;
  UnitInfo Read;
  ASSERT_TRUE(parse(Blob, Read, Memory).ok());
  const FunctionInfo &F = Read.Functions[0];
  ASSERT_EQ(F.NumSizes, 2u);
  EXPECT_EQ(F.Sizes[1], ~uint64_t(0));
  EXPECT_TRUE(F.Fields[0].Size.empty());
  EXPECT_EQ(F.Fields[1].Size, Str("1*s2"));
  EXPECT_EQ(F.Steps[1].Sizes, Str("0=1*s1"));
  for (size_t Size = Without.size(); Size < Blob.size(); ++Size) {
    Arena Other;
    EXPECT_FALSE(parse(Blob.substr(0, Size), Read, Other).ok()) << Size;
  }
}
