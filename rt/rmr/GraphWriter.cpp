//===- GraphWriter.cpp - Linked structures go out ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Follows pointers with a list of what is to be visited, however deep the structure is. A pointer may lead into what
// another one leads to as a whole (a member, an element): such a piece is found when all are known, by address, and
// written once.
//
//===----------------------------------------------------------------------===//

#include "base/Sort.h"
#include "rmr/Slots.h"
#include "rmr/Stream.h"
#include "types/TypeNames.h"

using namespace cgt;
using namespace cgt::rmr;

namespace {

/// What a pointer leads to.
struct Piece {
  uint64_t Address = 0;
  uint64_t Count = 0; ///< elements asked for
  uint64_t Total = 0; ///< and those of other pieces that are parts of the same array
  uint64_t Bytes = 0; ///< of all
  uint32_t Type = 0;
  uint32_t Within = NoIndex; ///< the piece that it lies in
  uint64_t Place = 0;        ///< in the record, of a piece that lies in none

  uint64_t end() const { return Address + Bytes; }
  const uint8_t *data() const { return reinterpret_cast<const uint8_t *>(static_cast<uintptr_t>(Address)); }
};

/// To sort by.
struct Key {
  uint64_t Address;
  uint32_t Index;
};

class GraphWriter {
public:
  GraphWriter(const StreamType &Type, const Platform &Host, Text &Detail, const cgt_rmr_memory &Memory)
      : Type(Type), Host(Host), Detail(Detail), Pieces(Memory), Table(Memory), Order(Memory), Scratch(Memory) {}
  ~GraphWriter() {
    Pieces.clear();
    Table.clear();
    Order.clear();
    Scratch.clear();
  }

  Errc collect(const void *Data, uint64_t Count);
  Errc merge();
  Errc write(Output &Out);
  /// After merge(): does any object lie within another?
  bool overlaps() {
    for (const Piece &P : Pieces)
      if (P.Within != NoIndex)
        return true;
    return false;
  }

private:
  /// Says where, in the piece that is being looked through.
  Errc refuse(Errc Code, const char *Why);
  Errc refuseOverlap(uint32_t A, uint32_t B);
  bool describe(uint32_t Index, const uint8_t *At);
  void describePointerTo(uint32_t Piece);
  Status visit(const Slot &Found);
  /// What a pointer asks for; no elements: nothing.
  Errc wanted(const Slot &Found, Piece &Result);
  uint32_t *find(const Piece &P);
  Errc add(const Piece &P);
  Errc growTable();
  bool sort();
  bool isBefore(const Key &A, const Key &B);
  bool holds(const Piece &Outer, const Piece &Inner) const;
  Errc place();
  Errc writePiece(Output &Out, const Piece &P);

  const StreamType &Type;
  const Platform &Host;
  Text &Detail; ///< what is wrong, for the message
  List<Piece> Pieces;
  List<uint32_t> Table; ///< open addressing by address; index plus one
  Buffer Order;         ///< Keys by address, the larger first
  Buffer Scratch;
  uint32_t Current = 0;           ///< the piece that is being looked through
  const uint8_t *Where = nullptr; ///< and the pointer in it
  const Key *Sorted = nullptr;
};

} // namespace

//===--- Collecting ---------------------------------------------------------===//

Errc GraphWriter::wanted(const Slot &Found, Piece &Result) {
  Result = Piece();
  uint64_t Value = Found.value();
  const TypeInfo &T = Type.type(Found.Pointee);
  if (Value == 0)
    return Found.HasCount && Found.Count != 0 ? refuse(Errc::Malformed, "a null pointer with a count") : Errc::Ok;
  if (Found.HasCount && Found.Count == 0)
    return Errc::Ok;
  if (T.Size == 0)
    return refuse(Errc::Unsupported, "a pointer to void or to an incomplete type");
  Result.Address = Value;
  Result.Type = Found.Pointee;
  Result.Count = Found.Count;
  if (!Found.HasCount && isText(T))
    Result.Count = strlen(reinterpret_cast<const char *>(static_cast<uintptr_t>(Value))) + 1;
  if (Result.Count > SIZE_MAX / 2 / T.Size)
    return refuse(Errc::CountTooLarge, "a count that is negative or too large");
  Result.Total = Result.Count;
  Result.Bytes = Result.Count * T.Size;
  return Errc::Ok;
}

/// Where the piece stands in the table, or would.
uint32_t *GraphWriter::find(const Piece &P) {
  size_t Mask = Table.size() - 1;
  uint64_t Hash = (P.Address ^ (static_cast<uint64_t>(P.Type) << 48)) * 0x9e3779b97f4a7c15u;
  for (size_t I = static_cast<size_t>(Hash >> 32) & Mask;; I = (I + 1) & Mask) {
    if (Table[I] == 0)
      return &Table[I];
    const Piece &Other = Pieces[Table[I] - 1];
    if (Other.Address == P.Address && Other.Type == P.Type && Other.Count == P.Count)
      return &Table[I];
  }
}

Errc GraphWriter::growTable() {
  size_t Size = Table.size() ? Table.size() * 2 : 64;
  Table.reset();
  for (size_t I = 0; I < Size; ++I)
    if (!Table.add(0))
      return Errc::OutOfMemory;
  for (size_t I = 0; I < Pieces.size(); ++I)
    *find(Pieces[I]) = static_cast<uint32_t>(I + 1);
  return Errc::Ok;
}

Errc GraphWriter::add(const Piece &P) {
  if (Pieces.size() >= Table.size() / 2)
    if (Errc Code = growTable(); Code != Errc::Ok)
      return Code;
  uint32_t *Slot = find(P);
  if (*Slot != 0)
    return Errc::Ok;
  if (Pieces.size() >= 0xfffffff0u)
    return Errc::CountTooLarge;
  if (!Pieces.add(P))
    return Errc::OutOfMemory;
  *Slot = static_cast<uint32_t>(Pieces.size());
  return Errc::Ok;
}

Status GraphWriter::visit(const Slot &Found) {
  Piece P;
  Where = Found.Where;
  Errc Code = wanted(Found, P);
  if (Code == Errc::Ok && P.Count != 0)
    Code = add(P);
  return Status::fail(Code);
}

Errc GraphWriter::collect(const void *Data, uint64_t Count) {
  Piece Root;
  Root.Address = reinterpret_cast<uintptr_t>(Data);
  Root.Count = Root.Total = Count;
  Root.Bytes = Count * Type.elementSize();
  if (Errc Code = add(Root); Code != Errc::Ok)
    return Code;
  auto Visit = [this](const Slot &Found) { return visit(Found); };
  for (size_t I = 0; I < Pieces.size(); ++I) {
    Piece P = Pieces[I]; // the list moves
    Current = static_cast<uint32_t>(I);
    Status S = forEachSlot(Type, P.Type, P.data(), P.Count, Visit);
    if (!S.ok() && S.Place != 0) {
      Where = reinterpret_cast<const uint8_t *>(static_cast<uintptr_t>(S.Place));
      return refuse(S.Code, "a union with a pointer in it, or a pointer to a function, that isn't null");
    }
    if (!S.ok())
      return S.Code;
  }
  return Errc::Ok;
}

//===--- What is wrong ------------------------------------------------------===//

/// The member at \p At of a node's elements; false if it is the record's only one.
bool GraphWriter::describe(uint32_t Index, const uint8_t *At) {
  const Piece &P = Pieces[Index];
  if (Index != 0) {
    Detail.add("node ").decimal(Index).add(" ('");
    printTypeName(Type.Tag.Unit, P.Type, Detail);
    Detail.add("'): ");
  }
  char Path[128] = "";
  Text Into(Path, sizeof Path);
  printPath({&Host, &Type.Tag.Unit, P.Type}, static_cast<uint64_t>(At - P.data()), 0, P.Count * Type.type(P.Type).Size, Into);
  Detail.add(Path);
  return Index != 0 || *Path;
}

Errc GraphWriter::refuse(Errc Code, const char *Why) {
  if (Where && describe(Current, Where))
    Detail.add(": ");
  Detail.add(Why);
  return Code;
}

/// The first pointer that leads to the piece, and its type.
void GraphWriter::describePointerTo(uint32_t Index) {
  if (Index == 0) {
    Detail.add("the record itself");
    return;
  }
  const Piece &Wanted = Pieces[Index];
  auto Visit = [&](const Slot &Found) {
    Piece To;
    bool Is =
        wanted(Found, To) == Errc::Ok && To.Address == Wanted.Address && To.Type == Wanted.Type && To.Count == Wanted.Count;
    Where = Found.Where;
    return Is ? Status::fail(Errc::Ambiguous) : Status::success();
  };
  for (uint32_t I = 0; I < Pieces.size(); ++I)
    if (const Piece &P = Pieces[I]; !forEachSlot(Type, P.Type, P.data(), P.Count, Visit).ok()) {
      Detail.add(describe(I, Where) ? "" : "the record's");
      break;
    }
  Detail.add(" to '");
  printTypeName(Type.Tag.Unit, Wanted.Type, Detail);
  Detail.add('\'');
}

Errc GraphWriter::refuseOverlap(uint32_t A, uint32_t B) {
  Detail.add("two pointers to overlapping objects of different types: ");
  describePointerTo(A);
  Detail.add(", ");
  describePointerTo(B);
  return Errc::Ambiguous;
}

//===--- Merging ------------------------------------------------------------===//

bool GraphWriter::isBefore(const Key &A, const Key &B) {
  const Piece &X = Pieces[A.Index], &Y = Pieces[B.Index];
  if (A.Address != B.Address)
    return A.Address < B.Address;
  return X.Bytes != Y.Bytes ? X.Bytes > Y.Bytes : A.Index < B.Index;
}

/// By the bits of the addresses that differ, eight at a time; nothing is to be done if they ascend.
bool GraphWriter::sort() {
  size_t Count = Pieces.size();
  if (!Order.reserve(2 * static_cast<uint64_t>(Count) * sizeof(Key), 0))
    return false;
  auto *From = reinterpret_cast<Key *>(Order.data()), *To = From + Count;
  uint64_t Differ = 0;
  bool Ascend = true;
  for (size_t I = 0; I < Count; ++I) {
    From[I] = {Pieces[I].Address, static_cast<uint32_t>(I)};
    Differ |= From[I].Address ^ From[0].Address;
    Ascend &= I == 0 || From[I - 1].Address <= From[I].Address;
  }
  constexpr unsigned DigitBits = 8;
  for (unsigned Shift = 0; !Ascend && Shift < 64 && Differ >> Shift != 0; Shift += DigitBits) {
    Shift += static_cast<unsigned>(__builtin_ctzll(Differ >> Shift));
    size_t Begin[(1u << DigitBits) + 1] = {};
    auto Digit = [Shift](const Key &K) { return K.Address >> Shift & ((1u << DigitBits) - 1); };
    for (size_t I = 0; I < Count; ++I)
      ++Begin[Digit(From[I]) + 1];
    for (size_t D = 1; D <= 1u << DigitBits; ++D)
      Begin[D] += Begin[D - 1];
    for (size_t I = 0; I < Count; ++I)
      To[Begin[Digit(From[I])]++] = From[I];
    Key *Old = From;
    From = To;
    To = Old;
  }
  for (size_t First = 0, Last; First < Count; First = Last) {
    for (Last = First + 1; Last < Count && From[Last].Address == From[First].Address;)
      ++Last;
    sortInPlace(From + First, Last - First, [this](const Key &A, const Key &B) { return isBefore(A, B); });
  }
  Sorted = From;
  return true;
}

bool GraphWriter::holds(const Piece &Outer, const Piece &Inner) const {
  return elementsAt(Type.Tag.Unit, Outer.Type, Outer.Total, Inner.Address - Outer.Address, Inner.Type) >= Inner.Total;
}

Errc GraphWriter::merge() {
  if (!sort())
    return Errc::OutOfMemory;
  uint32_t Outer = NoIndex;
  for (size_t I = 0; I < Pieces.size(); ++I) {
    uint32_t Index = Sorted[I].Index;
    Piece &P = Pieces[Index];
    if (P.Bytes == 0)
      continue; // no elements at the root
    if (Outer == NoIndex || P.Address >= Pieces[Outer].end()) {
      Outer = Index;
      continue;
    }
    Piece &Whole = Pieces[Outer];
    uint64_t Size = Type.type(P.Type).Size;
    if (holds(Whole, P)) {
      P.Within = Outer;
    } else if (isSameScalar(Type.Tag.Unit, P.Type, Whole.Type) && (P.Address - Whole.Address) % Size == 0) {
      P.Within = Outer; // two parts of one array
      Whole.Bytes = P.end() - Whole.Address;
      Whole.Total = Whole.Bytes / Size;
    } else if (P.Address == Whole.Address && holds(P, Whole)) {
      Whole.Within = Index;
      Outer = Index;
    } else {
      return refuseOverlap(Outer < Index ? Outer : Index, Outer < Index ? Index : Outer);
    }
  }
  Where = nullptr;
  Current = 0;
  if (Pieces[0].Within != NoIndex || Pieces[0].Total != Pieces[0].Count)
    return refuse(Errc::Unsupported, "an element within a larger object that a pointer leads to; write that object");
  return place();
}

Errc GraphWriter::place() {
  uint64_t Place = NodeAlign;
  for (Piece &P : Pieces) {
    if (P.Within != NoIndex)
      continue;
    P.Place = Place;
    Place = alignUp(Place + (P.Bytes ? P.Bytes : 1), NodeAlign);
  }
  return Place > UINTPTR_MAX / 2 ? Errc::CountTooLarge : Errc::Ok;
}

//===--- Writing ------------------------------------------------------------===//

Errc GraphWriter::writePiece(Output &Out, const Piece &P) {
  if (!Type.HasSlots[P.Type])
    return Out.write(P.data(), static_cast<size_t>(P.Bytes));
  if (!Scratch.reserve(P.Bytes, 0))
    return Errc::OutOfMemory;
  uint8_t *Copy = Scratch.data();
  memcpy(Copy, P.data(), static_cast<size_t>(P.Bytes));
  auto Translate = [&](const Slot &Found) {
    Piece To;
    uintptr_t Value = 0;
    Errc Code = wanted(Found, To);
    if (Code == Errc::Ok && To.Count != 0) {
      uint32_t Known = *find(To);
      if (Known == 0)
        return Status::fail(refuse(Errc::Ambiguous, "memory that changes while it is written"));
      const Piece *Whole = &Pieces[Known - 1];
      while (Whole->Within != NoIndex)
        Whole = &Pieces[Whole->Within];
      Value = static_cast<uintptr_t>(Whole->Place + (To.Address - Whole->Address));
    }
    memcpy(Copy + (Found.Where - P.data()), &Value, sizeof Value);
    return Status::fail(Code);
  };
  if (Status S = forEachSlot(Type, P.Type, P.data(), P.Total, Translate); !S.ok())
    return S.Code;
  return Out.write(Copy, static_cast<size_t>(P.Bytes));
}

Errc GraphWriter::write(Output &Out) {
  uint64_t NumNodes = 0;
  for (const Piece &P : Pieces)
    NumNodes += P.Within == NoIndex;
  Errc Code = Out.writeULEB(Type.Id);
  if (Code == Errc::Ok)
    Code = Out.writeULEB(Pieces[0].Count);
  if (Code == Errc::Ok)
    Code = Out.writeULEB(NumNodes - 1);
  for (size_t I = 1; I < Pieces.size() && Code == Errc::Ok; ++I) {
    if (Pieces[I].Within != NoIndex)
      continue;
    Code = Out.writeULEB(Pieces[I].Type);
    if (Code == Errc::Ok)
      Code = Out.writeULEB(Pieces[I].Total);
  }
  if (Code == Errc::Ok)
    Code = Out.writeZeros(static_cast<size_t>(alignUp(Out.offset(), NodeAlign) - Out.offset()));
  uint64_t Start = Out.offset();
  for (size_t I = 0; I < Pieces.size() && Code == Errc::Ok; ++I) {
    const Piece &P = Pieces[I];
    if (P.Within != NoIndex)
      continue;
    Code = Out.writeZeros(static_cast<size_t>(Start + P.Place - NodeAlign - Out.offset()));
    if (Code == Errc::Ok)
      Code = P.Bytes ? writePiece(Out, P) : Out.writeZeros(1);
  }
  return Code;
}

/// Nothing goes out, not even the type, before all is known to be sound.
Errc Stream::writeGraph(StreamType &Type, const void *Data, uint64_t Count, Text &Detail) {
  if (!Type.Flat)
    Type.Flat = flatten(Type, Kept);
  if (Type.Flat && !Type.Overlaps && Disjoint.collect(Type, Type.Flat, Data, Count)) {
    Errc Code = Type.Id ? Errc::Ok : announce(Type);
    if (Code == Errc::Ok)
      Code = Disjoint.write(Out);
    Disjoint.trim();
    return Code;
  }
  GraphWriter Writer(Type, Host, Detail, Memory);
  Errc Code = Writer.collect(Data, Count);
  if (Code == Errc::Ok)
    Code = Writer.merge();
  if (Code == Errc::Ok)
    Type.Overlaps = Writer.overlaps();
  if (Code == Errc::Ok && Type.Id == 0)
    Code = announce(Type);
  if (Code == Errc::Ok)
    Code = Writer.write(Out);
  return Code;
}
