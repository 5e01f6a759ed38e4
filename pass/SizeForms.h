//===- SizeForms.h - How values are computed from sizes -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_SIZEFORMS_H
#define CGT_PASS_SIZEFORMS_H

#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <string>

namespace cgt {

/// A sum of products of sizes ("s1") and parameters ("p0"), ordered, without equal ones; "" is the number 1.
struct SizeSum {
  struct Term {
    std::string Atoms; ///< each with '*' in front
    int64_t Factor;
  };
  llvm::SmallVector<Term, 2> Terms;

  bool hasAtoms() const;
  std::string text() const;
  bool operator==(const SizeSum &O) const { return text() == O.text(); }
};

/// How a value was computed: one of a few alternatives A + c * B with c unknown; none of them is known of one that is Unclear.
class SizeForm {
public:
  static SizeForm number(int64_t N);
  static SizeForm atom(char Kind, unsigned Index);
  static SizeForm any(); ///< anything without a size in it

  static SizeForm sum(const SizeForm &X, const SizeForm &Y);
  static SizeForm product(const SizeForm &X, const SizeForm &Y);
  /// Of a value that is computed from both in another way.
  static SizeForm mixed(const SizeForm &X, const SizeForm &Y);
  static SizeForm quotient(const SizeForm &X, const SizeForm &Y);
  void join(const SizeForm &O);

  bool isNone() const { return Alternatives.empty() && !Unclear; } ///< not reached yet
  bool hasAtoms() const;
  std::string text() const;

private:
  struct Alternative {
    SizeSum A, B; ///< B without terms: A alone
    std::string text() const;
  };
  static constexpr unsigned Most = 4;
  void add(Alternative A);
  void blur();
  SizeSum allAtoms() const;

  llvm::SmallVector<Alternative, 1> Alternatives;
  bool Unclear = false;
  SizeSum Atoms; ///< of an unclear one
};

} // namespace cgt

#endif // CGT_PASS_SIZEFORMS_H
