//===- Verifier.cpp - Every damage of a file -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader stops at the first damage. Here the frame is walked section by section past checksums that differ, then
// the whole is given to the reader, so that nothing is called good that a restore would refuse.
//
//===----------------------------------------------------------------------===//

#include "Verifier.h"

#include "ToolMessage.h"

#include "image/Sections.h"

#include "llvm/ADT/StringExtras.h"

using namespace cgt;
using namespace llvm;

namespace {

class Verifier {
public:
  Verifier(StringRef Path, const MemoryBuffer &File, uint64_t MaxMemory, raw_ostream &OS)
      : Path(Path), File(File), MaxMemory(MaxMemory), OS(OS) {}
  unsigned run();

private:
  void warn(Status S, const Twine &What);
  void walk(Cursor In);

  StringRef Path;
  const MemoryBuffer &File;
  uint64_t MaxMemory;
  raw_ostream &OS;
  unsigned Damages = 0;
  std::vector<uint64_t> Places; ///< reported already
};

} // namespace

void Verifier::warn(Status S, const Twine &What) {
  for (uint64_t Place : Places)
    if (Place == S.Place)
      return;
  Places.push_back(S.Place);
  ++Damages;
  std::string Name = What.str();
  OS.flush();
  tell("cgt-inspect", MessageKind::Warning, toString(toError(S, Path)) + (Name.empty() ? "" : " (" + Name + ")"));
}

static std::string sectionName(uint32_t Kind) {
  std::string Name;
  for (unsigned K = 0; K < 4; ++K) {
    char C = static_cast<char>(Kind >> (8 * K));
    Name += C >= ' ' && C <= '~' ? C : '?';
  }
  return Name;
}

void Verifier::walk(Cursor In) {
  for (;;) {
    image::Section S;
    bool Damaged = false;
    uint64_t Start = In.place();
    Status Read = image::readSection(In, S, &Damaged);
    std::string Name = In.place() > Start ? "section " + sectionName(S.Kind) : "section at its start";
    if (!Read.ok())
      return warn(Read, Name + "; what follows can't be read");
    if (Damaged)
      warn(Status::fail(Errc::BadChecksum, In.place() - image::ChecksumSize), Name);
    OS << sectionName(S.Kind) << ": offset 0x" << utohexstr(S.Offset, /*LowerCase=*/true) << ", " << S.Stored
       << " bytes stored, " << S.RawLength << " raw: " << (Damaged ? "damaged" : "good") << '\n';
    if (S.Kind == image::TableSection)
      return;
  }
}

unsigned Verifier::run() {
  const char *Data = File.getBufferStart();
  size_t Size = File.getBufferSize();
  Cursor In(Data, Size);
  image::SectionList List;
  Status Header = image::readHeader(In, List);
  OS << "header: " << (Header.ok() ? "good" : "damaged") << '\n';
  if (!Header.ok()) {
    warn(Header, "header");
    if (Header.Code != Errc::BadChecksum)
      return Damages;
  }
  if (In.place() == image::HeaderSize)
    walk(In);
  Arena Memory;
  Allocator Allocate = Memory.allocator();
  Image I;
  Status Whole = readImage(Data, Size, zstdCodec(), Allocate, I, false, MaxMemory);
  if (!Whole.ok() && Damages == 0)
    warn(Whole, "");
  OS << "image: " << (Whole.ok() ? "good" : "damaged") << '\n';
  return Damages;
}

unsigned cgt::verify(StringRef Path, const MemoryBuffer &File, uint64_t MaxMemory, raw_ostream &OS) {
  return Verifier(Path, File, MaxMemory, OS).run();
}
