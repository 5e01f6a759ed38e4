//===- HeapPages.cpp - The heap's data as whole pages -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Section PAGE: the pages of all spans, each at a place of the file that is congruent to its address, so that an equal
// platform can map them where they were. Bytes that belong to no block are written as zeros. Section PTRS: which of them such
// a platform must look at.
//
//===----------------------------------------------------------------------===//

#include "image/Sections.h"

#include "base/Search.h"

using namespace cgt;
using namespace cgt::image;

static constexpr uint64_t LargestAlign = uint64_t(1) << 30;
static constexpr size_t PagesHeaderSize = 4;

static uint64_t endOf(const SpanRecord &S) { return S.Address + S.bytes(); }
static uint64_t endOf(const HeapRun &R) { return R.Address + (R.Count - 1) * (R.Count > 1 ? R.Stride : 0) + R.Size; }

/// Bytes between \p Place and the span's pages.
static uint64_t gapBefore(const SpanRecord &S, uint64_t Place, uint64_t Align) { return (S.Address - Place) & (Align - 1); }

static uint64_t alignOf(const ImageSource &Source) {
  return Source.PageSize < SpanRecord::PageBytes ? SpanRecord::PageBytes : Source.PageSize;
}

bool image::writesPages(const ImageSource &Source) {
  constexpr uint64_t Sparse = 2; // times the blocks
  if (Source.PageSize == 0 || (Source.PageSize & (Source.PageSize - 1)) != 0 || Source.PageSize > LargestAlign)
    return false;
  uint64_t Blocks = 0, Pages = 0, End = 0;
  for (uint32_t K = 0; K < Source.NumSpans; ++K)
    Pages += Source.Spans[K].bytes();
  for (uint32_t K = 0, S = 0; K < Source.NumRuns; ++K) {
    const HeapRun &R = Source.Runs[K];
    if (R.Data || R.Address < End)
      return false;
    End = endOf(R);
    Blocks += R.Count * R.Size;
    while (S < Source.NumSpans && endOf(Source.Spans[S]) <= R.Address)
      ++S;
    if (S == Source.NumSpans || R.Address < Source.Spans[S].Address)
      return false;
    for (uint32_t Last = S; endOf(Source.Spans[Last]) < End; ++Last)
      if (Last + 1 == Source.NumSpans || Source.Spans[Last + 1].Address != endOf(Source.Spans[Last]))
        return false;
  }
  return Blocks != 0 && Pages / Sparse <= Blocks;
}

uint64_t image::pagesLength(const ImageSource &Source, uint64_t Place) {
  uint64_t Length = PagesHeaderSize;
  for (uint32_t K = 0; K < Source.NumSpans; ++K)
    Length += gapBefore(Source.Spans[K], Place + Length, alignOf(Source)) + Source.Spans[K].bytes();
  return Length;
}

namespace {
/// Puts small pieces together.
class Pieces {
public:
  explicit Pieces(Sink &Out) : Out(Out) {}
  ~Pieces() { flush(); }
  void add(const void *Data, uint64_t Size) {
    if (Size > sizeof Buffer - Used)
      flush();
    if (Size > sizeof Buffer)
      return Out.writeBytes(Data, static_cast<size_t>(Size));
    memcpy(Buffer + Used, Data, static_cast<size_t>(Size));
    Used += static_cast<size_t>(Size);
  }
  void zeros(uint64_t Size) {
    while (Size != 0) {
      if (Used == sizeof Buffer)
        flush();
      size_t Part = Size < sizeof Buffer - Used ? static_cast<size_t>(Size) : sizeof Buffer - Used;
      memset(Buffer + Used, 0, Part);
      Used += Part;
      Size -= Part;
    }
  }

private:
  void flush() {
    Out.writeBytes(Buffer, Used);
    Used = 0;
  }
  Sink &Out;
  size_t Used = 0;
  uint8_t Buffer[8192];
};
} // namespace

void image::writePages(const ImageSource &Source, Sink &Out, uint64_t Place) {
  uint64_t Align = alignOf(Source), Block = 0;
  Out.writeU32(static_cast<uint32_t>(Align));
  Place += PagesHeaderSize;
  Pieces To(Out);
  const HeapRun *R = Source.Runs, *LastRun = Source.Runs + Source.NumRuns;
  for (uint32_t K = 0; K < Source.NumSpans; ++K) {
    const SpanRecord &S = Source.Spans[K];
    uint64_t Gap = gapBefore(S, Place, Align), At = S.Address, End = endOf(S);
    To.zeros(Gap);
    Place += Gap + S.bytes();
    while (R != LastRun) {
      uint64_t From = R->Address + Block * R->Stride;
      if (From >= End)
        break;
      To.zeros(From - At);
      To.add(reinterpret_cast<const void *>(static_cast<uintptr_t>(From)), R->Size); // never beyond the span
      At = From + R->Size;
      if (++Block == R->Count) {
        Block = 0;
        ++R;
      }
    }
    To.zeros(End - At);
  }
}

Status image::readPages(Cursor &In, SpanRecord *Spans, uint32_t NumSpans, HeapRun *Runs, uint32_t NumRuns, Allocator &Memory) {
  uint32_t Align;
  Status AtAlign = In.fail(Errc::Malformed);
  if (Status S = In.readU32(Align); !S.ok())
    return S;
  if (Align < SpanRecord::PageBytes || (Align & (Align - 1)) != 0 || Align > LargestAlign)
    return AtAlign;
  // Where the pages end that adjoin a span's.
  auto *Ends = Memory.array<uint64_t>(uint64_t(NumSpans) + 1);
  if (!Ends)
    return In.fail(Errc::OutOfMemory);
  for (uint32_t K = 0; K < NumSpans; ++K) {
    SpanRecord &S = Spans[K];
    const uint8_t *Gap;
    if (S.Address % SpanRecord::PageBytes != 0 || (K != 0 && S.Address < endOf(Spans[K - 1])))
      return In.fail(Errc::Malformed);
    if (Status E = In.readBytes(Gap, gapBefore(S, In.place(), Align)); !E.ok())
      return E;
    if (Status E = In.readBytes(S.Data, S.bytes()); !E.ok())
      return E;
  }
  for (uint32_t K = NumSpans; K-- > 0;) {
    bool Adjoins =
        K + 1 != NumSpans && Spans[K + 1].Address == endOf(Spans[K]) && Spans[K + 1].Data == Spans[K].Data + Spans[K].bytes();
    Ends[K] = Adjoins ? Ends[K + 1] : endOf(Spans[K]);
  }
  for (uint32_t K = 0; K < NumRuns; ++K) {
    HeapRun &R = Runs[K];
    uint32_t Behind = firstWhere<uint32_t>(0, NumSpans, [&](uint32_t S) { return Spans[S].Address > R.Address; });
    if (Behind == 0 || endOf(R) > Ends[Behind - 1] || R.Address >= Ends[Behind - 1])
      return In.fail(Errc::Malformed);
    R.Data = Spans[Behind - 1].Data + (R.Address - Spans[Behind - 1].Address);
    R.DataStride = R.Count > 1 ? R.Stride : R.Size;
  }
  return Status::success();
}

//===--- Pointers out of the heap ------------------------------------------===//

void image::writeOutward(const ImageSource &Source, Sink &Out) {
  const OutwardPointers &O = Source.Outward;
  Out.writeULEB(O.Pointers);
  Out.writeULEB(O.NumPages);
  uint64_t End = 0;
  for (uint32_t K = 0; K < O.NumPages; ++K) {
    Out.writeULEB((O.Pages[K].Address - End) / SpanRecord::PageBytes);
    Out.writeULEB(O.Pages[K].Pages);
    End = O.Pages[K].end();
  }
}

/// Are all pages of \p R a span's? \p Next: the first span that doesn't end before it.
static bool isInSpans(const PageRange &R, const SpanRecord *Spans, uint32_t NumSpans, uint32_t &Next) {
  for (uint64_t At = R.Address; At < R.end(); At = endOf(Spans[Next])) {
    while (Next != NumSpans && endOf(Spans[Next]) <= At)
      ++Next;
    if (Next == NumSpans || Spans[Next].Address > At)
      return false;
  }
  return true;
}

Status image::readOutward(Cursor &In, const SpanRecord *Spans, uint32_t NumSpans, OutwardPointers &Result, Allocator &Memory) {
  if (Status S = In.readULEB(Result.Pointers); !S.ok())
    return S;
  if (Status S = In.readCount(Result.NumPages, 2); !S.ok())
    return S;
  auto *Pages = Memory.array<PageRange>(uint64_t(Result.NumPages) + 1);
  if (!Pages)
    return In.fail(Errc::OutOfMemory);
  Result.Pages = Pages;
  constexpr uint64_t Most = ~uint64_t(0) / SpanRecord::PageBytes;
  uint64_t End = 0; // in pages
  for (uint32_t K = 0, Next = 0; K < Result.NumPages; ++K) {
    Cursor Start = In;
    uint64_t Skipped, Count;
    if (Status S = In.readULEB(Skipped); !S.ok())
      return S;
    if (Status S = In.readULEB(Count); !S.ok())
      return S;
    if (Count == 0 || (K != 0 && Skipped == 0) || Skipped > Most - End || Count > Most - End - Skipped)
      return Start.fail(Errc::Malformed);
    Pages[K] = {(End + Skipped) * SpanRecord::PageBytes, Count};
    End += Skipped + Count;
    if (!isInSpans(Pages[K], Spans, NumSpans, Next))
      return Start.fail(Errc::Malformed);
  }
  return Status::success();
}
