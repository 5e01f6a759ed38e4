//===- ShuffleVBMI.cpp - Kernels for x86 with AVX-512 VBMI -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A permutation of all 64 bytes of a vector is one instruction, which Highway doesn't have yet: intrinsics, therefore.
//
//===----------------------------------------------------------------------===//

#include "kernels/Tables.h"

#include <immintrin.h>

using namespace cgt;

namespace {
constexpr uint32_t Width = 64;
constexpr uint32_t MaxChunks = 32, MaxChecks = 32; ///< of shuffles whose masks are made ready beforehand

/// How the vectors of a shuffle come about.
enum class Shape {
  Plain,      ///< from one load each
  DensePlain, ///< and each lies where the vector does
  Signs,      ///< from one load and its signs
  DenseSigns,
  Two, ///< from two loads
};

/// A vector of the target: bytes of one or two tables of 64 bytes, chosen by 7-bit indices.
struct Chunk {
  __m512i Indices;
  __mmask64 NonZero;
  uint32_t First, Second, Target;
};
} // namespace

/// All ones for a byte whose top bit is set: a matrix product over bits that copies the top one into each.
static __m512i signs(__m512i V) { return _mm512_gf2p8affine_epi64_epi8(V, _mm512_set1_epi64(-0x7f7f7f7f7f7f7f80), 0); }

static __m512i at(const uint8_t *Data) { return _mm512_loadu_si512(Data); }

/// \p First's bytes, and \p Second's with the index's bit 6 set, where \p First has none.
static void setTables(Chunk &C, const uint8_t *First, const uint8_t *Second) {
  __mmask64 HasFirst = ~_mm512_movepi8_mask(at(First)), HasSecond = ~_mm512_movepi8_mask(at(Second));
  C.NonZero = HasFirst | HasSecond;
  C.Indices = _mm512_mask_add_epi8(at(First), ~HasFirst, at(Second), _mm512_set1_epi8(64));
}

static constexpr bool isDense(Shape As) { return As == Shape::DensePlain || As == Shape::DenseSigns; }

/// \p First and \p Second: the loads.
template <Shape As> static __m512i make(const Chunk &C, const uint8_t *First, const uint8_t *Second) {
  __m512i V = at(First);
  if (As == Shape::Plain || As == Shape::DensePlain)
    return _mm512_maskz_permutexvar_epi8(C.NonZero, C.Indices, V);
  return _mm512_maskz_permutex2var_epi8(C.NonZero, V, C.Indices, As == Shape::Two ? at(Second) : signs(V));
}

namespace {
/// Checked bytes of a load, and the bytes whose signs they should be.
struct Check {
  __m512i Which, Signs;
  __mmask64 HasSign;
  uint32_t Source;

  Check() = default;
  Check(const Shuffle &S, uint32_t K)
      : Which(at(S.CheckMasks + 2 * K * Width)), Signs(at(S.CheckMasks + (2 * K + 1) * Width)),
        HasSign(~_mm512_movepi8_mask(Signs)), Source(S.Checks[K]) {}

  /// The bits that differ.
  __m512i differences(const uint8_t *Group) const {
    __m512i V = at(Group + Source);
    __m512i Expected = _mm512_maskz_permutexvar_epi8(HasSign, Signs, signs(V));
    return _mm512_ternarylogic_epi64(V, Expected, Which, 0x28); // (V ^ Expected) & Which
  }
};

/// With \p Chunks and \p Checks known their masks stay in registers; Any stands for what \p S says. \p Past: beyond the caches.
constexpr uint32_t Any = UINT32_MAX;
template <Shape As, uint32_t Chunks, uint32_t Checks, bool Past = false> class Runner {
public:
  explicit Runner(const Shuffle &S)
      : SourceStep(S.SourceBytes), TargetStep(S.TargetBytes), NumChunks(S.NumChunks), NumChecks(S.NumChecks) {
    for (uint32_t K = 0, Term = 0; K < chunks(); Term += S.Chunks[K++].NumTerms) {
      const uint8_t *Masks = S.Masks + 2 * Term * Width;
      bool Two = As == Shape::Two && S.Chunks[K].NumTerms == 2;
      C[K].Target = S.Chunks[K].Target;
      C[K].First = S.Terms[Term].Source;
      C[K].Second = S.Terms[Term + Two].Source;
      setTables(C[K], Masks, Masks + (Two ? 2 * Width : Width));
    }
    for (uint32_t K = 0; K < checks(); ++K)
      D[K] = Check(S, K);
  }

  bool run(const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
    if constexpr (Chunks != Any) {
      constexpr unsigned AtOnce = Chunks + Checks == 1 ? 4 : Chunks + Checks < 4 ? 2 : 1;
      for (; Groups >= AtOnce; Groups -= AtOnce) {
        several<AtOnce>(Source, Target);
        Source += AtOnce * sourceStep();
        Target += AtOnce * targetStep();
      }
    }
    for (; Groups; --Groups, Source += sourceStep(), Target += targetStep())
      one(Source, Target);
    return _mm512_test_epi8_mask(Lost, Lost) == 0;
  }

private:
  static constexpr size_t Ahead = 4096;
  uint32_t chunks() const { return Chunks == Any ? NumChunks : Chunks; }
  uint32_t checks() const { return Checks == Any ? NumChecks : Checks; }
  size_t sourceStep() const { return isDense(As) ? Chunks * Width : SourceStep; }
  size_t targetStep() const { return isDense(As) ? Chunks * Width : TargetStep; }

  __m512i chunk(uint32_t K, const uint8_t *Source) const {
    return make<As>(C[K], Source + (isDense(As) ? K * Width : C[K].First), Source + C[K].Second);
  }
  void put(uint32_t K, uint8_t *Target, __m512i V) const {
    uint8_t *To = Target + (isDense(As) ? K * Width : C[K].Target);
    if (Past)
      _mm512_stream_si512(reinterpret_cast<__m512i *>(To), V);
    else
      _mm512_storeu_si512(To, V);
  }
  void check(const uint8_t *Source) {
    for (uint32_t K = 0; K < checks(); ++K)
      Lost = _mm512_or_si512(Lost, D[K].differences(Source));
  }
  void one(const uint8_t *Source, uint8_t *Target) {
    if (Past)
      for (size_t K = 0; K < SourceStep; K += 64)
        _mm_prefetch(reinterpret_cast<const char *>(Source) + Ahead + K, _MM_HINT_T0);
    check(Source);
    for (uint32_t K = 0; K < chunks(); ++K)
      put(K, Target, chunk(K, Source));
  }
  /// All loads before the stores: in turn they take longer.
  template <unsigned AtOnce> void several(const uint8_t *Source, uint8_t *Target) {
    __m512i Made[AtOnce][Chunks];
    for (unsigned N = 0; N < AtOnce; ++N) {
      check(Source + N * sourceStep());
      for (uint32_t K = 0; K < Chunks; ++K)
        Made[N][K] = chunk(K, Source + N * sourceStep());
    }
    for (unsigned N = 0; N < AtOnce; ++N)
      for (uint32_t K = 0; K < Chunks; ++K)
        put(K, Target + N * targetStep(), Made[N][K]);
  }

  const size_t SourceStep, TargetStep;
  const uint32_t NumChunks, NumChecks;
  Chunk C[Chunks == Any ? MaxChunks : Chunks];
  Check D[Checks == Any ? MaxChecks : Checks ? Checks : 1];
  __m512i Lost = _mm512_setzero_si512();
};
} // namespace

/// Many terms a chunk: rare.
static bool runAny(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  __m512i Lost = _mm512_setzero_si512();
  for (; Groups; --Groups, Source += S.SourceBytes, Target += S.TargetBytes) {
    const ShuffleTerm *Term = S.Terms;
    const uint8_t *Mask = S.Masks;
    for (uint32_t K = 0; K < S.NumChunks; ++K) {
      __m512i Sum = _mm512_setzero_si512();
      for (uint32_t N = S.Chunks[K].NumTerms; N; --N, ++Term, Mask += 2 * Width) {
        Chunk C;
        setTables(C, Mask, Mask + Width);
        Sum = _mm512_or_si512(Sum, make<Shape::Signs>(C, Source + Term->Source, nullptr));
      }
      _mm512_storeu_si512(Target + S.Chunks[K].Target, Sum);
    }
    for (uint32_t K = 0; K < S.NumChecks; ++K)
      Lost = _mm512_or_si512(Lost, Check(S, K).differences(Source));
  }
  return _mm512_test_epi8_mask(Lost, Lost) == 0;
}

template <Shape As, uint32_t Chunks, uint32_t Checks>
static bool runKnown(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  return Runner<As, Chunks, Checks>(S).run(Source, Target, Groups);
}

template <Shape As> static bool runChecked(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  if (S.NumChunks == 1 && S.NumChecks == 2) // long to int
    return runKnown<As, 1, 2>(S, Source, Target, Groups);
  if (S.NumChunks == 3 && S.NumChecks == 3) // structs of 24 bytes
    return runKnown<As, 3, 3>(S, Source, Target, Groups);
  if (S.NumChunks == 5 && S.NumChecks == 6) // from 24 to 20
    return runKnown<As, 5, 6>(S, Source, Target, Groups);
  return runKnown<As, Any, Any>(S, Source, Target, Groups);
}

template <Shape As> static bool runShaped(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  switch (S.NumChunks) {
  case 1: return runKnown<As, 1, 0>(S, Source, Target, Groups);
  case 2: return runKnown<As, 2, 0>(S, Source, Target, Groups);
  case 3: return runKnown<As, 3, 0>(S, Source, Target, Groups);
  case 4: return runKnown<As, 4, 0>(S, Source, Target, Groups);
  case 5: return runKnown<As, 5, 0>(S, Source, Target, Groups);
  case 6: return runKnown<As, 6, 0>(S, Source, Target, Groups);
  case 7: return runKnown<As, 7, 0>(S, Source, Target, Groups);
  default: break;
  }
  // Any number of chunks needs their places.
  constexpr Shape Sparse = As == Shape::DensePlain ? Shape::Plain : As == Shape::DenseSigns ? Shape::Signs : As;
  return runKnown<Sparse, Any, 0>(S, Source, Target, Groups);
}

static bool isDense(const Shuffle &S) {
  if (S.SourceBytes != S.NumChunks * Width || S.TargetBytes != S.SourceBytes)
    return false;
  for (uint32_t K = 0; K < S.NumChunks; ++K) // of one term each
    if (S.Terms[K].Source != K * Width || S.Chunks[K].Target != K * Width)
      return false;
  return true;
}

static bool run(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  bool Two = S.MostTerms == 2;
  if (S.NumChunks > MaxChunks || S.NumChecks > MaxChecks || S.MostTerms > 2 || (Two && S.Signs))
    return runAny(S, Source, Target, Groups);
  if (S.NumChecks)
    return Two       ? runChecked<Shape::Two>(S, Source, Target, Groups)
           : S.Signs ? runKnown<Shape::Signs, Any, Any>(S, Source, Target, Groups)
                     : runChecked<Shape::Plain>(S, Source, Target, Groups);
  if (Two)
    return runShaped<Shape::Two>(S, Source, Target, Groups);
  if (isDense(S))
    return S.Signs ? runShaped<Shape::DenseSigns>(S, Source, Target, Groups)
                   : runShaped<Shape::DensePlain>(S, Source, Target, Groups);
  return S.Signs ? runShaped<Shape::Signs>(S, Source, Target, Groups)
                 : runShaped<Shape::Plain>(S, Source, Target, Groups);
}

/// Memory is slower than any loop.
static bool runPast(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  bool Two = S.MostTerms == 2;
  if (S.NumChunks > MaxChunks || S.NumChecks > MaxChecks || S.MostTerms > 2 || (Two && S.Signs))
    return runAny(S, Source, Target, Groups);
  if (isDense(S) && !S.Signs && !S.NumChecks && S.NumChunks == 1)
    return Runner<Shape::DensePlain, 1, 0, true>(S).run(Source, Target, Groups);
  if (isDense(S) && !S.Signs && !S.NumChecks && S.NumChunks == 3)
    return Runner<Shape::DensePlain, 3, 0, true>(S).run(Source, Target, Groups);
  if (Two)
    return Runner<Shape::Two, Any, Any, true>(S).run(Source, Target, Groups);
  return S.Signs ? Runner<Shape::Signs, Any, Any, true>(S).run(Source, Target, Groups)
                 : Runner<Shape::Plain, Any, Any, true>(S).run(Source, Target, Groups);
}

static void stream(uint8_t *Target, const uint8_t *Source, size_t Size) {
  for (size_t I = 0; I < Size; I += Width)
    _mm512_stream_si512(reinterpret_cast<__m512i *>(Target + I), _mm512_loadu_si512(Source + I));
}

static void streamEnd() { _mm_sfence(); }

const KernelTable cgt::KernelsVBMI = {"avx512vbmi", Width, run, runPast, LargeTarget, stream, streamEnd};
