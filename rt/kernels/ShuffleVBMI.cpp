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
  Signs,      ///< from one load, some bytes being signs
  DenseSigns,
  Two, ///< from two loads
  TwoSigns,
};

/// A vector of the target: bytes of one or two loads, chosen by 7-bit indices, some of which become their signs.
struct Chunk {
  __m512i Indices;
  __mmask64 NonZero, Signs;
  uint32_t First, Second, Target;
};
} // namespace

static __m512i at(const uint8_t *Data) { return _mm512_loadu_si512(Data); }

/// With all ones for a byte of \p Which whose top bit is set, else none: a matrix product over bits that copies the top one.
static __m512i spread(__m512i V, __mmask64 Which) {
  return _mm512_mask_gf2p8affine_epi64_epi8(V, Which, V, _mm512_set1_epi64(-0x7f7f7f7f7f7f7f80), 0);
}

/// Adds what the masks of a term choose; \p Table is added to the indices, 64 for the second load.
static void addTerm(Chunk &C, const uint8_t *Masks, char Table) {
  __m512i Values = at(Masks), Tops = at(Masks + Width), Load = _mm512_set1_epi8(Table);
  __mmask64 HasValue = ~_mm512_movepi8_mask(Values), HasSign = ~_mm512_movepi8_mask(Tops) & ~HasValue;
  C.Indices = _mm512_mask_add_epi8(C.Indices, HasValue, Values, Load);
  C.Indices = _mm512_mask_add_epi8(C.Indices, HasSign, Tops, Load);
  C.NonZero |= HasValue | HasSign;
  C.Signs |= HasSign;
}

static void clear(Chunk &C) {
  C.Indices = _mm512_setzero_si512();
  C.NonZero = C.Signs = 0;
}

static constexpr bool isDense(Shape As) { return As == Shape::DensePlain || As == Shape::DenseSigns; }
static constexpr bool isTwo(Shape As) { return As == Shape::Two || As == Shape::TwoSigns; }
static constexpr bool hasSigns(Shape As) {
  return As == Shape::Signs || As == Shape::DenseSigns || As == Shape::TwoSigns;
}

/// \p First and \p Second: the loads.
template <Shape As> static __m512i make(const Chunk &C, __m512i First, const uint8_t *Second) {
  __m512i V = isTwo(As) ? _mm512_maskz_permutex2var_epi8(C.NonZero, First, C.Indices, at(Second))
                        : _mm512_maskz_permutexvar_epi8(C.NonZero, C.Indices, First);
  return hasSigns(As) ? spread(V, C.Signs) : V;
}

namespace {
/// What the bytes of a load must be: themselves where they aren't checked, else the sign of one, or zero.
struct Check {
  __m512i Indices;
  __mmask64 NonZero, Signs;
  uint32_t Source;

  Check() = default;
  Check(const Shuffle &S, uint32_t K) : Source(S.Checks[K]) {
    alignas(Width) uint8_t Own[Width];
    for (uint32_t I = 0; I < Width; ++I)
      Own[I] = static_cast<uint8_t>(I);
    __m512i Tops = at(S.CheckMasks + (2 * K + 1) * Width);
    __mmask64 Which = _mm512_movepi8_mask(at(S.CheckMasks + 2 * K * Width));
    Signs = ~_mm512_movepi8_mask(Tops) & Which;
    NonZero = Signs | ~Which;
    Indices = _mm512_mask_mov_epi8(at(Own), Signs, Tops);
  }

  /// \p Lost and the bits that differ.
  __m512i addTo(__m512i Lost, __m512i V) const {
    __m512i Expected = spread(_mm512_maskz_permutexvar_epi8(NonZero, Indices, V), Signs);
    return _mm512_ternarylogic_epi64(Lost, V, Expected, 0xf6); // Lost | (V ^ Expected)
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
      bool Two = S.Chunks[K].NumTerms == 2;
      C[K].Target = S.Chunks[K].Target;
      C[K].First = S.Terms[Term].Source;
      C[K].Second = S.Terms[Term + Two].Source;
      clear(C[K]);
      addTerm(C[K], Masks, 0);
      if (Two)
        addTerm(C[K], Masks + 2 * Width, Width);
    }
    for (uint32_t K = 0; K < checks(); ++K)
      D[K] = Check(S, K);
  }

  bool run(const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
    if constexpr (Chunks != Any) {
      // Three vectors that come from other than three lines: in turn, or the processor doesn't fetch the next in time. Beyond
      // the caches more at once are better, asked for ahead without a place in them.
      constexpr bool InTurn = Chunks == 3 && !isDense(As) && !Past;
      constexpr uint32_t Few = Past ? 7 : 4, All = Chunks + Checks;
      constexpr unsigned AtOnce = All == 1 ? 4 : All == 3 && isDense(As) && !Past ? 3 : All < Few && !InTurn ? 2 : 1;
      for (; Groups >= AtOnce; Groups -= AtOnce) {
        several<AtOnce>(Source, Target);
        Source += AtOnce * sourceStep();
        Target += AtOnce * targetStep();
      }
    }
    for (; Groups; --Groups, Source += sourceStep(), Target += targetStep())
      one(Source, Target);
    __m512i All = _mm512_setzero_si512();
    for (__m512i Some : Lost)
      All = _mm512_or_si512(All, Some);
    return _mm512_test_epi8_mask(All, All) == 0;
  }

private:
  static constexpr size_t Ahead = 4096;
  uint32_t chunks() const { return Chunks == Any ? NumChunks : Chunks; }
  uint32_t checks() const { return Checks == Any ? NumChecks : Checks; }
  size_t sourceStep() const { return isDense(As) ? Chunks * Width : SourceStep; }
  size_t targetStep() const { return isDense(As) ? Chunks * Width : TargetStep; }

  __m512i chunk(uint32_t K, const uint8_t *Source) const {
    return make<As>(C[K], at(Source + (isDense(As) ? K * Width : C[K].First)), Source + C[K].Second);
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
      Lost[Checks == Any ? 0 : K] = D[K].addTo(Lost[Checks == Any ? 0 : K], at(Source + D[K].Source));
  }
  void one(const uint8_t *Source, uint8_t *Target) {
    if (Past)
      for (size_t K = 0; K < SourceStep; K += 64)
        _mm_prefetch(reinterpret_cast<const char *>(Source) + Ahead + K, _MM_HINT_NTA);
    check(Source);
    for (uint32_t K = 0; K < chunks(); ++K)
      put(K, Target, chunk(K, Source));
  }
  /// All loads before the stores: in turn they take longer.
  template <unsigned AtOnce> void several(const uint8_t *Source, uint8_t *Target) {
    __m512i Made[AtOnce][Chunks];
    if (Past)
      for (size_t K = 0; K < AtOnce * sourceStep(); K += 64)
        _mm_prefetch(reinterpret_cast<const char *>(Source) + Ahead + K, _MM_HINT_NTA);
    if (!Past && Chunks == 1 && Checks) // the one shape for which the processor doesn't do so well enough itself
      for (size_t K = 0; K < AtOnce * sourceStep(); K += 64)
        _mm_prefetch(reinterpret_cast<const char *>(Source) + 2048 + K, _MM_HINT_T0);
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
  /// Of each check by itself, lest they wait for each other.
  __m512i Lost[Checks == Any || Checks == 0 ? 1 : Checks] = {};
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
        clear(C);
        addTerm(C, Mask, 0);
        Sum = _mm512_or_si512(Sum, make<Shape::Signs>(C, at(Source + Term->Source), nullptr));
      }
      _mm512_storeu_si512(Target + S.Chunks[K].Target, Sum);
    }
    for (uint32_t K = 0; K < S.NumChecks; ++K) {
      Check D(S, K);
      Lost = D.addTo(Lost, at(Source + D.Source));
    }
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

static bool isSimple(const Shuffle &S) {
  return S.NumChunks <= MaxChunks && S.NumChecks <= MaxChecks && S.MostTerms <= 2;
}

static bool run(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  if (!isSimple(S))
    return runAny(S, Source, Target, Groups);
  bool Two = S.MostTerms == 2;
  if (S.NumChecks && S.Signs)
    return Two ? runKnown<Shape::TwoSigns, Any, Any>(S, Source, Target, Groups)
               : runKnown<Shape::Signs, Any, Any>(S, Source, Target, Groups);
  if (S.NumChecks)
    return Two ? runChecked<Shape::Two>(S, Source, Target, Groups) : runChecked<Shape::Plain>(S, Source, Target, Groups);
  if (Two)
    return S.Signs ? runShaped<Shape::TwoSigns>(S, Source, Target, Groups)
                   : runShaped<Shape::Two>(S, Source, Target, Groups);
  if (isDense(S))
    return S.Signs ? runShaped<Shape::DenseSigns>(S, Source, Target, Groups)
                   : runShaped<Shape::DensePlain>(S, Source, Target, Groups);
  return S.Signs ? runShaped<Shape::Signs>(S, Source, Target, Groups)
                 : runShaped<Shape::Plain>(S, Source, Target, Groups);
}

template <Shape As, uint32_t Chunks, uint32_t Checks>
static bool pastKnown(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  return Runner<As, Chunks, Checks, true>(S).run(Source, Target, Groups);
}

/// Memory is slower than any loop, nearly: the most frequent shapes, and two for all others.
static bool runPast(const Shuffle &S, const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
  if (!isSimple(S))
    return runAny(S, Source, Target, Groups);
  bool Two = S.MostTerms == 2, Plain = !Two && !S.Signs;
  if (Plain && isDense(S) && S.NumChecks == 0 && S.NumChunks == 1)
    return pastKnown<Shape::DensePlain, 1, 0>(S, Source, Target, Groups);
  if (Plain && isDense(S) && S.NumChecks == 0 && S.NumChunks == 3)
    return pastKnown<Shape::DensePlain, 3, 0>(S, Source, Target, Groups);
  if (Plain && S.NumChunks == 3 && S.NumChecks == 3) // structs of 24 bytes
    return pastKnown<Shape::Plain, 3, 3>(S, Source, Target, Groups);
  if (Two && !S.Signs && S.NumChunks == 1 && S.NumChecks == 2) // long to int
    return pastKnown<Shape::Two, 1, 2>(S, Source, Target, Groups);
  if (!Two && S.NumChunks == 3 && S.NumChecks == 0)
    return pastKnown<Shape::Signs, 3, 0>(S, Source, Target, Groups);
  if (Two && !S.Signs && S.NumChunks == 5 && S.NumChecks == 6) // and back
    return pastKnown<Shape::Two, 5, 6>(S, Source, Target, Groups);
  return Plain ? pastKnown<Shape::Plain, Any, Any>(S, Source, Target, Groups)
               : pastKnown<Shape::TwoSigns, Any, Any>(S, Source, Target, Groups);
}

/// One term, and loads and stores that leave alone what is beyond the element.
static bool runShort(const Shuffle &S, const uint8_t *Source, size_t SourceStep, uint8_t *Target, size_t TargetStep,
                     uint64_t Count) {
  __mmask64 In = ~uint64_t(0) >> (Width - S.SourceBytes), Out = ~uint64_t(0) >> (Width - S.TargetBytes);
  __m512i Lost = _mm512_setzero_si512();
  Chunk C;
  clear(C);
  addTerm(C, S.Masks, 0);
  constexpr size_t Ahead = 1024;
  Check D; // one load has all bytes that are checked
  if (S.NumChecks)
    D = Check(S, 0);
  for (; Count; --Count, Source += SourceStep, Target += TargetStep) {
    _mm_prefetch(reinterpret_cast<const char *>(Source) + Ahead, _MM_HINT_T0);
    __builtin_prefetch(Target + Ahead, 1);
    __m512i V = _mm512_maskz_loadu_epi8(In, Source);
    _mm512_mask_storeu_epi8(Target, Out, make<Shape::Signs>(C, V, nullptr));
    if (S.NumChecks)
      Lost = D.addTo(Lost, V);
  }
  return S.NumChecks == 0 || _mm512_test_epi8_mask(Lost, Lost) == 0;
}

static void stream(uint8_t *Target, const uint8_t *Source, size_t Size) {
  for (size_t I = 0; I < Size; I += Width)
    _mm512_stream_si512(reinterpret_cast<__m512i *>(Target + I), _mm512_loadu_si512(Source + I));
}

static void streamEnd() { _mm_sfence(); }

const KernelTable cgt::KernelsVBMI = {"avx512vbmi", Width, run, runPast, runShort, LargeTarget, stream, streamEnd};
