//===- Select.cpp - Which kernels this processor has -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/kernels/Kernels.h"

#include "convert/kernels/Tables.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

using namespace cgt;

#if defined(__x86_64__) || defined(__i386__)

/// What the operating system saves of the registers (XCR0).
static uint64_t savedState() {
  uint32_t Low, High;
  __asm__("xgetbv" : "=a"(Low), "=d"(High) : "c"(0));
  return uint64_t(High) << 32 | Low;
}

static unsigned find(const KernelTable **Tables) {
  unsigned Count = 0, A, B, C, D;
  if (!__get_cpuid(1, &A, &B, &C, &D))
    return 0;
  bool SSSE3 = C & bit_SSSE3, Saves = C & bit_OSXSAVE, AVX = C & bit_AVX;
  uint64_t State = Saves ? savedState() : 0;
  [[maybe_unused]] constexpr unsigned WithAVX2 = bit_FMA | bit_F16C | bit_AES | bit_PCLMUL;
  [[maybe_unused]] bool HasOthers = (C & WithAVX2) == WithAVX2;
  constexpr uint64_t YMM = 0x6, ZMM = 0xe6;
  if (AVX && (State & YMM) == YMM && __get_cpuid_count(7, 0, &A, &B, &C, &D)) {
    constexpr unsigned Wanted = bit_AVX512F | bit_AVX512BW | bit_AVX512VL;
    if ((State & ZMM) == ZMM && (B & Wanted) == Wanted && (C & bit_AVX512VBMI) && (C & bit_GFNI))
      Tables[Count++] = &KernelsVBMI;
#ifdef __x86_64__
    constexpr unsigned More = bit_AVX2 | bit_BMI | bit_BMI2;
    if (HasOthers && (B & More) == More)
      Tables[Count++] = &KernelsAVX2;
#endif
  }
  if (SSSE3)
    Tables[Count++] = &KernelsSSSE3;
  return Count;
}

#elif defined(__aarch64__)

static unsigned find(const KernelTable **Tables) {
  Tables[0] = &KernelsNEON;
  return 1;
}

#else

// No vectors in the baseline, or none that permute bytes: the interpreter's loops are as good.
static unsigned find(const KernelTable **) { return 0; }

#endif

static constexpr unsigned MaxTables = 4;

unsigned cgt::allKernels(const KernelTable **Tables, unsigned Most) {
  const KernelTable *Found[MaxTables];
  unsigned Count = find(Found);
  for (unsigned K = 0; K < Count && K < Most; ++K)
    Tables[K] = Found[K];
  return Count < Most ? Count : Most;
}

const KernelTable *cgt::kernels() {
  // Asking the processor takes long under a hypervisor. All threads find the same answer.
  static const KernelTable *Best;
  static bool Asked;
  if (!__atomic_load_n(&Asked, __ATOMIC_ACQUIRE)) {
    const KernelTable *Found[MaxTables];
    __atomic_store_n(&Best, find(Found) ? Found[0] : nullptr, __ATOMIC_RELAXED);
    __atomic_store_n(&Asked, true, __ATOMIC_RELEASE);
  }
  return __atomic_load_n(&Best, __ATOMIC_RELAXED);
}
