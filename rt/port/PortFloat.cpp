//===- PortFloat.cpp - Floating-point flags and modes, by processor ---------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The exceptions that have been raised mean the same everywhere. Which of them trap, and what becomes of subnormal numbers,
// are other bits on each processor: these are kept as they are, for its like alone. feraiseexcept and its kin are in libm,
// which a program may be linked without.
//
//===----------------------------------------------------------------------===//

#include "port/PortCalls.h"

#include <sys/prctl.h>

using namespace cgt;
using namespace cgt::port;

namespace {
/// Where a register has the flags of the five exceptions: invalid, division by zero, overflow, underflow, inexact.
struct FlagBits {
  uint32_t Read[5];  ///< any of these bits
  uint32_t Write[5]; ///< to be set
};

/// The bits of one exception each, which lie \p Distance apart from \p First on.
[[maybe_unused]] constexpr FlagBits inRow(unsigned First, int Distance) {
  FlagBits B = {};
  for (int K = 0; K < 5; ++K)
    B.Read[K] = B.Write[K] = 1u << (static_cast<int>(First) + K * Distance);
  return B;
}
} // namespace

// For each processor: its family, the flags of its status register, the modes of its control register, and both registers.
// Modes are told by their difference from what a process begins with.
#if defined(__x86_64__) || defined(__i386__)
// The x87's word has the same bits as the vector unit's. Flags are raised in the latter where there is one.
static constexpr char Family[] = "x86";
static constexpr FlagBits Flags = {{0x01, 0x04, 0x08, 0x10, 0x20}, {0x01, 0x04, 0x08, 0x10, 0x20}};
static constexpr uint32_t VectorModes = 0x9fc0, X87Modes = 0x033f, VectorStart = 0x1f80, X87Start = 0x033f;

static uint32_t readVector() {
  uint32_t Value = VectorStart;
  if (hasVectorUnit())
    __asm__ volatile("stmxcsr %0" : "=m"(Value));
  return Value;
}
static void writeVector(uint32_t Value) {
  if (hasVectorUnit())
    __asm__ volatile("ldmxcsr %0" : : "m"(Value));
}
static uint32_t readStatus() {
  uint16_t Word;
  __asm__ volatile("fnstsw %0" : "=m"(Word));
  return (Word | readVector()) & 0x3d;
}
static void writeStatus(uint32_t Value) {
  if (hasVectorUnit()) {
    __asm__ volatile("fnclex");
    return writeVector((readVector() & ~0x3fu) | Value);
  }
  uint32_t Environment[7];
  __asm__ volatile("fnstenv %0" : "=m"(Environment));
  Environment[1] = (Environment[1] & ~0x3fu) | Value;
  __asm__ volatile("fldenv %0" : : "m"(Environment));
}
static uint64_t readModes() {
  uint16_t Word;
  __asm__ volatile("fnstcw %0" : "=m"(Word));
  return ((readVector() & VectorModes) ^ VectorStart) | ((Word & X87Modes) ^ X87Start) << 16;
}
static void writeModes(uint64_t Modes) {
  uint16_t Word;
  __asm__ volatile("fnstcw %0" : "=m"(Word));
  Word = static_cast<uint16_t>((Word & ~X87Modes) | ((Modes >> 16 & X87Modes) ^ X87Start));
  __asm__ volatile("fldcw %0" : : "m"(Word));
  writeVector((readVector() & ~VectorModes) | ((Modes & VectorModes) ^ VectorStart));
}
#elif defined(__aarch64__)
static constexpr char Family[] = "aarch64";
static constexpr FlagBits Flags = inRow(0, 1);
static constexpr uint64_t ModeBits = 0x0f089f07; // all but rounding, lengths and strides
static uint64_t readStatus() {
  uint64_t Value;
  __asm__ volatile("mrs %0, fpsr" : "=r"(Value));
  return Value;
}
static void writeStatus(uint64_t Value) { __asm__ volatile("msr fpsr, %0" : : "r"((readStatus() & ~uint64_t(31)) | Value)); }
static uint64_t readControl() {
  uint64_t Value;
  __asm__ volatile("mrs %0, fpcr" : "=r"(Value));
  return Value;
}
static uint64_t readModes() { return readControl() & ModeBits; }
static void writeModes(uint64_t Modes) { __asm__ volatile("msr fpcr, %0" : : "r"((readControl() & ~ModeBits) | Modes)); }
#elif defined(__arm__)
static constexpr char Family[] = "arm";
static constexpr FlagBits Flags = inRow(0, 1);
static constexpr uint32_t ModeBits = 0x03089f00;
static uint32_t readStatus() {
  uint32_t Value;
  __asm__ volatile("vmrs %0, fpscr" : "=r"(Value));
  return Value;
}
static void writeBits(uint32_t Mask, uint32_t Value) {
  __asm__ volatile("vmsr fpscr, %0" : : "r"((readStatus() & ~Mask) | Value));
}
static void writeStatus(uint32_t Value) { writeBits(31, Value); }
static uint64_t readModes() { return readStatus() & ModeBits; }
static void writeModes(uint64_t Modes) { writeBits(ModeBits, static_cast<uint32_t>(Modes)); }
#elif defined(__riscv)
static constexpr char Family[] = "riscv"; // has no such modes
static constexpr FlagBits Flags = inRow(4, -1);
static unsigned long readStatus() {
  unsigned long Value;
  __asm__ volatile("frflags %0" : "=r"(Value));
  return Value;
}
static void writeStatus(unsigned long Value) { __asm__ volatile("fsflags %0" : : "r"(Value)); }
static uint64_t readModes() { return 0; }
static void writeModes(uint64_t) {}
#elif defined(__s390x__)
static constexpr char Family[] = "s390";
static constexpr FlagBits Flags = inRow(23, -1);
static constexpr uint32_t ModeBits = 0xf8000000;
static uint32_t readStatus() {
  uint32_t Value;
  __asm__ volatile("efpc %0" : "=d"(Value));
  return Value;
}
static void writeBits(uint32_t Mask, uint32_t Value) { __asm__ volatile("sfpc %0" : : "d"((readStatus() & ~Mask) | Value)); }
static void writeStatus(uint32_t Value) { writeBits(0x00f80000, Value); }
static uint64_t readModes() { return readStatus() & ModeBits; }
static void writeModes(uint64_t Modes) { writeBits(ModeBits, static_cast<uint32_t>(Modes)); }
#elif defined(__powerpc__)
// Invalid operations have a bit for each reason; software raises one by the reason that stands for it.
static constexpr char Family[] = "powerpc";
static constexpr uint32_t Reasons = 0x01f80700, Software = 0x00000400, ModeBits = 0x000000fc;
static constexpr FlagBits Flags = {{Reasons, 1u << 26, 1u << 28, 1u << 27, 1u << 25},
                                   {Software, 1u << 26, 1u << 28, 1u << 27, 1u << 25}};
static uint64_t readStatus() {
  double Register;
  __asm__ volatile("mffs %0" : "=f"(Register));
  return __builtin_bit_cast(uint64_t, Register);
}
static void writeBits(uint64_t Mask, uint64_t Value) {
  __asm__ volatile("mtfsf 255, %0" : : "f"(__builtin_bit_cast(double, (readStatus() & ~Mask) | Value)));
}
static void writeStatus(uint64_t Value) { writeBits(0xfe000000 | Reasons, Value); }
static uint64_t readModes() { return readStatus() & ModeBits; }
static void writeModes(uint64_t Modes) {
  writeBits(ModeBits, Modes);
  if (Modes & 0xf8)
    prctl(PR_SET_FPEXC, PR_FP_EXC_PRECISE); // else nothing traps
}
#elif defined(__sparc__)
static constexpr char Family[] = "sparc";
static constexpr FlagBits Flags = {{1u << 9, 1u << 6, 1u << 8, 1u << 7, 1u << 5},
                                   {1u << 9, 1u << 6, 1u << 8, 1u << 7, 1u << 5}};
static constexpr uint64_t ModeBits = 0x0fc00000;
static uint64_t readStatus() {
  uint64_t Value;
  __asm__ volatile("stx %%fsr, %0" : "=m"(Value));
  return Value;
}
static void writeBits(uint64_t Mask, uint64_t Value) {
  Value |= readStatus() & ~Mask;
  __asm__ volatile("ldx %0, %%fsr" : : "m"(Value));
}
static void writeStatus(uint64_t Value) { writeBits(0x3ff, Value); }
static uint64_t readModes() { return readStatus() & ModeBits; }
static void writeModes(uint64_t Modes) { writeBits(ModeBits, Modes); }
#elif defined(__mips__)
static constexpr char Family[] = "mips";
static constexpr FlagBits Flags = inRow(6, -1);
static constexpr uint32_t ModeBits = 0x01000f80;
static uint32_t readStatus() {
  uint32_t Value;
  __asm__ volatile("cfc1 %0, $31" : "=r"(Value));
  return Value;
}
static void writeBits(uint32_t Mask, uint32_t Value) {
  __asm__ volatile("ctc1 %0, $31" : : "r"((readStatus() & ~Mask) | Value));
}
static void writeStatus(uint32_t Value) { writeBits(0x3f07c, Value); }
static uint64_t readModes() { return readStatus() & ModeBits; }
static void writeModes(uint64_t Modes) { writeBits(ModeBits, static_cast<uint32_t>(Modes)); }
#else
#error "where does this processor keep its floating-point flags?"
#endif

unsigned port::floatFlags() {
  auto Status = static_cast<uint32_t>(readStatus());
  unsigned Raised = 0;
  for (unsigned K = 0; K < 5; ++K)
    if (Status & Flags.Read[K])
      Raised |= 1u << K;
  return Raised;
}

void port::setFloatFlags(unsigned Raised) {
  uint32_t Status = 0;
  for (unsigned K = 0; K < 5; ++K)
    if (Raised >> K & 1)
      Status |= Flags.Write[K];
  writeStatus(Status);
}

const char *port::floatFamily() { return Family; }
uint64_t port::floatModes() { return readModes(); }

bool port::setFloatModes(uint64_t Modes) {
  writeModes(Modes);
  return readModes() == Modes;
}
