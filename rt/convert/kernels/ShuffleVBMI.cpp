//===- ShuffleVBMI.cpp - Kernels for x86 with AVX-512 VBMI -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LinesVBMI.h has the most frequent ones.
//
//===----------------------------------------------------------------------===//

#include "convert/kernels/LinesVBMI.h"

using namespace cgt;

namespace {

//===--- From lines to lines ------------------------------------------------===//

/// By itself, lest registers be spilled: a plain store among those past the caches takes long.
template <bool Past, Lay As, uint32_t Chunks, bool HasSigns = false, typename Checked = NoCheck>
[[gnu::noinline]] bool tryLines(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups, bool &Fits) {
  LineRunner<As, Chunks, HasSigns, Checked, Past> Runner;
  if (!Runner.set(S))
    return false;
  Fits = Runner.run(Source, Target, Groups);
  return true;
}

/// Lines that are checked, of integers in either byte order.
template <bool Past, Lay As, uint32_t Chunks>
bool tryChecked(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups, bool &Fits) {
  return tryLines<Past, As, Chunks, false, SumCheck<false>>(S, Source, Target, Groups, Fits) ||
         tryLines<Past, As, Chunks, false, SumCheck<true>>(S, Source, Target, Groups, Fits);
}

/// False: \p S is of no such kind. \p Fits: nothing was lost.
template <bool Past> bool runLines(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups, bool &Fits) {
  switch (S.NumChunks) {
  case 1: // arrays, from long to int
    return tryLines<Past, Lay::Dense, 1>(S, Source, Target, Groups, Fits) ||
           tryChecked<Past, Lay::Two, 1>(S, Source, Target, Groups, Fits);
  case 3: // structs of 24 bytes, from int to long, from long to int
    return tryLines<Past, Lay::Dense, 3>(S, Source, Target, Groups, Fits) ||
           tryLines<Past, Lay::Dense, 3, true>(S, Source, Target, Groups, Fits) ||
           tryChecked<Past, Lay::Dense, 3>(S, Source, Target, Groups, Fits);
  case 5: // from 24 bytes to 20
    return tryChecked<Past, Lay::Two, 5>(S, Source, Target, Groups, Fits);
  case 6: // and back
    return tryLines<Past, Lay::Back, 6, true>(S, Source, Target, Groups, Fits);
  default: return false;
  }
}

//===--- From anywhere ------------------------------------------------------===//

constexpr uint32_t MaxChunks = 32, MaxChecks = 32; ///< of shuffles whose masks are made ready beforehand

/// How the vectors of a shuffle come about.
enum class Shape {
  Plain, ///< from one load each
  Signs, ///< some bytes being signs
  Two,   ///< from two loads
  TwoSigns,
};
constexpr bool isTwo(Shape As) { return As == Shape::Two || As == Shape::TwoSigns; }
constexpr bool hasSigns(Shape As) { return As == Shape::Signs || As == Shape::TwoSigns; }

/// Loads and stores wherever they are. With \p Chunks known masks stay in registers; Any stands for what \p S says.
/// \p Past: beyond the caches.
constexpr uint32_t Any = UINT32_MAX;
template <Shape As, uint32_t Chunks, bool IsChecked, bool Past = false> class Runner {
public:
  explicit Runner(const Shuffle &S)
      : SourceStep(S.SourceBytes), TargetStep(S.TargetBytes), NumChunks(S.NumChunks), NumChecks(S.NumChecks) {
    for (uint32_t K = 0, Term = 0; K < chunks(); Term += S.Chunks[K++].NumTerms) {
      C[K].set(S.Masks + 2 * Term * Width, S.Chunks[K].NumTerms);
      Places[K] = {S.Terms[Term].Source, S.Terms[Term + (S.Chunks[K].NumTerms == 2)].Source, S.Chunks[K].Target};
    }
    for (uint32_t K = 0; IsChecked && K < NumChecks; ++K) {
      D[K].set(S, K);
      Checked[K] = S.Checks[K];
    }
  }

  bool run(const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
    if constexpr (Chunks != Any && (Chunks < 3 || Past)) // three in turn, or the processor doesn't fetch the next in time
      for (; Groups >= 2; Groups -= 2, Source += 2 * SourceStep, Target += 2 * TargetStep)
        two(Source, Target);
    for (; Groups; --Groups, Source += SourceStep, Target += TargetStep)
      one(Source, Target);
    return isZero(Lost);
  }

private:
  struct Place {
    uint32_t First, Second, Target;
  };
  uint32_t chunks() const { return Chunks == Any ? NumChunks : Chunks; }

  __m512i chunk(uint32_t K, const uint8_t *Source) const {
    __m512i First = at(Source + Places[K].First);
    return C[K].template make<isTwo(As), hasSigns(As)>(First, isTwo(As) ? at(Source + Places[K].Second) : First);
  }
  void one(const uint8_t *Source, uint8_t *Target) {
    for (size_t K = 0; Past && K < SourceStep; K += Width)
      askAhead(Source + K);
    for (uint32_t K = 0; IsChecked && K < NumChecks; ++K)
      Lost = D[K].addTo(Lost, at(Source + Checked[K]));
    for (uint32_t K = 0; K < chunks(); ++K)
      put<Past>(Target + Places[K].Target, chunk(K, Source));
  }
  /// Loads before stores, or past the caches in turn: see LinesVBMI.h.
  void two(const uint8_t *Source, uint8_t *Target) {
    auto Place = [&](uint32_t K) { return Target + K / Chunks * TargetStep + Places[K % Chunks].Target; };
    __m512i Made[2 * Chunks];
    for (size_t K = 0; Past && K < 2 * SourceStep; K += Width)
      askAhead(Source + K);
#pragma clang loop unroll(full)
    for (uint32_t K = 0; K < 2 * Chunks; ++K) {
      Made[K] = chunk(K % Chunks, Source + K / Chunks * SourceStep);
      if (Past)
        put<true>(Place(K), Made[K]);
    }
#pragma clang loop unroll(full)
    for (uint32_t K = 0; K < 2 * Chunks; ++K)
      if (!Past)
        put<false>(Place(K), Made[K]);
  }

  const size_t SourceStep, TargetStep;
  const uint32_t NumChunks, NumChecks;
  Chunk C[Chunks == Any ? MaxChunks : Chunks];
  Place Places[Chunks == Any ? MaxChunks : Chunks];
  Check D[IsChecked ? MaxChecks : 1];
  uint32_t Checked[IsChecked ? MaxChecks : 1];
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
        C.set(Mask, 1);
        __m512i Load = at(Source + Term->Source);
        Sum = _mm512_or_si512(Sum, C.make<false, true>(Load, Load));
      }
      put<false>(Target + S.Chunks[K].Target, Sum);
    }
    for (uint32_t K = 0; K < S.NumChecks; ++K) {
      Check D;
      D.set(S, K);
      Lost = D.addTo(Lost, at(Source + S.Checks[K]));
    }
  }
  return isZero(Lost);
}

template <Shape As, uint32_t Chunks, bool IsChecked = false, bool Past = false>
[[gnu::noinline]] static bool runKnown(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  return Runner<As, Chunks, IsChecked, Past>(S).run(Source, Target, Groups);
}

template <Shape As> static bool runShaped(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  if (S.NumChecks)
    return runKnown<As, Any, true>(S, Source, Target, Groups);
  switch (S.NumChunks) {
  case 1: return runKnown<As, 1>(S, Source, Target, Groups);
  case 2: return runKnown<As, 2>(S, Source, Target, Groups);
  case 3: return runKnown<As, 3>(S, Source, Target, Groups);
  case 4: return runKnown<As, 4>(S, Source, Target, Groups);
  case 5: return runKnown<As, 5>(S, Source, Target, Groups);
  case 6: return runKnown<As, 6>(S, Source, Target, Groups);
  case 7: return runKnown<As, 7>(S, Source, Target, Groups);
  default: return runKnown<As, Any>(S, Source, Target, Groups);
  }
}

static bool isSimple(const Shuffle &S) { return S.NumChunks <= MaxChunks && S.NumChecks <= MaxChecks && S.MostTerms <= 2; }

static bool run(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  bool Fits;
  if (!isSimple(S))
    return runAny(S, Source, Target, Groups);
  if (runLines<false>(S, Source, Target, Groups, Fits))
    return Fits;
  if (S.MostTerms == 2)
    return S.Signs ? runShaped<Shape::TwoSigns>(S, Source, Target, Groups) : runShaped<Shape::Two>(S, Source, Target, Groups);
  return S.Signs ? runShaped<Shape::Signs>(S, Source, Target, Groups) : runShaped<Shape::Plain>(S, Source, Target, Groups);
}

/// Memory is slower than any loop, nearly: the most frequent shapes, and two for all others.
static bool runPast(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  bool Fits;
  if (!isSimple(S))
    return runAny(S, Source, Target, Groups);
  if (runLines<true>(S, Source, Target, Groups, Fits))
    return Fits;
  bool Two = S.MostTerms == 2;
  if (!Two && S.NumChecks == 0 && S.NumChunks == 2) // int to long
    return runKnown<Shape::Signs, 2, false, true>(S, Source, Target, Groups);
  return !Two && !S.Signs ? runKnown<Shape::Plain, Any, true, true>(S, Source, Target, Groups)
                          : runKnown<Shape::TwoSigns, Any, true, true>(S, Source, Target, Groups);
}

/// One term, and loads and stores that leave alone what is beyond the element.
static bool runShort(const Shuffle &S, const uint8_t *Source, size_t SourceStep, uint8_t *Target, size_t TargetStep,
                     uint64_t Count) {
  __mmask64 In = ~uint64_t(0) >> (Width - S.SourceBytes), Out = ~uint64_t(0) >> (Width - S.TargetBytes);
  __m512i Lost = _mm512_setzero_si512();
  Chunk C;
  C.set(S.Masks, 1);
  constexpr size_t Ahead = 1024;
  Check D; // one load has all bytes that are checked
  if (S.NumChecks)
    D.set(S, 0);
  for (; Count; --Count, Source += SourceStep, Target += TargetStep) {
    _mm_prefetch(reinterpret_cast<const char *>(Source) + Ahead, _MM_HINT_T0);
    __builtin_prefetch(Target + Ahead, 1);
    __m512i V = _mm512_maskz_loadu_epi8(In, Source);
    _mm512_mask_storeu_epi8(Target, Out, C.make<false, true>(V, V));
    if (S.NumChecks)
      Lost = D.addTo(Lost, V);
  }
  return S.NumChecks == 0 || isZero(Lost);
}

static void stream(uint8_t *Target, const uint8_t *Source, size_t Size) {
  for (size_t I = 0; I < Size; I += Width) {
    askAhead(Source + I);
    put<true>(Target + I, at(Source + I));
  }
}

static void streamEnd() { _mm_sfence(); }

const KernelTable cgt::KernelsVBMI = {"avx512vbmi", Width, run, runPast, runShort, LargeTarget, stream, streamEnd};
