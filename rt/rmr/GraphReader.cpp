//===- GraphReader.cpp - Linked structures come in ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes are converted one behind the other into one block; pointers are looked up among them. At the end every pointer is
// checked against the types of the receiver: whatever the sender says, it leads to an object of its type.
//
//===----------------------------------------------------------------------===//

#include "rmr/Graph.h"

#include "base/Search.h"
#include "types/TypeNames.h"

using namespace cgt;
using namespace cgt::rmr;

Errc GraphReader::addNode(uint64_t Type, uint64_t Count) {
  if (Type >= S.Record.Type->Tag.Unit.NumTypes)
    return Errc::Malformed;
  uint64_t Size = 0, Own = 0;
  if (With) {
    const GraphWays::Way &Way = With->Ways->Of[Type];
    if (!Way.IsKnown && Way.Local != NoIndex)
      if (Errc Code = findWay(static_cast<uint32_t>(Type)); Code != Errc::Ok)
        return Code;
    Size = Way.SourceSize;
    Own = Way.TargetSize; // 0: no pointer leads there
    BlockAlign = Way.Align > BlockAlign ? Way.Align : BlockAlign;
    TargetSize = alignUp(TargetSize, Way.Align);
  } else {
    Size = S.Record.Type->type(static_cast<uint32_t>(Type)).Size;
  }
  constexpr uint64_t Limit = UINT64_MAX / (4 * MaxGrowth), Usual = 1u << 24;
  if (Size == 0 || (With && Own == 0))
    return Errc::Malformed;
  if ((Count | Size | Own) >= Usual && (Count > Limit / Size || (Own && Count > Limit / Own)))
    return Errc::Malformed;
  LastEnd = SourceSize + (Count ? Count * Size : 1);
  SourceSize = alignUp(LastEnd, NodeAlign);
  TargetSize = alignUp(TargetSize + (Count * Own ? Count * Own : 1), NodeAlign);
  if (SourceSize > Limit || TargetSize > Limit || TargetSize > SIZE_MAX / 2)
    return Errc::CountTooLarge;
  return Errc::Ok;
}

/// As Input::readULEB(), without a call for one byte.
inline Errc GraphReader::readNumber(uint64_t &Value) {
  if (S.In.available() == 0 || *S.In.here() > 0x7f)
    return S.In.readULEB(Value);
  Value = *S.In.here();
  S.In.advance(1);
  return Errc::Ok;
}

/// The directory, and where the bytes begin.
Errc GraphReader::readNodes() {
  Errc Code = S.In.readULEB(NumNodes);
  if (Code == Errc::Ok && NumNodes >= 0xffffffff)
    Code = Errc::CountTooLarge;
  if (Code == Errc::Ok)
    Code = addNode(0, S.Record.Count);
  Directory = S.In.offset();
  for (uint64_t I = 0; I < NumNodes && Code == Errc::Ok; ++I) {
    uint64_t Type = 0, Elements = 0;
    Code = readNumber(Type);
    if (Code == Errc::Ok)
      Code = readNumber(Elements);
    if (Code == Errc::Ok)
      Code = Elements == 0 ? Errc::Malformed : addNode(Type, Elements);
  }
  ++NumNodes;
  if (Code == Errc::Ok)
    Code = S.In.skipPadding(NodeAlign);
  if (Code != Errc::Ok)
    return S.frame(Code == Errc::EndOfStream ? Errc::Truncated : Code);
  SourceSize = LastEnd;
  if (TargetSize > SourceSize * MaxGrowth + ExtraRoom)
    return S.frame(Errc::CountTooLarge, "elements that take too little room");
  return Errc::Ok;
}

Errc GraphReader::pass() {
  if (Errc Code = readNodes(); Code != Errc::Ok)
    return Code;
  if (Errc Code = S.In.skip(SourceSize); Code != Errc::Ok)
    return S.frame(Code);
  S.pass();
  return Errc::Ok;
}

Errc GraphReader::refuse(Errc Code, size_t Index, const char *Path, const char *Value) {
  const Node &N = Nodes[Index];
  Text Message(S.Error, sizeof S.Error);
  Message.add("offset ").decimal(S.Record.Place).add(": '").add(S.Record.Type->Name).add('\'');
  if (Index > 0) {
    Message.add(", node ").decimal(Index);
    if (Str Name = S.Record.Type->type(N.Type).Name; !Name.empty())
      Message.add(" ('").add(Name).add("')");
  }
  if (*Path)
    Message.add(": ").add(Path);
  if (*Value)
    Message.add(" = ").add(Value);
  Message.add(": ").add(errorText(Code));
  return Code;
}

Node *GraphReader::nodeOf(uint64_t Offset, bool InBlock) {
  uint64_t Node::*Place = InBlock ? &Node::Target : &Node::Source;
  auto Holds = [&](size_t I) {
    const Node &N = Nodes[I];
    return Offset >= N.*Place && Offset - N.*Place < (InBlock ? targetBytes(N) : sourceBytes(N));
  };
  // Lists and trees in the order in which they were met: the next one, or one near by.
  for (size_t I = Hint; I < Nodes.size() && I < Hint + 3; ++I)
    if (Holds(I))
      return &Nodes[Hint = I];
  Hint = firstWhere<size_t>(1, Nodes.size(), [&](size_t I) { return Nodes[I].*Place > Offset; }) - 1;
  return Holds(Hint) ? &Nodes[Hint] : nullptr;
}

Status GraphReader::translate(uint64_t Value, bool IsFunction, void *Slot) {
  if (IsFunction)
    return Status::fail(Errc::Unsupported);
  const Node *N = Value < NodeAlign ? nullptr : nodeOf(Value - NodeAlign, false);
  if (!N)
    return Status::fail(Errc::PointerLoss);
  uint64_t Within = Value - NodeAlign - N->Source;
  uint64_t Target = Within == 0 ? 0 : mapOffset(*With->Plans[N->Type], Within, sourceBytes(*N));
  if (Target >= targetBytes(*N))
    return Status::fail(Errc::PointerLoss);
  auto Address = reinterpret_cast<uintptr_t>(Block + N->Target + Target);
  memcpy(Slot, &Address, sizeof Address);
  return Status::success();
}

Errc GraphReader::listNodes() {
  NodeCursor At = firstNode();
  for (uint64_t I = 0; I < NumNodes; ++I) {
    if (I != 0)
      At.next(With->Ways->Of);
    Node N;
    N.Type = At.Type;
    N.Count = At.Count;
    N.Source = At.Source;
    N.Target = At.Target;
    if (!Nodes.add(N))
      return S.fail(Errc::OutOfMemory);
  }
  return Errc::Ok;
}

/// Adjacent nodes of one type are one array.
Errc GraphReader::convertRun(size_t First, size_t Last) {
  ConvertContext Context;
  Context.AllowLongDoubleLoss = S.AllowRounding;
  Context.Ctx = this;
  Context.Pointer = [](void *Ctx, uint64_t Value, bool IsFunction, void *Slot) {
    return static_cast<GraphReader *>(Ctx)->translate(Value, IsFunction, Slot);
  };
  Context.IsMovedAddress = [](void *, uint64_t, const uint8_t *) { return true; };
  uint64_t Count = 0;
  for (size_t I = First; I < Last; ++I)
    Count += Nodes[I].Count;
  const Node &N = Nodes[First];
  const Plan &P = *With->Plans[N.Type];
  Status St = convert(P, Source + N.Source, Block + N.Target, Count, Context);
  if (St.ok())
    return Errc::Ok;
  if (Last - First == 1)
    return refuse(St.Code, First, Context.LossPath, Context.LossValue);
  // Which of them?
  for (size_t I = First; I < Last; ++I)
    if (Errc Code = convertRun(I, I + 1); Code != Errc::Ok)
      return Code;
  return refuse(St.Code, First, "", "");
}

Errc GraphReader::convertNodes() {
  for (size_t First = 0, Last; First < Nodes.size(); First = Last) {
    for (Last = First + 1; Last < Nodes.size(); ++Last) {
      const Node &Before = Nodes[Last - 1], &N = Nodes[Last];
      if (N.Type != Before.Type || Before.Source + sourceBytes(Before) != N.Source ||
          Before.Target + targetBytes(Before) != N.Target)
        break;
    }
    if (Errc Code = convertRun(First, Last); Code != Errc::Ok)
      return Code;
    uint64_t End = Nodes[Last - 1].Target + targetBytes(Nodes[Last - 1]);
    uint64_t Next = Last < Nodes.size() ? Nodes[Last].Target : TargetSize;
    memset(Block + End, 0, static_cast<size_t>(Next - End));
  }
  return Errc::Ok;
}

/// Does a string that begins \p Offset bytes into the node end within \p Room characters? Many may begin in one text: that is
/// looked through once.
bool GraphReader::endsWithin(Node &N, uint64_t Offset, uint64_t Room) {
  const uint8_t *Start = Block + N.Target;
  if (!isText(With->Local->type(With->LocalOf[N.Type])))
    return memchr(Start + Offset, 0, static_cast<size_t>(Room)) != nullptr;
  if (N.LastZero == Node::Unknown) {
    N.LastZero = N.Count;
    for (uint64_t K = N.Count; K-- > 0 && N.LastZero == N.Count;)
      if (Start[K] == 0)
        N.LastZero = K;
  }
  return N.LastZero != N.Count && N.LastZero >= Offset;
}

Status GraphReader::checkSlot(const Slot &Found) {
  uint64_t Value = Found.value();
  if (Value == 0)
    return Found.HasCount && Found.Count != 0 ? Status::fail(Errc::PointerLoss) : Status::success();
  uint64_t Offset = Value - reinterpret_cast<uintptr_t>(Block);
  Node *N = nodeOf(Offset, true);
  if (!N)
    return Status::fail(Errc::PointerLoss);
  Offset -= N->Target;
  const UnitInfo &Unit = With->Local->Tag.Unit;
  uint64_t There = elementsAt(Unit, With->LocalOf[N->Type], N->Count, Offset, Found.Pointee);
  bool IsString = !Found.HasCount && isText(Unit.Types[Found.Pointee]);
  bool Sound = IsString ? There != 0 && endsWithin(*N, Offset, There) : There >= Found.Count && Found.Count > 0;
  return Sound ? Status::success() : Status::fail(Errc::PointerLoss);
}

Errc GraphReader::checkPointers() {
  const uint8_t *Where = nullptr;
  auto Check = [&](const Slot &Found) {
    Where = Found.Where;
    return checkSlot(Found);
  };
  for (size_t I = 0; I < Nodes.size(); ++I) {
    const Node &N = Nodes[I];
    Status St = forEachSlot(*With->Local, With->LocalOf[N.Type], Block + N.Target, N.Count, Check);
    if (St.ok())
      continue;
    char Path[128] = "";
    if (Where) {
      Text Into(Path, sizeof Path);
      printPath({&S.Host, &With->Local->Tag.Unit, With->LocalOf[N.Type]}, static_cast<uint64_t>(Where - (Block + N.Target)), 0,
                targetBytes(N), Into);
    }
    return refuse(St.Code, I, Path, "");
  }
  return Errc::Ok;
}

Errc GraphReader::take(void *&Data) {
  if (Errc Code = findWays(); Code != Errc::Ok)
    return Code;
  S.In.hold();
  Errc Code = readNodes();
  if (Code == Errc::Ok)
    if (Code = S.In.need(SourceSize); Code != Errc::Ok)
      Code = S.frame(Code == Errc::EndOfStream ? Errc::Truncated : Code);
  if (Code == Errc::Ok) {
    Source = S.In.here();
    Entries = Source - (S.In.offset() - Directory);
    Block = static_cast<uint8_t *>(S.Given.take(static_cast<size_t>(TargetSize), static_cast<size_t>(BlockAlign)));
    Code = Block ? Errc::Ok : S.fail(Errc::OutOfMemory);
  }
  if (Code == Errc::Ok && !build()) {
    Code = listNodes();
    if (Code == Errc::Ok)
      Code = convertNodes();
    if (Code == Errc::Ok)
      Code = checkPointers();
  }
  if (Code == Errc::OutOfMemory) // the record stays
    S.In.back();
  S.In.drop();
  if (Block && Code != Errc::OutOfMemory) {
    S.In.advance(static_cast<size_t>(SourceSize));
    S.pass();
  }
  if (Code == Errc::Ok)
    Data = Block;
  else if (Block)
    S.release(Block);
  return Code;
}
