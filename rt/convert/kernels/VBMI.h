//===- VBMI.h - Parts of kernels for AVX-512 VBMI ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A permutation of all 64 bytes of a vector is one instruction, which Highway doesn't have yet: intrinsics, therefore. All of
// it is local to a source: see Tables.h.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_KERNELS_VBMI_H
#define CGT_CONVERT_KERNELS_VBMI_H

#include "convert/kernels/Tables.h"

#include <immintrin.h>

namespace cgt {
namespace {

constexpr uint32_t Width = 64;

inline __m512i at(const uint8_t *Data) { return _mm512_loadu_si512(Data); }

/// With all ones for a byte of \p Which whose top bit is set, else none: a matrix product over bits that copies the top one.
inline __m512i spread(__m512i V, __mmask64 Which) {
  return _mm512_mask_gf2p8affine_epi64_epi8(V, Which, V, _mm512_set1_epi64(-0x7f7f7f7f7f7f7f80), 0);
}

inline bool isZero(__m512i V) { return _mm512_test_epi8_mask(V, V) == 0; }

//===--- What is made -------------------------------------------------------===//

/// A vector of the target: bytes of one or two loads, chosen by 7-bit indices, some of which become their signs.
struct Chunk {
  __m512i Indices;
  __mmask64 NonZero, Signs;

  /// \p Masks: two of each term.
  void set(const uint8_t *Masks, uint32_t Terms) {
    Indices = _mm512_setzero_si512();
    NonZero = Signs = 0;
    for (uint32_t K = 0; K < Terms; ++K)
      addTerm(Masks + 2 * K * Width, static_cast<char>(K * Width));
  }
  /// From \p First and, for \p IsTwo, \p Second.
  template <bool IsTwo, bool HasSigns> __m512i make(__m512i First, __m512i Second) const {
    __m512i V = IsTwo ? _mm512_maskz_permutex2var_epi8(NonZero, First, Indices, Second)
                      : _mm512_maskz_permutexvar_epi8(NonZero, Indices, First);
    return HasSigns ? spread(V, Signs) : V;
  }

private:
  /// \p Load is added to the indices, 64 for the second.
  void addTerm(const uint8_t *Masks, char Load) {
    __m512i Values = at(Masks), Tops = at(Masks + Width), Which = _mm512_set1_epi8(Load);
    __mmask64 HasValue = ~_mm512_movepi8_mask(Values), HasSign = ~_mm512_movepi8_mask(Tops) & ~HasValue;
    Indices = _mm512_mask_add_epi8(Indices, HasValue, Values, Which);
    Indices = _mm512_mask_add_epi8(Indices, HasSign, Tops, Which);
    NonZero |= HasValue | HasSign;
    Signs |= HasSign;
  }
};

//===--- What must not be lost ----------------------------------------------===//

inline __m512i ownIndices() {
  alignas(Width) uint8_t Own[Width];
  for (uint32_t I = 0; I < Width; ++I)
    Own[I] = static_cast<uint8_t>(I);
  return _mm512_load_si512(Own);
}

/// What the bytes of a load must be: themselves where they aren't checked, else the sign of one, or zero.
struct Check {
  __m512i Indices;
  __mmask64 NonZero, Signs;

  void set(const Shuffle &S, uint32_t K) {
    __m512i Tops = at(S.CheckMasks + (2 * K + 1) * Width);
    __mmask64 Which = _mm512_movepi8_mask(at(S.CheckMasks + 2 * K * Width));
    Signs = ~_mm512_movepi8_mask(Tops) & Which;
    NonZero = Signs | ~Which;
    Indices = _mm512_mask_mov_epi8(ownIndices(), Signs, Tops);
  }
  /// \p Lost and the bits that differ.
  __m512i addTo(__m512i Lost, __m512i V) const {
    __m512i Expected = spread(_mm512_maskz_permutexvar_epi8(NonZero, Indices, V), Signs);
    return _mm512_ternarylogic_epi64(Lost, V, Expected, 0xf6); // Lost | (V ^ Expected)
  }
};

/// The bytes of each eight in the other order.
inline __m512i swapped(__m512i V) {
  return _mm512_shuffle_epi8(V, _mm512_set4_epi32(0x08090a0b, 0x0c0d0e0f, 0x00010203, 0x04050607));
}

/// The same without masks, of which a processor has seven, where what is checked are the high bytes of aligned integers of
/// eight: adding one to the topmost bit kept makes those of a value that fits zero, be it negative or not.
template <bool IsBig> struct SumCheck {
  __m512i Add, High;

  /// False: something else is checked.
  bool set(const Shuffle &S, uint32_t K) {
    auto InOrder = [](__m512i V) { return IsBig ? swapped(V) : V; };
    const __m512i Zero = _mm512_setzero_si512();
    High = InOrder(at(S.CheckMasks + 2 * K * Width));
    __m512i Tops = InOrder(at(S.CheckMasks + (2 * K + 1) * Width));
    __m512i Signed = _mm512_mask_mov_epi8(High, _mm512_movepi8_mask(Tops), Zero);
    // High bytes only, and of each eight all or none with a sign.
    __m512i Lowest = _mm512_and_si512(High, _mm512_sub_epi64(Zero, High));
    bool Fits = isZero(_mm512_add_epi64(High, Lowest)) &&
                (_mm512_cmpeq_epi64_mask(Signed, High) | _mm512_cmpeq_epi64_mask(Signed, Zero)) == 0xff;
    // The sign is the next byte's.
    __m512i Kept = _mm512_andnot_si512(Signed, _mm512_srli_epi64(Signed, 8));
    __m512i Index = _mm512_sad_epu8(_mm512_and_si512(Kept, InOrder(ownIndices())), Zero);
    Index = _mm512_shuffle_epi8(Index, _mm512_set4_epi32(0x08080808, 0x08080808, 0, 0));
    Add = _mm512_and_si512(Kept, _mm512_set1_epi8(-0x80));
    return Fits && isZero(_mm512_and_si512(Signed, _mm512_xor_si512(Index, Tops))) &&
           _mm512_cmpneq_epi64_mask(Signed, Zero) == _mm512_cmpneq_epi64_mask(Kept, Zero);
  }
  /// \p Lost and what was.
  __m512i addTo(__m512i Lost, __m512i V) const {
    __m512i Sum = _mm512_add_epi64(IsBig ? swapped(V) : V, Add);
    return _mm512_ternarylogic_epi64(Lost, Sum, High, 0xf8); // Lost | (Sum & High)
  }
};

//===--- Past the caches ----------------------------------------------------===//

/// Asks for the line that comes 4 KiB later, without a place in the caches.
inline void askAhead(const uint8_t *Line) { _mm_prefetch(reinterpret_cast<const char *>(Line) + 4096, _MM_HINT_NTA); }

template <bool Past> inline void put(uint8_t *Target, __m512i V) {
  if (Past)
    _mm512_stream_si512(reinterpret_cast<__m512i *>(Target), V);
  else
    _mm512_storeu_si512(Target, V);
}

} // namespace
} // namespace cgt

#endif // CGT_CONVERT_KERNELS_VBMI_H
