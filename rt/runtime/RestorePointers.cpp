//===- RestorePointers.cpp - A sender's pointer becomes our own -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "runtime/Restore.h"

#include "format/TypeNames.h"

using namespace cgt;

uint64_t Restorer::theirPointer(const void *At) const {
  auto *Bytes = static_cast<const uint8_t *>(At);
  uint64_t Value = 0;
  unsigned Size = I.Sender.PointerSize;
  for (unsigned K = 0; K < Size; ++K)
    Value |= static_cast<uint64_t>(Bytes[I.Sender.BigEndian ? Size - 1 - K : K]) << (8 * K);
  return Value;
}

/// A value that faults when used: an address in a reserved region, low bits kept. On an equal platform the value itself if
/// there is no memory at it: perhaps it isn't a pointer, but part of what lies in a block whose type is another.
void *Restorer::dangling(uint64_t Value) {
  static char *Region;
  constexpr size_t RegionSize = 1 << 16;
  if (I.Sender == Here && !port::isMapped(static_cast<uintptr_t>(Value))) {
    ++Dangling;
    return reinterpret_cast<void *>(static_cast<uintptr_t>(Value));
  }
  if (!Region)
    Region = static_cast<char *>(port::reserve(nullptr, RegionSize));
  ++Dangling;
  return Region ? Region + (Value & (RegionSize / 2 - 1)) : reinterpret_cast<void *>(16);
}

bool cgt::isMark(uint64_t Value, unsigned PointerSize, void *&Own) {
  constexpr uint64_t Page = 4096;
  uint64_t Top = PointerSize == 4 ? 0xffffffffu : ~uint64_t(0);
  if (Value < Page)
    Own = reinterpret_cast<void *>(static_cast<uintptr_t>(Value));
  else if (Top - Value < Page)
    Own = reinterpret_cast<void *>(~static_cast<uintptr_t>(Top - Value));
  else
    return false;
  return true;
}

TypeRef Restorer::pointee(const ConvertContext *C) const {
  return C ? pointeeAt(*C->At.Type, C->At.Offset, C->At.BlockBytes) : TypeRef();
}

Status Restorer::translate(uint64_t Value, bool IsFunction, void *Slot, const ConvertContext *C) {
  void *Own = nullptr;
  ++Pointers;
  if (!isMark(Value, I.Sender.PointerSize, Own)) {
    AddressMap::Hit H = Map.find(Value, IsFunction, [&] { return pointee(C); });
    Own = H.Own;
    if (H.R && H.R->OfNumbers)
      checkView(H, pointee(C));
    if (!Own && Map.isRefused(Value))
      return Status::fail(Errc::PointerLoss);
    if (!Own && SlotsMove)
      Own = dangling(Value);
    else if (!Own && !PendingPointers.push({Value, Slot, pointee(C)}))
      return Status::fail(Errc::OutOfMemory);
  }
  memcpy(Slot, &Own, sizeof Own);
  return Status::success();
}

Status Restorer::translateCallback(void *Ctx, uint64_t Value, bool IsFunction, void *Slot) {
  auto *Self = static_cast<Restorer *>(Ctx);
  return Self->translate(Value, IsFunction, Slot, Self->Converting);
}

ConvertContext Restorer::context() {
  ConvertContext C;
  C.Pointer = translateCallback;
  C.IsMovedAddress = [](void *Ctx, uint64_t Value) {
    return static_cast<Restorer *>(Ctx)->isMovedAddress(Value);
  };
  C.Ctx = this;
  C.AllowLongDoubleLoss = R.Opts.LossyLongDouble;
  return C;
}
