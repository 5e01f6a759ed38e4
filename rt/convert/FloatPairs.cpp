//===- FloatPairs.cpp - Common floats from format to format ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The normal values of x87, binary128 and double differ by their exponent's bias and where their fraction lies. Each is
// taken apart into a sign, an exponent with binary128's bias and a fraction of 112 bits, which all hold.
//
//===----------------------------------------------------------------------===//

#include "convert/FloatPairs.h"

using namespace cgt;

namespace {

constexpr uint64_t Fraction48 = (uint64_t(1) << 48) - 1, TopBit = uint64_t(1) << 63;

/// The bits of a binary128.
struct Normal {
  uint64_t High, Low;
};

template <bool Big> struct Quad {
  static constexpr unsigned Bytes = 16;
  static bool read(const uint8_t *Data, Normal &N) {
    N.High = load < uint64_t, Big != HostBig > (Data + (Big ? 0 : 8));
    N.Low = load < uint64_t, Big != HostBig > (Data + (Big ? 8 : 0));
    return (N.High >> 48 & 0x7fff) - 1 < 0x7ffe;
  }
  static bool write(Normal N, uint8_t *Data) {
    store<uint64_t, Big != HostBig>(Data + (Big ? 0 : 8), N.High);
    store<uint64_t, Big != HostBig>(Data + (Big ? 8 : 0), N.Low);
    return true;
  }
};

/// Its integer bit is explicit.
struct X87 {
  static constexpr unsigned Bytes = 10;
  static bool read(const uint8_t *Data, Normal &N) {
    uint64_t Significand = load<uint64_t, HostBig>(Data), Rest = load<uint16_t, HostBig>(Data + 8);
    N.High = Rest << 48 | (Significand << 1) >> 16;
    N.Low = Significand << 49;
    return (Rest & 0x7fff) - 1 < 0x7ffe && Significand >> 63;
  }
  static bool write(Normal N, uint8_t *Data) {
    store<uint64_t, HostBig>(Data, TopBit | (N.High & Fraction48) << 15 | N.Low >> 49);
    store<uint16_t, HostBig>(Data + 8, static_cast<uint16_t>(N.High >> 48));
    return N.Low << 15 == 0;
  }
};

template <bool Big> struct Double {
  static constexpr unsigned Bytes = 8;
  static constexpr uint64_t BiasDifference = 16383 - 1023;
  static bool read(const uint8_t *Data, Normal &N) {
    uint64_t Bits = load < uint64_t, Big != HostBig > (Data), Exponent = Bits >> 52 & 0x7ff;
    N.High = (Bits & TopBit) | (Exponent + BiasDifference) << 48 | (Bits << 12) >> 16;
    N.Low = Bits << 60;
    return Exponent - 1 < 0x7fe;
  }
  static bool write(Normal N, uint8_t *Data) {
    uint64_t Exponent = (N.High >> 48 & 0x7fff) - BiasDifference;
    store<uint64_t, Big != HostBig>(Data,
                                    (N.High & TopBit) | (Exponent & 0x7ff) << 52 | (N.High & Fraction48) << 4 | N.Low >> 60);
    return Exponent - 1 < 0x7fe && N.Low << 4 == 0;
  }
};

} // namespace

template <typename From, typename To> static uint64_t run(const loops::Lanes &L, unsigned TargetSize) {
  for (uint64_t I = 0; I < L.Count; ++I) {
    uint8_t *Target = L.Target + I * L.TargetStride;
    Normal N;
    if (!From::read(L.Source + I * L.SourceStride, N))
      return I;
    if (To::Bytes < 16)
      memset(Target + To::Bytes, 0, TargetSize - To::Bytes);
    if (!To::write(N, Target))
      return I;
  }
  return L.Count;
}

template <typename From> static uint64_t runTo(FloatFormat To, bool ToBig, const loops::Lanes &L, unsigned TargetSize) {
  switch (To) {
  case FloatFormat::Quad: return ToBig ? run<From, Quad<true>>(L, TargetSize) : run<From, Quad<false>>(L, TargetSize);
  case FloatFormat::Double: return ToBig ? run<From, Double<true>>(L, TargetSize) : run<From, Double<false>>(L, TargetSize);
  case FloatFormat::X87: return ToBig ? 0 : run<From, X87>(L, TargetSize);
  default: return 0;
  }
}

uint64_t cgt::convertFloats(FloatFormat From, bool FromBig, FloatFormat To, bool ToBig, unsigned TargetSize, loops::Lanes L) {
  switch (From) {
  case FloatFormat::Quad:
    return FromBig ? runTo<Quad<true>>(To, ToBig, L, TargetSize) : runTo<Quad<false>>(To, ToBig, L, TargetSize);
  case FloatFormat::Double:
    return FromBig ? runTo<Double<true>>(To, ToBig, L, TargetSize) : runTo<Double<false>>(To, ToBig, L, TargetSize);
  case FloatFormat::X87: return FromBig ? 0 : runTo<X87>(To, ToBig, L, TargetSize);
  default: return 0;
  }
}
