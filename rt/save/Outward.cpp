//===- Outward.cpp - Pages with pointers that lead out of the heap ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pointers are found by the plans that a receiver on an equal platform finds them by, so that both see the same ones.
//
//===----------------------------------------------------------------------===//

#include "save/Outward.h"

#include "image/Sections.h"
#include "program/AddressMap.h"
#include "types/Addresses.h"
#include "types/TypeNames.h"

using namespace cgt;

namespace {

class Finder {
public:
  Finder(const Program &P, const ImageSource &Source, MapAllocator &Memory) : P(P), Source(Source), Memory(Memory) {}
  ~Finder() { Plans.release(); }
  bool run();
  bool list(MapVector<PageRange> &Pages) const;
  uint64_t pointers() const { return Pointers; }

private:
  enum : uint8_t { InSpan = 1, HasNumbers = 2, Noted = 4 };

  bool markPages();
  const Plan *planFor(const HeapRun &Run);
  void markNumbers(const HeapRun &Run);
  bool lookAt(const HeapRun &Run, const Plan *Pl);
  void lookAtUntyped(const HeapRun &Run);
  void lookAtMany(const PointerBatch &B);
  bool mayBeView(const PointerBatch &B, uint64_t Index);
  void note(const uint8_t *Slot);
  uint8_t *flagsOf(uint64_t Address) { return Flags + (Address - Start) / SpanRecord::PageBytes; }
  static bool isNone(uint64_t Value) { return isMark(Value, sizeof(void *)); }
  /// A mark, or an address in one of the spans.
  bool staysAsItIs(uint64_t Value) { return (Value - Start < Bytes && (*flagsOf(Value) & InSpan)) || isNone(Value); }

  struct TypePlan {
    uint32_t Unit, Type;
    const Plan *Pl;
  };

  const Program &P;
  const ImageSource &Source;
  MapAllocator &Memory;
  MapVector<TypePlan> Plans;
  uint64_t Start = 0, Bytes = 0; ///< from the first span to the last
  uint8_t *Flags = nullptr;      ///< by page
  uint64_t Pointers = 0;
  // The pointer that mayBeView() was asked for last.
  const TypeRef *ViewType = nullptr;
  uint64_t ViewOffset = 0;
  bool View = false;
};

} // namespace

bool Finder::markPages() {
  constexpr uint64_t Scattered = 64; // times the spans
  uint64_t InAll = 0;
  for (uint32_t K = 0; K < Source.NumSpans; ++K)
    InAll += Source.Spans[K].bytes();
  if (InAll == 0)
    return false;
  const SpanRecord &End = Source.Spans[Source.NumSpans - 1];
  Start = Source.Spans[0].Address;
  Bytes = End.Address + End.bytes() - Start;
  if (Bytes / Scattered > InAll || !(Flags = Memory.array<uint8_t>(Bytes / SpanRecord::PageBytes)))
    return false;
  for (uint32_t K = 0; K < Source.NumSpans; ++K)
    memset(flagsOf(Source.Spans[K].Address), InSpan, static_cast<size_t>(Source.Spans[K].Pages));
  return true;
}

/// From the run's type to itself; null if there is none.
const Plan *Finder::planFor(const HeapRun &Run) {
  for (size_t K = Plans.size(); K-- > 0;)
    if (Plans[K].Unit == Run.Unit && Plans[K].Type == Run.Type)
      return Plans[K].Pl;
  const Plan *Pl = nullptr;
  Allocator A = Memory.allocator();
  const UnitInfo &U = P.unit(Run.Unit);
  TypeRef Same = P.type(Source.Sender, {Run.Unit, withoutArrays(U, Run.Type)});
  if (!compilePlan(Same, Same, A, Pl, nullptr, 0, nullptr, blockType(U, Run.Type).Form).ok() || !isSameLayout(*Pl) ||
      !Plans.push({Run.Unit, Run.Type, Pl}))
    return nullptr;
  return Pl;
}

void Finder::markNumbers(const HeapRun &Run) {
  uint64_t End = Run.Address + (Run.Count - 1) * Run.Stride + Run.Size;
  for (uint8_t *F = flagsOf(Run.Address); F <= flagsOf(End) && F < Flags + Bytes / SpanRecord::PageBytes; ++F)
    *F |= HasNumbers;
}

void Finder::note(const uint8_t *Slot) {
  auto Address = reinterpret_cast<uintptr_t>(Slot);
  *flagsOf(Address) |= Noted;
  *flagsOf(Address + sizeof(void *) - 1) |= Noted;
}

/// May the pointer, which leads to a page of numbers, use them as something with pointers in it?
bool Finder::mayBeView(const PointerBatch &B, uint64_t Index) {
  uint64_t Offset = B.Type->info().Kind == TypeKind::Pointer ? 0 : B.offsetOf(Index);
  if (ViewType != B.Type || ViewOffset != Offset)
    View = mayHoldPointers(*B.Type->Unit, pointeeAt(*B.Type, Offset, B.BlockBytes).Index);
  ViewType = B.Type;
  ViewOffset = Offset;
  return View;
}

void Finder::lookAtMany(const PointerBatch &B) {
  const uint8_t *Slot = B.Source;
  for (uint64_t K = 0; K < B.Count; ++K, Slot += B.SourceStride) {
    uintptr_t Value;
    memcpy(&Value, Slot, sizeof Value);
    Pointers += Value != 0;
    bool Moves = B.IsFunction ? !isNone(Value) : !staysAsItIs(Value);
    if (Moves || (Value - Start < Bytes && (*flagsOf(Value) & HasNumbers) && mayBeView(B, K)))
      note(Slot);
  }
}

void Finder::lookAtUntyped(const HeapRun &Run) {
  auto *At = reinterpret_cast<const uint8_t *>(static_cast<uintptr_t>(Run.Address));
  for (uint64_t K = 0; K + sizeof(void *) <= Run.Size; K += sizeof(void *)) {
    uintptr_t Value;
    memcpy(&Value, At + K, sizeof Value);
    if (!staysAsItIs(Value))
      note(At + K);
  }
}

bool Finder::lookAt(const HeapRun &Run, const Plan *Pl) {
  if (!Pl) {
    for (HeapRun One = Run; One.Count != 0; --One.Count, One.Address += Run.Stride)
      lookAtUntyped(One);
    return true;
  }
  ConvertContext C;
  C.Ctx = this;
  C.Pointers = [](void *Ctx, const PointerBatch &B, uint64_t &Done) {
    static_cast<Finder *>(Ctx)->lookAtMany(B);
    Done = B.Count;
    return Status::success();
  };
  C.IsMovedAddress = [](void *Ctx, uint64_t Value, const uint8_t *At) {
    auto *Self = static_cast<Finder *>(Ctx);
    if (!Self->staysAsItIs(Value))
      Self->note(At);
    return false;
  };
  auto *Blocks = reinterpret_cast<void *>(static_cast<uintptr_t>(Run.Address));
  return convertPointers(*Pl, Blocks, Blocks, Run.Size, Run.Stride, Run.Count, C).ok();
}

bool Finder::run() {
  if (!markPages())
    return false;
  for (uint32_t K = 0; K < Source.NumRuns; ++K) {
    const HeapRun &Run = Source.Runs[K];
    const Plan *Pl = Run.Type == NoIndex ? nullptr : planFor(Run);
    if (Run.Type != NoIndex && !Pl)
      return false;
    if (Pl && AddressMap::isOfNumbers(*Pl))
      markNumbers(Run);
  }
  for (uint32_t K = 0; K < Source.NumRuns; ++K)
    if (!lookAt(Source.Runs[K], Source.Runs[K].Type == NoIndex ? nullptr : planFor(Source.Runs[K])))
      return false;
  return true;
}

bool Finder::list(MapVector<PageRange> &Pages) const {
  for (uint64_t K = 0; K < Bytes / SpanRecord::PageBytes; ++K) {
    if (!(Flags[K] & Noted))
      continue;
    uint64_t Address = Start + K * SpanRecord::PageBytes;
    if (!Pages.empty() && Pages.back().end() == Address)
      ++Pages.back().Pages;
    else if (!Pages.push({Address, 1}))
      return false;
  }
  return Pages.size() < UINT32_MAX;
}

void outward::note(const Program &P, ImageSource &Source, MapVector<PageRange> &Pages, MapAllocator &Memory) {
  if (!image::writesPages(Source))
    return;
  Finder F(P, Source, Memory);
  if (!F.run() || !F.list(Pages))
    return;
  Source.HasOutward = true;
  Source.Outward = {Pages.data(), static_cast<uint32_t>(Pages.size()), F.pointers()};
}
