//===- Hdf5.cpp - HDF5's conversion of types ---------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// HDF5's receiver makes right, too: what was written is the sender's type. As in its reading of a data set, bytes arrive in
// the target and are converted there.
//
//===----------------------------------------------------------------------===//

#include "Contestant.h"

#include <cstring>
#include <hdf5.h>

using namespace bench;

namespace {
class Hdf5 : public Contestant {
public:
  Hdf5(const Case &C, bool FromBigEndian)
      : Contestant(C), Sent(C.bytes()), Background(C.bytes()), Wire(C.Records * C.bytes()), From(make(FromBigEndian)), To(make(false)) {
    memcpy(Sent.data(), C.Data, C.bytes());
    if (H5Tconvert(To, From, C.Count, Sent.data(), Background.data(), H5P_DEFAULT) < 0)
      fail("H5Tconvert");
  }
  ~Hdf5() override {
    H5Tclose(From);
    H5Tclose(To);
  }
  void encode() override {
    for (size_t I = 0; I < C.Records; ++I)
      memcpy(Wire.data() + I * C.bytes(), Sent.data(), C.bytes());
  }
  void decode() override {
    for (size_t I = 0; I < C.Records; ++I) {
      memcpy(C.Result, Wire.data() + I * C.bytes(), C.bytes());
      if (H5Tconvert(From, To, C.Count, C.Result, Background.data(), H5P_DEFAULT) < 0)
        fail("H5Tconvert");
    }
  }

private:
  hid_t make(bool BigEndian) const {
    const hid_t Own[] = {H5T_NATIVE_CHAR, H5T_NATIVE_SHORT, H5T_NATIVE_INT, H5T_NATIVE_LONG, H5T_NATIVE_DOUBLE};
    const hid_t Big[] = {H5T_STD_I8BE, H5T_STD_I16BE, H5T_STD_I32BE, H5T_STD_I64BE, H5T_IEEE_F64BE};
    const hid_t *Scalars = BigEndian ? Big : Own;
    if (C.What != SAMPLE)
      return H5Tcopy(Scalars[C.What]);
    hid_t Type = H5Tcreate(H5T_COMPOUND, sizeof(sample));
    H5Tinsert(Type, "a", HOFFSET(sample, a), Scalars[CHAR]);
    H5Tinsert(Type, "b", HOFFSET(sample, b), Scalars[SHORT]);
    H5Tinsert(Type, "c", HOFFSET(sample, c), Scalars[INT]);
    H5Tinsert(Type, "d", HOFFSET(sample, d), Scalars[LONG]);
    H5Tinsert(Type, "e", HOFFSET(sample, e), Scalars[DOUBLE]);
    return Type;
  }
  std::vector<char> Sent; ///< as it lies in the sender's memory
  std::vector<char> Background; ///< that structs are put together in
  std::vector<char> Wire;
  hid_t From, To;
};
} // namespace

Made bench::makeHdf5(const Case &C, bool FromBigEndian) { return Made(new Hdf5(C, FromBigEndian)); }
