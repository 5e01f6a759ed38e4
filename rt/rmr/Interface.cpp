//===- Interface.cpp - The functions of <cgt/rmr.h> --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "rmr/Stream.h"
#include "types/Tag.h"

#include <errno.h>
#include <unistd.h>

using namespace cgt;
using namespace cgt::rmr;

static cgt_rmr_status statusOf(Errc Code) { return static_cast<cgt_rmr_status>(Code); }

const char *cgt_rmr_text(cgt_rmr_status Status) { return errorText(static_cast<Errc>(Status)); }

//===--- Tags ----------------------------------------------------------------===//

size_t cgt_rmr_tag_size(const cgt_rmr_tag *Tag) {
  Cursor In(Tag, 8);
  uint32_t Size = 0;
  if (!In.readULEB32(Size).ok())
    return 0;
  return static_cast<size_t>(In.here() - reinterpret_cast<const uint8_t *>(Tag)) + Size;
}

size_t cgt_rmr_tag_print(const cgt_rmr_tag *Tag, char *Buffer, size_t Size) {
  Pool Memory(standardMemory());
  TypeTag Parsed;
  Cursor In(Tag, cgt_rmr_tag_size(Tag));
  Text Out(Buffer, Size);
  Sink To(
      [](void *Ctx, const void *Data, size_t Count) {
        static_cast<Text *>(Ctx)->add(Str(static_cast<const char *>(Data), static_cast<uint32_t>(Count)));
        return true;
      },
      &Out);
  Platform Host = hostPlatform();
  if (parseTypeTag(In, Memory.allocator(), Parsed).ok())
    printTag({&Host, &Parsed.Unit, 0}, To);
  Memory.clear();
  return static_cast<size_t>(To.written());
}

//===--- Streams -------------------------------------------------------------===//

cgt_rmr_stream *cgt_rmr_open(const cgt_rmr_io *Io, const cgt_rmr_memory *Memory) {
  cgt_rmr_memory From = Memory ? *Memory : standardMemory();
  void *Block = From.allocate(From.context, sizeof(cgt_rmr_stream));
  return Block ? new (Place{Block}) cgt_rmr_stream(*Io, From) : nullptr;
}

/// The descriptor is the context itself.
static int descriptorOf(void *Context) { return static_cast<int>(reinterpret_cast<intptr_t>(Context)); }

static long readDescriptor(void *Context, void *Data, size_t Size) {
  constexpr size_t Most = size_t(1) << 30;
  for (;;) {
    ssize_t Got = read(descriptorOf(Context), Data, Size < Most ? Size : Most);
    if (Got >= 0 || errno != EINTR)
      return static_cast<long>(Got);
  }
}

static int writeDescriptor(void *Context, const void *Data, size_t Size) {
  constexpr size_t Most = size_t(1) << 30;
  auto *From = static_cast<const char *>(Data);
  while (Size > 0) {
    ssize_t Put = write(descriptorOf(Context), From, Size < Most ? Size : Most);
    if (Put < 0 && errno == EINTR)
      continue;
    if (Put < 0)
      return -1;
    From += Put;
    Size -= static_cast<size_t>(Put);
  }
  return 0;
}

cgt_rmr_stream *cgt_rmr_open_fd(int Fd) {
  cgt_rmr_io Io = {readDescriptor, writeDescriptor, reinterpret_cast<void *>(static_cast<intptr_t>(Fd))};
  return cgt_rmr_open(&Io, nullptr);
}

cgt_rmr_stream *cgt_rmr_open_input(const void *Data, size_t Size) {
  cgt_rmr_io None = {nullptr, nullptr, nullptr};
  cgt_rmr_stream *Stream = cgt_rmr_open(&None, nullptr);
  if (Stream)
    Stream->In.useFixed(Data, Size);
  return Stream;
}

cgt_rmr_stream *cgt_rmr_open_output(void *Data, size_t Size) {
  cgt_rmr_io None = {nullptr, nullptr, nullptr};
  cgt_rmr_stream *Stream = cgt_rmr_open(&None, nullptr);
  if (Stream)
    Stream->Out.useFixed(Data, Size);
  return Stream;
}

cgt_rmr_status cgt_rmr_continue_input(cgt_rmr_stream *Stream, const void *Data, size_t Size) {
  return statusOf(Stream->continueInput(Data, Size));
}

cgt_rmr_status cgt_rmr_continue_output(cgt_rmr_stream *Stream, void *Data, size_t Size) {
  if (!Stream->Out.isFixed())
    return statusOf(Stream->fail(Errc::Unsupported, "a stream that doesn't write to memory"));
  Stream->Out.useFixed(Data, Size);
  return CGT_RMR_OK;
}

cgt_rmr_status cgt_rmr_close(cgt_rmr_stream *Stream) {
  if (!Stream)
    return CGT_RMR_OK;
  Errc Code = Stream->close();
  cgt_rmr_memory From = Stream->Memory;
  From.release(From.context, Stream);
  return statusOf(Code);
}

const char *cgt_rmr_error(const cgt_rmr_stream *Stream) { return Stream->Error; }
void cgt_rmr_allow_rounding(cgt_rmr_stream *Stream, int Allow) { Stream->AllowRounding = Allow != 0; }

//===--- Records -------------------------------------------------------------===//

cgt_rmr_status cgt_rmr_write(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, const void *Data, size_t Count) {
  return statusOf(Stream->write(Tag, Data, Count));
}

cgt_rmr_status cgt_rmr_write_sized(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, const void *Data, size_t Size) {
  Errc Code = Stream->checkSize(Stream->outShape(Tag), Tag, Size);
  return statusOf(Code == Errc::Ok ? Stream->write(Tag, Data, 1) : Code);
}

cgt_rmr_status cgt_rmr_flush(cgt_rmr_stream *Stream) {
  Errc Code = Stream->flush();
  return statusOf(Code == Errc::Ok ? Code : Stream->fail(Code));
}

size_t cgt_rmr_written(const cgt_rmr_stream *Stream) { return static_cast<size_t>(Stream->Out.offset()); }

/// Counts go through 64 bits: what this platform can't hold was refused before.
static cgt_rmr_status give(Errc Code, uint64_t Count, size_t *Result) {
  if (Code == Errc::Ok && Result)
    *Result = static_cast<size_t>(Count);
  return statusOf(Code);
}

cgt_rmr_status cgt_rmr_next(cgt_rmr_stream *Stream, const char **Name, size_t *Count) {
  uint64_t Elements = 0;
  const char *Type = "";
  Errc Code = Stream->next(Type, Elements);
  if (Code == Errc::Ok && Name)
    *Name = Type;
  return give(Code, Elements, Count);
}

cgt_rmr_status cgt_rmr_read(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, void *Data, size_t Count) {
  return statusOf(Stream->read(Tag, Data, Count));
}

cgt_rmr_status cgt_rmr_read_sized(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, void *Data, size_t Size) {
  Errc Code = Stream->checkSize(Stream->inShape(Tag), Tag, Size);
  return statusOf(Code == Errc::Ok ? Stream->read(Tag, Data, 1) : Code);
}

cgt_rmr_status cgt_rmr_view(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, const void **Data, size_t *Count) {
  uint64_t Elements = 0;
  return give(Stream->view(Tag, *Data, Elements), Elements, Count);
}

cgt_rmr_status cgt_rmr_take(cgt_rmr_stream *Stream, const cgt_rmr_tag *Tag, void **Data, size_t *Count) {
  uint64_t Elements = 0;
  return give(Stream->take(Tag, *Data, Elements), Elements, Count);
}

void cgt_rmr_free(cgt_rmr_stream *Stream, void *Data) {
  if (Data)
    Stream->release(Data);
}

cgt_rmr_status cgt_rmr_skip(cgt_rmr_stream *Stream) { return statusOf(Stream->skip()); }
