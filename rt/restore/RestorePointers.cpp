//===- RestorePointers.cpp - A sender's pointer becomes our own -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "restore/Restore.h"

#include "types/Addresses.h"
#include "types/TypeNames.h"

using namespace cgt;

uint64_t Restoration::theirPointer(const void *At) const { return readAddress(At, I.Sender); }

/// A value that faults when used: an address in a reserved region, low bits kept. On an akin platform the value itself if
/// there is no memory at it, and at home in any case: perhaps it isn't a pointer, but part of what lies in a block whose type is another.
void *Restorer::dangling(uint64_t Value) {
  static char *Region;
  constexpr size_t RegionSize = 1 << 16;
  if (AtHome)
    return reinterpret_cast<void *>(static_cast<uintptr_t>(Value));
  if (isAkin() && !port::isInUse(static_cast<uintptr_t>(Value), reinterpret_cast<uintptr_t>(&Value))) {
    ++Dangling;
    return reinterpret_cast<void *>(static_cast<uintptr_t>(Value));
  }
  if (!Region)
    Region = static_cast<char *>(port::reserve(nullptr, RegionSize));
  ++Dangling;
  return Region ? Region + (Value & (RegionSize / 2 - 1)) : reinterpret_cast<void *>(16);
}

Status Restorer::translate(uint64_t Value, bool IsFunction, void *Slot, Conversion *C, bool Copied) {
  void *Own = nullptr;
  auto Pointee = [C] { return C ? C->pointee() : TypeRef(); };
  ++Pointers;
  if (isMark(Value, I.Sender.PointerSize)) {
    Own = reinterpret_cast<void *>(static_cast<intptr_t>(markNumber(Value, I.Sender.PointerSize)));
  } else if (Handle *Object = IsFunction ? nullptr : Library.find(Value)) {
    Own = Object->Own;
    if (!Own && !Library.wait(*Object, Slot))
      return Status::fail(Errc::OutOfMemory);
  } else if (!IsFunction && isHome(Value)) {
    Own = reinterpret_cast<void *>(static_cast<uintptr_t>(Value));
  } else {
    AddressMap::Hit H = Map.find(Value, IsFunction, Pointee);
    Own = H.Own;
    if (!Own && IsFunction && isHome(Value)) // of an object without a schema, or of a library
      Own = reinterpret_cast<void *>(static_cast<uintptr_t>(Value));
    if (!Own && IsFunction) // programs keep data in such pointers, too
      Own = Map.find(Value, false);
    TwoViews Unused;
    if (H.OfNumbers)
      if (Status S = checkView(H, Pointee(), C ? C->Views : Unused); !S.ok())
        return S;
    // All functions are known by now: what isn't one mustn't become something that can be called.
    if (!Own && (IsFunction || (C && C->SlotsMove)))
      Own = dangling(Value);
    else if (!Own && !PendingPointers.push({Value, Slot, Pointee()}))
      return Status::fail(Errc::OutOfMemory);
  }
  if (!Copied || reinterpret_cast<uintptr_t>(Own) != Value)
    memcpy(Slot, &Own, sizeof Own);
  return Status::success();
}

/// Adds to what pointers take, if anyone is told: a look at the clock may take longer than a pointer.
template <typename Function> Status Restorer::timed(Function F) {
  if (!R.Opts.Stats)
    return F();
  uint64_t Start = port::now();
  Status S = F();
  Numbers.UpdatePointersNs += port::now() - Start;
  return S;
}

/// \p Known: the pointer's own value, null if it needs a look by itself.
Status Restorer::translateOne(Conversion &C, const PointerBatch &B, uint64_t Index, uint64_t Value, void *Known) {
  uint8_t *Slot = B.Target + Index * B.TargetStride;
  if (Known || Value == 0) {
    Pointers += Value != 0;
    if (!B.Copied || reinterpret_cast<uintptr_t>(Known) != Value)
      memcpy(Slot, &Known, sizeof Known);
    return Status::success();
  }
  C.Context.At = {B.Type, B.offsetOf(Index), B.BlockBytes};
  return translate(Value, B.IsFunction, Slot, &C, B.Copied);
}

Status Restorer::translateMany(Conversion &C, const PointerBatch &B, uint64_t &Done) {
  bool IsHome = Heap.Home.Bytes && B.SourceSize == sizeof(void *) && !B.IsFunction;
  uint64_t Values[AddressMap::Batch];
  void *Own[AddressMap::Batch];
  for (Done = 0; Done < B.Count;) {
    unsigned Count = 0;
    if (IsHome) {
      uint64_t Before = Done;
      Done = Heap.Home.translate(B, Done);
      Pointers += Done - Before;
      Count = Done < B.Count;
      Own[0] = nullptr;
    } else {
      Count = B.Count - Done < AddressMap::Batch ? static_cast<unsigned>(B.Count - Done) : AddressMap::Batch;
    }
    for (unsigned K = 0; K < Count; ++K)
      Values[K] = readUnsigned(B.Source + (Done + K) * B.SourceStride, B.SourceSize, B.BigEndian);
    if (!IsHome && !B.IsFunction)
      Map.findMany(Values, Count, Own);
    for (unsigned K = 0; K < Count; ++K, ++Done)
      if (Status S = translateOne(C, B, Done, Values[K], B.IsFunction ? nullptr : Own[K]); !S.ok())
        return S;
  }
  return Status::success();
}

//===--- What a conversion calls --------------------------------------------===//

TypeRef Conversion::pointee() const { return pointeeAt(*Context.At.Type, Context.At.Offset, Context.At.BlockBytes); }

Status Conversion::translateOne(void *Ctx, uint64_t Value, bool IsFunction, void *Slot) {
  auto *C = static_cast<Conversion *>(Ctx);
  return C->To.timed([=] { return C->To.translate(Value, IsFunction, Slot, C); });
}

Status Conversion::translateMany(void *Ctx, const PointerBatch &B, uint64_t &Done) {
  auto *C = static_cast<Conversion *>(Ctx);
  return C->To.timed([&] { return C->To.translateMany(*C, B, Done); });
}

bool Conversion::isMoved(void *Ctx, uint64_t Value, const uint8_t *) {
  return static_cast<Conversion *>(Ctx)->To.isMovedAddress(Value);
}

Conversion::Conversion(Restorer &To, const Location &What, bool SlotsMove) : To(To), What(What), SlotsMove(SlotsMove) {
  Context.Pointer = translateOne;
  Context.Pointers = translateMany;
  Context.IsMovedAddress = isMoved;
  Context.Ctx = this;
  Context.AllowLongDoubleLoss = To.R.Opts.LossyLongDouble;
}
