//===- Program.cpp - The program to run, and its options --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every program with CGT's runtime has the section that lists its units; strip leaves it.
//
//===----------------------------------------------------------------------===//

#include "Program.h"

#include "abi/Names.h"

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <elf.h>
#include <fnmatch.h>
#include <fstream>
#include <unistd.h>

bool isRunner(const std::string &Name) {
  static const char *const Patterns[] = {
#define CGT_RUNNER(Pattern) Pattern,
#include "Runners.def"
  };
  std::string Base = Name.substr(Name.rfind('/') + 1);
  for (const char *Pattern : Patterns)
    if (fnmatch(Pattern, Base.c_str(), 0) == 0)
      return true;
  return false;
}

namespace {

/// Reads \p Size bytes at \p Offset; false when the file ends before.
bool readAt(std::ifstream &File, uint64_t Offset, void *Data, size_t Size) {
  File.clear();
  File.seekg(static_cast<std::streamoff>(Offset));
  return bool(File.read(static_cast<char *>(Data), static_cast<std::streamsize>(Size)));
}

enum class Answer { No, Yes, Unknown };

template <typename Header, typename Section> Answer hasUnits(std::ifstream &File) {
  Header H;
  Section Names;
  if (!readAt(File, 0, &H, sizeof H) || (H.e_type != ET_EXEC && H.e_type != ET_DYN) || H.e_shoff == 0 ||
      H.e_shentsize != sizeof(Section) || H.e_shstrndx >= H.e_shnum ||
      !readAt(File, H.e_shoff + uint64_t(H.e_shstrndx) * sizeof(Section), &Names, sizeof Names))
    return Answer::Unknown;
  constexpr uint64_t MostNames = 1 << 20;
  std::string Text(Names.sh_size < MostNames ? static_cast<size_t>(Names.sh_size) : 0, '\0');
  if (Text.empty() || !readAt(File, Names.sh_offset, &Text[0], Text.size()))
    return Answer::Unknown;
  const std::string Wanted(CGT_UNITS_SECTION, sizeof CGT_UNITS_SECTION); // with its end
  return Text.find(Wanted) != std::string::npos ? Answer::Yes : Answer::No;
}

/// The first bytes up to the machine, which have the same places in both classes.
bool readMachine(std::ifstream &File, unsigned char *Ident, uint16_t &Machine) {
  constexpr uint64_t MachineAt = EI_NIDENT + sizeof(uint16_t);
  return readAt(File, 0, Ident, EI_NIDENT) && memcmp(Ident, ELFMAG, SELFMAG) == 0 &&
         readAt(File, MachineAt, &Machine, sizeof Machine);
}

} // namespace

std::string quote(const std::string &Text) {
  if (Text.find_first_of(":'") == std::string::npos)
    return Text;
  std::string Result = "'";
  for (char C : Text)
    Result += C == '\'' ? std::string("''") : std::string(1, C);
  return Result + "'";
}

std::string findProgram(const std::string &Name) {
  if (Name.find('/') != std::string::npos)
    return Name;
  const char *Path = getenv("PATH");
  std::string Folders = Path ? Path : "/bin:/usr/bin";
  for (size_t Begin = 0; Begin <= Folders.size();) {
    size_t End = Folders.find(':', Begin);
    End = End == std::string::npos ? Folders.size() : End;
    std::string Folder = Folders.substr(Begin, End - Begin);
    std::string File = (Folder.empty() ? "." : Folder) + "/" + Name;
    if (access(File.c_str(), X_OK) == 0)
      return File;
    Begin = End + 1;
  }
  return "";
}

bool isForeignProgram(const std::string &Name) {
  if (isRunner(Name))
    return false;
  std::ifstream File(findProgram(Name), std::ios::binary), Self("/proc/self/exe", std::ios::binary);
  unsigned char Ident[EI_NIDENT], Own[EI_NIDENT];
  uint16_t Machine, OwnMachine;
  if (!File || !Self || !readMachine(File, Ident, Machine) || !readMachine(Self, Own, OwnMachine) ||
      Ident[EI_DATA] != Own[EI_DATA] || (Machine != OwnMachine && !(Machine == EM_386 && OwnMachine == EM_X86_64)))
    return false;
  Answer Has = Ident[EI_CLASS] == ELFCLASS64 ? hasUnits<Elf64_Ehdr, Elf64_Shdr>(File) : hasUnits<Elf32_Ehdr, Elf32_Shdr>(File);
  return Has == Answer::No;
}
