//===- Cgt.cpp - CGT-RMR, and memcpy -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One stream that stays open, over functions that copy from and to memory, as the connection to a peer does. What a foreign
// peer sent is read; what goes out is this platform's own in any case, since a sender does the same on all.
//
//===----------------------------------------------------------------------===//

#include "Contestant.h"

#include <algorithm>
#include <cgt/rmr.h>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>

using namespace bench;

namespace {

class Copy : public Contestant {
public:
  explicit Copy(const Case &C) : Contestant(C), Wire(C.Records * C.bytes()) {}
  void encode() override {
    for (size_t I = 0; I < C.Records; ++I)
      memcpy(Wire.data() + I * C.bytes(), C.Data, C.bytes());
  }
  void decode() override {
    for (size_t I = 0; I < C.Records; ++I)
      memcpy(C.Result, Wire.data() + I * C.bytes(), C.bytes());
  }

private:
  std::vector<char> Wire;
};

class Cgt : public Contestant {
public:
  Cgt(const Case &C, const std::string &Stream);
  ~Cgt() override {
    cgt_rmr_close(Out);
    cgt_rmr_close(In);
    cgt_rmr_builder_free(Builder);
  }
  void encode() override {
    Written = 0;
    write(C.Records);
    cgt_rmr_flush(Out);
    if (!IsForeign)
      First = 0;
  }
  void decode() override {
    Next = First;
    read(C.Records);
  }

private:
  template <typename T> void putEach(size_t Records) {
    for (size_t I = 0; I < Records; ++I)
      if (CGT_RMR_PUT(Out, Tag, *static_cast<const T *>(C.Data)) != CGT_RMR_OK)
        fail(cgt_rmr_error(Out));
  }
  template <typename T> void getEach(size_t Records) {
    for (size_t I = 0; I < Records; ++I)
      if (CGT_RMR_GET(In, Tag, *static_cast<T *>(C.Result)) != CGT_RMR_OK)
        fail(cgt_rmr_error(In));
  }
  /// Single scalars, whose type the program knows.
  template <typename Function> bool isScalar(Function F) {
    if (C.Count != 1)
      return false;
    switch (C.What) {
    case CHAR: F(char()); return true;
    case SHORT: F(short()); return true;
    case INT: F(int()); return true;
    case LONG: F(long()); return true;
    case DOUBLE: F(double()); return true;
    default: return false;
    }
  }
  void write(size_t Records) {
    if (isScalar([&](auto Example) { putEach<decltype(Example)>(Records); }))
      return;
    for (size_t I = 0; I < Records; ++I)
      if (cgt_rmr_write(Out, Tag, C.Data, C.Count) != CGT_RMR_OK)
        fail(cgt_rmr_error(Out));
  }
  void read(size_t Records) {
    if (isScalar([&](auto Example) { getEach<decltype(Example)>(Records); }))
      return;
    for (size_t I = 0; I < Records; ++I)
      if (cgt_rmr_read(In, Tag, C.Result, C.Count) != CGT_RMR_OK)
        fail(cgt_rmr_error(In));
  }
  static int put(void *Context, const void *Data, size_t Size) {
    auto *This = static_cast<Cgt *>(Context);
    if (Size > This->Wire.size() - This->Written)
      return -1;
    memcpy(This->Wire.data() + This->Written, Data, Size);
    This->Written += Size;
    return 0;
  }
  static long get(void *Context, void *Data, size_t Size) {
    auto *This = static_cast<Cgt *>(Context);
    size_t Rest = (This->IsForeign ? This->End : This->Written) - This->Next;
    Size = std::min({Size, Rest, This->AtOnce});
    memcpy(Data, (This->IsForeign ? This->Foreign : This->Wire).data() + This->Next, Size);
    This->Next += Size;
    return static_cast<long>(Size);
  }
  const cgt_rmr_tag *makeTag();

  std::vector<char> Wire, Foreign;
  bool IsForeign = false;
  size_t Written = 0, AtOnce = SIZE_MAX;
  /// A foreign peer's first record, with all that is told once, ends at First; the others, which are read again and again,
  /// at End.
  size_t Next = 0, First = 0, End = 0;
  cgt_rmr_builder *Builder = cgt_rmr_builder_new();
  const cgt_rmr_tag *Tag = makeTag();
  cgt_rmr_stream *Out, *In;
};

} // namespace

const cgt_rmr_tag *Cgt::makeTag() {
  static const cgt_rmr_scalar Scalars[] = {CGT_RMR_CHAR, CGT_RMR_SHORT, CGT_RMR_INT, CGT_RMR_LONG, CGT_RMR_DOUBLE};
  auto Scalar = [&](int Kind) { return cgt_rmr_scalar_type(Builder, Scalars[Kind]); };
  if (C.What != SAMPLE)
    return cgt_rmr_build(Builder, Scalar(C.What));
  cgt_rmr_type Sample = cgt_rmr_struct_type(Builder, "struct sample", sizeof(sample));
  CGT_RMR_MEMBER(Builder, Sample, sample, a, Scalar(CHAR));
  CGT_RMR_MEMBER(Builder, Sample, sample, b, Scalar(SHORT));
  CGT_RMR_MEMBER(Builder, Sample, sample, c, Scalar(INT));
  CGT_RMR_MEMBER(Builder, Sample, sample, d, Scalar(LONG));
  CGT_RMR_MEMBER(Builder, Sample, sample, e, Scalar(DOUBLE));
  return cgt_rmr_build(Builder, Sample);
}

Cgt::Cgt(const Case &C, const std::string &Stream) : Contestant(C), Wire((C.Records + 1) * (C.bytes() + 32) + 4096) {
  cgt_rmr_io Io = {get, put, this};
  Out = cgt_rmr_open(&Io, nullptr);
  In = cgt_rmr_open(&Io, nullptr);
  if (!Tag || !Out || !In)
    fail("CGT's tag");
  write(1);
  cgt_rmr_flush(Out);
  IsForeign = !Stream.empty();
  if (IsForeign) {
    std::ifstream File(Stream, std::ios::binary);
    Foreign.assign(std::istreambuf_iterator<char>(File), {});
    End = Foreign.size();
  }
  // A stream takes no more than it needs if it gets single bytes.
  AtOnce = 1;
  read(1);
  AtOnce = SIZE_MAX;
  First = Next;
}

Made bench::makeCopy(const Case &C) { return Made(new Copy(C)); }
Made bench::makeCgt(const Case &C, const std::string &Stream) { return Made(new Cgt(C, Stream)); }
