//===- CheckpointReader.cpp - Read an image --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The frame is checked first (Sections.cpp); here contents are parsed and every index compared with what it refers to.
//
//===----------------------------------------------------------------------===//

#include "image/ResourceSections.h"
#include "image/Sections.h"
#include "types/Active.h"

using namespace cgt;
using namespace cgt::image;

namespace {

class ImageReader {
public:
  ImageReader(const void *File, const SectionList &List, const Codec &Codec, Budget &Limit, Image &I)
      : File(File), List(List), Codec(Codec), Limit(Limit), Memory(Limit.allocator()), I(I) {}
  Status contents();

private:
  using ParseFn = Status (ImageReader::*)(Cursor &In);
  Status section(uint32_t Kind, ParseFn Parse);
  Status platform(Cursor &In);
  Status process(Cursor &In);
  Status units(Cursor &In);
  Status stack(Cursor &In);
  Status objects(Cursor &In);
  Status hooks(Cursor &In);
  Status heap(Cursor &In);
  Status heapData(Cursor &In);
  Status home(Cursor &In);
  Status files(Cursor &In) { return readFiles(In, I, Memory); }
  Status resources(Cursor &In) { return readResources(In, I, Memory); }
  Status heapPages(Cursor &In);
  Status pages(Cursor &In);
  Status outward(Cursor &In);

  Status activation(Cursor &In, ActivationRecord &A);
  Status object(Cursor &In, ObjectRecord &O);
  bool objectIsSound(const ObjectRecord &O) const;
  bool processObjectIsSound(const ObjectRecord &O) const;
  Status hook(Cursor &In, HookRecord &H);
  Status run(Cursor &In, HeapRun &R);
  bool runIsSound(const HeapRun &R) const;
  Status dataIsAsLarge() const;

  /// A count and zeroed room for so many.
  template <typename T> Status items(Cursor &In, uint32_t &Count, size_t MinItemSize, T *&Result) {
    Result = nullptr;
    if (Status S = In.readCount(Count, MinItemSize); !S.ok())
      return S;
    if (Count != 0 && !(Result = Memory.array<T>(Count)))
      return In.fail(Errc::OutOfMemory);
    return Status::success();
  }

  const void *File;
  const SectionList &List;
  const Codec &Codec;
  Budget &Limit;
  Allocator Memory;
  Image &I;
  HeapRun *Runs = nullptr;
  SpanRecord *Spans = nullptr;
};

} // namespace

Status ImageReader::platform(Cursor &In) { return readPlatform(In, I.Sender); }

Status ImageReader::process(Cursor &In) {
  ProcessState &P = I.Process;
  uint64_t Position;
  uint32_t Errno, Rounding;
  uint64_t *First[] = {&P.Sequence, &P.Polls, &P.StdoutBytes, &Position};
  for (uint64_t *Value : First)
    if (Status S = In.readU64(*Value); !S.ok())
      return S;
  if (Status S = In.readU32(Errno); !S.ok())
    return S;
  Status AtRounding = In.fail(Errc::Malformed);
  if (Status S = In.readU32(Rounding); !S.ok())
    return S;
  if (Rounding & ~(RoundingMask | FlagStdinEnded | FlagStdinFailed))
    return AtRounding;
  P.StdinPosition = static_cast<int64_t>(Position);
  P.Errno = static_cast<int32_t>(Errno);
  P.Rounding = static_cast<int32_t>(Rounding & RoundingMask);
  P.StdinEnded = Rounding & FlagStdinEnded;
  P.StdinFailed = Rounding & FlagStdinFailed;
  if (Status S = In.readU64(P.StackBytes); !S.ok())
    return S;
  return In.readString(P.Program);
}

Status ImageReader::units(Cursor &In) {
  UnitInfo *Units;
  if (Status S = items(In, I.NumUnits, 1 + ShortestUnit, Units); !S.ok())
    return S;
  I.Units = Units;
  for (uint32_t K = 0; K < I.NumUnits; ++K) {
    uint64_t Size;
    const uint8_t *Bytes;
    if (Status S = In.readULEB(Size); !S.ok())
      return S;
    uint64_t Place = In.place();
    if (Status S = In.readBytes(Bytes, Size); !S.ok())
      return S;
    Cursor Blob(Bytes, static_cast<size_t>(Size), Place);
    if (Status S = parseUnit(Blob, Memory, Units[K]); !S.ok())
      return S;
    if (Blob.remaining() != 0)
      return Blob.fail(Errc::TrailingBytes);
  }
  settleFound(Units, I.NumUnits);
  return Status::success();
}

Status ImageReader::activation(Cursor &In, ActivationRecord &A) {
  Cursor Start = In;
  uint32_t *Numbers[] = {&A.Unit, &A.Function, &A.Step};
  for (uint32_t *Number : Numbers)
    if (Status S = In.readULEB32(*Number); !S.ok())
      return S;
  if (Status S = In.readULEB(A.RecordSize); !S.ok())
    return S;
  bool Sound = A.Unit < I.NumUnits && A.Function < I.Units[A.Unit].NumFunctions;
  if (Sound) {
    const FunctionInfo &F = I.Units[A.Unit].Functions[A.Function];
    Sound = A.Step >= 1 && A.Step <= F.NumSteps && A.RecordSize == F.RecordSize;
  }
  return Sound ? In.readBytes(A.Record, A.RecordSize) : Start.fail(Errc::Malformed);
}

Status ImageReader::stack(Cursor &In) {
  ActivationRecord *Activations;
  if (Status S = items(In, I.NumActivations, 4, Activations); !S.ok())
    return S;
  I.Activations = Activations;
  for (uint32_t K = 0; K < I.NumActivations; ++K)
    if (Status S = activation(In, Activations[K]); !S.ok())
      return S;
  return Status::success();
}

/// An array of pointers up to a null one, or a string up to its end: receivers make both without looking further.
bool ImageReader::processObjectIsSound(const ObjectRecord &O) const {
  bool IsArray = O.Name == Str("argv") || O.Name == Str("envp");
  if (!O.Data || O.Size == 0)
    return false;
  return IsArray ? O.Size % I.Sender.PointerSize == 0 : O.Data[O.Size - 1] == 0;
}

bool ImageReader::objectIsSound(const ObjectRecord &O) const {
  if (O.Size > ~O.Address)
    return false;
  bool Named = O.Kind == ObjectKind::Extern || O.Kind == ObjectKind::Process;
  if (O.Kind == ObjectKind::Process && !processObjectIsSound(O))
    return false;
  if (Named)
    return O.Unit == NoIndex && O.Index == NoIndex && !O.Name.empty();
  if (O.Unit >= I.NumUnits)
    return false;
  const UnitInfo &U = I.Units[O.Unit];
  if (O.Kind == ObjectKind::Global)
    return O.Index < U.NumGlobals && U.Globals[O.Index].Size == O.Size &&
           (O.Name.empty() || (U.Globals[O.Index].Flags & GlobalThreadLocal));
  if (O.Kind == ObjectKind::Literal)
    return O.Index < U.NumLiterals && U.Literals[O.Index].Size == O.Size;
  return O.Index < U.NumSymbols && !O.Data;
}

Status ImageReader::object(Cursor &In, ObjectRecord &O) {
  Cursor Start = In;
  uint8_t Kind;
  uint8_t Contents;
  if (Status S = In.readU8(Kind); !S.ok())
    return S;
  if (Kind > static_cast<uint8_t>(ObjectKind::Process))
    return Start.fail(Errc::Unsupported);
  O.Kind = static_cast<ObjectKind>(Kind);
  if (Status S = In.readIndex(O.Unit); !S.ok())
    return S;
  if (Status S = In.readIndex(O.Index); !S.ok())
    return S;
  if (Status S = In.readString(O.Name); !S.ok())
    return S;
  if (Status S = In.readULEB(O.Address); !S.ok())
    return S;
  if (Status S = In.readULEB(O.Size); !S.ok())
    return S;
  if (Status S = In.readU8(Contents); !S.ok())
    return S;
  auto What = static_cast<ObjectContents>(Contents);
  if (What > (O.Kind == ObjectKind::Global ? ObjectContents::DataAsAtStart : ObjectContents::Data))
    return Start.fail(Errc::Malformed);
  if (What != ObjectContents::None)
    if (Status S = In.readBytes(O.Data, O.Size); !S.ok())
      return S;
  if (What == ObjectContents::DataAndStart)
    if (Status S = In.readBytes(O.AtStart, O.Size); !S.ok())
      return S;
  if (What == ObjectContents::DataAsAtStart)
    O.AtStart = O.Data;
  return objectIsSound(O) ? Status::success() : Start.fail(Errc::Malformed);
}

Status ImageReader::objects(Cursor &In) {
  ObjectRecord *Objects;
  if (Status S = items(In, I.NumObjects, 7, Objects); !S.ok())
    return S;
  I.Objects = Objects;
  for (uint32_t K = 0; K < I.NumObjects; ++K)
    if (Status S = object(In, Objects[K]); !S.ok())
      return S;
  return Status::success();
}

Status ImageReader::hook(Cursor &In, HookRecord &H) {
  Cursor Start = In;
  uint8_t Kind;
  if (Status S = In.readU8(Kind); !S.ok())
    return S;
  if (Kind > HookRecord::LastKind)
    return Start.fail(Errc::Unsupported);
  H.Kind = static_cast<HookRecord::KindType>(Kind);
  if (Status S = In.readULEB32(H.Number); !S.ok())
    return S;
  if (Status S = In.readString(H.Name); !S.ok())
    return S;
  if (Status S = In.readULEB(H.Function); !S.ok())
    return S;
  if (H.needsFunction() ? H.Function <= 1 : H.Kind != HookRecord::Signal && H.Function == 1)
    return Start.fail(Errc::Malformed); // not an action, but a function to be called
  if (Status S = In.readULEB(H.Argument); !S.ok())
    return S;
  return In.readULEB32(H.Flags);
}

Status ImageReader::hooks(Cursor &In) {
  HookRecord *Hooks;
  if (Status S = items(In, I.NumHooks, 6, Hooks); !S.ok())
    return S;
  I.Hooks = Hooks;
  for (uint32_t K = 0; K < I.NumHooks; ++K)
    if (Status S = hook(In, Hooks[K]); !S.ok())
      return S;
  return Status::success();
}

/// Blocks don't overlap nor wrap around, and what they refer to exists.
bool ImageReader::runIsSound(const HeapRun &R) const {
  if (R.Count == 0 || R.Size > ~R.Address || (R.Align & (R.Align - 1)) != 0)
    return false;
  if (R.Count == 1 ? R.Stride != 0 : R.Stride < R.Size || R.Stride == 0)
    return false;
  if (R.Count > 1 && R.Count - 1 > (~R.Address - R.Size) / R.Stride)
    return false;
  if (R.Unit == NoIndex)
    return R.Site == NoIndex && R.Type == NoIndex;
  return R.Unit < I.NumUnits && (R.Site == NoIndex || R.Site < I.Units[R.Unit].NumAllocs) &&
         (R.Type == NoIndex || R.Type < I.Units[R.Unit].NumTypes);
}

Status ImageReader::run(Cursor &In, HeapRun &R) {
  Cursor Start = In;
  uint64_t *Numbers[] = {&R.Address, &R.Stride, &R.Count, &R.Size, &R.Align};
  for (uint64_t *Number : Numbers)
    if (Status S = In.readULEB(*Number); !S.ok())
      return S;
  uint32_t *Indices[] = {&R.Unit, &R.Site, &R.Type};
  for (uint32_t *Index : Indices)
    if (Status S = In.readIndex(*Index); !S.ok())
      return S;
  return runIsSound(R) ? Status::success() : Start.fail(Errc::Malformed);
}

Status ImageReader::heap(Cursor &In) {
  if (Status S = items(In, I.NumRuns, 8, Runs); !S.ok())
    return S;
  I.Runs = Runs;
  uint64_t Empty = 0;
  for (uint32_t K = 0; K < I.NumRuns; ++K) {
    Status AtRun = In.fail(Errc::CountTooLarge);
    if (Status S = run(In, Runs[K]); !S.ok())
      return S;
    if (Runs[K].Size != 0 || Runs[K].Count == 1)
      continue;
    // Nothing but the count tells of them.
    if (Runs[K].Count > MaxEmptyBlocks - Empty)
      return AtRun;
    Empty += Runs[K].Count;
  }
  return dataIsAsLarge();
}

/// What the directory says is held against the length of the data before these are unpacked.
Status ImageReader::dataIsAsLarge() const {
  const Section *Data = List.find(HeapDataSection);
  if (I.HasPages || !Data)
    return Status::success();
  uint64_t Left = Data->RawLength;
  for (uint32_t K = 0; K < I.NumRuns; ++K) {
    if (Runs[K].Size != 0 && Runs[K].Count > Left / Runs[K].Size)
      return Status::fail(Errc::CountTooLarge, Data->Offset);
    Left -= Runs[K].Count * Runs[K].Size;
  }
  return Left == 0 ? Status::success() : Status::fail(Errc::TrailingBytes, Data->Offset);
}

Status ImageReader::heapData(Cursor &In) {
  for (uint32_t K = 0; K < I.NumRuns; ++K) {
    Runs[K].DataStride = Runs[K].Size;
    if (Status S = In.readBytes(Runs[K].Data, Runs[K].Size * Runs[K].Count); !S.ok())
      return S;
  }
  return Status::success();
}

Status ImageReader::home(Cursor &In) {
  HomeRecord &H = I.Home;
  Cursor Start = In;
  if (Status S = In.readString(H.BuildId); !S.ok())
    return S;
  if (H.BuildId.empty())
    return Start.fail(Errc::Malformed);
  uint64_t *Places[] = {&H.Start, &H.StackTop, &H.StackPast, &H.ThreadArea};
  for (uint64_t *Place : Places)
    if (Status S = In.readULEB(*Place); !S.ok())
      return S;
  LibraryRecord *Libraries;
  if (Status S = items(In, H.NumLibraries, 9, Libraries); !S.ok())
    return S;
  H.Libraries = Libraries;
  for (uint32_t K = 0; K < H.NumLibraries; ++K) {
    if (Status S = In.readU64(Libraries[K].Identity); !S.ok())
      return S;
    if (Status S = In.readULEB(Libraries[K].Address); !S.ok())
      return S;
  }
  return Status::success();
}

Status ImageReader::heapPages(Cursor &In) {
  if (Status S = items(In, I.NumSpans, 3, Spans); !S.ok())
    return S;
  I.Spans = Spans;
  for (uint32_t K = 0; K < I.NumSpans; ++K) {
    Cursor Start = In;
    uint64_t *Numbers[] = {&Spans[K].Address, &Spans[K].Pages, &Spans[K].BlockSize};
    for (uint64_t *Number : Numbers)
      if (Status S = In.readULEB(*Number); !S.ok())
        return S;
    if (Spans[K].Pages == 0 || Spans[K].Pages > ~Spans[K].Address / SpanRecord::PageBytes)
      return Start.fail(Errc::Malformed);
  }
  return Status::success();
}

Status ImageReader::pages(Cursor &In) { return readPages(In, Spans, I.NumSpans, Runs, I.NumRuns, Memory); }
Status ImageReader::outward(Cursor &In) { return readOutward(In, Spans, I.NumSpans, I.Outward, Memory); }

Status ImageReader::section(uint32_t Kind, ParseFn Parse) {
  const Section *Found = List.find(Kind);
  if (!Found)
    return Status::fail(Errc::Malformed, HeaderSize);
  Cursor In(nullptr, 0);
  if (Status S = openSection(File, *Found, Codec, Limit, In); !S.ok())
    return S;
  if (Status S = (this->*Parse)(In); !S.ok())
    return S;
  return In.remaining() == 0 ? Status::success() : In.fail(Errc::TrailingBytes);
}

Status ImageReader::contents() {
  static constexpr struct {
    uint32_t Kind;
    ParseFn Parse;
  } All[] = {
      {PlatformSection, &ImageReader::platform}, {ProcessSection, &ImageReader::process},   {UnitsSection, &ImageReader::units},
      {StackSection, &ImageReader::stack},       {ObjectsSection, &ImageReader::objects},   {HooksSection, &ImageReader::hooks},
      {HeapSection, &ImageReader::heap},         {HeapDataSection, &ImageReader::heapData},
  };
  for (uint32_t K = 0; K < List.Count; ++K) {
    bool Known = List.Sections[K].Kind == HeapPagesSection || List.Sections[K].Kind == PagesSection ||
                 List.Sections[K].Kind == OutwardSection || List.Sections[K].Kind == HomeSection ||
                 List.Sections[K].Kind == ResourceSection || List.Sections[K].Kind == FilesSection;
    for (const auto &S : All)
      Known |= S.Kind == List.Sections[K].Kind;
    if (!Known && !(List.Sections[K].Flags & SectionIgnorable))
      return Status::fail(Errc::Unsupported, List.Sections[K].Offset);
  }
  I.HasPages = List.find(PagesSection) != nullptr;
  for (const auto &S : All) {
    bool IsIgnored = S.Kind == HeapDataSection && I.HasPages && List.find(S.Kind);
    if (Status E = IsIgnored ? Status::success() : section(S.Kind, S.Parse); !E.ok())
      return E;
  }
  if (List.find(HomeSection))
    if (Status E = section(HomeSection, &ImageReader::home); !E.ok())
      return E;
  if (List.find(ResourceSection))
    if (Status E = section(ResourceSection, &ImageReader::resources); !E.ok())
      return E;
  if (List.find(FilesSection))
    if (Status E = section(FilesSection, &ImageReader::files); !E.ok())
      return E;
  if (List.find(HeapPagesSection))
    if (Status E = section(HeapPagesSection, &ImageReader::heapPages); !E.ok())
      return E;
  if (I.HasPages)
    if (Status E = section(PagesSection, &ImageReader::pages); !E.ok())
      return E;
  const Section *Outward = List.find(OutwardSection);
  if (!Outward)
    return Status::success();
  I.HasOutward = true;
  return I.HasPages ? section(OutwardSection, &ImageReader::outward) : Status::fail(Errc::Malformed, Outward->Offset);
}

Status cgt::readImage(const void *Data, size_t Size, const Codec &Codec, Allocator &Memory, Image &Result, bool LeavePages,
                      uint64_t MaxMemory) {
  Result = Image();
  SectionList List;
  if (Status S = readSections(Data, Size, List, LeavePages); !S.ok())
    return S;
  Result.Unchecked = LeavePages && List.find(PagesSection);
  Budget Limit{Memory, MaxMemory};
  Status S = ImageReader(Data, List, Codec, Limit, Result).contents();
  Result.MemoryTaken = MaxMemory - Limit.Left;
  return S.Code == Errc::OutOfMemory && Limit.IsUsedUp ? Status::fail(Errc::TooLarge, S.Place) : S;
}

Status cgt::checkPages(const void *Data, size_t Size) {
  SectionList List;
  return readSections(Data, Size, List);
}
