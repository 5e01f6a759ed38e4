//===- PortRounding.cpp - The rounding mode, by processor ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// fegetround and fesetround are in libm, which a program may be linked without, and whose archive gives only what the
// program itself asks for. So the control register is read and written here: its two rounding bits, nothing else.
//
//===----------------------------------------------------------------------===//

#include "port/PortCalls.h"

using namespace cgt;

/// What the two bits mean, at each value: 0 nearest, 1 toward zero, 2 up, 3 down.
using Meanings = const uint8_t[4];
[[maybe_unused]] static constexpr Meanings NearestDownUpZero = {0, 3, 2, 1};
[[maybe_unused]] static constexpr Meanings NearestUpDownZero = {0, 2, 3, 1};
[[maybe_unused]] static constexpr Meanings NearestZeroDownUp = {0, 1, 3, 2};
[[maybe_unused]] static constexpr Meanings NearestZeroUpDown = {0, 1, 2, 3};

// For each processor: the register, where its two bits are, and what they mean.
#if defined(__x86_64__) || defined(__i386__)
// Two registers, which libm keeps in step: that of the x87 tells for both.
static constexpr unsigned Shift = 10;
static constexpr auto &Order = NearestDownUpZero;
static unsigned readControl() {
  uint16_t Word;
  __asm__ volatile("fnstcw %0" : "=m"(Word));
  return Word;
}
static void writeControl(unsigned Value) {
  auto Word = static_cast<uint16_t>(Value);
  __asm__ volatile("fldcw %0" : : "m"(Word));
  if (!port::hasVectorUnit())
    return;
  uint32_t Vector;
  __asm__ volatile("stmxcsr %0" : "=m"(Vector));
  Vector = (Vector & ~(3u << 13)) | ((Value >> Shift & 3u) << 13);
  __asm__ volatile("ldmxcsr %0" : : "m"(Vector));
}
#elif defined(__aarch64__)
static constexpr unsigned Shift = 22;
static constexpr auto &Order = NearestUpDownZero;
static uint64_t readControl() {
  uint64_t Value;
  __asm__ volatile("mrs %0, fpcr" : "=r"(Value));
  return Value;
}
static void writeControl(uint64_t Value) { __asm__ volatile("msr fpcr, %0" : : "r"(Value)); }
#elif defined(__arm__)
static constexpr unsigned Shift = 22;
static constexpr auto &Order = NearestUpDownZero;
static uint32_t readControl() {
  uint32_t Value;
  __asm__ volatile("vmrs %0, fpscr" : "=r"(Value));
  return Value;
}
static void writeControl(uint32_t Value) { __asm__ volatile("vmsr fpscr, %0" : : "r"(Value)); }
#elif defined(__riscv)
// Three bits; the fourth mode, to nearest with ties away from zero, isn't one of C's.
static constexpr unsigned Shift = 0;
static constexpr auto &Order = NearestZeroDownUp;
static unsigned long readControl() {
  unsigned long Value;
  __asm__ volatile("frrm %0" : "=r"(Value));
  return Value < 4 ? Value : 0;
}
static void writeControl(unsigned long Value) { __asm__ volatile("fsrm %0" : : "r"(Value)); }
#elif defined(__s390x__)
static constexpr unsigned Shift = 0;
static constexpr auto &Order = NearestZeroUpDown;
static uint32_t readControl() {
  uint32_t Value;
  __asm__ volatile("efpc %0" : "=d"(Value));
  return Value;
}
static void writeControl(uint32_t Value) { __asm__ volatile("sfpc %0" : : "d"(Value)); }
#elif defined(__powerpc__)
static constexpr unsigned Shift = 0;
static constexpr auto &Order = NearestZeroUpDown;
static uint64_t readControl() {
  double Register;
  __asm__ volatile("mffs %0" : "=f"(Register));
  return __builtin_bit_cast(uint64_t, Register);
}
static void writeControl(uint64_t Value) {
  // The last field of four bits alone: rounding, and two that keep their value.
  __asm__ volatile("mtfsf 1, %0" : : "f"(__builtin_bit_cast(double, Value)));
}
#elif defined(__sparc__)
static constexpr unsigned Shift = 30;
static constexpr auto &Order = NearestZeroUpDown;
static uint64_t readControl() {
  uint64_t Value;
  __asm__ volatile("stx %%fsr, %0" : "=m"(Value));
  return Value;
}
static void writeControl(uint64_t Value) { __asm__ volatile("ldx %0, %%fsr" : : "m"(Value)); }
#elif defined(__mips__)
static constexpr unsigned Shift = 0;
static constexpr auto &Order = NearestZeroUpDown;
static uint32_t readControl() {
  uint32_t Value;
  __asm__ volatile("cfc1 %0, $31" : "=r"(Value));
  return Value;
}
static void writeControl(uint32_t Value) { __asm__ volatile("ctc1 %0, $31" : : "r"(Value)); }
#else
#error "where does this processor keep its rounding mode?"
#endif

int port::rounding() { return Order[readControl() >> Shift & 3]; }

void port::setRounding(int Mode) {
  auto Control = readControl();
  using Word = decltype(Control);
  for (unsigned Bits = 0; Bits < 4; ++Bits)
    if (Order[Bits] == Mode)
      Control = (Control & ~(Word(3) << Shift)) | (Word(Bits) << Shift);
  writeControl(Control);
}
