//===- Protobuf.cpp - protobuf ------------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Packed fields of fixed size, which are copies on this machine; messages in an arena that is used again. What is decoded
// ends up in the program's own array.
//
//===----------------------------------------------------------------------===//

#include "Contestant.h"

#include "figures.pb.h"

#include <cstring>
#include <google/protobuf/arena.h>

using namespace bench;
using google::protobuf::Arena;

namespace {
class Protobuf : public Contestant {
public:
  explicit Protobuf(const Case &C)
      : Contestant(C), Wire(C.Records * (C.Count * 40 + 16)), Starts(C.Records + 1), Memory(makeArena()) {}

  void encode() override {
    uint8_t *To = Wire.data();
    for (size_t I = 0; I < C.Records; ++I) {
      Starts[I] = To;
      To = C.What == SAMPLE ? put(*samples(), To) : C.Count == 1 ? put(*scalar(), To) : put(*ints(), To);
      reset();
    }
    Starts[C.Records] = To;
  }

  void decode() override {
    for (size_t I = 0; I < C.Records; ++I) {
      auto Size = static_cast<int>(Starts[I + 1] - Starts[I]);
      if (C.What == SAMPLE)
        readSamples(Starts[I], Size);
      else if (C.Count == 1)
        readScalar(Starts[I], Size);
      else
        readInts(Starts[I], Size);
      reset();
    }
  }

private:
  std::unique_ptr<Arena> makeArena() {
    Block.resize(C.Count * 96 + 8192);
    google::protobuf::ArenaOptions Options;
    Options.initial_block = Block.data();
    Options.initial_block_size = Block.size();
    return std::make_unique<Arena>(Options);
  }
  void reset() { Memory->Reset(); }
  template <typename T> T *make() { return Arena::CreateMessage<T>(Memory.get()); }

  template <typename T> static uint8_t *put(const T &Message, uint8_t *To) {
    size_t Size = Message.ByteSizeLong();
    Message.SerializeWithCachedSizesToArray(To);
    return To + Size;
  }

  protobuf::Ints *ints() {
    auto *Values = static_cast<const int *>(C.Data);
    auto *Message = make<protobuf::Ints>();
    Message->mutable_values()->Add(Values, Values + C.Count);
    return Message;
  }
  protobuf::Samples *samples() {
    auto *S = static_cast<const sample *>(C.Data);
    auto *Message = make<protobuf::Samples>();
    Message->mutable_values()->Reserve(static_cast<int>(C.Count));
    for (size_t I = 0; I < C.Count; ++I, ++S) {
      auto *To = Message->add_values();
      To->set_a(S->a);
      To->set_b(S->b);
      To->set_c(S->c);
      To->set_d(S->d);
      To->set_e(S->e);
    }
    return Message;
  }
  /// A sample with one member.
  protobuf::Sample *scalar() {
    auto *Message = make<protobuf::Sample>();
    switch (C.What) {
    case CHAR: Message->set_a(*static_cast<const char *>(C.Data)); break;
    case SHORT: Message->set_b(*static_cast<const short *>(C.Data)); break;
    case INT: Message->set_c(*static_cast<const int *>(C.Data)); break;
    case LONG: Message->set_d(*static_cast<const long *>(C.Data)); break;
    default: Message->set_e(*static_cast<const double *>(C.Data)); break;
    }
    return Message;
  }

  template <typename T> const T &parse(const uint8_t *Data, int Size) {
    auto *Message = make<T>();
    if (!Message->ParseFromArray(Data, Size))
      fail("protobuf");
    return *Message;
  }
  void readInts(const uint8_t *Data, int Size) {
    auto &Values = parse<protobuf::Ints>(Data, Size).values();
    memcpy(C.Result, Values.data(), C.bytes());
  }
  void readSamples(const uint8_t *Data, int Size) {
    auto *To = static_cast<sample *>(C.Result);
    for (const auto &S : parse<protobuf::Samples>(Data, Size).values()) {
      To->a = static_cast<char>(S.a());
      To->b = static_cast<short>(S.b());
      To->c = S.c();
      To->d = S.d();
      To->e = S.e();
      ++To;
    }
  }
  void readScalar(const uint8_t *Data, int Size) {
    auto &S = parse<protobuf::Sample>(Data, Size);
    switch (C.What) {
    case CHAR: *static_cast<char *>(C.Result) = static_cast<char>(S.a()); break;
    case SHORT: *static_cast<short *>(C.Result) = static_cast<short>(S.b()); break;
    case INT: *static_cast<int *>(C.Result) = S.c(); break;
    case LONG: *static_cast<long *>(C.Result) = S.d(); break;
    default: *static_cast<double *>(C.Result) = S.e(); break;
    }
  }

  std::vector<uint8_t> Wire;
  std::vector<uint8_t *> Starts;
  std::vector<char> Block;
  std::unique_ptr<Arena> Memory;
};
} // namespace

Made bench::makeProtobuf(const Case &C) { return Made(new Protobuf(C)); }
