//===- Records.cpp - Streams of records from anywhere -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads any bytes as a stream, in every way, and uses what comes out as a program would: it follows each pointer.
//
//===----------------------------------------------------------------------===//

#include "../Inputs/golden/records.h"

#include <algorithm>
#include <vector>

namespace {

struct Pieces {
  const uint8_t *Data;
  size_t Left, Size;
  static long read(void *Context, void *Target, size_t Room) {
    auto *P = static_cast<Pieces *>(Context);
    size_t Count = std::min({Room, P->Size, P->Left});
    memcpy(Target, P->Data, Count);
    P->Data += Count;
    P->Left -= Count;
    return static_cast<long>(Count);
  }
};

struct Heap {
  size_t Now = 0, Limit = 0;
  static void *allocate(void *Context, size_t Size) {
    auto *H = static_cast<Heap *>(Context);
    auto *Block = static_cast<size_t *>(malloc(Size + 16));
    *Block = Size;
    H->Now += Size;
    if (H->Now > H->Limit) {
      fprintf(stderr, "%zu bytes of memory for a stream that doesn't justify them\n", H->Now);
      abort();
    }
    return Block + 16 / sizeof *Block;
  }
  static void release(void *Context, void *Data) {
    auto *Block = static_cast<size_t *>(Data) - 16 / sizeof(size_t);
    static_cast<Heap *>(Context)->Now -= *Block;
    free(Block);
  }
};

volatile size_t Used;

void use(const struct city *C, size_t Count) {
  for (size_t I = 0; I < Count; ++I) {
    Used += C[I].name ? strlen(C[I].name) : 0;
    Used += C[I].twin ? static_cast<size_t>(C[I].twin->people) : 0;
    Used += C[I].largest ? static_cast<size_t>(*C[I].largest) : 0;
    for (unsigned R = 0; R < C[I].n; ++R) {
      const struct road &Road = C[I].roads[R];
      Used += Road.to ? Road.to->n : 0u;
      for (int S = 0; S < Road.lanes; ++S)
        Used += Road.signs[S] ? strlen(Road.signs[S]) : 0;
    }
  }
}

struct Tags {
  cgt_rmr_builder *B = cgt_rmr_builder_new();
  const cgt_rmr_tag *Kinds = kinds_tag(B), *City = city_tag(B),
                    *Long = cgt_rmr_build(B, cgt_rmr_scalar_type(B, CGT_RMR_LONG));
};

/// Tries all types; false when the stream has no more.
bool readOne(cgt_rmr_stream *S, const Tags &T, bool Take) {
  for (const cgt_rmr_tag *Tag : {T.Kinds, T.City, T.Long}) {
    const void *View = nullptr;
    void *Block = nullptr;
    size_t Count = 0;
    bool Takes = Take || Tag == T.City;
    cgt_rmr_status Status = Takes ? cgt_rmr_take(S, Tag, &Block, &Count) : cgt_rmr_view(S, Tag, &View, &Count);
    if (Status == CGT_RMR_OK) {
      if (Tag == T.City)
        use(static_cast<const struct city *>(Block), Count);
      if (Block)
        cgt_rmr_free(S, Block);
      return true;
    }
    if (Status != CGT_RMR_ChangedType && Status != CGT_RMR_Unsupported && Status != CGT_RMR_Ambiguous)
      return Status == CGT_RMR_IntegerLoss || Status == CGT_RMR_FloatLoss || Status == CGT_RMR_OpaqueData ||
             Status == CGT_RMR_PointerLoss || Status == CGT_RMR_MovedAddress;
  }
  return cgt_rmr_skip(S) == CGT_RMR_OK;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  static const Tags T;
  std::vector<uint8_t> Exact(Data, Data + Size);
  Pieces P{Exact.data(), Size, 1 + Size % 97};
  Heap H;
  H.Limit = 40 * Size + (1u << 18);
  cgt_rmr_io Io = {Size & 1 ? Pieces::read : nullptr, nullptr, &P};
  cgt_rmr_memory Memory = {Heap::allocate, Heap::release, &H};
  cgt_rmr_stream *S = Size & 1 ? cgt_rmr_open(&Io, &Memory) : cgt_rmr_open_input(Exact.data(), Size);
  for (unsigned I = 0; readOne(S, T, Size & 2); ++I)
    if (I > Size) {
      fprintf(stderr, "more records than bytes\n");
      abort();
    }
  cgt_rmr_close(S);
  if (H.Now != 0)
    abort();
  return 0;
}
