//===- ProgramFile.cpp - What a program says of itself ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ProgramFile.h"

#include "Platforms.h"

#include "abi/FileSections.h"
#include "abi/Names.h"
#include "types/Active.h"

#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"

using namespace cgt;
using namespace llvm;
using object::ELFObjectFileBase;

StringRef cgt::releaseOf(StringRef Bytes) {
  size_t Words = Bytes.starts_with(ELF::ElfMagic) ? Bytes.find(CGT_RELEASE_WORDS) : StringRef::npos;
  StringRef Version = Words == StringRef::npos ? "" : Bytes.substr(Words + strlen(CGT_RELEASE_WORDS));
  return Version.substr(0, Version.find_first_not_of("0123456789."));
}

bool ProgramFile::isProgram(StringRef Path) {
  sys::fs::file_status Kind;
  if (sys::fs::status(Path, Kind) || Kind.type() != sys::fs::file_type::regular_file)
    return false;
  file_magic Magic;
  if (identify_magic(Path, Magic))
    return false;
  return Magic == file_magic::elf || Magic == file_magic::elf_executable || Magic == file_magic::elf_relocatable ||
         Magic == file_magic::elf_shared_object;
}

static const Platform *platformOf(const ELFObjectFileBase &File) {
  const Platform *P = findPlatform(Triple::getArchTypeName(File.getArch()));
  bool Fits = P && P->BigEndian == !File.isLittleEndian() && P->PointerSize == File.getBytesInAddress();
  return Fits ? P : nullptr;
}

/// What is asked for by DT_NEEDED.
template <typename ELFT> static Error addLibraries(const object::ELFFile<ELFT> &File, std::vector<std::string> &Libraries) {
  auto Entries = File.dynamicEntries();
  if (!Entries)
    return Entries.takeError();
  uint64_t Strings = 0, Size = 0;
  for (const auto &D : *Entries) {
    if (D.d_tag == ELF::DT_STRTAB)
      Strings = D.d_un.d_ptr;
    if (D.d_tag == ELF::DT_STRSZ)
      Size = D.d_un.d_val;
  }
  if (Size == 0)
    return Error::success(); // linked statically
  Expected<const uint8_t *> Begin = File.toMappedAddr(Strings);
  if (!Begin)
    return Begin.takeError();
  if (*Begin < File.base() || *Begin > File.end() || Size > static_cast<uint64_t>(File.end() - *Begin))
    return createStringError("its table of names reaches beyond its end");
  StringRef Names(reinterpret_cast<const char *>(*Begin), Size);
  for (const auto &D : *Entries)
    if (D.d_tag == ELF::DT_NEEDED && D.d_un.d_val < Size)
      Libraries.push_back(Names.substr(D.d_un.d_val).split('\0').first.str());
  return Error::success();
}

static Error addLibraries(const ELFObjectFileBase &File, std::vector<std::string> &Libraries) {
  if (auto *F = dyn_cast<object::ELF32LEObjectFile>(&File))
    return addLibraries(F->getELFFile(), Libraries);
  if (auto *F = dyn_cast<object::ELF32BEObjectFile>(&File))
    return addLibraries(F->getELFFile(), Libraries);
  if (auto *F = dyn_cast<object::ELF64LEObjectFile>(&File))
    return addLibraries(F->getELFFile(), Libraries);
  return addLibraries(cast<object::ELF64BEObjectFile>(File).getELFFile(), Libraries);
}

/// The runtime's units are compiled without hashes, so that a program with a newer runtime is the same program. Where their functions
/// aren't in the schema, their notes tell.
static bool hasNoHashes(const UnitInfo &U) {
  for (uint32_t K = 0; K < U.NumFunctions; ++K)
    if (U.Functions[K].TokenHash != 0)
      return false;
  return U.NumFunctions != 0;
}

Error ProgramFile::readUnits(StringRef Bytes) {
  Allocator Allocate = Memory.allocator();
  Cursor In(Bytes.data(), Bytes.size());
  while (In.remaining() != 0) {
    if (Bytes[Bytes.size() - In.remaining()] == 0) { // what a linker fills up with: no blob begins so
      uint8_t Ignored;
      if (Status S = In.readU8(Ignored); !S.ok())
        return toError(S, Path);
      continue;
    }
    UnitInfo U;
    if (Status S = parseUnit(In, Allocate, U); !S.ok())
      return createStringError("'" + Path + "': section " CGT_SCHEMA_SECTION ": offset 0x" + Twine::utohexstr(S.Place) + ": " +
                               errorText(S.Code));
    Units.push_back(U);
  }
  return Error::success();
}

Error ProgramFile::readFindings(StringRef Bytes) {
  auto TextOf = [](const json::Object &O, StringRef Key) { return O.getString(Key).value_or("").str(); };
  std::string Unit;
  while (!Bytes.empty()) {
    auto [Line, Rest] = Bytes.split('\n');
    Bytes = Rest;
    Line = Line.trim('\0');
    if (Line.empty())
      continue;
    Expected<json::Value> Parsed = json::parse(Line);
    const json::Object *O = Parsed ? Parsed->getAsObject() : nullptr;
    if (!O) {
      consumeError(Parsed.takeError());
      return createStringError("'" + Path + "': section " CGT_FINDINGS_SECTION " holds something that this CGT doesn't know");
    }
    if (O->get("unit")) {
      Unit = TextOf(*O, "unit");
      if (O->getBoolean("runtime").value_or(false))
        OfRuntime.insert({TextOf(*O, "unit"), TextOf(*O, "first")});
      else
        ++Lists;
      if (std::string Hints = TextOf(*O, "hints"); !Hints.empty())
        ++Readers[Hints];
      continue;
    }
    FindingLine L{TextOf(*O, "slug"), TextOf(*O, "about"), TextOf(*O, "in"), TextOf(*O, "file"), 0, {}, Unit};
    L.Line = static_cast<unsigned>(std::clamp<int64_t>(O->getInteger("line").value_or(0), 0, UINT32_MAX));
    if (const json::Array *Polling = O->getArray("polling"))
      for (const json::Value &Name : *Polling)
        L.Polling.push_back(Name.getAsString().value_or("").str());
    Lines.push_back(std::move(L));
  }
  return Error::success();
}

Expected<std::unique_ptr<ProgramFile>> ProgramFile::open(StringRef Path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> Buffer =
      MemoryBuffer::getFile(Path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!Buffer)
    return createStringError("'" + Path + "': " + Buffer.getError().message());
  auto File = std::make_unique<ProgramFile>();
  File->Path = Path.str();
  File->Buffer = std::move(*Buffer);
  auto Fault = [&](Error E) { return createStringError("'" + Path + "': " + toString(std::move(E))); };
  Expected<std::unique_ptr<object::ObjectFile>> Object =
      object::ObjectFile::createELFObjectFile(File->Buffer->getMemBufferRef());
  if (!Object)
    return Fault(Object.takeError());
  const auto &Elf = cast<ELFObjectFileBase>(**Object);
  File->Where = platformOf(Elf);
  File->IsWhole = !Elf.isRelocatableObject();
  for (const object::SectionRef &S : Elf.sections()) {
    Expected<StringRef> Name = S.getName();
    if (!Name)
      return Fault(Name.takeError());
    bool IsSchema = *Name == CGT_SCHEMA_SECTION;
    if (!IsSchema && *Name != CGT_FINDINGS_SECTION)
      continue;
    Expected<StringRef> Bytes = S.getContents();
    if (!Bytes)
      return Fault(Bytes.takeError());
    if (Error E = IsSchema ? File->readUnits(*Bytes) : File->readFindings(*Bytes))
      return std::move(E);
  }
  erase_if(File->Units, [&](const UnitInfo &U) {
    return hasNoHashes(U) || File->OfRuntime.count({ref(U.File).str(), ref(U.FirstExternal).str()});
  });
  settleFound(File->Units.data(), static_cast<uint32_t>(File->Units.size()));
  if (Error E = addLibraries(Elf, File->Libraries))
    return Fault(std::move(E));
  return std::move(File);
}
