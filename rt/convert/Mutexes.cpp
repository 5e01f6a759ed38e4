//===- Mutexes.cpp - libc's mutexes -------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/Mutexes.h"

#include "base/Endian.h"

#include <string.h>

using namespace cgt;

bool cgt::isMutex(const TypeInfo &T) {
  return T.Kind == TypeKind::Opaque && (T.Name == Str("pthread_mutex_t") || T.Name == Str("mtx_t"));
}

namespace {
/// Numbers of a mutex, each an int.
enum Number { Lock, Count, Owner, Users, Kind, NumNumbers };
} // namespace

/// The last two change places.
static size_t placeOf(Number N, unsigned LongSize) {
  constexpr size_t Third = 12, Fourth = 16;
  switch (N) {
  case Lock: return 0;
  case Count: return 4;
  case Owner: return MutexOwnerOffset;
  case Users: return LongSize == 8 ? Third : Fourth;
  default: return LongSize == 8 ? Fourth : Third;
  }
}

bool cgt::convertMutex(const MutexLayout &From, const uint8_t *Source, const MutexLayout &To, uint8_t *Target) {
  constexpr size_t Least = 20;
  constexpr uint32_t Types = 3, Shared = 128, Protocols = 16 | 32 | 64; // robust, inheriting, protecting priorities
  if (From.Bytes < Least || To.Bytes < Least)
    return false;
  uint32_t Values[NumNumbers];
  for (unsigned N = 0; N < NumNumbers; ++N)
    Values[N] = load<uint32_t>(Source + placeOf(static_cast<Number>(N), From.LongSize), From.BigEndian != HostBig);
  if (Values[Kind] & Protocols)
    return false;
  Values[Kind] &= Types | Shared; // all else tells how a lock is tried here
  memset(Target, 0, static_cast<size_t>(To.Bytes));
  for (unsigned N = 0; N < NumNumbers; ++N)
    store<uint32_t>(Target + placeOf(static_cast<Number>(N), To.LongSize), Values[N], To.BigEndian != HostBig);
  return true;
}
