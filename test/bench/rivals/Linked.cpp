//===- Linked.cpp - Lists and trees, by CGT-RMR and XDR ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Benchmarks linked/SHAPE/COUNT, as in rivals.cpp: interleaved, counters are medians, NAME/encode and NAME/decode in
// nanoseconds a node. Decoding ends with what was decoded being given back. XDR is as one would write it by hand: a flag in
// front of each pointer's node, lists by a loop. It knows neither sharing nor cycles.
//
//===----------------------------------------------------------------------===//

#include "Contestant.h"
#include "linked.h"
#include "measure.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cgt/rmr.h>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <rpc/types.h>
#include <rpc/xdr.h>

using namespace bench;

namespace {

class Carrier {
public:
  virtual ~Carrier() = default;
  virtual void encode(const linked *First) = 0;
  /// What release() gives back.
  virtual linked *decode() = 0;
  virtual void release(linked *First) = 0;
};

class CgtCarrier : public Carrier {
public:
  CgtCarrier(size_t Count, const std::string &Stream) : Wire(Count * 100 + 4096) {
    cgt_rmr_type Type = cgt_rmr_struct_type(Builder, "struct linked", sizeof(linked));
    cgt_rmr_type Link = cgt_rmr_pointer_type(Builder, Type);
    CGT_RMR_MEMBER(Builder, Type, linked, left, Link);
    CGT_RMR_MEMBER(Builder, Type, linked, right, Link);
    CGT_RMR_MEMBER(Builder, Type, linked, name,
                   cgt_rmr_pointer_type(Builder, cgt_rmr_scalar_type(Builder, CGT_RMR_CHAR)));
    CGT_RMR_MEMBER(Builder, Type, linked, value, cgt_rmr_scalar_type(Builder, CGT_RMR_LONG));
    Tag = cgt_rmr_build(Builder, Type);
    if (Stream.empty())
      return;
    std::ifstream File(Stream, std::ios::binary);
    Foreign.assign(std::istreambuf_iterator<char>(File), {});
  }
  ~CgtCarrier() override {
    cgt_rmr_close(Out);
    cgt_rmr_close(In);
    cgt_rmr_builder_free(Builder);
  }
  void encode(const linked *First) override {
    if (!Out)
      Out = cgt_rmr_open_output(Wire.data(), Wire.size());
    else
      check(Out, cgt_rmr_continue_output(Out, Wire.data(), Wire.size()));
    size_t Before = cgt_rmr_written(Out);
    check(Out, cgt_rmr_write(Out, Tag, First, 1));
    Written = cgt_rmr_written(Out) - Before;
  }
  /// A foreign stream begins anew each time, with its types.
  linked *decode() override {
    if (!Foreign.empty()) {
      cgt_rmr_close(In);
      In = cgt_rmr_open_input(Foreign.data(), Foreign.size());
    } else if (!In) {
      In = cgt_rmr_open_input(Wire.data(), Written);
    } else {
      check(In, cgt_rmr_continue_input(In, Wire.data(), Written));
    }
    void *Data = nullptr;
    check(In, cgt_rmr_take(In, Tag, &Data, nullptr));
    return static_cast<linked *>(Data);
  }
  void release(linked *First) override { free(First); }

private:
  static void check(cgt_rmr_stream *S, cgt_rmr_status Status) {
    if (Status != CGT_RMR_OK)
      fail(cgt_rmr_error(S));
  }
  std::vector<char> Wire, Foreign;
  size_t Written = 0;
  cgt_rmr_builder *Builder = cgt_rmr_builder_new();
  const cgt_rmr_tag *Tag = nullptr;
  cgt_rmr_stream *Out = nullptr, *In = nullptr;
};

class XdrCarrier : public Carrier {
public:
  explicit XdrCarrier(size_t Count) : Wire(Count * 48 + 64) {
    auto Size = static_cast<u_int>(Wire.size());
    xdrmem_create(&Encoder, Wire.data(), Size, XDR_ENCODE);
    xdrmem_create(&Decoder, Wire.data(), Size, XDR_DECODE);
  }
  void encode(const linked *First) override {
    xdr_setpos(&Encoder, 0);
    linked *Node = const_cast<linked *>(First);
    code(&Encoder, &Node);
  }
  linked *decode() override {
    xdr_setpos(&Decoder, 0);
    linked *First = nullptr;
    code(&Decoder, &First);
    return First;
  }
  void release(linked *Node) override {
    while (Node) {
      release(Node->left);
      linked *Right = Node->right;
      free(Node->name);
      free(Node);
      Node = Right;
    }
  }

private:
  /// The right is left to a loop.
  void code(XDR *X, linked **At) {
    for (;; At = &(*At)->right) {
      bool_t More = *At != nullptr;
      if (!xdr_bool(X, &More))
        fail("XDR");
      if (!More) {
        *At = nullptr;
        return;
      }
      if (X->x_op == XDR_DECODE)
        *At = static_cast<linked *>(calloc(1, sizeof **At));
      linked *Node = *At;
      if (!xdr_wrapstring(X, &Node->name) || !xdr_int64_t(X, reinterpret_cast<int64_t *>(&Node->value)))
        fail("XDR");
      code(X, &Node->left);
    }
  }
  std::vector<char> Wire;
  XDR Encoder, Decoder;
};

/// As deep as the left goes, which is a tree's depth.
bool isEqual(const linked *A, const linked *B) {
  for (; A && B; A = A->right, B = B->right)
    if (A->value != B->value || strcmp(A->name, B->name) != 0 || !isEqual(A->left, B->left))
      return false;
  return !A && !B;
}

struct Runner {
  std::string Name;
  std::unique_ptr<Carrier> By;
  std::vector<double> Encode, Decode;
};

void measure(benchmark::State &State, shape Shape, size_t Count, const std::string &Folder) {
  linked *First = make_linked(Shape, Count);
  std::vector<Runner> All;
  All.push_back({"xdr", std::make_unique<XdrCarrier>(Count), {}, {}});
  All.push_back({"cgt", std::make_unique<CgtCarrier>(Count, ""), {}, {}});
  for (const char *Platform : {"s390x", "powerpc"}) {
    std::string Stream = Folder + "/" + Platform + "." + shape_names[Shape] + "." + std::to_string(Count);
    All.push_back({std::string("cgt-") + Platform, std::make_unique<CgtCarrier>(Count, Stream), {}, {}});
  }
  for (const Runner &R : All) { // the types go once
    R.By->encode(First);
    linked *Got = R.By->decode();
    if (!isEqual(First, Got))
      fail((R.Name + " decodes something else").c_str());
    R.By->release(Got);
  }
  constexpr size_t NodesInRound = 100000;
  constexpr unsigned Rounds = 15;
  size_t Times = Count < NodesInRound ? NodesInRound / Count : 1;
  double Each = 1e9 / static_cast<double>(Times * Count); // nanoseconds a node
  for (auto _ : State)
    for (unsigned Round = 0; Round < Rounds; ++Round)
      for (Runner &R : All) {
        double Start = busy();
        for (size_t K = 0; K < Times; ++K)
          R.By->encode(First);
        double Encoded = busy();
        for (size_t K = 0; K < Times; ++K)
          R.By->release(R.By->decode());
        R.Encode.push_back((Encoded - Start) * Each);
        R.Decode.push_back((busy() - Encoded) * Each);
      }
  for (const Runner &R : All) {
    std::vector<double> OfXdr;
    for (size_t K = 0; K < R.Encode.size(); ++K)
      OfXdr.push_back((All[0].Encode[K] + All[0].Decode[K]) / (R.Encode[K] + R.Decode[K]));
    State.counters[R.Name + "/encode"] = median(R.Encode);
    State.counters[R.Name + "/decode"] = median(R.Decode);
    State.counters[R.Name + "/of_xdr"] = median(OfXdr);
  }
}

} // namespace

bool bench::addLinked(const std::string &Name, const std::string &Shape, size_t Count, const std::string &Folder) {
  auto Known = std::find(std::begin(shape_names), std::end(shape_names), Shape);
  if (Known == std::end(shape_names))
    return false;
  auto What = static_cast<shape>(Known - std::begin(shape_names));
  benchmark::RegisterBenchmark(Name.c_str(), [=](benchmark::State &State) { measure(State, What, Count, Folder); })
      ->Iterations(1)
      ->Unit(benchmark::kMillisecond);
  return true;
}
