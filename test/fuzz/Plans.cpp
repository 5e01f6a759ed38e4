//===- Plans.cpp - Conversions of types from anywhere --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The first byte chooses the sender's platform, a type tag and data of that type follow. Each plan to a type of this
// platform is run on exact copies.
//
//===----------------------------------------------------------------------===//

#include "../Inputs/golden/records.h"
#include "Memory.h"

#include "convert/Plan.h"
#include "convert/kernels/Kernels.h"
#include "types/TypeTag.h"

using namespace cgt;

static void convertAll(const Plan &P, const uint8_t *Data, size_t Size) {
  constexpr uint64_t Largest = 1u << 20;
  uint64_t From = sourceSize(P), To = targetSize(P);
  for (uint64_t Offset = 0; Offset <= Size; Offset += 1 + Size / 64)
    (void)mapOffset(P, Offset, Size);
  if (From == 0 || From > Largest || To > Largest)
    return;
  ConvertContext Context;
  if (uint64_t Room = blockSize(P, Size); Room <= Largest) {
    std::vector<uint8_t> Block(Data, Data + Size), Whole(Room);
    (void)convertBlock(P, Block.data(), Size, Whole.data(), Context);
  }
  uint64_t Count = Size / From;
  std::vector<uint8_t> Source(Data, Data + Count * From), Target(Count * To);
  (void)convert(P, Source.data(), Target.data(), Count, Context);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  static cgt_rmr_builder *B = cgt_rmr_builder_new();
  static const cgt_rmr_tag *const Own[] = {kinds_tag(B), city_tag(B),
                                           cgt_rmr_build(B, cgt_rmr_scalar_type(B, CGT_RMR_LDOUBLE))};
  if (Size == 0)
    return 0;
  fuzz::Arena Memory(4096 * Size + (1u << 22));
  Platform Host = hostPlatform(), Sender = Host;
  Sender.BigEndian = Data[0] & 1;
  Sender.BitFieldsFromTop = Data[0] & 2;
  Sender.CharSigned = Data[0] & 4;
  std::vector<uint8_t> Exact(Data + 1, Data + Size);
  Cursor In(Exact.data(), Exact.size());
  TypeTag From;
  if (!parseTypeTag(In, Memory.allocator(), From).ok())
    return 0;
  for (const cgt_rmr_tag *Tag : Own) {
    TypeTag To;
    Cursor Whole(Tag, cgt_rmr_tag_size(Tag));
    if (!parseTypeTag(Whole, Memory.allocator(), To).ok())
      abort();
    char Detail[128];
    const Plan *P = nullptr;
    if (compilePlan({&Sender, &From.Unit, 0}, {&Host, &To.Unit, 0}, Memory.allocator(), P, Detail, sizeof Detail, kernels())
            .ok())
      convertAll(*P, In.here(), In.remaining());
  }
  return 0;
}
