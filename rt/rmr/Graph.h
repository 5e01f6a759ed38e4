//===- Graph.h - Linked structures come in -----------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RMR_GRAPH_H
#define CGT_RMR_GRAPH_H

#include "rmr/Slots.h"
#include "rmr/Stream.h"

namespace cgt {
namespace rmr {

/// Elements that lie together.
struct Node {
  uint32_t Type = 0; ///< of the sender
  uint64_t Count = 0;
  uint64_t Source = 0, SourceBytes = 0; ///< place among the record's bytes
  uint64_t Target = 0, TargetBytes = 0; ///< and in the block
};

/// Rebuilds the graph that is the stream's next record.
class GraphReader {
public:
  GraphReader(Stream &S, const Pairing &With) : S(S), With(&With), Nodes(S.Memory) {}
  /// To pass it over.
  explicit GraphReader(Stream &S) : S(S), Nodes(S.Memory) {}
  ~GraphReader() { Nodes.clear(); }

  Errc take(void *&Data);
  Errc pass();

private:
  Errc readNodes();
  Errc addNode(uint32_t Type, uint64_t Count);
  Errc convertNodes();
  Errc convertRun(size_t First, size_t Last);
  Errc checkPointers();
  /// The node that the receiver's pointer leads into, or null.
  const Node *nodeOf(uint64_t Offset, uint64_t Node::*Place, uint64_t Node::*Bytes);
  Status checkSlot(const Slot &Found);
  Status translate(uint64_t Value, bool IsFunction, void *Slot);
  Errc refuse(Errc Code, size_t Index, const char *Path, const char *Value);

  Stream &S;
  const Pairing *With = nullptr;
  List<Node> Nodes;
  uint64_t SourceSize = 0, TargetSize = 0;
  const uint8_t *Source = nullptr;
  uint8_t *Block = nullptr;
  size_t Hint = 0; ///< the node looked for last
};

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_GRAPH_H
