//===- ConvertLoops.h - Tight loops over many scalars ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a plan does most. Each loop has a version for adjacent values, which the compiler vectorises, and one with strides,
// for a member of an array of structs. The byte order of either side is a template argument, so that no test is left inside.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CONVERT_CONVERTLOOPS_H
#define CGT_CONVERT_CONVERTLOOPS_H

#include "base/Endian.h"

#include <stddef.h>
#include <stdint.h>

namespace cgt {
namespace loops {

/// Both sides of a loop. Strides may be anything, the target doesn't overlap the source.
struct Lanes {
  const uint8_t *Source;
  uint64_t SourceStride;
  uint8_t *Target;
  uint64_t TargetStride;
  uint64_t Count;
};

template <typename T, bool Swap> void copyMany(Lanes L) {
  if (L.SourceStride == sizeof(T) && L.TargetStride == sizeof(T)) {
    for (uint64_t I = 0; I < L.Count; ++I)
      store<T, Swap>(L.Target + I * sizeof(T), load<T, false>(L.Source + I * sizeof(T)));
    return;
  }
  for (uint64_t I = 0; I < L.Count; ++I)
    store<T, Swap>(L.Target + I * L.TargetStride, load<T, false>(L.Source + I * L.SourceStride));
}

/// From 32 to 64 bits. \p Source is int32_t or uint32_t's bits, by \p Signed.
template <bool Signed, bool SwapSource, bool SwapTarget> void widenMany(Lanes L) {
  auto One = [](uint8_t *Target, const uint8_t *Source) {
    uint32_t Value = load<uint32_t, SwapSource>(Source);
    store<uint64_t, SwapTarget>(Target,
                                Signed ? static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>(Value))) : Value);
  };
  if (L.SourceStride == 4 && L.TargetStride == 8) {
    for (uint64_t I = 0; I < L.Count; ++I)
      One(L.Target + I * 8, L.Source + I * 4);
    return;
  }
  for (uint64_t I = 0; I < L.Count; ++I)
    One(L.Target + I * L.TargetStride, L.Source + I * L.SourceStride);
}

/// From 64 to 32 bits. False when a value doesn't fit, wherever.
template <bool Signed, bool SwapSource, bool SwapTarget> bool narrowMany(Lanes L) {
  uint64_t Lost = 0;
  auto One = [&Lost](uint8_t *Target, const uint8_t *Source) {
    uint64_t Value = load<uint64_t, SwapSource>(Source);
    auto Low = static_cast<uint32_t>(Value);
    Lost |= (Signed ? static_cast<uint64_t>(static_cast<int64_t>(static_cast<int32_t>(Low))) : Low) ^ Value;
    store<uint32_t, SwapTarget>(Target, Low);
  };
  if (L.SourceStride == 8 && L.TargetStride == 4) {
    for (uint64_t I = 0; I < L.Count; ++I)
      One(L.Target + I * 4, L.Source + I * 8);
  } else {
    for (uint64_t I = 0; I < L.Count; ++I)
      One(L.Target + I * L.TargetStride, L.Source + I * L.SourceStride);
  }
  return Lost == 0;
}

} // namespace loops
} // namespace cgt

#endif // CGT_CONVERT_CONVERTLOOPS_H
