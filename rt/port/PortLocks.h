//===- PortLocks.h - Files that processes share -------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What two processes need that may write to one place: locks that live as long as a process, names that nobody else
// has, and who a process is. Part of Port.h in all but the file; its conventions hold.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_PORTLOCKS_H
#define CGT_PORT_PORTLOCKS_H

#include "port/Port.h"

namespace cgt {
namespace port {

//===--- Locks ------------------------------------------------------------===//

enum class LockResult { Taken, Busy, None /**< the file system has no locks */ };
/// Tries to lock the open file \p Fd refers to (flock): gone when all descriptors and mappings of it are.
LockResult tryLock(int Fd);
/// Memory that keeps the open file of \p Fd, and so its lock, when the descriptor is closed: until unmap() or the end
/// of the program, be it by exec. Whoever closes all descriptors can't take it away, and forked processes don't have it
/// (under emulators they do: see drop()). Null when refused.
void *keepOpen(int Fd);

/// A new file of its owner's only; -EEXIST if there is any of that name.
int createNew(const char *Path);
/// An existing regular file, for reading and if allowed for writing; never through a symbolic link, -EINVAL if it is no
/// regular file. Doesn't wait.
int openExisting(const char *Path);
/// Is what \p Fd refers to what \p Path names? Not when it was removed or replaced.
bool isAt(int Fd, const char *Path);
/// Cuts the file to nothing, then writes; nothing was written to or read from \p Fd before.
int replaceContents(int Fd, Str Contents);
int renameFile(const char *From, const char *To);
int linkFile(const char *From, const char *To);

/// May processes of other computers fail to see locks of this file system?
bool locksMayBeLocal(int Fd);

//===--- Names ------------------------------------------------------------===//

constexpr size_t RandomDigits = 16;
/// So many hexadecimal digits that nobody can foresee, terminated.
void randomName(char (&Digits)[RandomDigits + 1]);
/// What is put behind the path of a temporary, and how long that is with its random digits.
constexpr char TemporaryMark[] = ".tmp.";
constexpr size_t TemporarySuffix = sizeof TemporaryMark - 1 + RandomDigits;
/// Opens a new file whose name is \p Path, cut where that is too long for a file's name, with mark and digits behind
/// it, and locks it. \p Name is its name, of which \p Note is told before there is a file. -errno on failure.
int openTemporary(const char *Path, char *Name, size_t NameSize, void (*Note)(const char *Name) = nullptr);
/// Syncs the temporary \p Fd, which may be another descriptor afterwards. It stays open and locked.
int syncTemporary(int &Fd);
/// Renames it to \p Path, closes it and syncs the folder. On failure the temporary is gone.
int placeTemporary(int Fd, const char *Name, const char *Path);
void dropTemporary(int Fd, const char *Name);
/// Removes the temporary if the process that wrote it is gone, which only a file system with locks can tell.
bool removeLeftTemporary(const char *Name);

/// Length of the folder's part of a path, its last slash included.
size_t folderSize(const char *Path);
/// \p Path's folder with that slash, "./" if there is none; false when it doesn't fit.
bool folderOf(const char *Path, char *Folder, size_t Size);
/// Follows \p Path while it is a symbolic link. A link that others could have put there (one of another user in a
/// folder that everybody may write to, as the kernel has it) isn't followed: EACCES.
int followLinks(const char *Path, char *Target, size_t Size);
/// What kind of file is at \p Path: 0 and \p Kind the type of st_mode; else the errno value.
int kindOf(const char *Path, uint32_t &Kind);
bool isRegularKind(uint32_t Kind);
/// "it is a folder", "it is a device", ...
const char *whatItIs(uint32_t Kind);
/// Calls \p Visit with each name in a folder until it returns false. Errno value on failure.
int forEachName(const char *Folder, bool (*Visit)(void *Ctx, const char *Name), void *Ctx);

/// Bytes that can still be written where \p Fd lies, if the file system tells for sure; else UINT64_MAX.
uint64_t freeBytes(int Fd);
/// What this user may yet write where \p Path is, as far as the file system tells.
uint64_t availableBytes(const char *Path);

//===--- Who is who -------------------------------------------------------===//

enum class Life { Runs, Ended, Gone, Unknown };
/// Of the process with that number here (Ended: its parent hasn't noticed yet). \p Start tells it from a later one of
/// the same number: clock ticks since the system was started.
Life lifeOf(pid_t Pid, uint64_t &Start);
/// This computer's name, what tells this start of the system from all others, and what tells its space of process
/// numbers from others. Empty when unknown.
void hostName(char *Text, size_t Size);
void bootName(char *Text, size_t Size);
void processSpaceName(char *Text, size_t Size);
/// By the real-time clock.
uint64_t secondsSince1970();
/// "2026-11-29 23:22:16 UTC"
void timeOfDay(char *Text, size_t Size);

} // namespace port
} // namespace cgt

#endif // CGT_PORT_PORTLOCKS_H
