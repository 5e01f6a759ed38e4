//===- Descriptors.h - What descriptors refer to ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What must be known of a program's open files to open them again. Part of Port.h in all but the file; its conventions hold.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_DESCRIPTORS_H
#define CGT_PORT_DESCRIPTORS_H

#include "port/Port.h"

namespace cgt {
namespace port {

/// Flags of open(), whose numbers differ between platforms, as images have them.
enum OpenFlag : uint32_t {
  OpenReadable = 1,
  OpenWritable = 2,
  OpenAppends = 4,
  OpenNonBlock = 8,
  OpenSync = 16,
  OpenDataSync = 32,
  OpenDirect = 64,
  OpenNoAccessTime = 128
};

enum class DescriptorKind : uint8_t {
  Closed,
  Regular,
  Memory, ///< /dev/null, /dev/zero, /dev/full, /dev/random, /dev/urandom
  Other   ///< also regular files of /proc and the like, which hold nothing by themselves
};

struct DescriptorStatus {
  FileIdentity Identity;
  DescriptorKind Kind = DescriptorKind::Closed;
  uint32_t Flags = 0; ///< OpenFlag
  bool CloseOnExec = false;
  uint32_t Mode = 0; ///< permissions
  uint64_t Links = 0, Size = 0;
  int64_t Position = -1;
};
DescriptorStatus describe(int Fd);

/// Do two descriptors of one regular file share position and flags? Looks by changing a flag that means nothing to such files for
/// a moment.
bool shareDescription(int A, int B);

/// The name by which a descriptor's file can be found now. False when there is none: the file was removed.
bool nameOfOpen(int Fd, char *Name, size_t Size);

/// Opens an existing file; nothing is made, cut or waited for.
int openAgain(const char *Name, uint32_t Flags);
/// The same for the file of a descriptor, whether it has a name or not.
int openAgain(int Fd, uint32_t Flags);
/// Makes a file without a name in \p Folder, for reading and writing.
int openUnnamed(const char *Folder);

/// Another descriptor of the same description, no lower than \p AtLeast, closed on exec.
int duplicate(int Fd, int AtLeast);
/// Makes \p Number one, whatever it was before.
int duplicateTo(int Fd, int Number, bool CloseOnExec);

int setPosition(int Fd, uint64_t Position);
int setSize(int Fd, uint64_t Size);
int setMode(int Fd, uint32_t Mode);
int writeAt(int Fd, const void *Data, size_t Size, uint64_t Position);
/// Writes what others would lose at a power failure. 0 where a file can't be synced.
int sync(int Fd);
/// The next bytes from \p From on that aren't a hole's. False behind the last. Moves the position.
bool nextExtent(int Fd, uint64_t From, uint64_t &Begin, uint64_t &End);

} // namespace port
} // namespace cgt

#endif // CGT_PORT_DESCRIPTORS_H
