//===- Support.h - What tests of rt/rmr share --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TEST_UNIT_RMR_SUPPORT_H
#define CGT_TEST_UNIT_RMR_SUPPORT_H

#include "cgt/rmr.h"

#include <gtest/gtest.h>
#include <memory>
#include <string>

namespace cgt {
namespace test {

struct CloseStream {
  void operator()(cgt_rmr_stream *S) const { cgt_rmr_close(S); }
};
using StreamPtr = std::unique_ptr<cgt_rmr_stream, CloseStream>;

struct FreeBuilder {
  void operator()(cgt_rmr_builder *B) const { cgt_rmr_builder_free(B); }
};
using BuilderPtr = std::unique_ptr<cgt_rmr_builder, FreeBuilder>;
inline BuilderPtr newBuilder() { return BuilderPtr(cgt_rmr_builder_new()); }

/// With tags of scalars.
class RmrTest : public ::testing::Test {
protected:
  const cgt_rmr_tag *scalar(cgt_rmr_scalar Scalar) {
    return cgt_rmr_build(Builder.get(), cgt_rmr_scalar_type(Builder.get(), Scalar));
  }
  BuilderPtr Builder = newBuilder();
  const cgt_rmr_tag *Char = scalar(CGT_RMR_CHAR), *Int = scalar(CGT_RMR_INT), *Double = scalar(CGT_RMR_DOUBLE);
};

/// Collects what a stream writes, or deals out Bytes in pieces of \p Piece bytes.
struct Pipe {
  std::string Bytes;
  size_t At = 0, Piece = ~size_t(0);
  long FailAfter = -1; ///< writes

  cgt_rmr_io io() {
    return {[](void *C, void *Data, size_t Size) {
              auto *P = static_cast<Pipe *>(C);
              size_t Count = std::min({Size, P->Piece, P->Bytes.size() - P->At});
              memcpy(Data, P->Bytes.data() + P->At, Count);
              P->At += Count;
              return static_cast<long>(Count);
            },
            [](void *C, const void *Data, size_t Size) {
              auto *P = static_cast<Pipe *>(C);
              if (P->FailAfter >= 0 && P->FailAfter-- == 0)
                return -1;
              P->Bytes.append(static_cast<const char *>(Data), Size);
              return 0;
            },
            this};
  }
  StreamPtr open(const cgt_rmr_memory *Memory = nullptr) {
    cgt_rmr_io Io = io();
    return StreamPtr(cgt_rmr_open(&Io, Memory));
  }
};

/// Memory that remembers how much of it was taken at most, and may run out.
struct CountedMemory {
  size_t Now = 0, Most = 0, Limit = ~size_t(0);
  cgt_rmr_memory memory() {
    return {[](void *C, size_t Size) -> void * {
              auto *M = static_cast<CountedMemory *>(C);
              if (Size > M->Limit - M->Now)
                return nullptr;
              auto *Block = static_cast<size_t *>(malloc(Size + 16));
              *Block = Size;
              M->Now += Size;
              M->Most = std::max(M->Most, M->Now);
              return reinterpret_cast<char *>(Block) + 16;
            },
            [](void *C, void *Block) {
              auto *Start = reinterpret_cast<size_t *>(static_cast<char *>(Block) - 16);
              static_cast<CountedMemory *>(C)->Now -= *Start;
              free(Start);
            },
            this};
  }
};

/// What one stream writes with \p Write, as bytes.
template <typename WriteFn> std::string written(WriteFn Write) {
  Pipe Out;
  StreamPtr S = Out.open();
  Write(S.get());
  EXPECT_EQ(cgt_rmr_flush(S.get()), CGT_RMR_OK);
  return Out.Bytes;
}

} // namespace test
} // namespace cgt

#endif // CGT_TEST_UNIT_RMR_SUPPORT_H
