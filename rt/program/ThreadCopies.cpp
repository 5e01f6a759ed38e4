//===- ThreadCopies.cpp - Copies of thread-local variables --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "program/ThreadCopies.h"

#include <string.h>

using namespace cgt;

/// Known by what it holds among the bytes that threads begin with.
[[gnu::tls_model("local-exec")]] static thread_local const char Mark[] = "cgt: here lies the thread-local mark";

namespace {
struct Variable {
  Str Name;
  intptr_t Distance; ///< from the mark
  size_t Size;
};
} // namespace

[[clang::require_constant_initialization]] static MapAllocator Memory;
[[clang::require_constant_initialization]] static MapVector<Variable> Variables;
static bool Prepared;
static const char *First; ///< bytes that threads begin with, followed by zeros
static size_t Bytes;
static size_t MarkAt;

uintptr_t threadcopies::anchor() {
  const char *Here = Mark;
  __asm__ volatile("" : "+r"(Here)); // the compiler knows what it holds
  return reinterpret_cast<uintptr_t>(Here);
}

bool threadcopies::prepare() {
  if (Prepared)
    return true;
  Program P;
  if (!P.load(Memory).ok())
    return false;
  First = port::threadTemplate(Bytes);
  // The mark is in the program's own file, so that it is found.
  MarkAt = static_cast<size_t>(
      static_cast<const char *>(memmem(First, Bytes, reinterpret_cast<const char *>(anchor()), sizeof Mark)) - First);
  for (uint32_t U = 0; U < P.numUnits(); ++U)
    for (uint32_t K = 0; K < P.unit(U).NumGlobals; ++K) {
      const GlobalInfo &G = P.unit(U).Globals[K];
      if (!(G.Flags & GlobalThreadLocal) || (G.Flags & GlobalTransient))
        continue;
      auto Own = reinterpret_cast<uintptr_t>(P.globalAddress({U, K}));
      if (!Variables.push({G.Id, static_cast<intptr_t>(Own - anchor()), static_cast<size_t>(G.Size)}))
        return false;
    }
  Prepared = true;
  return true;
}

bool threadcopies::findChanged(uintptr_t Anchor, Str &Name) {
  for (const Variable &V : Variables) {
    auto *Copy = reinterpret_cast<const char *>(Anchor + static_cast<uintptr_t>(V.Distance));
    size_t At = MarkAt + static_cast<size_t>(V.Distance);
    for (size_t K = 0; K < V.Size; ++K)
      if (Copy[K] != (At + K < Bytes ? First[At + K] : 0)) {
        Name = V.Name;
        return true;
      }
  }
  return false;
}
