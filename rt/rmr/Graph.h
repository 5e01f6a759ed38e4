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
  uint64_t Source = 0; ///< place among the record's bytes
  uint64_t Target = 0; ///< and in the block
  uint64_t LastZero = Unknown; ///< of text: index of the last character that ends a string, or Count

  static constexpr uint64_t Unknown = ~uint64_t(0);
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
  uint64_t sourceBytes(const Node &N) const { return N.Count * S.Record.Type->type(N.Type).Size; }
  uint64_t targetBytes(const Node &N) const { return N.Count * With->Local->type(With->LocalOf[N.Type]).Size; }
  /// The node that has the byte at \p Offset of the record, or of the block, or null.
  Node *nodeOf(uint64_t Offset, bool InBlock);
  Status checkSlot(const Slot &Found);
  bool endsWithin(Node &N, uint64_t Offset, uint64_t Room);
  Status translate(uint64_t Value, bool IsFunction, void *Slot);
  Errc refuse(Errc Code, size_t Index, const char *Path, const char *Value);

  Stream &S;
  const Pairing *With = nullptr;
  List<Node> Nodes;
  uint64_t SourceSize = 0, TargetSize = 0; ///< up to where the next node begins
  uint64_t LastEnd = 0;                    ///< of the record's bytes
  uint64_t BlockAlign = 1;
  const uint8_t *Source = nullptr;
  uint8_t *Block = nullptr;
  size_t Hint = 0; ///< the node looked for last
};

} // namespace rmr
} // namespace cgt

#endif // CGT_RMR_GRAPH_H
