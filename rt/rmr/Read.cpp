//===- Read.cpp - A stream of tagged records: reading ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "base/Hash.h"
#include "base/Varint.h"
#include "convert/kernels/Kernels.h"
#include "rmr/Graph.h"
#include "rmr/Stream.h"
#include "types/TypeNames.h"

using namespace cgt;
using namespace cgt::rmr;

//===--- The frame ----------------------------------------------------------===//

/// A failure of the frame: nothing behind it can be trusted to be what it seems.
Errc Stream::frame(Errc Code, const char *Detail) {
  if (Broken != Errc::Ok)
    return Broken;               // the message is the first one's
  if (Code != Errc::OutOfMemory) // which may pass
    Broken = Code;
  In.allow(false);
  Text Message(Error, sizeof Error);
  // How far a record's bytes had come doesn't tell.
  Message.add("offset ").decimal(Code == Errc::Truncated && Record.Type ? Record.Place : In.offset()).add(": ");
  if (*Detail)
    Message.add(Detail).add(": ");
  Message.add(Code == Errc::BadMagic ? "is not a stream of records" : errorText(Code));
  memcpy(BrokenError, Error, sizeof Error);
  return Code;
}

/// The stream's last message may be another call's: writing goes on.
Errc Stream::stuck() {
  if (Broken != Errc::Ok)
    memcpy(Error, BrokenError, sizeof Error);
  return Broken;
}

Errc Stream::readHeader() {
  constexpr size_t Fixed = 16;
  Errc Code = In.need(1);
  if (Code != Errc::Ok)
    return Code == Errc::EndOfStream ? fail(Code) : frame(Code);
  Code = In.need(Fixed);
  size_t Common = In.available() < sizeof Magic ? In.available() : sizeof Magic;
  if (memcmp(In.here(), Magic, Common) != 0)
    return frame(Errc::BadMagic);
  if (Code != Errc::Ok)
    return frame(Code);
  Cursor C(In.here() + sizeof Magic, Fixed - sizeof Magic);
  uint16_t WrittenBy = 0, ReadableBy = 0;
  uint32_t Flags = 0;
  (void)C.readU16(WrittenBy);
  (void)C.readU16(ReadableBy);
  (void)C.readU32(Flags);
  if (ReadableBy > StreamVersion)
    return frame(Errc::TooNew);
  if (WrittenBy < ReadableBy || ReadableBy == 0)
    return frame(Errc::Malformed);
  if (Flags & FlagsReject)
    return frame(Errc::Unsupported);
  In.advance(Fixed);
  uint64_t Size = 0;
  Code = In.readULEB(Size);
  if (Code == Errc::Ok && Size > 0xffffffff)
    Code = Errc::Malformed;
  if (Code == Errc::Ok)
    Code = In.need(Size);
  if (Code != Errc::Ok)
    return frame(Code == Errc::EndOfStream ? Errc::Truncated : Code);
  Cursor Tag(In.here(), static_cast<size_t>(Size));
  Status S = readPlatform(Tag, Sender);
  if (S.ok() && Tag.remaining() != 0)
    S = Tag.fail(Errc::Malformed);
  if (!S.ok())
    return frame(S.Code);
  Sender.Triple = Str(); // its bytes go
  In.advance(static_cast<size_t>(Size));
  HasHeader = true;
  return Errc::Ok;
}

Errc Stream::readAnnouncement() {
  uint64_t Size = 0;
  Errc Code = In.readULEB(Size);
  if (Code == Errc::Ok && (Size > MaxTypeTag - FormatBytes || Remotes.size() == MaxFormats))
    Code = Errc::CountTooLarge;
  if (Code == Errc::Ok)
    Code = In.need(Size);
  if (Code != Errc::Ok)
    return frame(Code == Errc::EndOfStream ? Errc::Truncated : Code);
  size_t Whole = static_cast<size_t>(Size);
  uint64_t Hash = hashOf(In.here(), Whole);
  KeyTable::Key Key{{static_cast<uint32_t>(Hash), static_cast<uint32_t>(Hash >> 32), static_cast<uint32_t>(Size), 0}};
  uint32_t Known = Announced.find(Key);
  if (Known != KeyTable::Absent && Remotes[Known]->isAnnouncedBy(In.here(), Whole)) {
    StreamType *Same = Remotes[Known]; // which moves when the list grows
    if (!Remotes.add(Same))
      return frame(Errc::OutOfMemory);
    FormatBytes += Size;
    In.advance(Whole);
    return Errc::Ok;
  }
  // The tag is kept, since names point into it, with its length, which may have left the window.
  auto *Copy = static_cast<uint8_t *>(Kept.take(MaxVarintSize + Whole));
  auto *Type = Kept.allocator().array<StreamType>(1);
  if (!Copy || !Type)
    return frame(Errc::OutOfMemory);
  size_t Start = encodeVarint(Size, Copy);
  memcpy(Copy + Start, In.here(), Whole);
  Cursor From(Copy, Start + Whole);
  const char *Detail = nullptr;
  if (Status S = readStreamType(From, Kept, *Type, Detail); !S.ok())
    return frame(S.Code, Detail ? Detail : "");
  if (!Remotes.add(Type))
    return frame(Errc::OutOfMemory);
  if (Known == KeyTable::Absent) // without memory, equal ones are kept by themselves
    (void)!Announced.insert(Key, static_cast<uint32_t>(Remotes.size() - 1), Kept.allocator());
  FormatBytes += Size;
  In.advance(Whole);
  return Errc::Ok;
}

/// Has the magic's beginning been taken for the number of a type?
static bool beginsStream(uint64_t Id, Input &In) {
  constexpr size_t Number = 2, Rest = sizeof Magic - Number;
  constexpr uint64_t Beginning = (Magic[0] & 0x7f) + (uint64_t(Magic[1]) << 7);
  return Id == Beginning && In.need(Rest) == Errc::Ok && memcmp(In.here(), Magic + Number, Rest) == 0;
}

Errc Stream::findRecord() {
  if (Errc Code = stuck(); Code != Errc::Ok)
    return Code;
  if (Record.Type)
    return Errc::Ok;
  In.allow(false);
  if (Errc Code = Out.flush(); Code != Errc::Ok)
    return fail(Code);
  In.hold();
  Errc Code = HasHeader ? Errc::Ok : readHeader();
  if (Code == Errc::Ok)
    Code = findMessage();
  if (Code == Errc::OutOfMemory)
    In.back();
  In.drop();
  return Code;
}

/// Out of memory, the message can be read again from where the input is held.
Errc Stream::findMessage() {
  for (;;) {
    In.hold();
    Record.Place = In.offset();
    if (Errc Code = In.need(1); Code != Errc::Ok)
      return Code == Errc::EndOfStream ? fail(Code) : frame(Code);
    uint64_t Id = 0;
    if (Errc Code = In.readULEB(Id); Code != Errc::Ok)
      return frame(Code == Errc::EndOfStream ? Errc::Truncated : Code);
    if (Id == 0) {
      if (Errc Code = readAnnouncement(); Code != Errc::Ok)
        return Code;
      continue;
    }
    if (Id > Remotes.size())
      return frame(Errc::Malformed, beginsStream(Id, In) ? "another stream begins here" : "a type that wasn't announced");
    uint64_t Count = 0;
    if (Errc Code = In.readULEB(Count); Code != Errc::Ok)
      return frame(Code == Errc::EndOfStream ? Errc::Truncated : Code);
    StreamType *Type = Remotes[static_cast<size_t>(Id - 1)];
    if (Count > UINT64_MAX / (2 * MaxGrowth) / Type->elementSize())
      return frame(Errc::CountTooLarge);
    if (Count != 0 && !Type->isGraph())
      if (Errc Code = In.skipPadding(alignmentOf(Type->elementSize())); Code != Errc::Ok)
        return frame(Code);
    Record.Type = Type;
    Record.Id = static_cast<uint32_t>(Id);
    Record.Count = Count;
    return Errc::Ok;
  }
}

Errc Stream::next(const char *&Name, uint64_t &Count) {
  Errc Code = findRecord();
  if (Code != Errc::Ok)
    return Code;
  Name = Record.Type->Name;
  Count = Record.Count;
  return Code;
}

//===--- Records -------------------------------------------------------------===//

Errc Stream::pair(StreamType &From, StreamType &To, Pairing *&Result) {
  size_t Before = Kept.taken();
  uint64_t Own = 0;
  Pairing New;
  if (Errc Code = makePairing(Sender, From, Host, To, Kept, New, PairDetail, Own).Code; Code != Errc::Ok)
    return fail(Code);
  bool Fits = New.Refusal.ok();
  if (!Fits && isBeyondBudget(4 * Refusals)) { // it is found out again each time
    Refused = New;
    Refused.Detail = PairDetail;
    Result = &Refused;
    return Errc::Ok;
  }
  size_t Size = strlen(PairDetail) + 1;
  Result = Kept.allocator().array<Pairing>(1);
  auto *Detail = static_cast<char *>(Kept.take(Size));
  if (!Result || !Detail)
    return fail(Errc::OutOfMemory);
  memcpy(Detail, PairDetail, Size);
  New.Detail = Detail;
  New.Next = From.Pairings;
  *Result = New;
  From.Pairings = Result;
  (Fits ? Charged : Refusals) += Kept.taken() - Before - Own;
  return isBeyondBudget(Charged) ? frame(Errc::CountTooLarge, "types that take too much room") : Errc::Ok;
}

Errc Stream::plan(const Pairing &With, uint32_t From, const Plan *&Result) {
  Result = With.Plans[From];
  if (Result)
    return Errc::Ok;
  size_t Before = Kept.taken();
  TypeRef Old{&Sender, &Record.Type->Tag.Unit, From}, New{&Host, &With.Local->Tag.Unit, With.LocalOf[From]};
  if (Status S = compilePlan(Old, New, Kept.allocator(), Result, nullptr, 0, kernels()); !S.ok())
    return frame(S.Code);
  With.Plans[From] = Result;
  return charge(Before);
}

Errc Stream::charge(size_t Before) {
  Charged += Kept.taken() - Before;
  return isBeyondBudget(Charged) ? frame(Errc::CountTooLarge, "types that take too much room") : Errc::Ok;
}

Errc Stream::match(const cgt_rmr_tag *Tag, Pairing *&Result) {
  StreamType *Local = nullptr;
  if (Errc Code = findRecord(); Code != Errc::Ok)
    return Code;
  if (Errc Code = localType(Tag, Local); Code != Errc::Ok)
    return Code;
  for (Result = Record.Type->Pairings; Result && Result->Local != Local;)
    Result = Result->Next;
  if (!Result)
    if (Errc Code = pair(*Record.Type, *Local, Result); Code != Errc::Ok)
      return Code;
  if (Result->Refusal.ok())
    return Errc::Ok;
  Text Message(Error, sizeof Error);
  Message.add("offset ").decimal(Record.Place).add(": ");
  if (*Result->Detail)
    Message.add(Result->Detail).add(": ");
  else
    Message.add('\'').add(Record.Type->Name).add("' as '").add(Local->Name).add("': ");
  Message.add(errorText(Result->Refusal.Code));
  return Result->Refusal.Code;
}

Errc Stream::measure(const Pairing &With) {
  uint64_t Bytes = Record.Count * Record.Type->elementSize();
  uint64_t Own = With.Local->elementSize();
  if (Own > (Bytes * MaxGrowth + ExtraRoom) / (Record.Count ? Record.Count : 1))
    return frame(Errc::CountTooLarge, "elements that take too little room");
  if (Bytes > SIZE_MAX || Record.Count > SIZE_MAX / Own)
    return frame(Errc::CountTooLarge);
  return Errc::Ok;
}

Errc Stream::fetch(const Pairing &With) {
  if (Errc Code = measure(With); Code != Errc::Ok)
    return Code;
  Errc Code = In.need(Record.Count * Record.Type->elementSize());
  return Code == Errc::Ok ? Code : frame(Code == Errc::EndOfStream ? Errc::Truncated : Code);
}

Errc Stream::convertInto(const Pairing &With, void *Target) {
  uint64_t Size = Record.Type->elementSize();
  if (With.InPlace) {
    auto Bytes = static_cast<size_t>(Record.Count * Size);
    if (Bytes != 0)
      copyBytes(kernels(), Target, In.here(), Bytes);
    In.advance(Bytes);
    pass();
    return Errc::Ok;
  }
  if (Record.Count == 0) {
    pass();
    return Errc::Ok;
  }
  const Plan *Root = nullptr;
  if (Errc Code = plan(With, 0, Root); Code != Errc::Ok)
    return Code;
  // Piece by piece: what has just been read is in the cache, and a piece is all the memory that a record takes. What is here
  // already is one piece.
  uint64_t Most = Size < PieceBytes ? PieceBytes / Size : 1;
  if (In.available() / Size >= Record.Count)
    Most = Record.Count;
  for (uint64_t Done = 0; Done < Record.Count;) {
    uint64_t Count = Record.Count - Done < Most ? Record.Count - Done : Most;
    auto Bytes = static_cast<size_t>(Count * Size);
    Errc Code = In.need(Bytes);
    if (Code == Errc::Ok && Done == 0 && Count < Record.Count && !In.reserve(Bytes + 16))
      Code = Errc::OutOfMemory; // later, part of the record would be gone
    if (Code != Errc::Ok)
      return frame(Code == Errc::EndOfStream ? Errc::Truncated : Code);
    ConvertContext Context;
    Context.AllowLongDoubleLoss = AllowRounding;
    Context.WholeBytes = Record.Count * With.Local->elementSize();
    auto *To = static_cast<uint8_t *>(Target) + Done * With.Local->elementSize();
    Status S = convert(*Root, In.here(), To, Count, Context);
    In.advance(Bytes);
    if (!S.ok())
      return lose(With, S, Context, Done, Count);
    Done += Count;
  }
  pass();
  return Errc::Ok;
}

/// Passes over what is left of the record, of which \p Done elements were converted before a piece of \p Count failed.
Errc Stream::lose(const Pairing &With, Status S, const ConvertContext &Context, uint64_t Done, uint64_t Count) {
  uint64_t Size = Record.Type->elementSize(), Total = Record.Count;
  const char *Name = Record.Type->Name;
  char PathText[sizeof Context.LossPath] = {};
  if (Errc Code = In.skip((Total - Done - Count) * Size); Code != Errc::Ok)
    return frame(Code == Errc::EndOfStream ? Errc::Truncated : Code);
  pass();
  Text Message(Error, sizeof Error);
  Message.add("offset ").decimal(Record.Place).add(": '").add(Name).add('\'');
  Text Path(PathText, sizeof PathText);
  if (Context.LossPath[0]) // but by the place in the whole record
    printPath(sourceType(With.root()), Done * Size + S.Place, 0, Total * Size, Path);
  if (PathText[0])
    Message.add(": ").add(PathText);
  if (Context.LossValue[0])
    Message.add(" = ").add(Context.LossValue);
  Message.add(": ").add(errorText(S.Code));
  return S.Code;
}

bool Stream::readSmall(const cgt_rmr_tag *Tag, void *Data, uint64_t Count) {
  if (Record.Type || Broken != Errc::Ok || !HasHeader || !Out.isEmpty() || In.available() < CGT_RMR_HEAD)
    return false;
  const uint8_t *From = In.here();
  if (From[0] == 0 || From[0] > Remotes.size() || From[0] > SmallNumber || From[1] > SmallNumber || From[1] != Count ||
      Count == 0)
    return false;
  const StreamType &Type = *Remotes[From[0] - 1u];
  uint64_t Size = Type.elementSize();
  if (Type.LastTag != Tag || !Tag || Size > SmallElement)
    return false;
  uint64_t Padding = (0 - (In.offset() + CGT_RMR_HEAD)) & (alignmentOf(Size) - 1);
  auto Bytes = static_cast<size_t>(Count * Size);
  if (In.available() < CGT_RMR_HEAD + Padding + Bytes)
    return false;
  for (uint64_t I = 0; I < Padding; ++I)
    if (From[CGT_RMR_HEAD + I] != 0)
      return false;
  if (Type.LastWith->InPlace) {
    copySmall(Data, From + CGT_RMR_HEAD + Padding, Bytes);
  } else {
    Small.AllowLongDoubleLoss = AllowRounding;
    if (!convert(Type.LastWith->root(), From + CGT_RMR_HEAD + Padding, Data, Count, Small).ok())
      return false;
  }
  In.advance(static_cast<size_t>(CGT_RMR_HEAD + Padding) + Bytes);
  In.allow(true);
  return true;
}

void Stream::shorten(const cgt_rmr_tag *Tag, const Pairing &With) {
  uint64_t Size = With.Local->elementSize();
  if (Size > MaxGrowth * Record.Type->elementSize())
    return;
  Record.Type->LastTag = Tag;
  Record.Type->LastWith = &With;
  unsigned How = CGT_RMR_COPIED;
  if (!With.InPlace) {
    ScalarChange Change;
    if (!isScalarChange(With.root(), Change))
      return;
    How = (Change.Swaps ? CGT_RMR_SWAPPED : 0u) | (Change.Widens ? CGT_RMR_WIDENED : 0u) |
          (Change.IsSigned ? CGT_RMR_SIGNED : 0u);
  }
  addShape(Lanes.in, Tag, Record.Id, Size, How);
}

Errc Stream::read(const cgt_rmr_tag *Tag, void *Data, uint64_t Count) {
  if (readSmall(Tag, Data, Count))
    return Errc::Ok;
  Pairing *With = nullptr;
  if (Errc Code = match(Tag, With); Code != Errc::Ok)
    return Code;
  if (With->Local->isGraph())
    return fail(Errc::Unsupported, "a type with pointers, which can only be taken");
  if (Count != Record.Count) {
    Text Message(Error, sizeof Error);
    Message.add("offset ").decimal(Record.Place).add(": ").decimal(Record.Count).add(" elements of '");
    Message.add(Record.Type->Name).add("' instead of ").decimal(Count);
    return Errc::ChangedType;
  }
  if (Count == 0) {
    pass();
    return Errc::Ok;
  }
  if (const Plan * Root; !With->InPlace)
    if (Errc Code = plan(*With, 0, Root); Code != Errc::Ok)
      return Code;
  shorten(Tag, *With);
  if (With->InPlace && Data) { // no detour for large arrays
    Errc Code = In.readInto(Data, Count * Record.Type->elementSize());
    if (Code != Errc::Ok)
      return frame(Code);
    pass();
    return Code;
  }
  if (Errc Code = measure(*With); Code != Errc::Ok)
    return Code;
  return convertInto(*With, Data);
}

Errc Stream::view(const cgt_rmr_tag *Tag, const void *&Data, uint64_t &Count) {
  Pairing *With = nullptr;
  if (Errc Code = match(Tag, With); Code != Errc::Ok)
    return Code;
  if (With->Local->isGraph())
    return fail(Errc::Unsupported, "a type with pointers, which can only be taken");
  if (Errc Code = fetch(*With); Code != Errc::Ok)
    return Code;
  Count = Record.Count;
  uint64_t Size = With->Local->elementSize();
  uint32_t Align = alignmentOf(With->Local->type(0));
  if (With->InPlace && reinterpret_cast<uintptr_t>(In.here()) % Align == 0) {
    Data = In.here();
    In.advance(static_cast<size_t>(Count * Size));
    pass();
    return Errc::Ok;
  }
  if (!Scratch.reserve(Count * Size + Align, 0))
    return fail(Errc::OutOfMemory);
  auto *Aligned = reinterpret_cast<void *>(alignUp(reinterpret_cast<uintptr_t>(Scratch.data()), Align));
  Data = Aligned;
  return convertInto(*With, Aligned);
}

Errc Stream::take(const cgt_rmr_tag *Tag, void *&Data, uint64_t &Count) {
  Pairing *With = nullptr;
  if (Errc Code = match(Tag, With); Code != Errc::Ok)
    return Code;
  Count = Record.Count;
  if (With->Local->isGraph())
    return GraphReader(*this, *With).take(Data);
  if (Errc Code = fetch(*With); Code != Errc::Ok)
    return Code;
  uint64_t Size = Count * With->Local->elementSize();
  void *Block = Given.take(static_cast<size_t>(Size ? Size : 1), alignmentOf(With->Local->type(0)));
  if (!Block)
    return fail(Errc::OutOfMemory);
  Errc Code = convertInto(*With, Block);
  if (Code == Errc::Ok)
    Data = Block;
  else
    release(Block);
  return Code;
}

Errc Stream::skip() {
  Errc Code = findRecord();
  if (Code != Errc::Ok)
    return Code;
  if (Record.Type->isGraph())
    return GraphReader(*this).pass();
  if (Code = In.skip(Record.Count * Record.Type->elementSize()); Code != Errc::Ok)
    return frame(Code);
  pass();
  return Code;
}

Errc Stream::continueInput(const void *Data, uint64_t Size) {
  if (!In.isFixed())
    return fail(Errc::Unsupported, "a stream that doesn't read memory");
  if (Errc Code = stuck(); Code != Errc::Ok)
    return Code;
  if (Record.Type || In.available() != 0)
    return fail(Errc::Unsupported, "what hasn't been read yet would be lost");
  In.useFixed(Data, static_cast<size_t>(Size));
  return Errc::Ok;
}
