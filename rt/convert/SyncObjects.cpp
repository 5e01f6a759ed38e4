//===- SyncObjects.cpp - What threads wait for -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "convert/SyncObjects.h"

#include "base/Endian.h"

#include <string.h>

using namespace cgt;

SyncKind cgt::syncKind(const TypeInfo &T) {
  static constexpr struct {
    const char *Name;
    SyncKind Kind;
  } Known[] = {
      {"pthread_mutex_t", SyncKind::Mutex},
      {"mtx_t", SyncKind::Mutex},
      {"pthread_cond_t", SyncKind::Words},
      {"cnd_t", SyncKind::Words},
      {"pthread_barrier_t", SyncKind::Words},
      {"pthread_rwlock_t", SyncKind::Words},
      {"sem_t", SyncKind::Words},
      {"pthread_mutexattr_t", SyncKind::Words},
      {"pthread_condattr_t", SyncKind::Words},
      {"pthread_barrierattr_t", SyncKind::Words},
      {"pthread_rwlockattr_t", SyncKind::Words},
      {"pthread_attr_t", SyncKind::Attributes},
  };
  if (T.Kind == TypeKind::Opaque)
    for (const auto &K : Known)
      if (T.Name == Str(K.Name))
        return K.Kind;
  return SyncKind::None;
}

static uint64_t number(const uint8_t *At, unsigned Bytes, bool BigEndian) {
  return Bytes == 8 ? load<uint64_t>(At, BigEndian != HostBig) : load<uint32_t>(At, BigEndian != HostBig);
}

static void setNumber(uint8_t *At, unsigned Bytes, bool BigEndian, uint64_t Value) {
  if (Bytes == 8)
    store<uint64_t>(At, Value, BigEndian != HostBig);
  else
    store<uint32_t>(At, static_cast<uint32_t>(Value), BigEndian != HostBig);
}

static bool isZero(const uint8_t *At, uint64_t Bytes) {
  for (uint64_t K = 0; K < Bytes; ++K)
    if (At[K])
      return false;
  return true;
}

//===--- Mutexes ------------------------------------------------------------------===//

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
  case Owner: return 8;
  case Users: return LongSize == 8 ? Third : Fourth;
  default: return LongSize == 8 ? Fourth : Third;
  }
}

static bool convertMutex(const SyncLayout &From, const uint8_t *Source, const SyncLayout &To, uint8_t *Target) {
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
  for (unsigned N = 0; N < NumNumbers; ++N)
    store<uint32_t>(Target + placeOf(static_cast<Number>(N), To.LongSize), Values[N], To.BigEndian != HostBig);
  return true;
}

//===--- Others ---------------------------------------------------------------------===//

/// None is longer than the shortest of these types on the platform where that is shortest.
static bool convertWords(const SyncLayout &From, const uint8_t *Source, const SyncLayout &To, uint8_t *Target) {
  constexpr uint64_t Size = 4;
  uint64_t Both = From.Bytes < To.Bytes ? From.Bytes : To.Bytes, Words = Both / Size;
  for (uint64_t K = 0; K < Words; ++K)
    setNumber(Target + K * Size, Size, To.BigEndian, number(Source + K * Size, Size, From.BigEndian));
  return isZero(Source + Words * Size, From.Bytes - Words * Size);
}

/// Priority, policy and flags; sizes of guard and stack with the stack's address between them; what is rarely used.
static bool convertAttributes(const SyncLayout &From, const uint8_t *Source, const SyncLayout &To, uint8_t *Target) {
  constexpr uint64_t Ints = 3, Size = 4;
  enum { Guard, StackAddress, StackSize, Others };
  auto PlaceOf = [](const SyncLayout &L, uint64_t Long) {
    return (Ints * Size + L.LongSize - 1) / L.LongSize * L.LongSize + Long * L.LongSize;
  };
  if (From.Bytes < PlaceOf(From, Others) || To.Bytes < PlaceOf(To, Others) ||
      !isZero(Source + PlaceOf(From, StackAddress), From.LongSize) ||
      !isZero(Source + PlaceOf(From, Others), From.Bytes - PlaceOf(From, Others)))
    return false;
  for (uint64_t K = 0; K < Ints; ++K)
    setNumber(Target + K * Size, Size, To.BigEndian, number(Source + K * Size, Size, From.BigEndian));
  for (unsigned Long = Guard; Long <= StackSize; Long += StackSize - Guard) {
    uint64_t Value = number(Source + PlaceOf(From, Long), From.LongSize, From.BigEndian);
    if (To.LongSize == Size && Value > UINT32_MAX)
      return false;
    setNumber(Target + PlaceOf(To, Long), To.LongSize, To.BigEndian, Value);
  }
  return true;
}

bool cgt::convertSync(SyncKind Kind, const SyncLayout &From, const uint8_t *Source, const SyncLayout &To, uint8_t *Target) {
  memset(Target, 0, static_cast<size_t>(To.Bytes));
  switch (Kind) {
  case SyncKind::None: return false;
  case SyncKind::Mutex: return convertMutex(From, Source, To, Target);
  case SyncKind::Words: return convertWords(From, Source, To, Target);
  case SyncKind::Attributes: return convertAttributes(From, Source, To, Target);
  }
  return false;
}
