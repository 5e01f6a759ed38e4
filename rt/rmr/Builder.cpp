//===- Builder.cpp - Tags made at run time ----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For code that is compiled without the plugin. Makes the plugin's tags: the same names, the same order of types.
//
//===----------------------------------------------------------------------===//

#include "rmr/Memory.h"
#include "types/Enumerators.h"
#include "types/Platform.h"
#include "types/TypeTag.h"

#include <stdlib.h>

using namespace cgt;
using namespace cgt::rmr;

namespace {

struct OwnedMember {
  uint32_t Record;
  MemberInfo Info;
};

struct Enumerator {
  uint32_t Type;
  Str Line; ///< by addEnumerator()
};

class Builder {
public:
  Pool Memory{standardMemory()};
  List<TypeInfo> Types{standardMemory()};
  List<OwnedMember> Members{standardMemory()};
  List<CountInfo> Counts{standardMemory()};
  List<cgt_rmr_type> Enums{standardMemory()};
  List<Enumerator> Enumerators{standardMemory()};
  char Error[256] = "";

  /// The first mistake is kept: "member 'x' of 'struct point': What".
  int fail(const char *What, Str Record = {}, Str Member = {}, const char *Part = "member '") {
    if (*Error)
      return -1;
    Text Out(Error, sizeof Error);
    if (!Member.empty())
      Out.add(Part).add(Member).add("' of ");
    if (!Record.empty())
      Out.add('\'').add(Record).add("': ");
    Out.add(What);
    return -1;
  }
  bool has(cgt_rmr_type Type, Str Record = {}, Str Member = {}) {
    if (Type >= 0 && static_cast<size_t>(Type) < Types.size())
      return true;
    fail("no such type", Record, Member);
    return false;
  }
  Str nameOf(cgt_rmr_type Type) { return Types[static_cast<size_t>(Type)].Name; }
  /// Is there one? An empty name would go with every other.
  bool isName(const char *Name) { return Name && *Name ? true : fail("a name that is null or empty") == 0; }
  bool keep(const char *Text, Str &Result);
  cgt_rmr_type add(const TypeInfo &New);
  /// The type that is the same already, or \p New.
  cgt_rmr_type unique(const TypeInfo &New);
  cgt_rmr_type record(TypeKind Kind, const char *Name, size_t Size);
  cgt_rmr_type integer(const char *Name, size_t Size, int IsSigned, bool IsEnum);
  /// May \p Record have a \p Member?
  bool isRecord(cgt_rmr_type Record, const char *Member);
  /// Are the name and, in a struct, the bits still free?
  bool isFree(const OwnedMember &New);
  void member(cgt_rmr_type Record, const char *Name, cgt_rmr_type Type, MemberInfo New);
  bool takeEnumerators(uint32_t Enum);
  void spreadAlignments();
  bool completeTypes();
  const cgt_rmr_tag *build(uint32_t Root);
};

} // namespace

struct cgt_rmr_builder : Builder {};

bool Builder::keep(const char *Text, Str &Result) {
  if (!isName(Text))
    return false;
  Str S(Text);
  auto *Copy = static_cast<char *>(Memory.take(S.Size));
  if (!Copy)
    return fail("out of memory") == 0;
  memcpy(Copy, S.Data, S.Size);
  Result = Str(Copy, S.Size);
  return true;
}

cgt_rmr_type Builder::add(const TypeInfo &New) {
  if (!Types.add(New))
    return fail("out of memory");
  return static_cast<cgt_rmr_type>(Types.size() - 1);
}

cgt_rmr_type Builder::unique(const TypeInfo &New) {
  for (size_t I = 0; I < Types.size(); ++I) {
    const TypeInfo &T = Types[I];
    if (T.Kind == New.Kind && T.Number == New.Number && T.Name == New.Name && T.Size == New.Size && T.Element == New.Element &&
        T.Count == New.Count)
      return static_cast<cgt_rmr_type>(I);
  }
  return add(New);
}

cgt_rmr_type Builder::record(TypeKind Kind, const char *Name, size_t Size) {
  TypeInfo T;
  T.Kind = Kind;
  T.Size = Size;
  return keep(Name, T.Name) ? add(T) : -1;
}

cgt_rmr_type Builder::integer(const char *Name, size_t Size, int IsSigned, bool IsEnum) {
  TypeInfo T;
  T.Kind = TypeKind::Scalar;
  T.Number = IsSigned ? Scalar::Signed : Scalar::Unsigned;
  T.Size = Size;
  if (!keep(Name, T.Name))
    return -1;
  if (Size == 0 || Size > 16 || (Size & (Size - 1)) != 0)
    return fail("an integer of a size that C doesn't have", T.Name);
  if (!IsEnum)
    return unique(T);
  cgt_rmr_type Enum = add(T);
  return Enum < 0 || Enums.add(Enum) ? Enum : fail("out of memory");
}

bool Builder::isRecord(cgt_rmr_type Record, const char *Member) {
  if (!isName(Member) || !has(Record, {}, Member))
    return false;
  if (Types[static_cast<size_t>(Record)].isRecord())
    return true;
  fail("a member of what is no struct", nameOf(Record), Member);
  return false;
}

void Builder::member(cgt_rmr_type Record, const char *Name, cgt_rmr_type Type, MemberInfo New) {
  const TypeInfo &Whole = Types[static_cast<size_t>(Record)], &Own = Types[static_cast<size_t>(Type)];
  New.Type = static_cast<uint32_t>(Type);
  if (!New.IsBitField && (Own.Size > Whole.Size || New.Offset > Whole.Size - Own.Size))
    fail("lies outside of it", Whole.Name, Name);
  else if (New.IsBitField && New.BitWidth == 0)
    fail("no bit of the example is zero", Whole.Name, Name);
  else if (OwnedMember Owned{static_cast<uint32_t>(Record), New};
           keep(Name, Owned.Info.Name) && isFree(Owned) && !Members.add(Owned))
    fail("out of memory");
}

bool Builder::isFree(const OwnedMember &New) {
  auto Begin = [](const MemberInfo &M) { return M.IsBitField ? M.BitOffset : M.Offset * 8; };
  auto End = [&](const MemberInfo &M) { return Begin(M) + (M.IsBitField ? M.BitWidth : Types[M.Type].Size * 8); };
  const TypeInfo &Whole = Types[New.Record];
  for (const OwnedMember &Old : Members) {
    if (Old.Record != New.Record)
      continue;
    if (Old.Info.Name == New.Info.Name)
      return fail("there is one of this name already", Whole.Name, New.Info.Name) == 0;
    bool Overlap = Begin(Old.Info) < End(New.Info) && Begin(New.Info) < End(Old.Info);
    if (Whole.Kind == TypeKind::Struct && Overlap)
      return fail("lies where another member does", Whole.Name, New.Info.Name) == 0;
  }
  return true;
}

bool Builder::takeEnumerators(uint32_t Enum) {
  List<Str> Lines{standardMemory()};
  bool HasRoom = true;
  for (const Enumerator &E : Enumerators)
    HasRoom = HasRoom && (E.Type != Enum || Lines.add(E.Line));
  Types[Enum].Enumerators = hashEnumerators(Lines.begin(), Lines.size());
  Lines.clear();
  return HasRoom;
}

/// What is aligned by more than most aligns what it is part of.
void Builder::spreadAlignments() {
  auto Spread = [&](uint32_t Part, size_t Whole) {
    bool IsMore = Types[Part].Align > Types[Whole].Align;
    if (IsMore)
      Types[Whole].Align = Types[Part].Align;
    return IsMore;
  };
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (size_t I = 0; I < Types.size(); ++I)
      Changed |= Types[I].Kind == TypeKind::Array && Spread(Types[I].Element, I);
    for (const OwnedMember &M : Members)
      Changed |= Spread(M.Info.Type, M.Record);
  }
}

bool Builder::completeTypes() {
  spreadAlignments();
  for (size_t I = 0; I < Types.size(); ++I) {
    TypeInfo &T = Types[I];
    T.NumMembers = 0;
    if (T.Kind == TypeKind::Scalar && !takeEnumerators(static_cast<uint32_t>(I)))
      return fail("out of memory") == 0;
    for (const OwnedMember &M : Members)
      T.NumMembers += M.Record == I;
    auto *Own = Memory.allocator().array<MemberInfo>(T.NumMembers);
    if (!Own)
      return fail("out of memory") == 0;
    T.Members = Own;
    for (const OwnedMember &M : Members)
      if (M.Record == I)
        *Own++ = M.Info;
  }
  return true;
}

const cgt_rmr_tag *Builder::build(uint32_t Root) {
  if (!completeTypes())
    return nullptr;
  TypeTag All;
  All.Unit.Types = Types.begin();
  All.Unit.NumTypes = static_cast<uint32_t>(Types.size());
  All.Counts = Counts.begin();
  All.NumCounts = static_cast<uint32_t>(Counts.size());
  List<uint8_t> Bytes(standardMemory());
  Sink Out(
      [](void *Ctx, const void *Data, size_t Size) {
        auto *To = static_cast<List<uint8_t> *>(Ctx);
        for (size_t I = 0; I < Size; ++I)
          if (!To->add(static_cast<const uint8_t *>(Data)[I]))
            return false;
        return true;
      },
      &Bytes);
  Status S = writeTypeTag(All, Root, Memory.allocator(), Out);
  auto *Tag = S.ok() ? static_cast<uint8_t *>(Memory.take(Bytes.size())) : nullptr;
  if (S.Code == Errc::Malformed)
    fail("a count that is no integer beside a pointer");
  else if (S.Code == Errc::CountTooLarge)
    fail("a tag of more than 16 MiB");
  else if (!Tag)
    fail("out of memory");
  if (Tag)
    memcpy(Tag, Bytes.begin(), Bytes.size());
  Bytes.clear();
  if (!Tag)
    return nullptr;
  // What the parser says of it is what every reader will.
  TypeTag Parsed;
  Cursor In(Tag, ~size_t(0) >> 1);
  S = parseTypeTag(In, Memory.allocator(), Parsed);
  if (!S.ok())
    fail(S.Code == Errc::OutOfMemory ? "out of memory"
         : S.Code == Errc::TooDeep   ? "types nest too deeply or contain themselves"
                                     : "a member outside of its struct, or sizes that don't fit together");
  return S.ok() ? reinterpret_cast<const cgt_rmr_tag *>(Tag) : nullptr;
}

//===--- The C functions ---------------------------------------------------===//

cgt_rmr_builder *cgt_rmr_builder_new(void) {
  void *Block = malloc(sizeof(cgt_rmr_builder));
  return Block ? new (Place{Block}) cgt_rmr_builder : nullptr;
}

void cgt_rmr_builder_free(cgt_rmr_builder *Builder) {
  if (!Builder)
    return;
  Builder->Types.clear();
  Builder->Members.clear();
  Builder->Counts.clear();
  Builder->Enums.clear();
  Builder->Enumerators.clear();
  Builder->Memory.clear();
  free(Builder);
}

cgt_rmr_type cgt_rmr_scalar_type(cgt_rmr_builder *B, cgt_rmr_scalar Index) {
  const struct {
    const char *Name;
    Scalar Number;
    size_t Size;
  } Table[] = {{"_Bool", Scalar::Bool, sizeof(bool)},
               {"char", Scalar::Char, 1},
               {"signed char", Scalar::Signed, 1},
               {"unsigned char", Scalar::Unsigned, 1},
               {"short", Scalar::Signed, sizeof(short)},
               {"unsigned short", Scalar::Unsigned, sizeof(short)},
               {"int", Scalar::Signed, sizeof(int)},
               {"unsigned int", Scalar::Unsigned, sizeof(int)},
               {"long", Scalar::Signed, sizeof(long)},
               {"unsigned long", Scalar::Unsigned, sizeof(long)},
               {"long long", Scalar::Signed, sizeof(long long)},
               {"unsigned long long", Scalar::Unsigned, sizeof(long long)},
               {"float", Scalar::IEEE, sizeof(float)},
               {"double", Scalar::IEEE, sizeof(double)},
               {"long double", scalarOf(hostPlatform().LongDouble), sizeof(long double)}};
  if (static_cast<unsigned>(Index) >= sizeof Table / sizeof Table[0])
    return B->fail("no such scalar");
  TypeInfo T;
  T.Kind = TypeKind::Scalar;
  T.Number = Table[Index].Number;
  T.Name = Str(Table[Index].Name);
  T.Size = Table[Index].Size;
  return B->unique(T);
}

cgt_rmr_type cgt_rmr_integer_type(cgt_rmr_builder *B, const char *Name, size_t Size, int IsSigned) {
  return B->integer(Name, Size, IsSigned, false);
}

cgt_rmr_type cgt_rmr_enum_type(cgt_rmr_builder *B, const char *Name, size_t Size, int IsSigned) {
  return B->integer(Name, Size, IsSigned, true);
}

/// A long of 32 bits has the values from 2^31 on as negative ones.
static bool fits(int64_t Value, const TypeInfo &Enum) {
  if (Enum.Size >= sizeof(long))
    return true;
  int64_t Limit = int64_t(1) << (8 * Enum.Size - (Enum.scalar() == Scalar::Unsigned ? 0 : 1));
  return Value < Limit && Value >= (Enum.scalar() == Scalar::Unsigned ? 0 : -Limit);
}

void cgt_rmr_enumerator(cgt_rmr_builder *B, cgt_rmr_type Enum, const char *Name, long Value) {
  if (!B->isName(Name) || !B->has(Enum))
    return;
  bool IsEnum = false;
  for (cgt_rmr_type E : B->Enums)
    IsEnum |= E == Enum;
  const TypeInfo &T = B->Types[static_cast<size_t>(Enum)];
  if (!IsEnum || !fits(Value, T)) {
    B->fail(IsEnum ? "doesn't fit" : "an enumerator of what is no enumeration", T.Name, Name, "enumerator '");
    return;
  }
  Str Own(Name);
  auto *Line = static_cast<char *>(B->Memory.take(Own.Size + EnumeratorRoom));
  if (!Line) {
    B->fail("out of memory");
    return;
  }
  Text Into(Line, Own.Size + EnumeratorRoom);
  bool Signed = T.scalar() != Scalar::Unsigned;
  addEnumerator(Into, Own, Signed ? static_cast<uint64_t>(int64_t(Value)) : static_cast<unsigned long>(Value), Signed);
  if (!B->Enumerators.add({static_cast<uint32_t>(Enum), Str(Line)}))
    B->fail("out of memory");
}

cgt_rmr_type cgt_rmr_array_type(cgt_rmr_builder *B, cgt_rmr_type Element, size_t Count) {
  if (!B->has(Element))
    return -1;
  uint64_t Size = B->Types[static_cast<size_t>(Element)].Size;
  if (Count == 0 || (Size != 0 && Count > SIZE_MAX / Size))
    return B->fail(Count == 0 ? "an array without elements" : "an array that is larger than memory");
  TypeInfo T;
  T.Kind = TypeKind::Array;
  T.Element = static_cast<uint32_t>(Element);
  T.Count = Count;
  T.Size = Size * Count;
  return B->unique(T);
}

cgt_rmr_type cgt_rmr_pointer_type(cgt_rmr_builder *B, cgt_rmr_type Pointee) {
  if (!B->has(Pointee))
    return -1;
  TypeInfo T;
  T.Kind = TypeKind::Pointer;
  T.Element = static_cast<uint32_t>(Pointee);
  T.Size = sizeof(void *);
  return B->unique(T);
}

cgt_rmr_type cgt_rmr_struct_type(cgt_rmr_builder *B, const char *Name, size_t Size) {
  return B->record(TypeKind::Struct, Name, Size);
}

cgt_rmr_type cgt_rmr_union_type(cgt_rmr_builder *B, const char *Name, size_t Size) {
  return B->record(TypeKind::Union, Name, Size);
}

void cgt_rmr_member(cgt_rmr_builder *B, cgt_rmr_type Record, const char *Name, size_t Offset, cgt_rmr_type Type) {
  if (!B->isRecord(Record, Name) || !B->has(Type, B->nameOf(Record), Name))
    return;
  MemberInfo M;
  M.Offset = Offset;
  B->member(Record, Name, Type, M);
}

void cgt_rmr_sized_member(cgt_rmr_builder *B, cgt_rmr_type Record, const char *Name, size_t Offset, size_t Size,
                          size_t Alignment, cgt_rmr_type Type) {
  cgt_rmr_member(B, Record, Name, Offset, Type);
  if (*B->Error)
    return;
  uint64_t Told = B->Types[static_cast<size_t>(Type)].Size;
  char What[96];
  Text Message(What, sizeof What);
  Message.add("has ").decimal(Size).add(" bytes, and its type ").decimal(Told);
  if (Told != Size)
    B->fail(What, B->nameOf(Record), Name);
  else
    cgt_rmr_align(B, Record, Alignment);
}

void cgt_rmr_align(cgt_rmr_builder *B, cgt_rmr_type Type, size_t Alignment) {
  if (!B->has(Type))
    return;
  TypeInfo &T = B->Types[static_cast<size_t>(Type)];
  if (Alignment == 0 || (Alignment & (Alignment - 1)) != 0)
    B->fail("an alignment that is no power of two", T.Name);
  else if (Alignment > CommonAlign && Alignment > T.Align)
    T.Align = Alignment;
}

void cgt_rmr_bit_field(cgt_rmr_builder *B, cgt_rmr_type Record, const char *Name, const void *Example, cgt_rmr_type Type) {
  if (!B->isRecord(Record, Name) || !B->has(Type, B->nameOf(Record), Name))
    return;
  bool FromTop = hostPlatform().BitFieldsFromTop;
  auto *Bytes = static_cast<const uint8_t *>(Example);
  MemberInfo M;
  M.IsBitField = true;
  uint64_t Bits = B->Types[static_cast<size_t>(Record)].Size * 8;
  for (uint64_t I = 0; I < Bits; ++I) {
    bool IsOne = Bytes[I / 8] & (1u << (FromTop ? 7 - I % 8 : I % 8));
    if (IsOne)
      continue;
    if (M.BitWidth == 0)
      M.BitOffset = static_cast<uint32_t>(I);
    else if (I != uint64_t(M.BitOffset) + M.BitWidth) {
      B->fail("zeros of the example that don't lie together", B->nameOf(Record), Name);
      return;
    }
    ++M.BitWidth;
  }
  M.Offset = M.BitOffset / 8;
  B->member(Record, Name, Type, M);
}

void cgt_rmr_count(cgt_rmr_builder *B, cgt_rmr_type Record, const char *Pointer, const char *Counter) {
  if (!B->isRecord(Record, Pointer))
    return;
  uint32_t Index = 0;
  const MemberInfo *Counted = nullptr, *Count = nullptr;
  CountInfo C;
  C.Type = static_cast<uint32_t>(Record);
  for (const OwnedMember &M : B->Members) {
    if (M.Record != C.Type)
      continue;
    if (M.Info.Name == Str(Pointer)) {
      C.Pointer = Index;
      Counted = &M.Info;
    }
    if (M.Info.Name == Str(Counter)) {
      C.Counter = Index;
      Count = &M.Info;
    }
    ++Index;
  }
  if (!Counted)
    B->fail("there is no such member to be counted", B->nameOf(Record), Pointer);
  else if (B->Types[Counted->Type].Kind != TypeKind::Pointer)
    B->fail("is counted, but no pointer", B->nameOf(Record), Pointer);
  else if (!Count)
    B->fail("there is no such member to count by", B->nameOf(Record), Counter);
  else if (!mayCount(B->Types[Count->Type]) || Count->IsBitField)
    B->fail("counts, but is no integer", B->nameOf(Record), Counter);
  else if (!B->Counts.add(C))
    B->fail("out of memory");
}

const cgt_rmr_tag *cgt_rmr_build(cgt_rmr_builder *B, cgt_rmr_type Type) {
  return !*B->Error && B->has(Type) ? B->build(static_cast<uint32_t>(Type)) : nullptr;
}

const char *cgt_rmr_builder_error(const cgt_rmr_builder *B) { return B->Error; }
