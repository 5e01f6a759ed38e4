//===- ProgramFile.h - What a program says of itself --------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A program built with CGT, or an object of one, of any platform: the schemas of its units, what the compiler has found in them
// (docs/format.md, "Findings"), and the libraries that it asks for. The file is foreign: nothing in it is trusted.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_PROGRAMFILE_H
#define CGT_INSPECT_PROGRAMFILE_H

#include "ImageFile.h"

#include <map>
#include <set>

namespace cgt {

/// What the compiler has noted.
struct FindingLine {
  std::string Slug, About, In, File;
  unsigned Line = 0;
  std::vector<std::string> Polling; ///< it holds only if one of these functions polls; none: in any case
  std::string Unit;                 ///< main file of the unit that says so
};

/// The version of CGT whose runtime the program with these bytes has; empty: none, or the bytes are no program's.
llvm::StringRef releaseOf(llvm::StringRef Bytes);

class ProgramFile {
public:
  /// Does the file begin as an ELF file does?
  static bool isProgram(llvm::StringRef Path);
  static llvm::Expected<std::unique_ptr<ProgramFile>> open(llvm::StringRef Path);

  llvm::StringRef path() const { return Path; }
  llvm::StringRef release() const { return releaseOf(Buffer->getBuffer()); }
  /// Null: none that CGT knows.
  const Platform *platform() const { return Where; }
  /// Those of the runtime, which are in each program, aren't among them.
  const std::vector<UnitInfo> &units() const { return Units; }
  const std::vector<FindingLine> &findings() const { return Lines; }
  /// How many units have left a list of findings, perhaps an empty one.
  size_t unitsWithFindings() const { return Lists; }
  /// How many units have read that file of hints.
  size_t unitsWithHints(const std::string &File) const {
    auto It = Readers.find(File);
    return It == Readers.end() ? 0 : It->second;
  }
  const std::vector<std::string> &libraries() const { return Libraries; }
  /// Has it been linked, so that what isn't in it is somebody else's?
  bool isWhole() const { return IsWhole; }

private:
  llvm::Error readUnits(llvm::StringRef Bytes);
  llvm::Error readFindings(llvm::StringRef Bytes);

  std::string Path;
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  Arena Memory;
  const Platform *Where = nullptr;
  std::vector<UnitInfo> Units;
  std::vector<FindingLine> Lines;
  bool IsWhole = false;
  size_t Lists = 0;
  std::map<std::string, size_t> Readers;                   ///< units, by file of hints
  std::set<std::pair<std::string, std::string>> OfRuntime; ///< units, by file and first external definition
  std::vector<std::string> Libraries;
};

} // namespace cgt

#endif // CGT_INSPECT_PROGRAMFILE_H
