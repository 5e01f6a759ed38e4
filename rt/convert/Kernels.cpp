//===- Kernels.cpp - Vector code that a plan may use -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/Kernels.h"

#include <string.h>

using namespace cgt;

void cgt::copyBytes(const KernelTable *Kernels, void *Target, const void *Source, size_t Bytes) {
  if (!Kernels || Bytes < Kernels->StreamFrom) {
    memcpy(Target, Source, Bytes);
    return;
  }
  auto *To = static_cast<uint8_t *>(Target);
  auto *From = static_cast<const uint8_t *>(Source);
  size_t Head = (0 - reinterpret_cast<uintptr_t>(To)) % StreamLine, Tail = (Bytes - Head) % StreamLine;
  size_t Middle = Bytes - Head - Tail;
  memcpy(To, From, Head);
  Kernels->Stream(To + Head, From + Head, Middle);
  memcpy(To + Head + Middle, From + Head + Middle, Tail);
  Kernels->StreamEnd();
}
