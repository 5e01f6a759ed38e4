//===- Restoration.h - What all stages of a restoration know ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The image, the program that it is restored into, and how a stage refuses: a message, then exit status 86 or 87.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESTORE_RESTORATION_H
#define CGT_RESTORE_RESTORATION_H

#include "image/Reach.h"
#include "port/MemoryLimits.h"
#include "port/Report.h"
#include "program/Program.h"
#include "program/Runtime.h"
#include "restore/Conversion.h"
#include "restore/FrameRuns.h"

namespace cgt {

/// The image's bytes.
struct ImageBytes {
  void *Data = nullptr;
  size_t Size = 0, Mapped = 0;
  int Fd = -1; ///< of the file, if it is mapped

  void release();
};

struct Restoration {
  constexpr explicit Restoration(Runtime &R) : R(R) {}

  /// Reads the image, which must be whole. RestoreFile.cpp
  void open(const char *ThePath);
  /// The same; false when it isn't whole, with the reason in \p Why, and nothing is kept of it.
  bool openIfWhole(const char *ThePath, report::Buffer &Why);
  /// Checks the image that is open and reads this program's schema.
  void read();
  /// Can the image's pages be mapped, as far as the file and the platform go?
  bool canMapPages() const;
  /// Does memory lie here as it did at the sender, but for what plans say?
  bool isAkin() const { return cgt::isAkin(I.Sender, Here); }
  uint64_t fileBytes() const { return File.Size; }
  /// What the image's heap takes.
  uint64_t blockBytes() const;
  /// Refuses an image that takes more memory than is allowed. Sparse.cpp
  void checkSize();
  uint64_t theirPointer(const void *At) const;
  /// Which blocks something refers to; found out when it is first asked for. RestoreBytes.cpp
  const Reach &reach();

  /// Says that the image may not fit.
  void warnOfMemory(const port::MemoryRoom &Room) const;

  /// What is wrong, where, and what to do. Refusal.cpp
  static void describe(report::Buffer &B, Status S, const char *Why);
  Location locationOf(const HeapRun &Run) const;
  [[noreturn]] void refuse(Status S, const Location &L, const Conversion *C, const char *Detail);
  const char *adviceFor(Errc Code) const;
  const char *adviceOnMoves() const;
  [[noreturn]] void refuseViews(const TwoViews &Views, const Conversion *C); ///< RestoreViews.cpp
  [[noreturn]] void refuseImage(Status S, const char *Why);
  [[noreturn]] void refuseFile(Status S);
  [[noreturn]] void outOfMemory() { refuseImage(Status::fail(Errc::OutOfMemory), nullptr); }
  [[noreturn]] void leave(int Status);

  Runtime &R;
  const char *Path = nullptr;
  ImageBytes File;
  MapAllocator Memory;
  Image I;
  Program P;
  Platform Here;
  bool AtHome = false;      ///< the sender was this executable, and its heap and globals lie where they lay
  bool StackIsHome = false; ///< on an akin platform: variables of main's frames that look the same here lie where they lay, too
  Figures Numbers;
  FrameRuns Frames;

private:
  Reach Reached;
  bool KnowsReached = false;
};

/// Something of the name of what is missing.
struct Namesake {
  Str Id, File;
  uint32_t Line;
};
/// Says why \p Other isn't what the identity \p Id names.
void addNamesake(report::Buffer &B, Str Id, const Namesake &Other);

} // namespace cgt

#endif // CGT_RESTORE_RESTORATION_H
