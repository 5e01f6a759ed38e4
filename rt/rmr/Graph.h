//===- Graph.h - Linked structures come in -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_GRAPH_H
#define CGT_RMR_GRAPH_H

#include "base/Varint.h"
#include "rmr/FlatTypes.h"
#include "rmr/NodeSteps.h"
#include "rmr/Stream.h"

namespace cgt {
namespace rmr {

/// Elements that lie together.
struct Node {
  uint32_t Type = 0; ///< of the sender
  uint64_t Count = 0;
  uint64_t Source = 0;         ///< place among the record's bytes
  uint64_t Target = 0;         ///< and in the block
  uint64_t LastZero = Unknown; ///< of text: index of the last character that ends a string, or Count

  static constexpr uint64_t Unknown = ~uint64_t(0);
};

/// What becomes of the sender's types that pointers lead to.
struct GraphWays {
  struct Way {
    uint32_t Local = NoIndex;
    bool IsKnown = false; ///< the rest but for the sizes; when a node of the type has come
    bool IsCopied = false;
    uint64_t SourceSize = 0, TargetSize = 0;
    uint64_t Align = NodeAlign; ///< here
    NodeSteps Steps;
  };
  Way *Of = nullptr;
  bool SameLayout = false; ///< all that has come stands where it stood, and only pointers change
};

/// Goes through a directory that has been checked, node by node.
struct NodeCursor {
  const uint8_t *At = nullptr; ///< the next one's entry
  uint64_t Count = 0;
  uint64_t Source = 0, Target = 0;
  uint32_t Type = 0;
  uint32_t Number = 0;

  void next(const GraphWays::Way *Of);
};

inline void NodeCursor::next(const GraphWays::Way *Of) {
  const GraphWays::Way &Way = Of[Type];
  uint64_t Bytes = Count * Way.SourceSize, Own = Count * Way.TargetSize;
  Source = alignUp(Source + (Bytes ? Bytes : 1), NodeAlign);
  Target = alignUp(Target + (Own ? Own : 1), NodeAlign);
  Type = static_cast<uint32_t>(decodeVarint(At));
  Count = decodeVarint(At);
  Target = alignUp(Target, Of[Type].Align);
  ++Number;
}

/// Rebuilds the graph that is the stream's next record.
class GraphReader {
public:
  GraphReader(Stream &S, Pairing &With) : S(S), With(&With), Nodes(S.Memory) {}
  /// To pass it over.
  explicit GraphReader(Stream &S) : S(S), Nodes(S.Memory) {}
  ~GraphReader() { Nodes.clear(); }

  Errc take(void *&Data);
  Errc pass();

private:
  Errc findWays();
  Errc findWay(uint32_t Type);
  Errc readNodes();
  Errc readNumber(uint64_t &Value);
  Errc addNode(uint64_t Type, uint64_t Count);

  /// The short way (GraphBuild.cpp). False: something is out of the ordinary, which the long way tells.
  bool build();
  bool linkNode(uint32_t Type, uint64_t Count, uint8_t *Data);
  bool link(uint8_t *Where, uint32_t Pointee, bool HasCount, uint64_t Count);
  uint64_t targetOf(uint64_t Offset, uint32_t Pointee, bool HasCount, uint64_t Count);
  bool findNode(uint64_t Offset, NodeCursor &Result);
  bool indexNodes();
  NodeCursor firstNode() const;
  bool endsWithin(const NodeCursor &N, uint64_t Offset, uint64_t Room);

  /// The long way.
  Errc listNodes();
  Errc convertNodes();
  Errc convertRun(size_t First, size_t Last);
  Errc checkPointers();
  uint64_t sourceBytes(const Node &N) const { return N.Count * S.Record.Type->type(N.Type).Size; }
  uint64_t targetBytes(const Node &N) const { return N.Count * With->Local->type(With->LocalOf[N.Type]).Size; }
  /// The node that has the byte at \p Offset of the record, or of the block, or null.
  Node *nodeOf(uint64_t Offset, bool InBlock);
  Status checkSlot(const Slot &Found);
  bool endsWithin(Node &N, uint64_t Offset, uint64_t Room);
  Status translate(uint64_t Value, bool IsFunction, void *Slot);
  Errc refuse(Errc Code, size_t Index, const char *Path, const char *Value);

  Stream &S;
  Pairing *With = nullptr;
  uint64_t NumNodes = 0;
  uint64_t Directory = 0;                  ///< where it begins in the stream
  uint64_t SourceSize = 0, TargetSize = 0; ///< up to where the next node begins
  uint64_t LastEnd = 0;                    ///< of the record's bytes
  uint64_t BlockAlign = NodeAlign;
  const uint8_t *Source = nullptr, *Entries = nullptr; ///< both in the window
  uint8_t *Block = nullptr;

  NodeCursor Ahead;     ///< node that the next pointer leads to if nodes stand in the order in which they are met
  uint64_t AheadAt = 0; ///< and its place, while there is one
  bool HasIndex = false;
  uint64_t Searched = 0; ///< bytes of texts

  List<Node> Nodes;
  size_t Hint = 0; ///< the node looked for last
};

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_GRAPH_H
