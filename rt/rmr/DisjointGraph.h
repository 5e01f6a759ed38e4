//===- DisjointGraph.h - Graphs of objects that don't overlap ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The short way for linked structures: if no object that a pointer leads to overlaps another one, the place of each is known
// when it is met. It is copied there, once, and its pointers are translated as they are followed. Whatever is out of the
// ordinary is left to GraphWriter, which comes to the same bytes.
//
// Memory is seen in regions of 512 bytes. A bit for each byte tells whether an object has it, an index for each 16 which
// object begins there: that tells whether an object has been met, and whether it overlaps others, without sorting.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_DISJOINTGRAPH_H
#define CGT_RMR_DISJOINTGRAPH_H

#include "rmr/Chunks.h"
#include "rmr/FlatTypes.h"
#include "rmr/Output.h"

namespace cgt {
namespace rmr {

class DisjointGraph {
public:
  explicit DisjointGraph(const cgt_rmr_memory &Memory)
      : Memory(Memory), Objects(Memory), Regions(Memory), Segments(Memory), Map(Memory) {}
  DisjointGraph(const DisjointGraph &) = delete;

  /// False: GraphWriter has to see to it.
  bool collect(const StreamType &Of, const FlatType *Flat, const void *Data, uint64_t Count);
  /// The record, after collect().
  Errc write(Output &Out);
  /// Keeps no more memory than \ref collect may need again.
  void trim();
  void clear();

private:
  /// In the order in which they are met, which is that of the nodes.
  struct Object {
    uint32_t Place = 0; ///< in the record, in 16s
    uint32_t Next = 0;  ///< plus one: another one that begins in the same 16 bytes
    uint32_t Type = 0;
    uint32_t CountAndLow = 0; ///< and, below, its address modulo 16
  };
  static constexpr uint64_t MostCount = 1u << 28, MostPlace = uint64_t(1) << 35; ///< far from what fits

  static constexpr unsigned RegionLog = 9, GrainLog = 4;
  static constexpr uint64_t RegionSize = uint64_t(1) << RegionLog;
  struct Region {
    uint64_t Taken[RegionSize / 64];        ///< a bit for each byte
    uint32_t First[RegionSize >> GrainLog]; ///< object that begins there, plus one
  };
  /// Open addressing by the region's number.
  struct Entry {
    uint64_t Key;
    uint32_t Index; ///< Whole: no region, one object has all its bytes
    uint32_t Age;   ///< valid if it is this collection's
  };
  static constexpr uint32_t Whole = 0xffffffff;
  struct Recent {
    uint64_t Key = ~uint64_t(0);
    Region *Found = nullptr;
  };
  /// Bytes that go out as they are, of ours or the caller's.
  struct Segment {
    uint8_t *Data;
    uint64_t Place, Bytes;
  };
  struct Block {
    uint8_t *Data, *Start; ///< aligned
    size_t Size;
  };
  static constexpr unsigned NumBlocks = 40;
  static constexpr size_t FirstBlock = 4096;

  bool visitObject(uint8_t *Data, uint32_t Type, uint64_t Count);
  bool visitSlot(uint8_t *Where, uint32_t Pointee, bool HasCount, uint64_t Count);
  /// The object's place in the record, or 0.
  uint64_t enter(uint64_t Address, uint32_t Type, uint64_t Count, uint64_t Bytes);
  Entry *find(uint64_t Key);
  Region *regionOf(uint64_t Key, uint32_t Type);
  Region *otherRegion(uint64_t Key, Recent &Cached);
  bool occupy(Region *R, uint64_t Address, uint64_t Bytes, uint32_t Type);
  bool occupyWhole(uint64_t Key);
  bool growMap();
  bool stage(uint64_t Address, uint64_t Bytes, uint32_t Type);
  bool prepareStage(const uint8_t *Data, uint64_t Bytes, bool MayStay);
  void closeSegment();
  uint8_t *takeStaging(uint64_t Bytes);

  cgt_rmr_memory Memory;
  Chunks<Object, 6> Objects;
  Chunks<Region, 4> Regions;
  Chunks<Segment, 3> Segments;
  Buffer Map;
  size_t MapSize = 0;
  size_t NumEntries = 0;
  uint32_t Age = 0;
  Recent Last[8]; ///< by type
  Block Blocks[NumBlocks] = {};
  unsigned UsedBlocks = 0;
  uint8_t *StageNext = nullptr, *StageEnd = nullptr;
  Segment *Open = nullptr; ///< the last one, if it grows
  uint64_t Place = 0;      ///< of the next object
  uint64_t End = 0;        ///< of the last one
  const StreamType *Of = nullptr;
  const FlatType *Flat = nullptr;
};

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_DISJOINTGRAPH_H
