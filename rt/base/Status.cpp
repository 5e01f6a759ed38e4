//===- Status.cpp - Texts of the error codes -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "base/Status.h"

using namespace cgt;

const char *cgt::errorText(Errc Code) {
  switch (Code) {
  case Errc::Ok: return "";
#define CGT_ERROR(Id, Number, Text)                                                                                            \
  case Errc::Id: return Text;
#include "cgt/Errors.def"
  }
  return "unknown error";
}
