//===- Codec.cpp - zstd, as rt/image wants it -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#define ZSTD_STATIC_LINKING_ONLY
#include <zstd.h>

#include "program/Codec.h"

#include "port/Port.h"

using namespace cgt;

/// Size of a mapping, kept in front of what zstd gets; keeps 16-byte alignment.
static constexpr size_t Header = 16;

static void *allocate(void *, size_t Size) {
  size_t Whole = port::toPages(Size + Header);
  void *Memory = Whole ? port::map(Whole) : nullptr;
  if (!Memory)
    return nullptr;
  memcpy(Memory, &Whole, sizeof Whole);
  return static_cast<char *>(Memory) + Header;
}

static void release(void *, void *Address) {
  if (!Address)
    return;
  char *Memory = static_cast<char *>(Address) - Header;
  size_t Whole;
  memcpy(&Whole, Memory, sizeof Whole);
  port::unmap(Memory, Whole);
}

static constexpr ZSTD_customMem Mapped = {allocate, release, nullptr};

static size_t compress(void *Target, size_t Capacity, const void *Source, size_t Size, int Level) {
  ZSTD_CCtx *Context = ZSTD_createCCtx_advanced(Mapped);
  if (!Context)
    return 0;
  size_t Written = ZSTD_compressCCtx(Context, Target, Capacity, Source, Size, Level);
  ZSTD_freeCCtx(Context);
  return ZSTD_isError(Written) ? 0 : Written;
}

static bool decompress(void *Target, size_t TargetSize, const void *Source, size_t Size) {
  ZSTD_DCtx *Context = ZSTD_createDCtx_advanced(Mapped);
  if (!Context)
    return false;
  size_t Written = ZSTD_decompressDCtx(Context, Target, TargetSize, Source, Size);
  ZSTD_freeDCtx(Context);
  return Written == TargetSize;
}

static size_t bound(size_t Size) { return ZSTD_compressBound(Size); }

Codec cgt::zstdCodec() {
  Codec C;
  C.Compress = compress;
  C.Bound = bound;
  C.Decompress = decompress;
  return C;
}
