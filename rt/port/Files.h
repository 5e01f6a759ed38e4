//===- Files.h - Files and descriptors --------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_FILES_H
#define CGT_PORT_FILES_H

#include <stddef.h>
#include <stdint.h>

namespace cgt {
namespace port {

int openRead(const char *Path);
enum class FileKind : uint8_t { Regular, Pipe, Other };
/// The same for what isn't known. A device, socket or folder isn't opened: the result is 0 then.
int openInput(const char *Path, FileKind &Kind);
/// Opens for appending, making the file when absent.
int openAppend(const char *Path);
int writeAll(int Fd, const void *Data, size_t Size);
/// What writeAll has written in this process.
uint64_t bytesOfRuntime();
/// True when all that is written to \p Fd goes to the file's end.
bool appends(int Fd);
/// Reads until \p Size bytes or the end; \p Got tells how many.
int readAll(int Fd, void *Data, size_t Size, size_t &Got);
/// Reads at \p Position and leaves the descriptor's own where it is. Bytes read; 0 at the end and on failure.
size_t readAt(int Fd, void *Data, size_t Size, int64_t Position);
/// Current position, or -1 when \p Fd can't seek.
int64_t position(int Fd);
/// Size of a regular file, or -1.
int64_t fileSize(int Fd);
bool isRegularFile(int Fd);
/// What a descriptor refers to: the same for two descriptors of one file, pipe, socket or device.
struct FileIdentity {
  uint64_t Device = 0, Inode = 0, Special = 0;
  uint32_t Type = 0;   ///< of st_mode, 0: closed
  uint32_t Access = 0; ///< for reading, writing or both
  bool operator==(const FileIdentity &I) const {
    return Device == I.Device && Inode == I.Inode && Special == I.Special && Type == I.Type && Access == I.Access;
  }
};
FileIdentity identity(int Fd);
/// errno of looking at \p Path: 0 exists, ENOENT, …
int exists(const char *Path);
int removeFile(const char *Path);
/// The working folder's absolute name; errno value on failure.
int workingFolder(char *Name, size_t NameSize);
void close(int Fd);
/// Reads the rest of \p Fd (any kind) into mapped memory. Give it back by unmap(Data, Mapped). \p MayGoOn is shown what has
/// come as it comes; when it says false, that is all.
int readWhole(int Fd, void *&Data, size_t &Size, size_t &Mapped, bool (*MayGoOn)(void *Ctx, const void *Data, size_t Size),
              void *Ctx);

/// Calls \p Visit for each open descriptor of this process, apart from the one used to look. Errno value on failure.
int forEachOpenFile(bool (*Visit)(void *Ctx, int Fd), void *Ctx);
/// Target of a symbolic link, terminated; false when it can't be read or doesn't fit.
bool readLink(const char *Path, char *Target, size_t TargetSize);

} // namespace port
} // namespace cgt

#endif // CGT_PORT_FILES_H
