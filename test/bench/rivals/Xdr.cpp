//===- Xdr.cpp - libtirpc's XDR ----------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// As rpcgen would have it: xdr_vector over the routine of the element, on a stream in memory that is set up once. A `long`
// of 64 bits is a hyper.
//
//===----------------------------------------------------------------------===//

#include "Contestant.h"

#include <rpc/types.h>
#include <rpc/xdr.h>

using namespace bench;

static bool_t codeLong(XDR *X, long *Value) { return xdr_int64_t(X, reinterpret_cast<int64_t *>(Value)); }

static bool_t codeSample(XDR *X, sample *S) {
  return xdr_char(X, &S->a) && xdr_short(X, &S->b) && xdr_int(X, &S->c) && codeLong(X, &S->d) && xdr_double(X, &S->e);
}

namespace {
class Xdr : public Contestant {
public:
  explicit Xdr(const Case &C) : Contestant(C), Wire(C.Records * C.Count * XdrElement) {
    auto Size = static_cast<u_int>(Wire.size());
    xdrmem_create(&Encoder, Wire.data(), Size, XDR_ENCODE);
    xdrmem_create(&Decoder, Wire.data(), Size, XDR_DECODE);
  }
  void encode() override { code(&Encoder, const_cast<void *>(C.Data)); }
  void decode() override { code(&Decoder, C.Result); }

private:
  static constexpr size_t XdrElement = 28;

  template <typename T, typename Routine> void each(XDR *X, void *Data, Routine Code) {
    auto *Values = static_cast<T *>(Data);
    for (size_t I = 0; I < C.Records; ++I)
      if (!(C.Count == 1 ? Code(X, Values)
                         : xdr_vector(X, static_cast<char *>(Data), static_cast<u_int>(C.Count), sizeof(T),
                                      reinterpret_cast<xdrproc_t>(Code))))
        fail("XDR");
  }
  void code(XDR *X, void *Data) {
    xdr_setpos(X, 0);
    switch (C.What) {
    case CHAR: return each<char>(X, Data, xdr_char);
    case SHORT: return each<short>(X, Data, xdr_short);
    case INT: return each<int>(X, Data, xdr_int);
    case LONG: return each<long>(X, Data, codeLong);
    case DOUBLE: return each<double>(X, Data, xdr_double);
    case SAMPLE: return each<sample>(X, Data, codeSample);
    }
  }

  std::vector<char> Wire;
  XDR Encoder, Decoder;
};
} // namespace

Made bench::makeXdr(const Case &C) { return Made(new Xdr(C)); }
