//===- Records.cpp - Streams of records from anywhere -------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The first bytes say how a stream is read, by which functions of <cgt/rmr.h> and as what types; the stream follows. It is
// read twice, once plainly, and the same must come of it. What comes out is used as a program would.
//
//   byte   meaning
//   0      bits 0-1: Source; 2: rounding is allowed; 3: memory comes in pieces; 4-7: its place, modulo 16
//   1      bytes that a function gives at once, or the least of a piece. 0: all
//   2      how many bytes are repeated at the end: 16 times it, from 0xf0 16 KiB times what is above 0xef
//   3      of these last bytes of the stream, so many; 0: zeros are added
//   4      of Functions and OwnMemory: the function's call that fails
//   5      bytes of the script, which follow
//
// A script is a Call, then for most a type: from 0xc0 the one that has the next record's name, from 0x80 the last one that was
// right, else its number; ReadCount and Write have a count. It begins again at its end. What begins as a stream is one
// without all this.
//
//===----------------------------------------------------------------------===//

#include "RecordReader.h"

using namespace cgt;
using namespace cgt::fuzz;

static bool parse(const uint8_t *Data, size_t Size, Script &Result) {
  constexpr size_t Fixed = 6;
  static constexpr uint8_t Magic[4] = {0x89, 'C', 'G', 'R'};
  if (Size >= sizeof Magic && memcmp(Data, Magic, sizeof Magic) == 0) {
    Result.Stream.assign(Data, Data + Size);
    return true;
  }
  if (Size < Fixed || Size - Fixed < Data[5])
    return false;
  Result.From = static_cast<Source>(Data[0] & 3);
  Result.Rounds = Data[0] & 4;
  Result.InPieces = Data[0] & 8;
  Result.Shift = Result.From == Source::Memory ? Data[0] >> 4 : 0;
  Result.Piece = Data[1] ? Data[1] : 1u << 20;
  Result.FailsAt = Result.From == Source::OwnMemory || Result.From == Source::Functions ? Data[4] : 0;
  const uint8_t *Calls = Data + Fixed, *Stream = Calls + Data[5];
  Result.Calls.assign(Calls, Stream);
  Result.Stream.assign(Stream, Data + Size);
  size_t Unit = std::min<size_t>(Data[3], Result.Stream.size()), Whole = Result.Stream.size();
  size_t Tail = Data[2] < 0xf0 ? Data[2] * 16u : (Data[2] - 0xefu) << 14;
  Result.Stream.resize(Whole + Tail);
  for (size_t I = Whole; Unit != 0 && I < Whole + Tail; ++I)
    Result.Stream[I] = Result.Stream[I - Unit];
  return true;
}

static void compare(const RecordReader &One, const RecordReader &Two) {
  for (size_t I = 0; I < One.Events.size() || I < Two.Events.size(); ++I) {
    if (I < One.Events.size() && I < Two.Events.size() && One.Events[I] == Two.Events[I])
      continue;
    for (const RecordReader *R : {&One, &Two})
      if (I < R->Events.size()) {
        const Event &E = R->Events[I];
        fprintf(stderr, "call %zu: function %d, type %u: status %d, %zu elements, %zx '%s'\n", I, static_cast<int>(E.Made),
                E.Type, E.Status, E.Count, static_cast<size_t>(E.Hash), E.Message.c_str());
      }
    fail("another way, another result");
  }
  if (One.Written != Two.Written || One.Copies.hash() != Two.Copies.hash())
    fail("something else was written");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  Script How;
  (void)recordTypes();
  if (!parse(Data, Size, How))
    return -1;
  if (How.FailsAt != 0) {
    RecordReader(How, false).run();
    return 0;
  }
  RecordReader Plain(How, true);
  Plain.run();
  RecordReader Fast(How, false, Plain.Ends);
  Fast.run();
  compare(Plain, Fast);
  Fast.Copies.check();
  return 0;
}
