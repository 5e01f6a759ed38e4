//===- Target.h - Names of platforms -----------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A platform has many spellings in compiler calls and one in our library
// folders.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_CC_TARGET_H
#define CGT_CC_TARGET_H

#include <string>

namespace cgt {

/// Which of an architecture's two pointer sizes -m32 and -m64 ask for.
enum class WordSize { Default, Bits32, Bits64 };

/// The library folder's name for \p Triple as given to --target=:
/// `s390x-unknown-linux-gnu` gives `s390x-linux-gnu`, `x86_64-pc-linux-gnu`
/// with -m32 `i686-linux-gnu`. What isn't a known spelling comes back with just
/// its vendor left out: no runtime has that name, so that the user reads about
/// what was asked for.
std::string normalizeTriple(const std::string &Triple, WordSize Size);

/// \p Triple in the spelling under which clang finds Debian's headers and
/// libraries: `s390x-linux-gnu` for `s390x-ibm-linux-gnu` and for
/// `systemz-linux-gnu`. Architectures whose spelling selects a processor stay.
std::string respellForClang(const std::string &Triple);

} // namespace cgt

#endif // CGT_CC_TARGET_H
