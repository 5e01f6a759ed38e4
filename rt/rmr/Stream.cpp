//===- Stream.cpp - A stream of tagged records: writing, and types ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/Stream.h"

using namespace cgt;
using namespace cgt::rmr;

Stream::Stream(const cgt_rmr_io &Io, const cgt_rmr_memory &Memory)
    : Memory(Memory), Out(Io, Memory, Lanes.out), In(Io, Memory, Lanes.in), Kept(Memory), Given(Memory), Locals(Memory),
      Remotes(Memory), Host(hostPlatform()), Scratch(Memory), NodeIndex(Memory), Disjoint(Memory) {}

Errc Stream::close() {
  Errc Code = Out.flush();
  Out.clear();
  In.clear();
  Scratch.clear();
  Disjoint.clear();
  NodeIndex.clear();
  Locals.clear();
  Remotes.clear();
  Kept.clear();
  Given.clear();
  return Code;
}

Errc Stream::fail(Errc Code, const char *Detail) {
  Text Message(Error, sizeof Error);
  if (*Detail)
    Message.add(Detail).add(": ");
  Message.add(errorText(Code));
  return Code;
}

/// A tag's own bytes say how long it is.
static Cursor cursorOf(const cgt_rmr_tag *Tag) { return Cursor(Tag, MaxTypeTag + 8); }

/// Tags of one type may stand in several units of the program.
static bool isSame(const StreamType &Type, const cgt_rmr_tag *Tag) {
  auto *Bytes = reinterpret_cast<const uint8_t *>(Tag);
  if (Type.Bytes == Bytes)
    return true;
  Cursor In = cursorOf(Tag);
  uint32_t Size = 0;
  if (!In.readULEB32(Size).ok())
    return false;
  size_t Whole = static_cast<size_t>(In.here() - Bytes) + Size;
  return Whole == Type.Size && memcmp(Bytes, Type.Bytes, Whole) == 0;
}

Errc Stream::localType(const cgt_rmr_tag *Tag, StreamType *&Result) {
  if (Tag == LastTag) {
    Result = LastLocal;
    return Errc::Ok;
  }
  if (!Tag)
    return fail(Errc::BadTag, "no tag");
  Result = nullptr;
  for (StreamType *Type : Locals)
    if (Type->Bytes == reinterpret_cast<const uint8_t *>(Tag))
      Result = Type;
  for (size_t I = 0; I < Locals.size() && !Result; ++I)
    if (isSame(*Locals[I], Tag))
      Result = Locals[I];
  if (!Result) {
    auto *New = Kept.allocator().array<StreamType>(1);
    if (!New)
      return fail(Errc::OutOfMemory);
    Cursor From = cursorOf(Tag);
    const char *Detail = nullptr;
    if (Status S = readStreamType(From, Kept, *New, Detail); !S.ok())
      return fail(S.Code == Errc::OutOfMemory || S.Code == Errc::Unsupported ? S.Code : Errc::BadTag,
                  Detail ? Detail : "the caller's tag");
    if (!Locals.add(New))
      return fail(Errc::OutOfMemory);
    Result = New;
  }
  LastTag = Tag;
  LastLocal = Result;
  return Errc::Ok;
}

Errc Stream::checkSize(const cgt_rmr_shape &Shape, const cgt_rmr_tag *Tag, size_t Size) {
  if (Tag && Shape.tag == Tag && Shape.size == Size)
    return Errc::Ok;
  StreamType *Type = nullptr;
  if (Errc Code = localType(Tag, Type); Code != Errc::Ok || Type->elementSize() == Size)
    return Code;
  char Detail[256];
  Text Message(Detail, sizeof Detail);
  Message.add("a variable of ").decimal(Size).add(" bytes for '").add(Type->Name).add("', which has ");
  Message.decimal(Type->elementSize());
  return fail(Errc::WrongSize, Detail);
}

//===--- Writing -----------------------------------------------------------===//

/// Passes bytes on until the first failure, which it remembers.
namespace {
struct OutputSink : Sink {
  explicit OutputSink(Output &Out)
      : Sink(
            [](void *Ctx, const void *Data, size_t Size) {
              auto *This = static_cast<OutputSink *>(Ctx);
              This->Code = This->Out.write(Data, Size);
              return This->Code == Errc::Ok;
            },
            this),
        Out(Out) {}
  Output &Out;
  Errc Code = Errc::Ok;
};
} // namespace

static Errc writeStreamHeader(Output &Out, const Platform &Host) {
  Sink Measure = Sink::measuring();
  writePlatform(Host, Measure);
  OutputSink To(Out);
  To.writeBytes(Magic, sizeof Magic);
  To.writeU16(StreamVersion);
  To.writeU16(ReadableVersion);
  To.writeU32(0);
  To.writeULEB(Measure.written());
  writePlatform(Host, To);
  return To.Code;
}

Errc Stream::announce(StreamType &Type) {
  if (!WroteHeader)
    if (Errc Code = writeStreamHeader(Out, Host); Code != Errc::Ok)
      return Code;
  WroteHeader = true;
  if (NumAnnounced == MaxFormats)
    return Errc::CountTooLarge;
  Errc Code = Out.writeULEB(0);
  if (Code == Errc::Ok)
    Code = Out.write(Type.Bytes, Type.Size);
  if (Code == Errc::Ok)
    Type.Id = ++NumAnnounced;
  return Code;
}

Errc Stream::writeRecord(StreamType &Type, const void *Data, uint64_t Count) {
  Errc Code = Type.Id ? Errc::Ok : announce(Type);
  if (Code == Errc::Ok)
    Code = Out.writeULEB(Type.Id);
  if (Code == Errc::Ok)
    Code = Out.writeULEB(Count);
  if (Code != Errc::Ok || Count == 0)
    return Code;
  uint64_t Padding = alignUp(Out.offset(), alignmentOf(Type.elementSize())) - Out.offset();
  Code = Out.writeZeros(static_cast<size_t>(Padding));
  return Code == Errc::Ok ? Out.write(Data, static_cast<size_t>(Count * Type.elementSize())) : Code;
}

bool Stream::writeSmall(const cgt_rmr_tag *Tag, const void *Data, uint64_t Count) {
  const cgt_rmr_shape &Shape = outShape(Tag);
  if (Tag != Shape.tag || !Tag || Count - 1 >= SmallNumber)
    return false;
  uint64_t Size = Shape.size;
  auto Padding = static_cast<size_t>((0 - (Out.offset() + CGT_RMR_HEAD)) & (alignmentOf(Size) - 1));
  auto Bytes = static_cast<size_t>(Count * Size);
  uint8_t *To = Out.room(CGT_RMR_HEAD + Padding + Bytes);
  if (!To)
    return false;
  memcpy(To++, Shape.head, 1); // the type
  *To++ = static_cast<uint8_t>(Count);
  for (size_t I = 0; I < Padding; ++I)
    *To++ = 0;
  copySmall(To, Data, Bytes);
  Out.advance(CGT_RMR_HEAD + Padding + Bytes);
  return true;
}

Errc Stream::write(const cgt_rmr_tag *Tag, const void *Data, uint64_t Count) {
  In.allow(false); // before what is written here has been handed on
  if (writeSmall(Tag, Data, Count))
    return Errc::Ok;
  StreamType *Type = nullptr;
  if (Errc Code = localType(Tag, Type); Code != Errc::Ok)
    return Code;
  if (Count > SIZE_MAX / Type->elementSize())
    return fail(Errc::CountTooLarge);
  uint64_t Mark = Out.offset();
  bool WasAnnounced = Type->Id != 0, HadHeader = WroteHeader;
  char DetailText[256] = "";
  Text Detail(DetailText, sizeof DetailText);
  Errc Code = Type->isGraph() ? writeGraph(*Type, Data, Count, Detail) : writeRecord(*Type, Data, Count);
  if (Code == Errc::Ok) {
    if (!Type->isGraph())
      addShape(Lanes.out, Tag, Type->Id, Type->elementSize(), CGT_RMR_COPIED);
    return Code;
  }
  if (Out.rewind(Mark)) { // as if it had never been asked for
    NumAnnounced -= !WasAnnounced && Type->Id != 0;
    Type->Id = WasAnnounced ? Type->Id : 0;
    WroteHeader = HadHeader;
  }
  char Place[sizeof Error];
  Text Message(Place, sizeof Place);
  Message.add("offset ").decimal(Mark).add(": '").add(Type->Name).add('\'');
  if (*DetailText)
    Message.add(": ").add(DetailText);
  return fail(Code, Place);
}
