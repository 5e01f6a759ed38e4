//===- Home.cpp - What tells this program, and what lies where -------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "program/Home.h"

#include "base/Hash.h"
#include "port/OwnStack.h"
#include "port/Port.h"

#include <errno.h>

using namespace cgt;

[[clang::require_constant_initialization]] static MapVector<LibraryRecord> Libraries;
[[clang::require_constant_initialization]] static MapVector<uintptr_t> Ends; ///< of libraries
static bool IsKnown;

void home::begin() {
  IsKnown = true;
  port::forEachLibrary(
      [](void *, const port::Library &L) {
        uint64_t Identity = L.BuildId.empty() ? hashOf(L.Name, strlen(L.Name)) : hashOf(L.BuildId.Data, L.BuildId.Size);
        IsKnown &= Libraries.push({Identity, L.Address}) && Ends.push(L.End);
      },
      nullptr);
}

bool home::isInLibrary(uintptr_t Address) {
  constexpr uintptr_t Near = 4096;
  for (size_t K = 0; K < Ends.size(); ++K)
    if (Address >= Libraries[K].Address && Address < Ends[K])
      return true;
  return Address - reinterpret_cast<uintptr_t>(&errno) + Near < 2 * Near;
}

bool home::hasLibraries() { return !Libraries.empty(); }

HomeRecord home::describe() {
  HomeRecord H;
  H.BuildId = IsKnown ? port::buildId() : Str();
  H.Start = reinterpret_cast<uintptr_t>(port::ownHeader());
  H.StackTop = ownstack::top();
  H.StackPast = ownstack::past();
  H.ThreadArea = reinterpret_cast<uintptr_t>(&errno);
  H.Libraries = Libraries.data();
  H.NumLibraries = static_cast<uint32_t>(Libraries.size());
  return H;
}

bool home::isOwn(const HomeRecord &Sender) {
  HomeRecord Own = describe();
  return !Own.BuildId.empty() && Own.BuildId == Sender.BuildId && Own.Start == Sender.Start;
}

bool home::isAllInPlace(const HomeRecord &Sender) {
  HomeRecord Own = describe();
  bool Same = Own.ThreadArea == Sender.ThreadArea && Own.NumLibraries == Sender.NumLibraries;
  for (uint32_t K = 0; Same && K < Own.NumLibraries; ++K)
    Same = Own.Libraries[K].Identity == Sender.Libraries[K].Identity && Own.Libraries[K].Address == Sender.Libraries[K].Address;
  return Same;
}
