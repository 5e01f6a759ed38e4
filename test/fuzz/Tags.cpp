//===- Tags.cpp - Tags as text from anywhere ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What parses is printed, and the print read again.
//
//===----------------------------------------------------------------------===//

#include "Memory.h"

#include "support/TagParser.h"
#include "types/Tag.h"

#include <string>

using namespace cgt;

static std::string print(const Platform &P, const UnitInfo &Unit) {
  std::string Text;
  Sink Out = sinkInto(Text);
  printTag({&P, &Unit, Unit.NumTypes - 1}, Out);
  return Text;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  fuzz::Arena Memory(4096 * Size + (1u << 16));
  std::vector<char> Exact(Data, Data + Size);
  UnitInfo Unit;
  if (!parseTag(Str(Exact.data(), static_cast<uint32_t>(Size)), Memory.allocator(), Unit).ok())
    return 0;
  Platform P = hostPlatform();
  std::string Once = print(P, Unit);
  fuzz::Arena Again(4096 * Once.size() + (1u << 16));
  UnitInfo Second;
  (void)parseTag(Str(Once.data(), static_cast<uint32_t>(Once.size())), Again.allocator(), Second);
  return 0;
}
