//===- Plan.cpp - CGT's plan alone ---------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What converts within streams and restores, without the stream: decoding goes straight from the big-endian sender's bytes
// to the receiver's. A plan the other way round has made those bytes.
//
//===----------------------------------------------------------------------===//

#include "Contestant.h"

#include "convert/Plan.h"
#include "convert/kernels/Kernels.h"
#include "support/TagParser.h"

#include <cstring>

using namespace bench;

namespace {
struct Side {
  cgt::Platform Where;
  cgt::UnitInfo Unit;
  cgt::TypeRef type() const { return {&Where, &Unit, Unit.NumTypes - 1}; }
};

class Plan : public Contestant {
public:
  explicit Plan(const Case &C) : Contestant(C), Sent(C.bytes()), Wire(C.Records * C.bytes()), Memory(1 << 18) {
    static const char *const Tags[] = {"(c1,1)", "(i2,1)", "(i4,1)", "(i8,1)", "(f8,1)",
                                       "((c1,1)(1,0)(i2,1)(i4,1)(i8,1)(f8,1),1)"};
    for (Side *S : {&Big, &Own}) {
      S->Where.BigEndian = S->Where.BitFieldsFromTop = S == &Big;
      S->Where.PointerSize = S->Where.LongSize = 8;
      if (!cgt::parseTag(Tags[C.What], Allocator, S->Unit).ok())
        fail("CGT's tag");
    }
    const cgt::Plan *Back = nullptr;
    if (!cgt::compilePlan(Own.type(), Big.type(), Allocator, Back).ok() ||
        !cgt::compilePlan(Big.type(), Own.type(), Allocator, P, nullptr, 0, cgt::kernels()).ok() ||
        !cgt::convert(*Back, C.Data, Sent.data(), C.Count, Context).ok())
      fail("CGT's plan");
  }
  void encode() override {
    for (size_t I = 0; I < C.Records; ++I)
      memcpy(Wire.data() + I * C.bytes(), Sent.data(), C.bytes());
  }
  void decode() override {
    for (size_t I = 0; I < C.Records; ++I)
      if (!cgt::convert(*P, Wire.data() + I * C.bytes(), C.Result, C.Count, Context).ok())
        fail("CGT's plan");
  }

private:
  static void *allocate(void *Ctx, size_t Size) {
    auto *Self = static_cast<Plan *>(Ctx);
    Size = (Size + 15) / 16 * 16;
    if (Self->Memory.size() - Self->Used < Size)
      return nullptr;
    Self->Used += Size;
    return Self->Memory.data() + Self->Used - Size;
  }
  std::vector<char> Sent, Wire, Memory;
  size_t Used = 0;
  cgt::Allocator Allocator{allocate, this};
  Side Big, Own;
  const cgt::Plan *P = nullptr;
  cgt::ConvertContext Context;
};
} // namespace

Made bench::makePlan(const Case &C) { return Made(new Plan(C)); }
