//===- RecordReader.h - A stream read as a script says -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TEST_FUZZ_RECORDREADER_H
#define CGT_TEST_FUZZ_RECORDREADER_H

#include "RecordMirror.h"

namespace cgt {
namespace fuzz {

/// Where a stream's bytes come from.
enum class Source : uint8_t { Functions, OwnMemory, Memory, Descriptor };

/// What is read, and how.
struct Script {
  Source From = Source::Functions;
  bool Rounds = false;        ///< long double
  bool InPieces = false;      ///< of memory, each in a block of its own
  size_t Piece = 97;          ///< what a function gives at once; or the least of a piece
  unsigned Shift = 0;         ///< of memory, from what is aligned by 16
  unsigned FailsAt = 0;       ///< the call that fails, of Functions to read, of OwnMemory to allocate; 0: none
  std::vector<uint8_t> Calls; ///< see Records.cpp
  std::vector<uint8_t> Stream;
};

enum class Call : uint8_t {
  View,
  Take,
  ReadAll,
  ReadCount,
  Get,
  GetMany,
  Skip,
  Next,
  Round,
  Continue,
  Write,
  Put,
  Flush,
  NumCalls
};

/// What came of a call.
struct Event {
  Call Made;
  unsigned Type;
  cgt_rmr_status Status;
  size_t Count;
  uint64_t Hash;       ///< of the elements
  std::string Message; ///< or why not

  bool operator==(const Event &E) const {
    return Made == E.Made && Type == E.Type && Status == E.Status && Count == E.Count && Hash == E.Hash && Message == E.Message;
  }
};

/// Reads a stream. Plainly: bytes come one by one, and no call takes a shorter way. Whatever way is taken, the same comes of
/// it.
class RecordReader {
public:
  /// \p Ends: places behind records, where a piece may end.
  RecordReader(const Script &From, bool Plain, std::vector<size_t> Ends = {});
  ~RecordReader();
  RecordReader(const RecordReader &) = delete;
  void run();

  std::vector<Event> Events;
  std::vector<size_t> Ends; ///< of a plain run by bytes
  uint64_t Written = 0;     ///< a hash of what went out
  Mirror Copies;

private:
  static long give(void *Context, void *Data, size_t Size);
  static int collect(void *Context, const void *Data, size_t Size);
  static void *allocate(void *Context, size_t Size);
  void open();
  void openDescriptor();
  bool isByBytes() const;
  /// Goes on in the next piece, if there is one and the stream agrees.
  bool continueInput(bool Must);
  void makePiece();

  void call();
  uint8_t tape();
  /// The type that the next byte of the script means.
  unsigned pick();
  unsigned namedType();
  void view(unsigned Type);
  void take(Call Made, unsigned Type);
  void read(unsigned Type, size_t Count);
  bool get(unsigned Type);
  void write(Call Made, unsigned Type);
  void drain();
  template <typename F> cgt_rmr_status reading(F Function);
  void note(Call Made, unsigned Type, cgt_rmr_status Status, size_t Count, const void *Data);
  void finishRecord(unsigned Type, cgt_rmr_status Status);

  const Script &From;
  const bool Plain;
  cgt_rmr_stream *S = nullptr;
  std::vector<uint8_t> Exact, Old; ///< of Memory: the piece at hand, and one that has been read
  size_t Given = 0;                ///< of the stream
  size_t Position = 0;             ///< in the script
  size_t Room = 1u << 20;          ///< that the program itself still has for elements
  unsigned Reads = 0, Allocations = 0, Last = 0, Idle = 0;
  bool Rounds;
  int Descriptor = -1;
};

} // namespace fuzz
} // namespace cgt

#endif // CGT_TEST_FUZZ_RECORDREADER_H
