//===- KernelsTest.cpp - Vectors do what the interpreter does ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random types between random platforms, converted by the interpreter and by each of this processor's kernels: same bytes,
// same status, same report of a loss. Blocks end where memory does, so that a byte too much is a fault.
//
//===----------------------------------------------------------------------===//

#include "convert/kernels/Kernels.h"

#include "convert/Float.h"
#include "support/Support.h"

#include <sys/mman.h>

using namespace cgt;
using namespace cgt::test;

namespace {

/// Memory with nothing before and after it.
class Fenced {
public:
  explicit Fenced(size_t Size) : Size((Size + Page - 1) / Page * Page) {
    Base = static_cast<uint8_t *>(mmap(nullptr, this->Size + 2 * Page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    EXPECT_EQ(mprotect(Base + Page, this->Size, PROT_READ | PROT_WRITE), 0);
  }
  ~Fenced() { munmap(Base, Size + 2 * Page); }
  Fenced(const Fenced &) = delete;

  /// \p Bytes that begin where the memory does, or end where it ends, moved inwards by \p Shift.
  uint8_t *place(size_t Bytes, bool AtEnd, size_t Shift) {
    return AtEnd ? Base + Page + Size - Bytes - Shift : Base + Page + Shift;
  }

private:
  static constexpr size_t Page = 4096;
  size_t Size;
  uint8_t *Base;
};

struct Outcome {
  Status S;
  std::string Path, Value, Bytes;
};

/// Every kernel there is, as it is and made to stream early.
std::vector<KernelTable> tables() {
  const KernelTable *All[8];
  unsigned Count = allKernels(All, 8);
  std::vector<KernelTable> Result;
  for (unsigned K = 0; K < Count; ++K) {
    Result.push_back(*All[K]);
    Result.push_back(*All[K]);
    if (All[K]->StreamFrom != UINT64_MAX)
      Result.back().StreamFrom = 1500;
  }
  return Result;
}

const Plan *compiled(TypeRef From, TypeRef To, Arena &Memory, const KernelTable *Kernels) {
  const Plan *P = nullptr;
  Status S = compilePlan(From, To, Memory, P, nullptr, 0, Kernels);
  EXPECT_TRUE(S.ok()) << errorText(S.Code);
  return P;
}

} // namespace

static Status translate(void *, uint64_t Value, bool IsFunction, void *Slot) {
  (void)IsFunction;
  auto Own = static_cast<uint32_t>(~Value); // as converted() has it
  memcpy(Slot, &Own, sizeof Own);
  return Value == 0xbad ? Status::fail(Errc::PointerLoss) : Status::success();
}

/// Converts into fresh garbage, surrounded by bytes that must stay.
static Outcome convertAt(const Plan &P, const std::string &Source, Fenced &From, Fenced &To, bool AtEnd, size_t Shift,
                         bool SignUnknown = false) {
  uint8_t *At = From.place(Source.size(), AtEnd, Shift);
  memcpy(At, Source.data(), Source.size());
  size_t Size = blockSize(P, Source.size()), Guard = AtEnd ? Shift : 0;
  uint8_t *Out = To.place(Size, AtEnd, Shift);
  memset(Out, 0xee, Size + Guard);
  ConvertContext C;
  C.Pointer = translate;
  C.SignUnknown = SignUnknown;
  Outcome O;
  O.S = convertBlock(P, At, Source.size(), Out, C);
  O.Path = C.LossPath;
  O.Value = C.LossValue;
  O.Bytes.assign(reinterpret_cast<char *>(Out), Size);
  for (size_t K = 0; K < Guard; ++K)
    EXPECT_EQ(Out[Size + K], 0xee) << "byte " << K << " after the end was written";
  return O;
}

/// The interpreter's result against one of kernels.
static void expectSame(const Outcome &Expected, const Outcome &Got, const std::string &What) {
  ASSERT_EQ(Expected.S.Code, Got.S.Code) << What;
  ASSERT_EQ(Expected.S.Place, Got.S.Place) << What;
  ASSERT_EQ(Expected.Path, Got.Path) << What;
  ASSERT_EQ(Expected.Value, Got.Value) << What;
  if (Expected.S.ok()) {
    ASSERT_TRUE(Expected.Bytes == Got.Bytes) << What << ": other bytes";
  }
}

//===--- Random types ------------------------------------------------------===//

static uint32_t randomType(TypeBuilder &B, std::mt19937_64 &Random, unsigned Depth, unsigned &Names);

static uint32_t randomRecord(TypeBuilder &B, std::mt19937_64 &Random, unsigned Depth, unsigned &Names) {
  std::vector<Member> Members;
  std::string Name = "struct s" + std::to_string(Names++);
  for (unsigned Count = 1 + Random() % 6, K = 0; K < Count; ++K) {
    std::string Field = "m" + std::to_string(K);
    if (Random() % 12 == 0)
      Members.push_back({Field, B.scalar(Random() % 2 ? "int" : "unsigned int"), 1 + static_cast<unsigned>(Random() % 31)});
    else
      Members.push_back({Field, randomType(B, Random, Depth + 1, Names)});
  }
  return B.record(Name, Members);
}

static uint32_t randomType(TypeBuilder &B, std::mt19937_64 &Random, unsigned Depth, unsigned &Names) {
  static const char *const Scalars[] = {"char",  "short",         "unsigned short", "int",    "unsigned int", "long", "long",
                                        "float", "unsigned long", "long long",      "double", "double",       "_Bool"};
  unsigned Choice = Random() % 24;
  if (Depth < 3 && Choice < 3)
    return randomRecord(B, Random, Depth, Names);
  if (Depth < 4 && Choice < 6) {
    uint64_t Count = Random() % 8 == 0 ? Random() % 300 : 1 + Random() % 9;
    return B.array(randomType(B, Random, Depth + 1, Names), Count ? Count : 1);
  }
  if (Choice == 6)
    return B.scalar("long double");
  if (Choice == 7)
    return Random() % 4 ? B.pointer(B.scalar("int")) : B.function();
  return B.scalar(Scalars[Random() % (sizeof Scalars / sizeof *Scalars)]);
}

/// Values that fit everywhere; with \p Losses in a thousand some that may not.
static void fill(const TypeBuilder &B, std::string &Bytes, uint64_t At, uint32_t Type, std::mt19937_64 &Random,
                 unsigned Losses) {
  const TypeInfo &T = B[Type];
  auto Size = static_cast<unsigned>(T.Size);
  switch (T.Kind) {
  case TypeKind::Array:
    for (uint64_t K = 0; K < T.Count; ++K)
      fill(B, Bytes, At + K * B[T.Element].Size, T.Element, Random, Losses);
    return;
  case TypeKind::Struct:
    for (uint64_t K = 0; K < T.Size; ++K) // padding and bit-fields
      Bytes[At + K] = static_cast<char>(Random());
    for (uint32_t K = 0; K < T.NumMembers; ++K)
      if (!T.Members[K].IsBitField)
        fill(B, Bytes, At + T.Members[K].Offset, T.Members[K].Type, Random, Losses);
    return;
  case TypeKind::Pointer:
  case TypeKind::FunctionPointer:
    store(Bytes, At, Random() % 1000 < Losses ? 0xbad : Random() % 3 ? Random() & 0x7fffffff : 0, Size, B.P.BigEndian);
    return;
  default: break;
  }
  uint64_t Value = Random();
  if (T.isFloating() && Size > 8) {
    FloatFormat Format;
    FloatValue V;
    float F = static_cast<float>(static_cast<int32_t>(Value)) / 1024;
    unpackFloat(FloatFormat::Single, reinterpret_cast<uint8_t *>(&F), false, V);
    ASSERT_TRUE(floatFormat(T.scalar(), Size, Format));
    packFloat(Format, V, false, B.P.BigEndian, reinterpret_cast<uint8_t *>(&Bytes[At]));
    return;
  }
  if ((T.Number == Scalar::Signed || T.Number == Scalar::Unsigned) && Random() % 1000 >= Losses)
    Value = T.Number == Scalar::Signed ? static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>(Value)))
                                       : static_cast<uint32_t>(Value);
  store(Bytes, At, Value, Size < 8 ? Size : 8, B.P.BigEndian);
}

TEST(Kernels, DoWhatTheInterpreterDoes) {
  std::mt19937_64 Random = seededRandom();
  std::vector<KernelTable> Tables = tables();
  Fenced From(1 << 20), To(1 << 20);
  unsigned Lost = 0, Total = 0;
  for (unsigned Round = 0; Round < 400; ++Round) {
    uint64_t Seed = Random();
    const std::string &Sender = platformNames()[Random() % platformNames().size()];
    const std::string &Receiver = platformNames()[Random() % platformNames().size()];
    auto Build = [&](TypeBuilder &B) {
      std::mt19937_64 Recipe(Seed);
      unsigned Names = 0;
      return Recipe() % 4 ? randomRecord(B, Recipe, 0, Names) : randomType(B, Recipe, 0, Names);
    };
    TypeBuilder F(Sender), T(Receiver);
    uint32_t Old = Build(F), New = Build(T);
    if (F[Old].Size > 4000 || T[New].Size > 4000)
      continue;
    Arena Memory;
    const Plan *Reference = compiled(F.ref(Old), T.ref(New), Memory, nullptr);
    std::vector<const Plan *> Plans;
    for (const KernelTable &K : Tables)
      Plans.push_back(compiled(F.ref(Old), T.ref(New), Memory, &K));
    for (unsigned Try = 0; Try < 8; ++Try) {
      uint64_t Most = 60000 / std::max(F[Old].Size, T[New].Size);
      uint64_t Count = Random() % (std::min<uint64_t>(Most, Try < 4 ? 40 : 700) + 1);
      unsigned Losses = Try % 4 == 3 ? 1 + Random() % 20 : 0;
      std::string Source(Count * F[Old].Size, 0);
      for (uint64_t K = 0; K < Count; ++K)
        fill(F, Source, K * F[Old].Size, Old, Random, Losses);
      if (Try % 4 == 2)
        Source.resize(Source.size() + Random() % F[Old].Size, 0);
      bool SignUnknown = Random() % 8 == 0;
      size_t Shift = Random() % 2 ? Random() % 64 : 0;
      bool AtEnd = Random() % 4 != 0;
      Outcome Expected = convertAt(*Reference, Source, From, To, AtEnd, Shift, SignUnknown);
      ++Total;
      Lost += !Expected.S.ok();
      for (size_t K = 0; K < Plans.size(); ++K)
        expectSame(Expected, convertAt(*Plans[K], Source, From, To, AtEnd, Shift, SignUnknown),
                   std::string(Tables[K].Name) + " from " + Sender + " to " + Receiver + ", " + std::to_string(Count) +
                       " elements");
      if (HasFatalFailure())
        return;
    }
  }
  // It tries both.
  EXPECT_GT(Lost, Total / 50);
  EXPECT_LT(Lost, Total / 2);
}

TEST(Kernels, FillBlocksThatLieApart) {
  std::mt19937_64 Random = seededRandom();
  std::vector<KernelTable> Tables = tables();
  for (unsigned Round = 0; Round < 200; ++Round) {
    uint64_t Seed = Random();
    TypeBuilder F(platformNames()[Random() % 10]), T(platformNames()[Random() % 10]);
    auto Build = [&](TypeBuilder &B) {
      std::mt19937_64 Recipe(Seed);
      unsigned Names = 0;
      return randomRecord(B, Recipe, 1, Names);
    };
    uint32_t Old = Build(F), New = Build(T);
    if (F[Old].Size > 2000 || T[New].Size > 2000)
      continue;
    uint64_t Count = Random() % 300, Gap = Random() % 40, Size = T[New].Size;
    std::string Source(Count * F[Old].Size, 0);
    for (uint64_t K = 0; K < Count; ++K)
      fill(F, Source, K * F[Old].Size, Old, Random, Round % 4 ? 0 : 5);
    auto Run = [&](const KernelTable *Kernels) {
      Arena Memory;
      const Plan *P = compiled(F.ref(Old), T.ref(New), Memory, Kernels);
      Outcome O;
      O.Bytes.assign(Count * (Size + Gap), '\xee');
      ConvertContext C;
      C.Pointer = translate;
      O.S = convertSpaced(*P, Source.data(), F[Old].Size, O.Bytes.data(), Size + Gap, Count, C);
      O.Path = C.LossPath;
      O.Value = C.LossValue;
      return O;
    };
    Outcome Expected = Run(nullptr);
    for (const KernelTable &Table : Tables)
      expectSame(Expected, Run(&Table), Table.Name);
    if (!Expected.S.ok())
      continue;
    // One by one, with the gaps as they were.
    Arena Memory;
    const Plan *P = compiled(F.ref(Old), T.ref(New), Memory, nullptr);
    for (uint64_t K = 0; K < Count; ++K) {
      std::string One = converted(*P, Source.substr(K * F[Old].Size, F[Old].Size));
      ASSERT_TRUE(Expected.Bytes.substr(K * (Size + Gap), Size + Gap) == One + std::string(Gap, '\xee'));
    }
  }
}

//===--- Losses ------------------------------------------------------------===//

/// A type with one long, which has half its bytes on some platforms.
struct Lossy {
  const char *Path; ///< of the long; "" if it is the whole
  bool IsSigned;
  uint32_t (*Build)(TypeBuilder &);
};

static const Lossy LossyTypes[] = {
    {"", true, [](TypeBuilder &B) { return B.scalar("long"); }},
    {"", false, [](TypeBuilder &B) { return B.scalar("unsigned long"); }},
    {"l", true,
     [](TypeBuilder &B) {
       return B.record("struct s", {{"c", B.scalar("char")}, {"l", B.scalar("long")}, {"d", B.scalar("double")}});
     }},
    {"l", true, // the paper's Figure 8
     [](TypeBuilder &B) {
       return B.record("struct s", {{"c", B.scalar("char")},
                                    {"s", B.scalar("short")},
                                    {"i", B.scalar("int")},
                                    {"l", B.scalar("long")},
                                    {"d", B.scalar("double")}});
     }},
    {"l", false,
     [](TypeBuilder &B) {
       return B.record("struct s", {{"d", B.scalar("double")}, {"e", B.scalar("double")}, {"l", B.scalar("unsigned long")}});
     }},
    {"l", true, // packed, so that longs lie anywhere
     [](TypeBuilder &B) {
       uint32_t Int = B.scalar("int"), Long = B.scalar("long");
       uint32_t Type = B.record("struct s", {{"i", Int}, {"l", Long}, {"j", Int}, {"k", Int}, {"m", Int}});
       auto *Members = const_cast<MemberInfo *>(B[Type].Members);
       Members[1].Offset = 4;
       for (uint64_t K : {0, 1, 2})
         Members[2 + K].Offset = 4 + B[Long].Size + 4 * K;
       B[Type].Size = 16 + B[Long].Size;
       B[Type].Align = 4;
       return Type;
     }},
};

/// Each value of \p Count elements, in turn, is out of range: on either side, by the least and by the most.
static void expectLosses(const char *Sender, const char *Receiver, const Lossy &L, uint64_t Count) {
  TypeBuilder F{std::string(Sender)}, T{std::string(Receiver)};
  uint32_t Old = L.Build(F), New = L.Build(T);
  uint64_t Member = *L.Path ? F.member(Old, L.Path).Offset : 0, Size = F[Old].Size;
  Fenced From(Count * Size), To(Count * T[New].Size);
  std::vector<KernelTable> Tables = tables();
  uint64_t Least = L.IsSigned ? ~uint64_t(0x7fffffff) : 0, Most = L.IsSigned ? 0x7fffffff : 0xffffffff; // that fit
  Arena Memory;
  for (const KernelTable &Table : Tables) {
    const Plan *P = compiled(F.ref(Old), T.ref(New), Memory, &Table);
    std::string Source(Count * Size, '\xa5');
    for (uint64_t K = 0; K < Count; ++K)
      store(Source, K * Size + Member, K % 2 ? Most : Least, 8, F.P.BigEndian);
    ASSERT_TRUE(convertAt(*P, Source, From, To, true, 0).S.ok()) << Table.Name;
    for (uint64_t K = 0; K < Count; ++K) {
      std::string Good = Source.substr(K * Size + Member, 8);
      for (uint64_t Bad :
           {Most + 1, Least - 1, uint64_t(1) << 32, uint64_t(1) << 63, (uint64_t(1) << 63) - 1, uint64_t(1) << (32 + K % 31)}) {
        store(Source, K * Size + Member, Bad, 8, F.P.BigEndian);
        Outcome O = convertAt(*P, Source, From, To, true, 0);
        ASSERT_EQ(O.S.Code, Errc::IntegerLoss) << Table.Name << " at " << K << " of " << Count;
        ASSERT_EQ(O.S.Place, K * Size + Member);
        std::string Index = Count > 1 ? "[" + std::to_string(K) + "]" : "";
        ASSERT_EQ(O.Path, Index + (*L.Path && Count > 1 ? "." : "") + L.Path);
      }
      Source.replace(K * Size + Member, 8, Good);
    }
  }
}

TEST(Kernels, MissNoLossAtAnyPlace) {
  for (const char *Sender : {"x86_64", "s390x"})
    for (const char *Receiver : {"i686", "powerpc"})
      for (const Lossy &L : LossyTypes)
        for (uint64_t Count : {1, 2, 15, 16, 17, 33, 100, 257})
          expectLosses(Sender, Receiver, L, Count);
}

//===--- Copies ------------------------------------------------------------===//

TEST(Kernels, CopyWholeAtAnyAlignment) {
  std::mt19937_64 Random = seededRandom();
  Fenced From(1 << 16), To(1 << 16);
  for (const KernelTable &Table : tables())
    for (size_t Size : {0, 1, 63, 64, 65, 127, 1500, 1563, 1564, 4096, 10001})
      for (size_t Shift = 0; Shift < 130; Shift += 1 + Random() % 3) {
        uint8_t *Source = From.place(Size, true, Random() % 64), *Target = To.place(Size, true, Shift);
        for (size_t K = 0; K < Size; ++K)
          Source[K] = static_cast<uint8_t>(Random());
        memset(Target - 64, 0xee, Size + 64 + Shift);
        copyBytes(&Table, Target, Source, Size);
        ASSERT_EQ(memcmp(Source, Target, Size), 0) << Table.Name << " " << Size;
        for (size_t K = 0; K < Shift; ++K)
          ASSERT_EQ(Target[Size + K], 0xee);
        for (size_t K = 1; K <= 64; ++K)
          ASSERT_EQ(Target[-static_cast<ptrdiff_t>(K)], 0xee);
      }
}

//===--- That they are used ------------------------------------------------===//

TEST(Kernels, ServeThePlansTheyAreFor) {
  if (!kernels())
    GTEST_SKIP() << "this processor has none";
  static unsigned Runs;
  KernelTable Counting = *kernels();
  Counting.Run = [](const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
    ++Runs;
    return kernels()->Run(S, Source, Target, Groups);
  };
  for (auto [Sender, Receiver] : {std::pair("s390x", "x86_64"), {"powerpc", "x86_64"}, {"x86_64", "i686"}}) {
    TypeBuilder F{std::string(Sender)}, T{std::string(Receiver)};
    auto Build = [](TypeBuilder &B) {
      return B.record("struct s", {{"a", B.scalar("char")},
                                   {"b", B.scalar("short")},
                                   {"c", B.scalar("int")},
                                   {"d", B.scalar("long")},
                                   {"e", B.scalar("double")},
                                   {"p", B.pointer(B.scalar("int"))}});
    };
    Arena Memory;
    uint32_t Old = Build(F), New = Build(T);
    const Plan *P = compiled(F.ref(Old), T.ref(New), Memory, &Counting);
    Runs = 0;
    converted(*P, std::string(256 * F[Old].Size, 0));
    EXPECT_GE(Runs, 2u) << Sender << " to " << Receiver; // batches, perhaps with a first group of their own
  }
}
