//===- Float.cpp - Floating-point formats ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/Float.h"

#include "base/Endian.h"
#include "base/Text.h"

using namespace cgt;

namespace {

/// An IEEE interchange format.
struct Shape {
  unsigned Bytes;
  unsigned Precision; ///< significant bits, the implied one included
  int32_t MaxExponent;

  int32_t minExponent() const { return 1 - MaxExponent; }
  unsigned fractionBits() const { return Precision - 1; }
  uint32_t exponentMask() const { return static_cast<uint32_t>(2 * MaxExponent + 1); }
};

} // namespace

static constexpr Shape HalfShape = {2, 11, 15};
static constexpr Shape SingleShape = {4, 24, 127};
static constexpr Shape DoubleShape = {8, 53, 1023};
static constexpr Shape QuadShape = {16, 113, 16383};
static constexpr Shape X87Shape = {10, 64, 16383}; // its top significand bit is explicit

static const Shape &shapeOf(FloatFormat Format) {
  switch (Format) {
  case FloatFormat::Half: return HalfShape;
  case FloatFormat::Single: return SingleShape;
  case FloatFormat::Quad: return QuadShape;
  case FloatFormat::X87: return X87Shape;
  case FloatFormat::Double:
  case FloatFormat::DoubleDouble: break;
  }
  return DoubleShape;
}

bool cgt::floatFormat(Scalar S, uint64_t Size, FloatFormat &Result) {
  switch (S) {
  case Scalar::X87: Result = FloatFormat::X87; return Size >= 10 && Size <= 16;
  case Scalar::DoubleDouble: Result = FloatFormat::DoubleDouble; return Size == 16;
  case Scalar::IEEE:
    Result = Size == 2   ? FloatFormat::Half
             : Size == 4 ? FloatFormat::Single
             : Size == 8 ? FloatFormat::Double
                         : FloatFormat::Quad;
    return Size == 2 || Size == 4 || Size == 8 || Size == 16;
  default: return false;
  }
}

//===--- Taking apart ------------------------------------------------------===//

/// Makes \p Significand · 2^(\p Exponent - 127) a finite value, or zero.
static void normalize(FloatValue &V, Wide Significand, int32_t Exponent) {
  unsigned Shift = Significand.leadingZeros();
  Significand = Significand.left(Shift);
  V.Kind = Shift == 128 ? FloatValue::Zero : FloatValue::Finite;
  V.Exponent = Shift == 128 ? 0 : Exponent - static_cast<int32_t>(Shift);
  V.High = Significand.High;
  V.Low = Significand.Low;
}

static void unpackIEEE(const Shape &S, const uint8_t *Data, bool BigEndian, FloatValue &V) {
  Wide Bits = readInteger(Data, S.Bytes, BigEndian, /*Signed=*/false);
  unsigned SignBit = S.Bytes * 8 - 1;
  V.Negative = Bits.right(SignBit).Low & 1;
  uint32_t Exponent = static_cast<uint32_t>(Bits.right(S.fractionBits()).Low) & S.exponentMask();
  Wide Fraction = Bits.left(128 - S.fractionBits()); // left-aligned
  if (Exponent == S.exponentMask()) {
    V.Kind = Fraction.isZero() ? FloatValue::Infinity : FloatValue::NaN;
    V.High = Fraction.High;
    V.Low = Fraction.Low;
    return;
  }
  Wide Significand = Fraction.right(1);
  if (Exponent != 0)
    Significand.High |= uint64_t(1) << 63;
  normalize(V, Significand, (Exponent ? static_cast<int32_t>(Exponent) : 1) - S.MaxExponent);
}

static bool unpackX87(const uint8_t *Data, bool BigEndian, FloatValue &V) {
  const Shape &S = X87Shape;
  Wide Bits = readInteger(Data, S.Bytes, BigEndian, /*Signed=*/false);
  uint32_t Exponent = static_cast<uint32_t>(Bits.High) & S.exponentMask();
  uint64_t Significand = Bits.Low;
  bool IntegerBit = Significand >> 63;
  V.Negative = Bits.High >> 15 & 1;
  if (Exponent != 0 && !IntegerBit)
    return false; // unnormal, pseudo-infinity, pseudo-NaN: invalid since the 387
  if (Exponent == S.exponentMask()) {
    V.High = Significand << 1;
    V.Kind = V.High == 0 ? FloatValue::Infinity : FloatValue::NaN;
    return true;
  }
  normalize(V, {Significand, 0}, (Exponent ? static_cast<int32_t>(Exponent) : 1) - S.MaxExponent);
  return true;
}

/// The exact sum of two doubles; bits beyond 128 become sticky, which no format could hold anyhow.
static void unpackDoubleDouble(const uint8_t *Data, bool BigEndian, FloatValue &V) {
  FloatValue A, B;
  unpackIEEE(DoubleShape, Data, BigEndian, A);
  unpackIEEE(DoubleShape, Data + 8, BigEndian, B);
  bool OnlyFirst = A.Kind == FloatValue::NaN || A.Kind == FloatValue::Infinity || B.Kind == FloatValue::Zero;
  if (OnlyFirst || A.Kind == FloatValue::Zero || B.Kind != FloatValue::Finite) {
    V = OnlyFirst ? A : B;
    return;
  }
  bool Smaller = A.Exponent < B.Exponent || (A.Exponent == B.Exponent && Wide{A.High, A.Low}.less({B.High, B.Low}));
  if (Smaller) {
    FloatValue Old = A;
    A = B;
    B = Old;
  }
  // One bit of headroom for a carry.
  Wide Large = Wide{A.High, A.Low}.right(1), Small{B.High, B.Low};
  unsigned Shift = static_cast<unsigned>(A.Exponent - B.Exponent) + 1;
  Wide Shifted = Small.right(Shift);
  bool Lost = Shift >= 128 || !Small.left(128 - Shift).isZero();
  V.Negative = A.Negative;
  Wide Sum;
  if (A.Negative == B.Negative)
    Sum = Large.plus(Shifted);
  else
    Sum = Large.minus(Lost ? Shifted.plus({0, 1}) : Shifted);
  normalize(V, Sum, A.Exponent + 1);
  V.Sticky = Lost;
  if (V.Kind == FloatValue::Zero)
    V.Negative = false;
}

bool cgt::unpackFloat(FloatFormat Format, const uint8_t *Data, bool BigEndian, FloatValue &Value) {
  Value = FloatValue();
  if (Format == FloatFormat::X87)
    return unpackX87(Data, BigEndian, Value);
  if (Format == FloatFormat::DoubleDouble)
    unpackDoubleDouble(Data, BigEndian, Value);
  else
    unpackIEEE(shapeOf(Format), Data, BigEndian, Value);
  return true;
}

//===--- Putting together --------------------------------------------------===//

/// Rounds a finite value to the shape's precision and range: \p Kept is the significand right-aligned, with the top bit
/// clear for a subnormal value, \p Biased the exponent field. False on inexactness (unless \p Round) or overflow.
static bool roundTo(const Shape &S, const FloatValue &V, bool Round, Wide &Kept, int32_t &Biased) {
  if (V.Exponent > S.MaxExponent)
    return false;
  unsigned Drop = 128 - S.Precision;
  Biased = V.Exponent + S.MaxExponent;
  if (Biased < 1) {
    int32_t Below = 1 - Biased;
    Drop += static_cast<unsigned>(Below > 128 ? 128 : Below);
    Biased = 1;
  }
  Wide Whole{V.High, V.Low};
  Kept = Whole.right(Drop);
  // The first dropped bit, and whether any follows.
  bool Half = Drop <= 128 && (Whole.right(Drop - 1).Low & 1);
  bool Rest = V.Sticky || Drop > 128 || !Whole.left(129 - Drop).isZero();
  if (!Half && !Rest)
    return true;
  if (!Round)
    return false;
  if (Half && (Rest || (Kept.Low & 1)))
    Kept = Kept.plus({0, 1});
  if (!Kept.right(S.Precision).isZero()) { // carried into a further bit
    Kept = Kept.right(1);
    ++Biased;
  }
  return Biased <= 2 * S.MaxExponent;
}

static Wide exponentField(const Shape &S, uint32_t Biased) { return Wide{0, Biased}.left(S.fractionBits()); }

/// The bits of a value without its sign, for shapes with an implied top bit.
static bool packIEEE(const Shape &S, const FloatValue &V, bool Round, Wide &Bits) {
  Wide Special = exponentField(S, S.exponentMask());
  switch (V.Kind) {
  case FloatValue::Zero: Bits = {}; return true;
  case FloatValue::Infinity: Bits = Special; return true;
  case FloatValue::NaN: {
    Wide Fraction = Wide{V.High, V.Low}.right(128 - S.fractionBits());
    bool Exact = Wide{V.High, V.Low}.left(S.fractionBits()).isZero();
    if (!Exact && !Round)
      return false;
    if (Fraction.isZero()) // cutting the payload must not make it an infinity
      Fraction = Wide{0, 1}.left(S.fractionBits() - 1);
    Bits = Special.plus(Fraction);
    return true;
  }
  case FloatValue::Finite: break;
  }
  Wide Kept;
  int32_t Biased;
  if (!roundTo(S, V, Round, Kept, Biased))
    return false;
  // The significand's top bit, if set, adds the one that Biased lacks here.
  Bits = exponentField(S, static_cast<uint32_t>(Biased - 1)).plus(Kept);
  return true;
}

static bool packX87(const FloatValue &V, bool Round, Wide &Bits) {
  const Shape &S = X87Shape;
  constexpr uint64_t IntegerBit = uint64_t(1) << 63;
  if (V.Kind == FloatValue::Zero) {
    Bits = {};
    return true;
  }
  if (V.Kind == FloatValue::Finite) {
    Wide Kept;
    int32_t Biased;
    if (!roundTo(S, V, Round, Kept, Biased))
      return false;
    Bits = {Kept.Low & IntegerBit ? static_cast<uint64_t>(Biased) : 0, Kept.Low};
    return true;
  }
  uint64_t Fraction = 0;
  if (V.Kind == FloatValue::NaN) {
    Fraction = V.High >> 1;
    if (!Round && ((V.High & 1) || V.Low))
      return false;
    if (Fraction == 0)
      Fraction = IntegerBit >> 1;
  }
  Bits = {S.exponentMask(), IntegerBit | Fraction};
  return true;
}

static void storeIEEE(const Shape &S, Wide Bits, bool Negative, bool BigEndian, uint8_t *Data) {
  if (Negative)
    Bits = Bits.plus(Wide{0, 1}.left(S.Bytes * 8 - 1));
  writeInteger(Bits, Data, S.Bytes, BigEndian);
}

/// The first double is the value rounded to nearest, the second what remains.
static bool packDoubleDouble(const FloatValue &V, bool Round, bool BigEndian, uint8_t *Data) {
  const Shape &S = DoubleShape;
  Wide First, Second;
  bool SecondNegative = false;
  if (V.Kind != FloatValue::Finite) {
    if (!packIEEE(S, V, Round, First))
      return false;
  } else {
    Wide Kept;
    int32_t Biased;
    if (!roundTo(S, V, true, Kept, Biased))
      return false;
    First = exponentField(S, static_cast<uint32_t>(Biased - 1)).plus(Kept);
    // What was kept, on the scale of V's significand, with one bit of headroom.
    int32_t Up = 127 - static_cast<int32_t>(S.fractionBits()) + (Biased - S.MaxExponent - V.Exponent) - 1;
    Wide Whole = Wide{V.High, V.Low}.right(1), Taken = Up < 128 ? Kept.left(static_cast<unsigned>(Up)) : Wide();
    bool LowBit = V.Low & 1;
    SecondNegative = V.Negative;
    Wide Left;
    if (Whole.less(Taken)) {
      Left = Taken.minus(Whole).left(1);
      Left = LowBit ? Left.minus({0, 1}) : Left;
      SecondNegative = !V.Negative;
    } else {
      Left = Whole.minus(Taken).left(1);
      Left.Low |= LowBit;
    }
    FloatValue Remainder;
    Remainder.Sticky = V.Sticky;
    normalize(Remainder, Left, V.Exponent);
    if ((V.Sticky && !Round) || !packIEEE(S, Remainder, Round, Second))
      return false;
    if (Second.isZero())
      SecondNegative = false;
  }
  storeIEEE(S, First, V.Negative, BigEndian, Data);
  storeIEEE(S, Second, SecondNegative, BigEndian, Data + S.Bytes);
  return true;
}

bool cgt::packFloat(FloatFormat Format, const FloatValue &Value, bool Round, bool BigEndian, uint8_t *Data) {
  if (Format == FloatFormat::DoubleDouble)
    return packDoubleDouble(Value, Round, BigEndian, Data);
  const Shape &S = shapeOf(Format);
  Wide Bits;
  bool Fits = Format == FloatFormat::X87 ? packX87(Value, Round, Bits) : packIEEE(S, Value, Round, Bits);
  if (Fits)
    storeIEEE(S, Bits, Value.Negative, BigEndian, Data);
  return Fits;
}

//===--- Text --------------------------------------------------------------===//

void cgt::printFloat(const FloatValue &Value, Text &Out) {
  if (Value.Negative)
    Out.add('-');
  if (Value.Kind == FloatValue::Zero) {
    Out.add("0x0p+0");
    return;
  }
  if (Value.Kind == FloatValue::Infinity) {
    Out.add("inf");
    return;
  }
  Wide Rest{Value.High, Value.Low};
  if (Value.Kind == FloatValue::NaN) {
    Out.add("nan(0x").hex(Rest.High);
    if (Rest.Low)
      Out.add('.').hex(Rest.Low);
    Out.add(')');
    return;
  }
  Out.add("0x1");
  Rest = Rest.left(1);
  if (!Rest.isZero())
    Out.add('.');
  for (; !Rest.isZero(); Rest = Rest.left(4))
    Out.add("0123456789abcdef"[Rest.High >> 60]);
  if (Value.Sticky)
    Out.add("...");
  Out.add('p').add(Value.Exponent < 0 ? '-' : '+');
  Out.decimal(static_cast<uint64_t>(Value.Exponent < 0 ? -Value.Exponent : Value.Exponent));
}
