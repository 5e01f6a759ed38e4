//===- ImageFile.h - An image on disk, read and checked ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_IMAGEFILE_H
#define CGT_INSPECT_IMAGEFILE_H

#include "image/Checkpoint.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/MemoryBuffer.h"

#include <memory>
#include <string>
#include <vector>

namespace cgt {

/// How a file is there again after a resume.
inline llvm::StringRef fateText(FileFate Fate) {
  static constexpr const char *Texts[] = {"read", "written at its end", "contents", "device", "inherited"};
  return Texts[static_cast<unsigned>(Fate)];
}

inline llvm::StringRef ref(Str S) { return {S.Data, S.Size}; }

/// "'x.ckpt': offset 0x40: is damaged: a checksum is wrong".
llvm::Error toError(Status S, llvm::StringRef File);

/// Memory that pure code asks for, given back with this.
class Arena {
public:
  Arena() = default;
  Arena(const Arena &) = delete;
  ~Arena();
  Allocator allocator();

private:
  std::vector<void *> Pieces;
};

/// Decompression by the zstd that the runtime has too.
Codec zstdCodec();

/// The whole file ("-": standard input), or why not.
llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> readFile(llvm::StringRef Path, uint64_t MaxMemory);

/// An image that passed all checks.
class ImageFile {
public:
  static llvm::Expected<std::unique_ptr<ImageFile>> open(llvm::StringRef Path, uint64_t MaxMemory);

  const Image &image() const { return I; }
  llvm::StringRef path() const { return Path; }
  uint64_t bytes() const { return Buffer->getBufferSize(); }
  uint16_t writtenBy() const { return WrittenBy; }
  uint16_t readableBy() const { return ReadableBy; }

private:
  std::string Path;
  std::unique_ptr<llvm::MemoryBuffer> Buffer;
  Arena Memory;
  Image I;
  uint16_t WrittenBy = 0, ReadableBy = 0;
};

} // namespace cgt

#endif // CGT_INSPECT_IMAGEFILE_H
