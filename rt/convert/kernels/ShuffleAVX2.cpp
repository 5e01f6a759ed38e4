//===- ShuffleAVX2.cpp - Kernels for x86 with AVX2 --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// AVX2 permutes bytes within halves of 16 only: shuffles are those of 16 bytes, two chunks at a time where they adjoin.
//
//===----------------------------------------------------------------------===//

#ifdef __x86_64__ // Highway has none in 32 bits

#include "convert/kernels/Shuffle16.h"

namespace {

constexpr hn::FixedTag<uint8_t, 2 * Width> TwoChunks{};

/// Chunks that adjoin, in the group and from group to group, of one term each: those of two groups, in pairs.
template <uint32_t Chunks> void runPairs(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  hn::Vec<decltype(TwoChunks)> Masks[Chunks];
  size_t From[2 * Chunks];
  for (uint32_t K = 0; K < 2 * Chunks; ++K)
    From[K] = S.Terms[K % Chunks].Source + K / Chunks * S.SourceBytes;
  auto MaskOf = [&](uint32_t K) { return hn::LoadU(Bytes, S.Masks + 2 * (K % Chunks) * Width); };
  for (uint32_t K = 0; K < Chunks; ++K)
    Masks[K] = hn::Combine(TwoChunks, MaskOf(2 * K + 1), MaskOf(2 * K));
  for (; Groups >= 2; Groups -= 2, Source += 2 * S.SourceBytes, Target += 2 * S.TargetBytes)
    for (uint32_t K = 0; K < Chunks; ++K) {
      auto V = hn::Combine(TwoChunks, hn::LoadU(Bytes, Source + From[2 * K + 1]), hn::LoadU(Bytes, Source + From[2 * K]));
      hn::StoreU(hn::TableLookupBytesOr0(V, Masks[K]), TwoChunks, Target + 2 * K * Width);
    }
  runSimple<Chunks>(S, Source, Target, Groups);
}

bool adjoin(const Shuffle &S) {
  for (uint32_t K = 0; K < S.NumChunks; ++K)
    if (S.Chunks[K].Target != K * Width)
      return false;
  return S.MostTerms == 1 && !S.Signs && S.NumChecks == 0 && S.TargetBytes == S.NumChunks * Width;
}

bool runWide(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  switch (adjoin(S) ? S.NumChunks : 0) {
  case 1: return runPairs<1>(S, Source, Target, Groups), true;
  case 2: return runPairs<2>(S, Source, Target, Groups), true;
  case 3: return runPairs<3>(S, Source, Target, Groups), true;
  case 4: return runPairs<4>(S, Source, Target, Groups), true;
  case 5: return runPairs<5>(S, Source, Target, Groups), true;
  default: return run(S, Source, Target, Groups);
  }
}

} // namespace

const KernelTable cgt::KernelsAVX2 = {"avx2", Width, runWide, runAny<true>, nullptr, LargeTarget, stream, streamEnd};

#endif
