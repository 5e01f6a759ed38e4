//===- Enumerators.cpp - What tells enumerations apart ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "types/Enumerators.h"

#include "base/Hash.h"
#include "base/Sort.h"

using namespace cgt;

void cgt::addEnumerator(Text &Line, Str Name, uint64_t Value, bool Signed) {
  Line.add(Name).add('=');
  if (Signed)
    Line.signedDecimal(static_cast<int64_t>(Value)).add('\n');
  else
    Line.decimal(Value).add('\n');
}

uint64_t cgt::hashEnumerators(Str *Lines, size_t Count) {
  if (Count == 0)
    return 0;
  sortInPlace(Lines, Count, [](Str A, Str B) {
    int Order = memcmp(A.Data, B.Data, A.Size < B.Size ? A.Size : B.Size);
    return Order ? Order < 0 : A.Size < B.Size;
  });
  Hasher Hash;
  for (size_t I = 0; I < Count; ++I)
    if (I == 0 || Lines[I] != Lines[I - 1])
      Hash.update(Lines[I].Data, Lines[I].Size);
  uint64_t Digest = Hash.digest();
  return Digest ? Digest : 1;
}
