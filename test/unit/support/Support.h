//===- Support.h - What tests of pure code share ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TEST_UNIT_SUPPORT_SUPPORT_H
#define CGT_TEST_UNIT_SUPPORT_SUPPORT_H

#include "convert/Plan.h"
#include "image/Checkpoint.h"

#include <deque>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace cgt {
namespace test {

/// Memory for pure code that sanitizers watch; can be told to run out.
class Arena {
public:
  cgt::Allocator &allocator() { return A; }
  operator cgt::Allocator &() { return A; }
  size_t Left = ~size_t(0);

private:
  static void *allocate(void *Ctx, size_t Size);
  std::vector<std::unique_ptr<char[]>> Blocks;
  cgt::Allocator A{allocate, this};
};

/// A sink into a string.
class StringSink : public Sink {
public:
  StringSink();
  std::string Bytes;
};

inline std::string text(Str S) { return std::string(S.Data, S.Size); }

/// "s390x", "i686", ...: all ten platforms.
const std::vector<std::string> &platformNames();
const Platform &platform(const std::string &Name);

/// The host's zstd.
Codec zstdCodec();

/// Seeded by CGT_SEED, the date in campaigns, else 1; printed, so that a failure can be repeated.
std::mt19937_64 seededRandom();

/// A member to be laid out: a bit-field with \p Width.
struct Member {
  std::string Name;
  uint32_t Type;
  unsigned Width = 0;
};

/// Types of one unit as C lays them out on a platform. The same calls on two platforms give the same declarations.
class TypeBuilder {
public:
  explicit TypeBuilder(const Platform &P) : P(P) {}
  explicit TypeBuilder(const std::string &Name) : TypeBuilder(platform(Name)) {}

  /// A scalar of C by its name ("long", "unsigned int", "long double", "_Bool").
  uint32_t scalar(const std::string &Name);
  /// Any type.
  uint32_t add(TypeInfo T, const std::string &Name = "");
  uint32_t pointer(uint32_t To);
  uint32_t function(const std::string &Name = "");
  uint32_t array(uint32_t Of, uint64_t Count);
  uint32_t record(const std::string &Name, std::vector<Member> Members, bool IsUnion = false);
  uint32_t opaque(const std::string &Name, uint64_t Size);

  TypeRef ref(uint32_t Type);
  const UnitInfo &unit();
  const TypeInfo &operator[](uint32_t Type) const { return Types[Type]; }
  TypeInfo &operator[](uint32_t Type) { return Types[Type]; }
  const MemberInfo &member(uint32_t Type, const std::string &Name) const;
  const Platform &P;

private:
  Str keep(const std::string &Text);
  std::deque<std::string> Strings;
  std::deque<std::vector<MemberInfo>> Members;
  std::vector<TypeInfo> Types;
  UnitInfo Unit;
};

/// Writes an integer as a platform has it.
void store(std::string &Bytes, uint64_t Offset, uint64_t Value, unsigned Size, bool BigEndian);
uint64_t load(const std::string &Bytes, uint64_t Offset, unsigned Size, bool BigEndian);
/// Writes a bit-field.
void storeBits(std::string &Bytes, const MemberInfo &M, uint64_t Value, bool FromTop);

/// A plan, or the status and detail of its refusal.
struct Compiled {
  Compiled(TypeRef From, TypeRef To);
  Arena Memory;
  const Plan *P = nullptr;
  Status S;
  char Detail[256] = "";
};

/// Converts a block whole; EXPECTs success.
std::string converted(const Plan &P, const std::string &Source);

} // namespace test
} // namespace cgt

#endif // CGT_TEST_UNIT_SUPPORT_SUPPORT_H
