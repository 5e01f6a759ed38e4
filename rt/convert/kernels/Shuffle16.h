//===- Shuffle16.h - Shuffles by vectors of 16 bytes -------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Included once by the object of each instruction set, which gives the table its name. Highway's static dispatch: the
// compiler's flags choose.
//
//===----------------------------------------------------------------------===//

#include "convert/kernels/Tables.h"

#include <hwy/cache_control.h>
#include <hwy/highway.h>

namespace {

using namespace cgt;
namespace hn = hwy::HWY_NAMESPACE;

constexpr uint32_t Width = 16;
constexpr hn::FixedTag<uint8_t, Width> Bytes{};
constexpr hn::FixedTag<int8_t, Width> SignedBytes{};
using Vector = hn::Vec<hn::FixedTag<uint8_t, Width>>;

/// All ones for a byte whose top bit is set.
HWY_INLINE Vector signs(Vector V) { return hn::BitCast(Bytes, hn::BroadcastSignBit(hn::BitCast(SignedBytes, V))); }

/// A copy of vectors permuted: nearly all same-layout conversions. With \p Chunks known the masks stay in registers.
template <uint32_t Chunks> void runSimple(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  Vector Masks[Chunks];
  uint32_t From[Chunks], To[Chunks];
  for (uint32_t K = 0; K < Chunks; ++K) {
    Masks[K] = hn::LoadU(Bytes, S.Masks + 2 * K * Width);
    From[K] = S.Terms[K].Source;
    To[K] = S.Chunks[K].Target;
  }
#pragma clang loop unroll_count(4)
  for (uint64_t I = 0; I < Groups; ++I, Source += S.SourceBytes, Target += S.TargetBytes)
    for (uint32_t K = 0; K < Chunks; ++K)
      hn::StoreU(hn::TableLookupBytesOr0(hn::LoadU(Bytes, Source + From[K]), Masks[K]), Bytes, Target + To[K]);
}

/// \p Past: beyond the caches.
template <bool Past> bool runAny(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  Vector Lost = hn::Zero(Bytes);
  for (; Groups; --Groups, Source += S.SourceBytes, Target += S.TargetBytes) {
    const ShuffleTerm *Term = S.Terms;
    const uint8_t *Mask = S.Masks;
    for (uint32_t K = 0; K < S.NumChunks; ++K) {
      Vector Sum = hn::Zero(Bytes);
      for (uint32_t N = S.Chunks[K].NumTerms; N; --N, ++Term, Mask += 2 * Width) {
        Vector V = hn::LoadU(Bytes, Source + Term->Source);
        Sum = hn::Or(Sum, hn::TableLookupBytesOr0(V, hn::LoadU(Bytes, Mask)));
        if (Term->Signs)
          Sum = hn::Or(Sum, signs(hn::TableLookupBytesOr0(V, hn::LoadU(Bytes, Mask + Width))));
      }
      if (Past)
        hn::Stream(Sum, Bytes, Target + S.Chunks[K].Target);
      else
        hn::StoreU(Sum, Bytes, Target + S.Chunks[K].Target);
    }
    for (uint32_t K = 0; K < S.NumChecks; ++K) {
      Vector V = hn::LoadU(Bytes, Source + S.Checks[K]);
      const uint8_t *Pair = S.CheckMasks + 2 * K * Width;
      Vector Sign = signs(hn::TableLookupBytesOr0(V, hn::LoadU(Bytes, Pair + Width)));
      Lost = hn::Or(Lost, hn::And(hn::Xor(V, Sign), hn::LoadU(Bytes, Pair)));
    }
  }
  return hn::AllTrue(Bytes, hn::Eq(Lost, hn::Zero(Bytes)));
}

bool run(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  bool Simple = S.MostTerms == 1 && !S.Signs && S.NumChecks == 0;
  switch (Simple ? S.NumChunks : 0) {
  case 1: return runSimple<1>(S, Source, Target, Groups), true;
  case 2: return runSimple<2>(S, Source, Target, Groups), true;
  case 3: return runSimple<3>(S, Source, Target, Groups), true;
  case 4: return runSimple<4>(S, Source, Target, Groups), true;
  case 5: return runSimple<5>(S, Source, Target, Groups), true;
  case 7: return runSimple<7>(S, Source, Target, Groups), true;
  default: return runAny<false>(S, Source, Target, Groups);
  }
}

void stream(uint8_t *Target, const uint8_t *Source, size_t Size) {
  for (size_t I = 0; I < Size; I += 4 * Width) {
    Vector A = hn::LoadU(Bytes, Source + I), B = hn::LoadU(Bytes, Source + I + Width),
           C = hn::LoadU(Bytes, Source + I + 2 * Width), D = hn::LoadU(Bytes, Source + I + 3 * Width);
    hn::Stream(A, Bytes, Target + I);
    hn::Stream(B, Bytes, Target + I + Width);
    hn::Stream(C, Bytes, Target + I + 2 * Width);
    hn::Stream(D, Bytes, Target + I + 3 * Width);
  }
}

void streamEnd() { hwy::FlushStream(); }

} // namespace
