//===- format-everywhere.cpp - The same conversions on any host ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Converts random bytes between made-up platforms, floating-point formats and images, and prints a hash of each result:
// what comes out must not depend on the machine that this runs on.
//
//===----------------------------------------------------------------------===//

#include "base/Hash.h"
#include "convert/Float.h"
#include "convert/Plan.h"
#include "convert/kernels/Kernels.h"
#include "image/Checkpoint.h"
#include "../../unit/support/TagParser.cpp" // one source is compiled

#include <stdio.h>
#include <stdlib.h>

using namespace cgt;

static void *allocate(void *, size_t Size) { return calloc(1, Size ? Size : 1); }
static Allocator Memory = {allocate, nullptr};

static uint64_t State = 1;
static uint64_t random64() {
  State = State * 6364136223846793005u + 1442695040888963407u;
  uint64_t High = State >> 32;
  State = State * 6364136223846793005u + 1442695040888963407u;
  return High << 32 | State >> 32;
}

struct Side {
  const char *Tag;
  bool Big;
  char LongDouble;
};

/// { long; char; bit-fields; double; long double; pointer; short[3]; { int; long }[2]; function } as five platforms have it.
static const Side Sides[] = {
    {"((i8,1)(c1,1)(u4:0:3,1)(i4:3:11,1)(3,0)(u4:0:20,1)(4,0)(f8,1)(4,0)(4,0)(x16,1)(p8,-1)(i2,3)(2,0)((i4,1)(4,0)(i8,1),2)"
     "(q8,-1),1)",
     false, 'x'},
    {"((i4,1)(c1,1)(u4:0:3,1)(i4:3:11,1)(3,0)(u4:0:20,1)(4,0)(f8,1)(x12,1)(p4,-1)(i2,3)(2,0)((i4,1)(i4,1),2)(q4,-1),1)", false,
     'x'},
    {"((i8,1)(c1,1)(u4:0:3,1)(i4:3:11,1)(3,0)(u4:0:20,1)(4,0)(f8,1)(8,0)(f16,1)(p8,-1)(i2,3)(2,0)((i4,1)(4,0)(i8,1),2)"
     "(q8,-1),1)",
     true, 'f'},
    {"((i4,1)(c1,1)(u4:0:3,1)(i4:3:11,1)(3,0)(u4:0:20,1)(4,0)(4,0)(f8,1)(8,0)(d16,1)(p4,-1)(i2,3)(2,0)((i4,1)(i4,1),2)(q4,-1),1)",
     true, 'd'},
    {"((i4,1)(c1,1)(u4:0:3,1)(i4:3:11,1)(3,0)(u4:0:20,1)(4,0)(4,0)(f8,1)(f8,1)(p4,-1)(i2,3)(2,0)((i4,1)(i4,1),2)(q4,-1),1)", true,
     'f'},
};
static constexpr unsigned NumSides = sizeof Sides / sizeof *Sides;

static Status pointer(void *, uint64_t Value, bool IsFunction, void *Slot) {
  uint8_t Bytes[4]; // the same bytes on each host
  for (unsigned I = 0; I < 4; ++I)
    Bytes[I] = static_cast<uint8_t>((Value ^ IsFunction) >> (8 * I));
  memcpy(Slot, Bytes, sizeof Bytes);
  return Status::success();
}

static TypeRef typeOf(const Side &S, Platform &P, UnitInfo &U) {
  P.BigEndian = P.BitFieldsFromTop = S.Big;
  P.LongDouble = S.LongDouble == 'x' ? LongDoubleFormat::X87 : LongDoubleFormat::Quad;
  Status R = parseTag(S.Tag, Memory, U);
  if (!R.ok())
    printf("tag: %s at %u\n", errorText(R.Code), static_cast<unsigned>(R.Place));
  return {&P, &U, U.NumTypes - 1};
}

static void convertPair(unsigned A, unsigned B) {
  Platform From, To;
  UnitInfo FromUnit, ToUnit;
  TypeRef F = typeOf(Sides[A], From, FromUnit), T = typeOf(Sides[B], To, ToUnit);
  const Plan *P = nullptr;
  char Detail[128];
  if (Status S = compilePlan(F, T, Memory, P, Detail, sizeof Detail, kernels()); !S.ok()) {
    printf("%u to %u: %s: %s\n", A, B, errorText(S.Code), Detail);
    return;
  }
  unsigned Good = 0, Lost = 0;
  Hasher H;
  size_t Size = static_cast<size_t>(sourceSize(*P)), Own = static_cast<size_t>(targetSize(*P));
  auto *Source = static_cast<uint8_t *>(calloc(200, Size)), *Target = static_cast<uint8_t *>(calloc(200, Own));
  for (unsigned Round = 0; Round < 50; ++Round) {
    uint64_t Dense = random64() & random64() & random64(); // now few bits, now many
    unsigned Count = 1 + static_cast<unsigned>(random64() % 200);
    for (size_t K = 0; K < Size * Count; ++K)
      Source[K] = random64() % 64 < (Dense & 63) ? static_cast<uint8_t>(random64()) : 0;
    ConvertContext C;
    C.Pointer = pointer;
    C.AllowLongDoubleLoss = true;
    memset(Target, 0, Own * Count);
    Status S = convert(*P, Source, Target, Count, C);
    ++(S.ok() ? Good : Lost);
    if (S.ok())
      H.update(Target, Own * Count);
    H.update(C.LossPath, strlen(C.LossPath));
    H.update(C.LossValue, strlen(C.LossValue));
    uint8_t Offset[8] = {static_cast<uint8_t>(mapOffset(*P, random64() % Size, Size * Count))};
    H.update(Offset, 1);
  }
  printf("%u to %u: %u converted, %u lost, %08x\n", A, B, Good, Lost, static_cast<unsigned>(H.digest()));
  free(Source);
  free(Target);
}

static void convertFloats() {
  Hasher H;
  unsigned Good = 0;
  for (unsigned Round = 0; Round < 60000; ++Round) {
    uint8_t Source[16] = {}, Target[16] = {};
    for (uint8_t &Byte : Source)
      Byte = static_cast<uint8_t>(Round % 2 ? random64() : random64() & random64() & random64());
    auto From = static_cast<FloatFormat>(Round % 6), To = static_cast<FloatFormat>(random64() % 6);
    FloatValue V;
    if (!unpackFloat(From, Source, random64() & 1, V) || !packFloat(To, V, random64() & 1, random64() & 1, Target))
      continue;
    ++Good;
    H.update(Target, sizeof Target);
  }
  printf("floats: %u, %08x\n", Good, static_cast<unsigned>(H.digest()));
}

static bool append(void *Ctx, const void *Data, size_t Size) {
  static_cast<Hasher *>(Ctx)->update(Data, Size);
  return true;
}

static void writeSample() {
  Hasher H;
  Sink Out(append, &H);
  ImageSource Source;
  Source.Sender.Triple = "none";
  Source.Process.Polls = 123456789;
  Source.Process.Errno = -1;
  HookRecord Hook;
  Hook.Name = "SIGUSR1";
  Source.Hooks = &Hook;
  Source.NumHooks = 1;
  Status S = writeImage(Source, Out, Codec(), 0, Memory);
  printf("image: %u bytes, %08x%s\n", static_cast<unsigned>(Out.written()), static_cast<unsigned>(H.digest()),
         S.ok() ? "" : " FAILED");
}

int main() {
  for (unsigned A = 0; A < NumSides; ++A)
    for (unsigned B = 0; B < NumSides; ++B)
      convertPair(A, B);
  convertFloats();
  writeSample();
  return 0;
}
