//===- LinesVBMI.h - Shuffles from lines to lines ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where a vector of the target comes from the line in its place, or from two that follow each other, each line is loaded once,
// whatever is made of it and checked in it, and all masks stay in registers. Arrays are so, and most structs of 24 bytes.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_KERNELS_LINESVBMI_H
#define CGT_CONVERT_KERNELS_LINESVBMI_H

#include "convert/kernels/VBMI.h"

namespace cgt {
namespace {

/// Which lines line K of the target is made of.
enum class Lay {
  Dense, ///< K
  Two,   ///< K and K + 1: elements become smaller
  Back,  ///< K - 1 and K, as far as there are such: elements become larger
};

struct NoCheck {
  bool set(const Shuffle &, uint32_t) { return true; }
  __m512i addTo(__m512i Lost, __m512i) const { return Lost; }
};

/// \p HasSigns: there may be some. \p Checked: how each line is, if it isn't NoCheck. \p Past: beyond the caches.
template <Lay As, uint32_t Chunks, bool HasSigns, typename Checked, bool Past> class LineRunner {
public:
  /// False: \p S is of another kind.
  bool set(const Shuffle &S) {
    if (S.NumChunks != Chunks || S.SourceBytes != Lines * Width || S.TargetBytes != Chunks * Width ||
        S.NumChecks != NumChecks || S.Signs > HasSigns)
      return false;
    for (uint32_t K = 0, Term = 0, Terms; K < Chunks; ++K, Term += Terms) {
      Terms = S.Chunks[K].NumTerms;
      if (Terms > (IsTwo ? 2 : 1) || S.Chunks[K].Target != K * Width || S.Terms[Term].Source != first(K) * Width ||
          (Terms == 2 && S.Terms[Term + 1].Source != last(K) * Width))
        return false;
      Vectors[K].set(S.Masks + 2 * Term * Width, Terms);
    }
    for (uint32_t K = 0; K < NumChecks; ++K)
      if (S.Checks[K] != K * Width || !Checks[K].set(S, K))
        return false;
    return true;
  }

  /// False: a value was lost.
  bool run(const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
    constexpr uint64_t Many = 16;
    uint32_t Shift = reinterpret_cast<uintptr_t>(Source) % Width;
    if (Past || NumChecks || Shift == 0 || Groups < Many) {
      all<false>(Source, Target, Groups);
    } else { // whole lines are loaded but for those in which others' bytes are
      all<false>(Source, Target, 1);
      Source += Lines * Width;
      Target += Chunks * Width;
      Order = _mm512_add_epi8(ownIndices(), _mm512_set1_epi8(static_cast<char>(Shift)));
      Before = _mm512_load_si512(Source - Shift);
      all<true>(Source - Shift + Width, Target, Groups - 2);
      all<false>(Source + (Groups - 2) * Lines * Width, Target + (Groups - 2) * Chunks * Width, 1);
    }
    __m512i All = Lost[0];
    for (__m512i Some : Lost)
      All = _mm512_or_si512(All, Some);
    return isZero(All);
  }

private:
  static constexpr bool IsTwo = As != Lay::Dense;
  static constexpr uint32_t Lines = As == Lay::Two ? Chunks + 1 : As == Lay::Back ? Chunks - 1 : Chunks;
  static constexpr uint32_t NumChecks = __is_same(Checked, NoCheck) ? 0 : Lines;
  static constexpr uint32_t first(uint32_t K) { return As == Lay::Back && K ? K - 1 : K; }
  static constexpr uint32_t last(uint32_t K) { return As == Lay::Two ? K + 1 : K < Lines ? K : Lines - 1; }

  /// \p Shifted: lines of the source lie across those of memory, whose ends are put together.
  template <bool Shifted> void all(const uint8_t *Source, uint8_t *Target, uint64_t Groups) {
    constexpr uint32_t AtOnce = Past ? 1 : Chunks == 1 && NumChecks == 0 ? 4 : Chunks == 3 ? 3 : Chunks < 3 ? 2 : 1;
    for (; Groups >= AtOnce; Groups -= AtOnce) {
      several<AtOnce, Shifted>(Source, Target);
      Source += AtOnce * Lines * Width;
      Target += AtOnce * Chunks * Width;
    }
    for (; Groups; --Groups, Source += Lines * Width, Target += Chunks * Width)
      several<1, Shifted>(Source, Target);
  }

  template <bool Shifted> __m512i line(const uint8_t *Source, uint32_t K) {
    constexpr bool IsFew = NumChecks && Chunks == 1; // for which the processor doesn't ask well enough itself
    if (Past)
      askAhead(Source + K * Width);
    else if (IsFew)
      _mm_prefetch(reinterpret_cast<const char *>(Source + K * Width) + 2048, _MM_HINT_T0);
    __m512i V = at(Source + K * Width);
    __asm__ volatile("" : "+v"(V)); // in order, for the processor to see what comes next
    if (Shifted) {
      __m512i Next = V;
      V = _mm512_permutex2var_epi8(Before, Order, Next);
      Before = Next;
    }
    if (NumChecks)
      Lost[K] = Checks[K].addTo(Lost[K], V);
    return V;
  }

  /// Plain stores come after all loads, stores past the caches as soon as their lines are loaded; the other way is slower (measured).
  template <uint32_t Groups, bool Shifted> void several(const uint8_t *Source, uint8_t *Target) {
    __m512i Made[Groups * Chunks];
#pragma clang loop unroll(full)
    for (uint32_t N = 0; N < Groups; ++N) {
      const uint8_t *From = Source + N * Lines * Width;
      __m512i L[Lines];
      if (As == Lay::Two)
        L[0] = line<Shifted>(From, 0);
#pragma clang loop unroll(full)
      for (uint32_t K = 0; K < Chunks; ++K) {
        if (As != Lay::Back || K < Lines)
          L[last(K)] = line<Shifted>(From, last(K));
        __m512i V = Vectors[K].template make<IsTwo, HasSigns>(L[first(K)], L[last(K)]);
        if (Past)
          put<true>(Target + (N * Chunks + K) * Width, V);
        Made[N * Chunks + K] = V;
      }
    }
#pragma clang loop unroll(full)
    for (uint32_t K = 0; K < Groups * Chunks; ++K)
      if (!Past)
        put<false>(Target + K * Width, Made[K]);
  }

  __m512i Before, Order; ///< the last line of memory, and which of its and the next one's bytes are a line of the source
  Chunk Vectors[Chunks];
  Checked Checks[Lines];
  /// Of each line by itself, lest they wait for each other.
  __m512i Lost[NumChecks ? NumChecks : 1] = {};
};

} // namespace
} // namespace cgt

#endif // CGT_CONVERT_KERNELS_LINESVBMI_H
