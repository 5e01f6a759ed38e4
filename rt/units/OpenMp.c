//===- OpenMp.c - What a program has told OpenMP --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The library of OpenMP begins anew in a resumed program. What main's thread has set outside of parallel regions is set again; locks are
// memory of the program.
//
//===----------------------------------------------------------------------===//

#include "units/Waiting.h"

#include <stdlib.h>

// Of omp.h, which not every platform has; weak, since not every library has all of them.
int omp_get_level(void);

//===--- Settings ---------------------------------------------------------------===//

/// Kinds of one of two parameters have the second one in Other.
struct Setting {
  int IsSet, Value, Other;
};

static int isLasting(void) { return __cgt_keeps_threads() && __cgt_own_number() == 1 && omp_get_level() == 0; }

#define CGT_OF_ONE(Name)                                                                                                       \
  __attribute__((weak)) void Name(int Value);                                                                                  \
  static struct Setting Name##_set;                                                                                            \
  void __cgt_##Name(int Value) {                                                                                               \
    if (isLasting())                                                                                                           \
      Name##_set = (struct Setting){1, Value, 0};                                                                              \
    Name(Value);                                                                                                               \
  }

CGT_OF_ONE(omp_set_num_threads)
CGT_OF_ONE(omp_set_dynamic)
CGT_OF_ONE(omp_set_nested)
CGT_OF_ONE(omp_set_max_active_levels)
CGT_OF_ONE(omp_set_num_teams)
CGT_OF_ONE(omp_set_teams_thread_limit)
CGT_OF_ONE(omp_set_default_device)
CGT_OF_ONE(kmp_set_blocktime)
CGT_OF_ONE(kmp_set_library)
CGT_OF_ONE(kmp_set_disp_num_buffers)

__attribute__((weak)) void omp_set_schedule(int Kind, int Chunk);
static struct Setting omp_set_schedule_set;
void __cgt_omp_set_schedule(int Kind, int Chunk) {
  if (isLasting())
    omp_set_schedule_set = (struct Setting){1, Kind, Chunk};
  omp_set_schedule(Kind, Chunk);
}

__attribute__((weak)) void kmp_set_stacksize_s(size_t Size);
static size_t StackSize;
void __cgt_kmp_set_stacksize_s(size_t Size) {
  if (isLasting())
    StackSize = Size;
  kmp_set_stacksize_s(Size);
}
void __cgt_kmp_set_stacksize(int Size) { __cgt_kmp_set_stacksize_s((size_t)Size); }

#define CGT_AGAIN(Name)                                                                                                        \
  if (Name##_set.IsSet)                                                                                                        \
    Name(Name##_set.Value);

/// In a resumed program, by main's thread.
__attribute__((visibility("hidden"))) void __cgt_openmp_again(void) {
  if (StackSize)
    kmp_set_stacksize_s(StackSize);
  CGT_AGAIN(kmp_set_library)
  CGT_AGAIN(kmp_set_disp_num_buffers)
  CGT_AGAIN(omp_set_num_threads)
  CGT_AGAIN(omp_set_dynamic)
  CGT_AGAIN(omp_set_nested)
  CGT_AGAIN(omp_set_max_active_levels)
  CGT_AGAIN(omp_set_num_teams)
  CGT_AGAIN(omp_set_teams_thread_limit)
  CGT_AGAIN(omp_set_default_device)
  CGT_AGAIN(kmp_set_blocktime)
  if (omp_set_schedule_set.IsSet)
    omp_set_schedule(omp_set_schedule_set.Value, omp_set_schedule_set.Other);
}
