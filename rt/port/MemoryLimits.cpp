//===- MemoryLimits.cpp - What memory the system still gives -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Control groups of either version: /proc/self/cgroup names this process's, /proc/self/mountinfo the folders in which groups are
// seen, perhaps beginning below the root of all (containers). The limits of all groups above count, too.
//
//===----------------------------------------------------------------------===//

#include "port/MemoryLimits.h"

#include "port/Files.h"
#include "port/Memory.h"
#include "port/PortLocks.h"
#include "port/Report.h"

#include <limits.h>

using namespace cgt;
using namespace cgt::port;

namespace {
/// Files of a version's groups.
struct Version {
  const char *System; ///< type of the mounted file system
  const char *Limit, *Used;
  const char *OfFiles, *Shared; ///< lines of memory.stat: pages of files, and what of these has no file to go to
};

/// The whole of a file. Those of /proc tell no size.
class Text {
public:
  explicit Text(const char *Path) {
    int Fd = openRead(Path);
    if (Fd < 0)
      return;
    auto GoOn = [](void *, const void *, size_t) { return true; };
    if (readWhole(Fd, Data, Size, Mapped, GoOn, nullptr) != 0)
      Size = 0;
    port::close(Fd);
  }
  ~Text() {
    if (Data)
      unmap(Data, Mapped);
  }
  Text(const Text &) = delete;
  Text &operator=(const Text &) = delete;

  /// Calls \p Visit for each line.
  template <typename Fn> void forEachLine(Fn Visit) const {
    auto *Begin = static_cast<const char *>(Data), *End = Begin + Size;
    while (Begin < End) {
      auto *Stop = static_cast<const char *>(memchr(Begin, '\n', static_cast<size_t>(End - Begin)));
      Stop = Stop ? Stop : End;
      Visit(Str(Begin, static_cast<uint32_t>(Stop - Begin)));
      Begin = Stop + 1;
    }
  }

private:
  void *Data = nullptr;
  size_t Size = 0, Mapped = 0;
};
} // namespace

static constexpr Version Versions[] = {
    {"cgroup2", "memory.max", "memory.current", "file", "shmem"},
    {"cgroup", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_cache", "total_shmem"},
};

/// Up to \p End, which \p Line then begins behind; all of it where there is none.
static Str next(Str &Line, char End) {
  auto *Stop = static_cast<const char *>(memchr(Line.Data, End, Line.Size));
  uint32_t Size = Stop ? static_cast<uint32_t>(Stop - Line.Data) : Line.Size;
  Str Part(Line.Data, Size);
  uint32_t Skip = Stop ? Size + 1 : Size;
  Line = Str(Line.Data + Skip, Line.Size - Skip);
  return Part;
}

/// One of several joined by commas?
static bool hasWord(Str Words, Str Word) {
  while (Words.Size)
    if (next(Words, ',') == Word)
      return true;
  return false;
}

/// UINT64_MAX for "max", and what isn't a number.
static uint64_t number(Str Digits) {
  uint64_t Value = 0;
  for (uint32_t K = 0; K < Digits.Size; ++K) {
    if (Digits.Data[K] < '0' || Digits.Data[K] > '9' || Value > UINT64_MAX / 10 - 1)
      return UINT64_MAX;
    Value = Value * 10 + static_cast<uint64_t>(Digits.Data[K] - '0');
  }
  return Digits.Size ? Value : UINT64_MAX;
}

/// In \p Folder, the number of the only line, or of the one that begins with \p Key.
static uint64_t readNumber(Str Folder, const char *Name, const char *Key) {
  char Path[PATH_MAX];
  report::Buffer B(Path, sizeof Path);
  B.add(Folder, "/", Name);
  uint64_t Result = UINT64_MAX;
  Text(Path).forEachLine([&](Str Line) {
    if (!Key || next(Line, ' ') == Str(Key))
      Result = number(Line);
  });
  return Result;
}

static uint64_t zeroIfNone(uint64_t Value) { return Value == UINT64_MAX ? 0 : Value; }

/// Takes the limit of one group if it leaves less.
static void lookAt(const Version &V, Str Folder, MemoryRoom &Room) {
  constexpr uint64_t None = uint64_t(1) << 62; // version 1: so much, in whole pages, or more
  uint64_t Limit = readNumber(Folder, V.Limit, nullptr), Used = readNumber(Folder, V.Used, nullptr);
  if (Limit >= None || Used == UINT64_MAX)
    return;
  uint64_t Droppable = zeroIfNone(readNumber(Folder, "memory.stat", V.OfFiles));
  uint64_t Shared = zeroIfNone(readNumber(Folder, "memory.stat", V.Shared));
  Droppable -= Shared < Droppable ? Shared : Droppable;
  Used -= Droppable < Used ? Droppable : Used;
  uint64_t Left = Limit > Used ? Limit - Used : 0;
  if (Left < Room.Left)
    Room = {Limit, Left};
}

/// All groups from that of \p Path up to the one that is seen at \p Mount, which is \p Root.
static void lookUpwards(const Version &V, Str Root, Str Mount, Str Path, MemoryRoom &Room) {
  char Folder[PATH_MAX];
  report::Buffer B(Folder, sizeof Folder);
  uint32_t Above = Root == Str("/") ? 0 : Root.Size;
  bool IsBelow =
      Path.Size >= Above && memcmp(Path.Data, Root.Data, Above) == 0 && (Path.Size == Above || Path.Data[Above] == '/');
  B.add(Mount, IsBelow ? Str(Path.Data + Above, Path.Size - Above) : Str());
  if (B.overflowed())
    return;
  for (uint32_t Size = B.str().Size; Size >= Mount.Size;) {
    Folder[Size] = 0;
    lookAt(V, Str(Folder, Size), Room);
    while (Size > 0 && Folder[Size - 1] != '/')
      --Size;
    Size -= Size > 0;
  }
}

MemoryRoom port::memoryRoomBy(const char *Groups, const char *Mounts) {
  MemoryRoom Room;
  Text GroupLines(Groups), MountLines(Mounts);
  auto FindMount = [&](const Version &V, Str Path) {
    MountLines.forEachLine([&](Str Line) {
      Str Rest = Line, Root, Mount;
      for (unsigned Field = 0; Field < 5; ++Field) { // number, parent, device, root, mount
        Root = Mount;
        Mount = next(Rest, ' ');
      }
      while (Rest.Size && next(Rest, ' ') != Str("-"))
        ;
      bool IsIts = next(Rest, ' ') == Str(V.System);
      (void)next(Rest, ' '); // source
      if (IsIts && (&V == Versions || hasWord(Rest, "memory")))
        lookUpwards(V, Root, Mount, Path, Room);
    });
  };
  GroupLines.forEachLine([&](Str Line) {
    Str Hierarchy = next(Line, ':'), Controllers = next(Line, ':');
    if (Hierarchy == Str("0") && Controllers.empty())
      FindMount(Versions[0], Line);
    else if (hasWord(Controllers, "memory"))
      FindMount(Versions[1], Line);
  });
  return Room;
}

MemoryRoom port::memoryRoom() { return memoryRoomBy("/proc/self/cgroup", "/proc/self/mountinfo"); }

uint64_t port::ownMemory() {
  uint64_t Resident = 0, Shared = 0;
  Text("/proc/self/statm").forEachLine([&](Str Line) {
    (void)next(Line, ' '); // size
    Resident = zeroIfNone(number(next(Line, ' ')));
    Shared = zeroIfNone(number(next(Line, ' ')));
  });
  return Resident > Shared ? (Resident - Shared) * pageSize() : 0;
}

void port::endFirst() {
  int Fd = openExisting("/proc/self/oom_score_adj");
  static constexpr char Most[] = "1000";
  if (Fd < 0)
    return;
  (void)writeAll(Fd, Most, sizeof Most - 1);
  port::close(Fd);
}
