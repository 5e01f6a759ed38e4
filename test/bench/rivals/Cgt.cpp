//===- Cgt.cpp - CGT-RMR, and memcpy -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One stream over memory that stays open, from piece to piece. What a foreign peer sent is read; what goes out is this
// platform's own in any case, since a sender does the same on all.
//
//===----------------------------------------------------------------------===//

#include "Contestant.h"

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
    check(Out, cgt_rmr_continue_output(Out, Wire.data(), Wire.size()));
    size_t Before = cgt_rmr_written(Out);
    write(C.Records);
    Written = cgt_rmr_written(Out) - Before;
  }
  void decode() override {
    check(In, IsForeign ? cgt_rmr_continue_input(In, Foreign.data() + First, Foreign.size() - First)
                        : cgt_rmr_continue_input(In, Wire.data(), Written));
    read(C.Records);
  }

private:
  template <typename T> void putEach(size_t Records) {
    for (size_t I = 0; I < Records; ++I)
      check(Out, CGT_RMR_PUT(Out, Tag, *static_cast<const T *>(C.Data)));
  }
  template <typename T> void getEach(size_t Records) {
    for (size_t I = 0; I < Records; ++I)
      check(In, CGT_RMR_GET(In, Tag, *static_cast<T *>(C.Result)));
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
      check(Out, cgt_rmr_write(Out, Tag, C.Data, C.Count));
  }
  void read(size_t Records) {
    if (isScalar([&](auto Example) { getEach<decltype(Example)>(Records); }))
      return;
    for (size_t I = 0; I < Records; ++I)
      check(In, cgt_rmr_read(In, Tag, C.Result, C.Count));
  }
  const cgt_rmr_tag *makeTag();
  static size_t firstRecord(const std::vector<char> &Stream);
  static void check(cgt_rmr_stream *S, cgt_rmr_status Status) {
    if (Status != CGT_RMR_OK)
      fail(cgt_rmr_error(S));
  }

  std::vector<char> Wire, Foreign;
  bool IsForeign = false;
  size_t Written = 0;
  size_t First = 0; ///< end of a foreign peer's first record, with all that is told once; the others are read again and again
  cgt_rmr_builder *Builder = cgt_rmr_builder_new();
  const cgt_rmr_tag *Tag = makeTag();
  cgt_rmr_stream *Out, *In = nullptr;
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

/// Bytes up to the end of the first record: a stream takes no more than it needs if it gets single bytes.
size_t Cgt::firstRecord(const std::vector<char> &Stream) {
  struct Reader {
    const std::vector<char> &Bytes;
    size_t At;
  } From{Stream, 0};
  cgt_rmr_io Io = {[](void *Context, void *Data, size_t) -> long {
                     auto *R = static_cast<Reader *>(Context);
                     if (R->At == R->Bytes.size())
                       return 0;
                     *static_cast<char *>(Data) = R->Bytes[R->At++];
                     return 1;
                   },
                   nullptr, &From};
  cgt_rmr_stream *S = cgt_rmr_open(&Io, nullptr);
  check(S, cgt_rmr_skip(S));
  cgt_rmr_close(S);
  return From.At;
}

Cgt::Cgt(const Case &C, const std::string &Stream)
    : Contestant(C), Wire((C.Records + 1) * (C.bytes() + 32) + 4096), IsForeign(!Stream.empty()),
      Out(cgt_rmr_open_output(Wire.data(), Wire.size())) {
  if (!Tag || !Out)
    fail("CGT's tag");
  write(1);
  Written = cgt_rmr_written(Out);
  if (IsForeign) {
    std::ifstream File(Stream, std::ios::binary);
    Foreign.assign(std::istreambuf_iterator<char>(File), {});
    First = firstRecord(Foreign);
  }
  In = cgt_rmr_open_input(IsForeign ? Foreign.data() : Wire.data(), IsForeign ? First : Written);
  read(1);
}

Made bench::makeCopy(const Case &C) { return Made(new Copy(C)); }
Made bench::makeCgt(const Case &C, const std::string &Stream) { return Made(new Cgt(C, Stream)); }
