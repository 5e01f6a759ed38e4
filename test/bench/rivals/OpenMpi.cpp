//===- OpenMpi.cpp - Open MPI's external32 -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A `long` of 64 bits is an int64_t: external32's has 32.
//
//===----------------------------------------------------------------------===//

#include "Contestant.h"

#include <cstdlib>

#define OMPI_SKIP_MPICXX 1
#include <mpi.h>

using namespace bench;

namespace {
class OpenMpi : public Contestant {
public:
  explicit OpenMpi(const Case &C) : Contestant(C), Type(make()) {
    MPI_Aint Size = 0;
    if (MPI_Pack_external_size("external32", static_cast<int>(C.Count), Type, &Size) != MPI_SUCCESS)
      fail("MPI_Pack_external_size");
    Wire.resize(C.Records * static_cast<size_t>(Size));
  }
  ~OpenMpi() override { MPI_Type_free(&Type); }
  void encode() override {
    MPI_Aint Place = 0;
    for (size_t I = 0; I < C.Records; ++I)
      if (MPI_Pack_external("external32", C.Data, static_cast<int>(C.Count), Type, Wire.data(),
                            static_cast<MPI_Aint>(Wire.size()), &Place) != MPI_SUCCESS)
        fail("MPI_Pack_external");
  }
  void decode() override {
    MPI_Aint Place = 0;
    for (size_t I = 0; I < C.Records; ++I)
      if (MPI_Unpack_external("external32", Wire.data(), static_cast<MPI_Aint>(Wire.size()), &Place, C.Result,
                              static_cast<int>(C.Count), Type) != MPI_SUCCESS)
        fail("MPI_Unpack_external");
  }

private:
  MPI_Datatype make() const {
    MPI_Datatype Scalars[] = {MPI_CHAR, MPI_SHORT, MPI_INT, MPI_INT64_T, MPI_DOUBLE}, Made;
    if (C.What != SAMPLE) {
      MPI_Type_dup(Scalars[C.What], &Made);
    } else {
      const int Lengths[] = {1, 1, 1, 1, 1};
      const MPI_Aint Places[] = {offsetof(sample, a), offsetof(sample, b), offsetof(sample, c), offsetof(sample, d),
                                 offsetof(sample, e)};
      MPI_Datatype Members;
      MPI_Type_create_struct(5, Lengths, Places, Scalars, &Members);
      MPI_Type_create_resized(Members, 0, sizeof(sample), &Made);
      MPI_Type_free(&Members);
    }
    MPI_Type_commit(&Made);
    return Made;
  }
  MPI_Datatype Type;
  std::vector<char> Wire;
};
} // namespace

Made bench::makeOpenMpi(const Case &C) {
  int Started = 0;
  MPI_Initialized(&Started);
  if (!Started) {
    setenv("OMPI_MCA_ess_singleton_isolated", "1", 1); // no daemon beside us
    MPI_Init(nullptr, nullptr);
    atexit([] { MPI_Finalize(); });
  }
  return Made(new OpenMpi(C));
}
