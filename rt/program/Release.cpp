//===- Release.cpp - Which CGT a program has ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "program/Release.h"

#include "abi/Names.h"

using namespace cgt;

static const char Text[] = CGT_RELEASE_WORDS CGT_VERSION;

Str cgt::release() {
  constexpr uint32_t Words = sizeof CGT_RELEASE_WORDS - 1;
  return Str(Text + Words, sizeof Text - 1 - Words);
}
