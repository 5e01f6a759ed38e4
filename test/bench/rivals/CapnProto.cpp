//===- CapnProto.cpp - Cap'n Proto --------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A message is built in a segment that is large enough and written to memory flat; a list of integers is set and read as
// a whole, which is a copy on this machine. What is decoded ends up in the program's own array.
//
//===----------------------------------------------------------------------===//

#include "Contestant.h"

#include "figures.capnp.h"

#include <capnp/any.h>
#include <capnp/message.h>
#include <capnp/serialize.h>
#include <cstring>

using namespace bench;

namespace {
class CapnProto : public Contestant {
public:
  explicit CapnProto(const Case &C)
      : Contestant(C), Segment(words()), Wire(C.Records * (words() + 4)), Starts(C.Records) {}

  void encode() override {
    kj::ArrayPtr<capnp::word> Rest(Wire.data(), Wire.size());
    for (size_t I = 0; I < C.Records; ++I) {
      capnp::MallocMessageBuilder Message(kj::arrayPtr(Segment.data(), Segment.size()));
      build(Message);
      auto Segments = Message.getSegmentsForOutput();
      kj::ArrayOutputStream Out(Rest.asBytes());
      capnp::writeMessage(Out, Segments);
      Starts[I] = Rest.begin();
      Rest = Rest.slice(Out.getArray().size() / sizeof(capnp::word), Rest.size());
    }
    End = Rest.begin();
  }

  void decode() override {
    capnp::ReaderOptions Options;
    Options.traversalLimitInWords = UINT64_MAX;
    for (size_t I = 0; I < C.Records; ++I) {
      const capnp::word *Stop = I + 1 < C.Records ? Starts[I + 1] : End;
      capnp::FlatArrayMessageReader Message(kj::arrayPtr(Starts[I], Stop), Options);
      read(Message);
    }
  }

private:
  bool isScalar() const { return C.What != SAMPLE && C.Count == 1; }
  size_t words() const { return 16 + C.Count * (C.What == SAMPLE ? 3 : 1); }

  void build(capnp::MessageBuilder &Message) const {
    if (C.What == SAMPLE) {
      auto *S = static_cast<const sample *>(C.Data);
      for (auto To : Message.initRoot<capnproto::Samples>().initValues(static_cast<unsigned>(C.Count))) {
        To.setA(S->a);
        To.setB(S->b);
        To.setC(S->c);
        To.setD(S->d);
        To.setE(S->e);
        ++S;
      }
      return;
    }
    if (!isScalar()) {
      auto *Values = static_cast<const int *>(C.Data);
      Message.initRoot<capnproto::Ints>().setValues(kj::arrayPtr(Values, C.Count));
      return;
    }
    auto To = Message.initRoot<capnproto::Scalar>();
    switch (C.What) {
    case CHAR: return To.setA(*static_cast<const signed char *>(C.Data));
    case SHORT: return To.setB(*static_cast<const short *>(C.Data));
    case INT: return To.setC(*static_cast<const int *>(C.Data));
    case LONG: return To.setD(*static_cast<const long *>(C.Data));
    default: return To.setE(*static_cast<const double *>(C.Data));
    }
  }

  void read(capnp::MessageReader &Message) const {
    if (C.What == SAMPLE) {
      auto *S = static_cast<sample *>(C.Result);
      for (auto From : Message.getRoot<capnproto::Samples>().getValues()) {
        S->a = From.getA();
        S->b = From.getB();
        S->c = From.getC();
        S->d = From.getD();
        S->e = From.getE();
        ++S;
      }
      return;
    }
    if (!isScalar()) {
      capnp::AnyList::Reader Values = capnp::toAny(Message.getRoot<capnproto::Ints>().getValues());
      auto Bytes = Values.getRawBytes();
      memcpy(C.Result, Bytes.begin(), Bytes.size());
      return;
    }
    auto From = Message.getRoot<capnproto::Scalar>();
    switch (C.What) {
    case CHAR: *static_cast<signed char *>(C.Result) = From.getA(); break;
    case SHORT: *static_cast<short *>(C.Result) = From.getB(); break;
    case INT: *static_cast<int *>(C.Result) = From.getC(); break;
    case LONG: *static_cast<long *>(C.Result) = From.getD(); break;
    default: *static_cast<double *>(C.Result) = From.getE(); break;
    }
  }

  std::vector<capnp::word> Segment, Wire;
  std::vector<const capnp::word *> Starts;
  const capnp::word *End = nullptr;
};
} // namespace

Made bench::makeCapnProto(const Case &C) { return Made(new CapnProto(C)); }
