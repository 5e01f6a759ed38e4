//===- Contestant.h - Who takes part in a measurement ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each encodes the same arrays into memory of its own and decodes them from there, as a user who knows the library well
// would: what can be set up once is set up in the constructor.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_BENCH_CONTESTANT_H
#define CGT_BENCH_CONTESTANT_H

#include "figures.h"

#include <memory>
#include <string>
#include <vector>

namespace bench {

struct Case {
  kind What;
  size_t Count;   ///< elements of an array
  size_t Records; ///< arrays
  size_t ElementBytes;
  const void *Data; ///< one array
  void *Result;     ///< where each array is decoded to, cleared before the first
  size_t bytes() const { return Count * ElementBytes; }
};

class Contestant {
public:
  explicit Contestant(const Case &C) : C(C) {}
  virtual ~Contestant() = default;
  /// All arrays, from C.Data; then decode() is called, which puts each into C.Result.
  virtual void encode() = 0;
  virtual void decode() = 0;

protected:
  const Case C;
};

using Made = std::unique_ptr<Contestant>;

Made makeCopy(const Case &C);
/// \p Stream: what sender.c wrote, empty for this platform's own.
Made makeCgt(const Case &C, const std::string &Stream);
Made makePlan(const Case &C);
Made makeXdr(const Case &C);
Made makeHdf5(const Case &C, bool FromBigEndian);
Made makeOpenMpi(const Case &C);
Made makeCapnProto(const Case &C);
Made makeProtobuf(const Case &C);

/// A benchmark of a list or tree, by the name of its shape (linked.h). False: there is none of this name.
bool addLinked(const std::string &Name, const std::string &Shape, size_t Count, const std::string &Folder);

/// Ends the program: a library refused what it should do.
[[noreturn]] void fail(const char *What);

} // namespace bench

#endif // CGT_BENCH_CONTESTANT_H
