//===- Stream.h - A stream of tagged records ---------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bytes: docs/rmr-format.md. What the functions of <cgt/rmr.h> do, after their arguments are sorted out.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_STREAM_H
#define CGT_RMR_STREAM_H

#include "base/KeyTable.h"
#include "base/Text.h"
#include "rmr/Blocks.h"
#include "rmr/DisjointGraph.h"
#include "rmr/Input.h"
#include "rmr/Output.h"
#include "rmr/Types.h"

namespace cgt {
namespace rmr {

constexpr uint8_t Magic[8] = {0x89, 'C', 'G', 'R', '\r', '\n', 0x1a, '\n'};
constexpr uint16_t StreamVersion = 1;   ///< of what this code writes
constexpr uint16_t ReadableVersion = 1; ///< the lowest reader's version that copes with it
constexpr uint32_t FlagsReject = 0xffff0000;
constexpr uint32_t MaxFormats = 65535;
constexpr uint64_t PieceBytes = 131072; ///< of a record, which are converted together
constexpr uint64_t NodeAlign = 16;      ///< of each node of a graph, and what the first one's address is
constexpr uint64_t ExtraRoom = 4096;    ///< that elements may take at the receiver...
constexpr uint64_t MaxGrowth = 16;      ///< ...besides so many times the sender's bytes
constexpr uint64_t PlanRoom = 65536; ///< that the peer's types may take together, besides what each takes once it has come...
constexpr uint64_t PlanGrowth = 16;  ///< ...and so many times the bytes that have been read

class GraphReader;

class Stream {
  cgt_rmr_lanes Lanes = {}; ///< at offset 0, where the inline functions look

public:
  Stream(const cgt_rmr_io &Io, const cgt_rmr_memory &Memory);
  Errc close();

  Errc write(const cgt_rmr_tag *Tag, const void *Data, uint64_t Count);
  Errc flush() { return Out.flush(); }

  Errc next(const char *&Name, uint64_t &Count);
  Errc read(const cgt_rmr_tag *Tag, void *Data, uint64_t Count);
  Errc view(const cgt_rmr_tag *Tag, const void *&Data, uint64_t &Count);
  Errc take(const cgt_rmr_tag *Tag, void *&Data, uint64_t &Count);
  void release(void *Data) { Given.release(Data); }
  Errc skip();
  Errc continueInput(const void *Data, uint64_t Size);

  /// Does a variable of \p Size bytes hold an element of the caller's type? \p Shape: of the tag, if it has one.
  Errc checkSize(const cgt_rmr_shape &Shape, const cgt_rmr_tag *Tag, size_t Size);
  const cgt_rmr_shape &outShape(const cgt_rmr_tag *Tag) const { return Lanes.out.shapes[cgt_rmr_shape_of(Tag)]; }
  const cgt_rmr_shape &inShape(const cgt_rmr_tag *Tag) const { return Lanes.in.shapes[cgt_rmr_shape_of(Tag)]; }
  /// Describes a failure, which it returns.
  Errc fail(Errc Code, const char *Detail = "");

  cgt_rmr_memory Memory;
  Output Out;
  Input In;
  bool AllowRounding = false;
  char Error[512] = {};

private:
  friend class GraphReader;

  /// The caller's tag, taken apart at its first use.
  Errc localType(const cgt_rmr_tag *Tag, StreamType *&Result);
  Errc announce(StreamType &Type);
  /// Small records of a type that has been carried before, all at once. False: the long way, which reports failures, too.
  bool writeSmall(const cgt_rmr_tag *Tag, const void *Data, uint64_t Count);
  bool readSmall(const cgt_rmr_tag *Tag, void *Data, uint64_t Count);
  Errc writeRecord(StreamType &Type, const void *Data, uint64_t Count);
  /// Elements and all that they lead to (GraphWriter.cpp). \p Detail: what is wrong with it.
  Errc writeGraph(StreamType &Type, const void *Data, uint64_t Count, Text &Detail);

  /// Reads on until a record is at hand; the frame's failures stick.
  Errc findRecord();
  Errc findMessage();
  Errc readHeader();
  Errc readAnnouncement();
  Errc frame(Errc Code, const char *Detail = "");
  /// That failure again, with its message, if there was one.
  Errc stuck();
  /// There is no record at hand any more.
  void pass() {
    Record.Type = nullptr;
    In.allow(Out.isEmpty());
  }
  /// The record at hand as one of the caller's type.
  Errc match(const cgt_rmr_tag *Tag, Pairing *&Result);
  Errc pair(StreamType &From, StreamType &To, Pairing *&Result);
  /// How type \p From of the record at hand is converted.
  Errc plan(const Pairing &With, uint32_t From, const Plan *&Result);
  /// What has been kept since there were \p Before bytes depends on the peer's types.
  Errc charge(size_t Before);
  /// Is it more memory than the peer's bytes are worth?
  bool isBeyondBudget(uint64_t Bytes) const { return Bytes > PlanRoom + PlanGrowth * In.offset(); }
  /// Further records of the type at hand go a shorter way.
  void shorten(const cgt_rmr_tag *Tag, const Pairing &With);
  /// What becomes of the record isn't out of proportion.
  Errc measure(const Pairing &With);
  /// The same, and all of its bytes are in the window.
  Errc fetch(const Pairing &With);
  /// Converts it, and moves on.
  Errc convertInto(const Pairing &With, void *Target);
  Errc lose(const Pairing &With, Status S, const ConvertContext &Context, uint64_t Done, uint64_t Count);

  Pool Kept; ///< types, plans
  Blocks Given;
  List<StreamType *> Locals, Remotes;
  KeyTable Announced;    ///< by hash and size: the first of equal ones among Remotes
  uint64_t Charged = 0;  ///< bytes of Kept that depend on how many types the peer announces that fit ours
  uint64_t Refusals = 0; ///< and on how many don't
  Pairing Refused;       ///< the last one that wasn't kept
  char PairDetail[256] = {};
  StreamType *LastLocal = nullptr;
  const cgt_rmr_tag *LastTag = nullptr;
  uint64_t FormatBytes = 0;
  uint32_t NumAnnounced = 0;
  Platform Host, Sender;
  Buffer Scratch;
  Buffer NodeIndex;       ///< of the last graph read
  DisjointGraph Disjoint; ///< of the last graph written, whose memory serves the next one
  ConvertContext Small;   ///< of small records: longer than they are
  Errc Broken = Errc::Ok; ///< the frame's first failure
  char BrokenError[sizeof Error] = {};
  bool HasHeader = false, WroteHeader = false;
  struct {
    StreamType *Type = nullptr; ///< null: none at hand
    uint32_t Id = 0;
    uint64_t Count = 0;
    uint64_t Place = 0; ///< of the message
  } Record;
};

} // namespace rmr
} // namespace cgt

struct cgt_rmr_stream : cgt::rmr::Stream {
  using Stream::Stream;
};

#endif // CGT_RMR_STREAM_H
