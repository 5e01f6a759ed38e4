//===- ImageTree.cpp - An image as fields that can be changed --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ImageTree.h"

#include "base/Hash.h"
#include "image/Sections.h"

#include <cstdio>
#include <zstd.h>

using namespace cgt;
using namespace cgt::fuzz;
using namespace cgt::image;

//===--- Reading -----------------------------------------------------------===//

namespace {

class TreeReader {
public:
  TreeReader(const std::string &Contents) : In(Contents.data(), Contents.size()) {}
  bool section(ImageSection &S, ImageTree &T);

private:
  Field &add(Field &To, Field::KindType Kind, const char *Name) {
    To.Items.emplace_back();
    To.Items.back().Kind = Kind;
    To.Items.back().Name = Name;
    return To.Items.back();
  }
  uint64_t number(Field &To, Field::KindType Kind, const char *Name) {
    Field &F = add(To, Kind, Name);
    uint8_t Byte = 0;
    uint32_t Word = 0;
    switch (Kind) {
    case Field::U8:
      Ok &= In.readU8(Byte).ok();
      F.Value = Byte;
      break;
    case Field::U32:
      Ok &= In.readU32(Word).ok();
      F.Value = Word;
      break;
    case Field::U64: Ok &= In.readU64(F.Value).ok(); break;
    default: Ok &= In.readULEB(F.Value).ok(); break;
    }
    return F.Value;
  }
  uint64_t uleb(Field &To, const char *Name) { return number(To, Field::Uleb, Name); }
  /// Several, whose names are separated by spaces; "=name" is a string.
  void all(Field &To, const std::vector<const char *> &Names) {
    for (const char *Name : Names)
      *Name == '=' ? string(To, Name + 1) : (void)uleb(To, Name);
  }
  void string(Field &To, const char *Name) {
    Str S;
    Ok &= In.readString(S).ok();
    add(To, Field::String, Name).Data.assign(S.Data, S.Size);
  }
  void bytes(Field &To, const char *Name, uint64_t Size) {
    const uint8_t *Data = nullptr;
    Ok &= In.readBytes(Data, Size).ok();
    if (Ok)
      add(To, Field::Bytes, Name).Data.assign(reinterpret_cast<const char *>(Data), static_cast<size_t>(Size));
  }
  template <typename Fn> void list(Field &To, const char *Name, Fn Item) {
    uint64_t Count = 0;
    Ok &= In.readULEB(Count).ok();
    Field &L = add(To, Field::List, Name);
    for (; Ok && Count; --Count)
      Item(add(L, Field::Record, Name));
  }

  void type(Field &T);
  void function(Field &F);
  void sizes(Field &U);
  void unit(Field &U);
  void object(Field &O);

  Cursor In;
  uint64_t BlobVersion = 1;
  bool Ok = true;
};

} // namespace

void TreeReader::type(Field &T) {
  auto Kind = static_cast<TypeKind>(number(T, Field::U8, "type kind"));
  if (Kind == TypeKind::Scalar) {
    number(T, Field::U8, "letter");
    uleb(T, "enumerators");
  }
  all(T, {"=type name", "type size", "type align"});
  if (Kind == TypeKind::Pointer || Kind == TypeKind::Array)
    uleb(T, "type index");
  if (Kind == TypeKind::Array)
    uleb(T, "array count");
  if (Kind != TypeKind::Struct && Kind != TypeKind::Union)
    return;
  all(T, {"=file", "line"});
  number(T, Field::U8, "bool");
  list(T, "members", [&](Field &M) {
    all(M, {"=member name", "type index", "member offset"});
    if (number(M, Field::U8, "bool"))
      all(M, {"bit offset", "bit width"});
  });
}

void TreeReader::function(Field &F) {
  all(F, {"=function id", "=function name", "=file", "line"});
  number(F, Field::U64, "token hash");
  uleb(F, "record size");
  list(F, "fields",
       [&](Field &V) { all(V, {"=field name", "type index", "field offset", "address offset", "field flags", "line"}); });
  list(F, "steps", [&](Field &S) {
    all(S, {"=callee", "loop depth", "ordinal", "line"});
    if (BlobVersion >= 2)
      uleb(S, "step flags");
    list(S, "live", [&](Field &L) { uleb(L, "live gap"); });
  });
}

void TreeReader::sizes(Field &U) {
  auto Texts = [&](Field &F, const char *Name) { list(F, Name, [&](Field &T) { all(T, {"index", "=size text"}); }); };
  list(U, "functions with sizes", [&](Field &F) {
    uleb(F, "function index");
    list(F, "sizes", [&](Field &S) { uleb(S, "size"); });
    Texts(F, "field texts");
    Texts(F, "step texts");
  });
}

void TreeReader::unit(Field &U) {
  BlobVersion = uleb(U, "blob version");
  all(U, {"=file", "=first external"});
  list(U, "types", [&](Field &T) { type(T); });
  list(U, "functions", [&](Field &F) { function(F); });
  list(U, "globals",
       [&](Field &G) { all(G, {"=global id", "=global name", "=file", "line", "type index", "global size", "global flags"}); });
  list(U, "symbols", [&](Field &S) { string(S, "function id"); });
  list(U, "literals", [&](Field &L) { all(L, {"type index", "literal size"}); });
  list(U, "sites", [&](Field &S) { all(S, {"type index", "=file", "line", "=function name"}); });
  if (BlobVersion >= 2)
    sizes(U);
  if (BlobVersion >= 3)
    list(U, "live members", [&](Field &T) {
      all(T, {"index", "=expression"});
      list(T, "live texts", [&](Field &M) { all(M, {"index", "=expression"}); });
    });
}

void TreeReader::object(Field &O) {
  number(O, Field::U8, "object kind");
  all(O, {"unit index", "object index", "=object name", "address"});
  uint64_t Size = uleb(O, "object size");
  uint64_t Follows = number(O, Field::U8, "what follows");
  if (Follows)
    bytes(O, "object data", Size);
  constexpr uint64_t WithStart = 2;
  if (Follows == WithStart)
    bytes(O, "object at the start", Size);
}

bool TreeReader::section(ImageSection &S, ImageTree &T) {
  Field &R = S.Root;
  if (S.Kind == PlatformSection) {
    string(R, "triple");
    const uint8_t *At = In.here();
    T.IsBig = In.remaining() > 1 && At[0];
    T.PointerSize = In.remaining() > 1 ? At[1] : 8;
    while (Ok && In.remaining())
      number(R, Field::U8, "platform");
  } else if (S.Kind == ProcessSection) {
    for (const char *Name : {"sequence", "polls", "stdout bytes", "stdin position"})
      number(R, Field::U64, Name);
    number(R, Field::U32, "errno");
    number(R, Field::U32, "rounding");
    number(R, Field::U64, "stack bytes");
    string(R, "program");
  } else if (S.Kind == UnitsSection) {
    list(R, "units", [&](Field &U) {
      uint64_t Size = 0;
      Ok &= In.readULEB(Size).ok();
      unit(add(U, Field::Sized, "blob"));
    });
  } else if (S.Kind == StackSection) {
    list(R, "activations", [&](Field &A) {
      all(A, {"unit number", "function index", "step"});
      uint64_t Size = uleb(A, "activation size");
      bytes(A, "record", Size);
    });
  } else if (S.Kind == ObjectsSection) {
    list(R, "objects", [&](Field &O) { object(O); });
  } else if (S.Kind == HooksSection) {
    list(R, "hooks", [&](Field &H) {
      number(H, Field::U8, "hook kind");
      all(H, {"signal", "=signal name", "function address", "address", "hook flags"});
    });
  } else if (S.Kind == HeapSection) {
    list(R, "runs", [&](Field &H) {
      all(H, {"address", "stride", "count", "block size", "align", "unit index", "site index", "type index"});
    });
  } else if (S.Kind == HomeSection) {
    all(R, {"=build id", "start", "stack top", "stack past", "thread area"});
    list(R, "libraries", [&](Field &L) {
      number(L, Field::U64, "identity");
      uleb(L, "library address");
    });
  } else if (S.Kind == HeapPagesSection) {
    list(R, "spans", [&](Field &H) { all(H, {"address", "pages", "span block size"}); });
  } else if (S.Kind == OutwardSection) {
    uleb(R, "pointers");
    list(R, "noted", [&](Field &P) { all(P, {"skipped pages", "noted pages"}); });
  } else {
    bytes(R, "data", In.remaining());
  }
  return Ok && In.remaining() == 0;
}

/// Contents of a section, unpacked.
static bool unpack(const std::string &File, const Section &S, bool &IsPacked, std::string &Contents) {
  const auto *At = reinterpret_cast<const uint8_t *>(File.data()) + S.Offset + SectionHeaderSize;
  while (Contents.size() < S.RawLength) {
    uint32_t Codec = At[0];
    uint64_t Raw = 0, Stored = 0;
    for (unsigned I = 0; I < 8; ++I) {
      Raw |= uint64_t(At[8 + I]) << (8 * I);
      Stored |= uint64_t(At[16 + I]) << (8 * I);
    }
    At += ChunkHeaderSize;
    size_t Done = Contents.size();
    Contents.resize(Done + static_cast<size_t>(Raw));
    if (Codec == 0)
      memcpy(&Contents[Done], At, static_cast<size_t>(Raw));
    else if (ZSTD_decompress(&Contents[Done], static_cast<size_t>(Raw), At, static_cast<size_t>(Stored)) != Raw)
      return false;
    IsPacked |= Codec != 0;
    At += Stored;
  }
  return true;
}

/// Pages of each span of \p Spans.
static bool readPages(const std::string &Contents, uint64_t Place, const Field &Spans, ImageSection &S) {
  if (Contents.size() < 4)
    return false;
  for (unsigned I = 0; I < 4; ++I)
    S.Align |= uint64_t(static_cast<uint8_t>(Contents[I])) << (8 * I);
  uint64_t At = 4;
  for (const Field &Span : Spans.Items) {
    At += (Span.Items[0].Value - Place - At) & (S.Align - 1);
    uint64_t Bytes = Span.Items[1].Value * 4096;
    if (At > Contents.size() || Bytes > Contents.size() - At)
      return false;
    Field F;
    F.Kind = Field::Bytes;
    F.Name = "pages";
    F.Data = Contents.substr(static_cast<size_t>(At), static_cast<size_t>(Bytes));
    S.Root.Items.push_back(std::move(F));
    At += Bytes;
  }
  return true;
}

ImageSection *ImageTree::find(uint32_t Kind) {
  for (ImageSection &S : Sections)
    if (S.Kind == Kind)
      return &S;
  return nullptr;
}

bool ImageTree::read(const std::string &File) {
  SectionList List;
  if (!readSections(File.data(), File.size(), List).ok())
    return fprintf(stderr, "not a sound image\n"), false;
  Version = List.WrittenBy;
  Lowest = List.ReadableBy;
  for (uint32_t I = 0; I < List.Count; ++I) {
    const Section &Found = List.Sections[I];
    ImageSection S;
    S.Kind = Found.Kind;
    S.Flags = Found.Flags;
    std::string Contents;
    bool Good = unpack(File, Found, S.IsPacked, Contents);
    if (Good && S.Kind == PagesSection) {
      ImageSection *Spans = find(HeapPagesSection);
      Good = Spans && readPages(Contents, Found.Offset + SectionHeaderSize + ChunkHeaderSize, Spans->Root.Items[0], S);
    } else if (Good) {
      Good = TreeReader(Contents).section(S, *this);
    }
    if (!Good)
      return fprintf(stderr, "section %u isn't as docs/format.md says\n", I), false;
    Sections.push_back(std::move(S));
  }
  return true;
}

//===--- Writing -----------------------------------------------------------===//

static void put(std::string &To, uint64_t Value, unsigned Size) {
  for (unsigned I = 0; I < Size; ++I)
    To.push_back(static_cast<char>(Value >> (8 * I)));
}

static void putULEB(std::string &To, uint64_t Value) {
  for (; Value >= 0x80; Value >>= 7)
    To.push_back(static_cast<char>(Value | 0x80));
  To.push_back(static_cast<char>(Value));
}

static void write(const Field &F, std::string &To) {
  switch (F.Kind) {
  case Field::U8: return put(To, F.Value, 1);
  case Field::U32: return put(To, F.Value, 4);
  case Field::U64: return put(To, F.Value, 8);
  case Field::Uleb: return putULEB(To, F.Value);
  case Field::String:
    putULEB(To, F.Lies ? F.Value : F.Data.size());
    To += F.Data;
    return;
  case Field::Bytes: To += F.Data; return;
  case Field::List: putULEB(To, F.Lies ? F.Value : F.Items.size()); break;
  case Field::Sized: {
    std::string Inner;
    for (const Field &I : F.Items)
      write(I, Inner);
    putULEB(To, F.Lies ? F.Value : Inner.size());
    To += Inner;
    return;
  }
  case Field::Record: break;
  }
  for (const Field &I : F.Items)
    write(I, To);
}

static uint64_t sizeOf(const Field &F) {
  constexpr uint64_t Number = 10;
  uint64_t Size = Number + F.Data.size();
  for (const Field &I : F.Items)
    Size += sizeOf(I);
  return Size;
}

uint64_t ImageTree::contents() const {
  uint64_t Size = 0;
  for (const ImageSection &S : Sections)
    Size += sizeOf(S.Root);
  return Size;
}

/// Pages at places that are congruent to the addresses that \p Spans say now.
static std::string writePages(const ImageSection &S, const ImageSection *Spans, uint64_t Place) {
  std::string To;
  put(To, S.Align, 4);
  uint64_t Mask = S.Align && (S.Align & (S.Align - 1)) == 0 && S.Align <= (1u << 20) ? S.Align - 1 : 4095;
  for (size_t K = 0; K < S.Root.Items.size(); ++K) {
    uint64_t Address = 0;
    if (Spans && K < Spans->Root.Items[0].Items.size())
      Address = Spans->Root.Items[0].Items[K].Items[0].Value;
    To.resize(To.size() + static_cast<size_t>((Address - Place - To.size()) & Mask));
    To += S.Root.Items[K].Data;
  }
  return To;
}

static void putChunks(std::string &File, const ImageSection &S, const std::string &Contents) {
  for (size_t Done = 0; Done < Contents.size();) {
    size_t Raw = Contents.size() - Done;
    std::string Packed;
    if (S.IsPacked) {
      Raw = Raw < MaxCompressedChunk ? Raw : static_cast<size_t>(MaxCompressedChunk);
      Packed.resize(ZSTD_compressBound(Raw));
      Packed.resize(ZSTD_compress(&Packed[0], Packed.size(), &Contents[Done], Raw, 1));
    }
    bool Pays = S.IsPacked && Packed.size() < Raw;
    put(File, Pays, 4);
    put(File, 0, 4);
    put(File, Raw + (Done == 0 ? S.ChunkLie : 0), 8);
    put(File, Pays ? Packed.size() : Raw, 8);
    Pays ? File += Packed : File.append(Contents, Done, Raw);
    Done += Raw;
  }
}

std::string ImageTree::write() const {
  std::string File(reinterpret_cast<const char *>(Magic), sizeof Magic), Table;
  put(File, Version, 2);
  put(File, Lowest, 2);
  put(File, Flags, 4);
  put(File, hashOf(File.data(), File.size()), 8);
  const ImageSection *Spans = const_cast<ImageTree *>(this)->find(HeapPagesSection);
  for (const ImageSection &S : Sections) {
    size_t Start = File.size();
    std::string Contents;
    if (S.Kind == PagesSection)
      Contents = writePages(S, Spans, Start + SectionHeaderSize + ChunkHeaderSize);
    else
      ::write(S.Root, Contents);
    put(File, S.Kind, 4);
    put(File, S.Flags, 4);
    put(File, Contents.size() + S.RawLie, 8);
    putChunks(File, S, Contents);
    uint64_t Checksum = hashOf(File.data() + Start, File.size() - Start);
    put(File, Checksum, 8);
    put(Table, S.Kind, 4);
    put(Table, S.Flags, 4);
    put(Table, Start, 8);
    put(Table, File.size() - Start, 8);
    put(Table, Checksum, 8);
  }
  size_t TableAt = File.size();
  put(File, TableSection, 4);
  put(File, 0, 4);
  put(File, Table.size(), 8);
  if (!Table.empty()) {
    put(File, 0, 8);
    put(File, Table.size(), 8);
    put(File, Table.size(), 8);
    File += Table;
  }
  put(File, hashOf(File.data() + TableAt, File.size() - TableAt), 8);
  size_t TrailerAt = File.size();
  put(File, TableAt, 8);
  put(File, TrailerAt + TrailerSize, 8);
  File.append(reinterpret_cast<const char *>(EndMagic), sizeof EndMagic);
  Hasher Seal;
  Seal.update(File.data(), HeaderSize);
  Seal.update(File.data() + TableAt, File.size() - TableAt);
  put(File, Seal.digest(), 8);
  return File;
}
