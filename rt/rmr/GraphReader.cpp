//===- GraphReader.cpp - Linked structures come in ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Nodes are converted one behind the other into one block; pointers are looked up among them. At the end every pointer is
// checked against the types of the receiver: whatever the sender says, it leads to an object of its type.
//
//===----------------------------------------------------------------------===//

#include "rmr/Graph.h"

#include "format/TypeNames.h"

using namespace cgt;
using namespace cgt::rmr;

Errc GraphReader::addNode(uint32_t Type, uint64_t Count) {
  Node N;
  N.Type = Type;
  N.Count = Count;
  uint64_t Size = S.Record.Type->type(Type).Size, Own = 0;
  if (With) {
    uint32_t Local = With->LocalOf[Type];
    if (Local == NoIndex)
      return Errc::Malformed;
    const TypeInfo &To = With->Local->type(Local);
    const Plan *P = nullptr;
    if (Errc Code = S.plan(*With, Type, P); Code != Errc::Ok)
      return Code;
    Own = To.Size;
    uint64_t Align = alignmentOf(To);
    BlockAlign = Align > BlockAlign ? Align : BlockAlign;
    TargetSize = alignUp(TargetSize, Align);
  }
  constexpr uint64_t Limit = UINT64_MAX / (4 * MaxGrowth);
  if (Size == 0 || (With && Own == 0) || Count > Limit / Size || (Own && Count > Limit / Own))
    return Errc::Malformed;
  N.Source = SourceSize;
  N.Target = TargetSize;
  LastEnd = SourceSize + (Count ? Count * Size : 1);
  SourceSize = alignUp(LastEnd, NodeAlign);
  TargetSize = alignUp(TargetSize + (Count * Own ? Count * Own : 1), NodeAlign);
  if (SourceSize > Limit || TargetSize > Limit || TargetSize > SIZE_MAX / 2)
    return Errc::CountTooLarge;
  return !With || Nodes.add(N) ? Errc::Ok : Errc::OutOfMemory;
}

/// The directory, and where the bytes begin.
Errc GraphReader::readNodes() {
  uint64_t Count = 0;
  Errc Code = S.In.readULEB(Count);
  if (Code == Errc::Ok && Count >= 0xffffffff)
    Code = Errc::CountTooLarge;
  if (Code == Errc::Ok)
    Code = addNode(0, S.Record.Count);
  for (uint64_t I = 0; I < Count && Code == Errc::Ok; ++I) {
    uint64_t Type = 0, Elements = 0;
    Code = S.In.readULEB(Type);
    if (Code == Errc::Ok)
      Code = S.In.readULEB(Elements);
    if (Code == Errc::Ok && (Type >= S.Record.Type->Tag.Unit.NumTypes || Elements == 0))
      Code = Errc::Malformed;
    if (Code == Errc::Ok)
      Code = addNode(static_cast<uint32_t>(Type), Elements);
  }
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
  Errc Code = S.In.skip(SourceSize);
  S.pass();
  return Code == Errc::Ok ? Code : S.frame(Code);
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
  size_t Low = 0, High = Nodes.size();
  while (High - Low > 1) {
    size_t Middle = Low + (High - Low) / 2;
    (Nodes[Middle].*Place <= Offset ? Low : High) = Middle;
  }
  Hint = Low;
  return Holds(Low) ? &Nodes[Low] : nullptr;
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
      printPath({&S.Host, &With->Local->Tag.Unit, With->LocalOf[N.Type]}, static_cast<uint64_t>(Where - (Block + N.Target)),
                0, targetBytes(N), Into);
    }
    return refuse(St.Code, I, Path, "");
  }
  return Errc::Ok;
}

Errc GraphReader::take(void *&Data) {
  if (Errc Code = readNodes(); Code != Errc::Ok)
    return Code;
  if (Errc Code = S.In.need(SourceSize); Code != Errc::Ok)
    return S.frame(Code == Errc::EndOfStream ? Errc::Truncated : Code);
  Source = S.In.here();
  Block = static_cast<uint8_t *>(S.Given.take(static_cast<size_t>(TargetSize), static_cast<size_t>(BlockAlign)));
  Errc Code = Block ? convertNodes() : S.fail(Errc::OutOfMemory);
  if (Code == Errc::Ok)
    Code = checkPointers();
  S.In.advance(static_cast<size_t>(SourceSize));
  S.pass();
  if (Code == Errc::Ok)
    Data = Block;
  else if (Block)
    S.release(Block);
  return Code;
}
