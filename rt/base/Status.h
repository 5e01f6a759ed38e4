//===- Status.h - Result of every fallible format operation ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Pure code never prints, aborts or allocates on its own; it returns a Status:
// what went wrong (Errc, from cgt/Errors.def) and where.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BASE_STATUS_H
#define CGT_BASE_STATUS_H

#include <stdint.h>

namespace cgt {

enum class Errc : uint16_t {
  Ok = 0,
#define CGT_ERROR(Id, Number, Text) Id = Number,
#include "cgt/Errors.def"
};

/// An error code and its place: a byte offset into what was read, or a column
/// of a tag. Place is meaningless when ok().
struct [[nodiscard]] Status {
  Errc Code = Errc::Ok;
  uint64_t Place = 0;

  bool ok() const { return Code == Errc::Ok; }
  static Status success() { return {}; }
  static Status fail(Errc Code, uint64_t Place = 0) { return {Code, Place}; }
};

/// The text of \p Code in Errors.def ("" for Ok).
const char *errorText(Errc Code);

} // namespace cgt

#endif // CGT_BASE_STATUS_H
