//===- Descriptors.h - The structs of abi/Descriptors.def --------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the pass emits, as the runtime sees it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_ABI_DESCRIPTORS_H
#define CGT_ABI_DESCRIPTORS_H

#include <stddef.h>

#define CGT_WORD_Ptr void *
#define CGT_WORD_Size size_t
#define CGT_STRUCT(Name) struct Name {
#define CGT_FIELD(Word, Name) CGT_WORD_##Word Name;
#define CGT_END(Name)                                                                                                          \
  }                                                                                                                            \
  ;
#include "abi/Descriptors.def"
#undef CGT_WORD_Ptr
#undef CGT_WORD_Size

#endif // CGT_ABI_DESCRIPTORS_H
