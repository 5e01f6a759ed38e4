//===- Port.h - Every call to the operating system ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All that the runtime asks of Linux. Functions that return an errno value return 0 on success; those that return a
// descriptor return -errno on failure. errno itself isn't touched unless said. EINTR is handled here.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_PORT_H
#define CGT_PORT_PORT_H

#include "base/Bytes.h"

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

namespace cgt {
namespace port {

/// errno, restored at the end of the scope.
class KeepErrno {
public:
  KeepErrno();
  ~KeepErrno();
  KeepErrno(const KeepErrno &) = delete;
  KeepErrno &operator=(const KeepErrno &) = delete;

private:
  int Value;
};

//===--- Memory -----------------------------------------------------------===//

size_t pageSize();
/// \p Size up to whole pages; 0 when that overflows.
size_t toPages(size_t Size);

/// Fresh zeroed memory, readable and writable; null when refused.
void *map(size_t Size);
/// The same, shared with children forked later.
void *mapShared(size_t Size);
/// The same as map, exactly at \p At, and without a claim on swap; null when that place is taken, wholly or in part, or
/// refused; nothing is replaced.
void *mapAt(void *At, size_t Size);
/// Address space without memory behind it, exactly at \p At (null: anywhere). Null when that place is taken, wholly or in
/// part, or refused; nothing is replaced.
void *reserve(void *At, size_t Size);
/// Gives the memory of whole pages back; they stay usable and read as zeroes. False when refused.
bool discard(void *Memory, size_t Size);
bool unmap(void *Memory, size_t Size);
/// The \p Size bytes of a regular file, to be read only; null when it can't be mapped. What others write to the file meanwhile
/// is seen, and there must be no reading behind its end. Give it back by unmap().
void *mapFile(int Fd, size_t Size);
/// All of that mapping will be read. An errno value when it is gone.
int populateFile(int Fd, void *At, size_t Size);
/// Pages of a file from \p Offset on in place of those at \p At, writable without changing the file. False when refused;
/// those at \p At may then read as zeroes.
bool mapFileAt(int Fd, uint64_t Offset, void *At, size_t Size);
/// Asks for large pages behind memory that will be filled.
void preferLargePages(void *Memory, size_t Size);
/// Is there memory at \p Address?
bool isMapped(uintptr_t Address);
/// Grows or shrinks a mapping of map(), moving it when needed and \p MayMove; null when refused, the old one then stands.
void *remap(void *Memory, size_t OldSize, size_t NewSize, bool MayMove);
/// Moves the pages of a mapping to \p To, replacing what stands there; \p From stays mapped and reads as zeroes. False
/// when the kernel can't, with nothing changed.
bool movePages(void *From, size_t Size, void *To);

/// Bump memory for the runtime's own data. Never comes from malloc; release() gives all of it back.
class MapAllocator {
public:
  /// 16-byte aligned and zeroed; null when out of memory.
  void *allocate(size_t Size);
  void release();
  /// The same memory as pure code wants it. Valid as long as this object stays where it is.
  Allocator allocator() { return {&MapAllocator::callback, this}; }
  template <typename T> T *array(uint64_t Count) { return allocator().array<T>(Count); }

private:
  struct Chunk;
  static void *callback(void *Ctx, size_t Size);
  Chunk *Last = nullptr;
  char *Next = nullptr;
  size_t Left = 0;
};

/// A growing array in mapped memory, for plain data. push() fails when memory is out, and drops nothing.
template <typename T> class MapVector {
public:
  [[nodiscard]] bool push(const T &Value);
  [[nodiscard]] bool reserve(size_t Count);
  void release();
  size_t size() const { return Count; }
  bool empty() const { return Count == 0; }
  T &operator[](size_t I) { return Data[I]; }
  const T &operator[](size_t I) const { return Data[I]; }
  T *data() { return Data; }
  const T *data() const { return Data; }
  T *begin() { return Data; }
  T *end() { return Data + Count; }
  const T *begin() const { return Data; }
  const T *end() const { return Data + Count; }
  T &back() { return Data[Count - 1]; }
  void pop() { --Count; }
  void clear() { Count = 0; }

private:
  T *Data = nullptr;
  size_t Count = 0, Capacity = 0; ///< elements
};

//===--- Processors -------------------------------------------------------===//

constexpr unsigned MostProcessors = 8; ///< that work together
/// How many this process may use, of which that many do.
unsigned processors();
/// Calls \p Run at once on up to \p Threads processors, this one included, and returns when all calls have. The others must make no
/// system call, and thread-local variables are this thread's for all of them.
void runTogether(unsigned Threads, void (*Run)(void *Ctx), void *Ctx);

//===--- Files ------------------------------------------------------------===//

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

//===--- Processes --------------------------------------------------------===//

pid_t pid();
/// Does the program run with rights that whoever started it doesn't have (AT_SECURE: set-user-ID, set-group-ID, file
/// capabilities, a security module)?
bool hasForeignRights();
/// Threads of this process; 0 when unknown.
unsigned threadCount();
/// True when the program has children of its own, dead ones not waited for included (those of forkHidden don't count).
bool hasChildren();
[[noreturn]] void exitNow(int Status); ///< _exit

/// A forked copy of this process that the program can't see: no SIGCHLD, not waited for by wait(-1).
struct HiddenChild {
  pid_t Pid = 0;       ///< 0: none
  bool Direct = false; ///< our child; else a grandchild that init reaps (double fork)
};
enum class ForkResult { Parent, Child, Failed };
/// In the child all signals are blocked. Failed: \p Error is the errno value. atfork handlers don't run.
ForkResult forkHidden(HiddenChild &Child, int &Error);
/// True when the child has ended, which reaps it: \p Status is then wait's status (-1 for a grandchild: unknown).
bool childEnded(HiddenChild &Child, int &Status);
/// Waits for that.
void waitChild(HiddenChild &Child, int &Status);
void killChild(const HiddenChild &Child);
/// The signal that ended the process, by wait's status; 0 when none did or it isn't known.
int terminatingSignal(int Status);

/// Sleeps while \p *Word is \p Value, until woken; may return early.
void waitWhile(int *Word, int Value);
void wakeOne(int *Word);

//===--- What a process was started as ------------------------------------===//

/// The file's name as execve() was given it; "" when unknown.
const char *executedFile();
/// Is /proc/self/exe the file that this code is from?
bool isOwnFile();
/// What ps shows, cut and terminated.
struct ProcessName {
  char Text[16] = {};
};
bool processName(ProcessName &Name);
void setProcessName(const ProcessName &Name);
/// Does the kernel choose addresses at random for what this process executes? False when unknown.
bool hasRandomAddresses();
/// False when the kernel doesn't allow that.
bool setRandomAddresses(bool Random);
/// Replaces the process by /proc/self/exe; returns when that can't be done.
void executeAgain(char **Argv, char **Envp);

//===--- Signals, time, limits --------------------------------------------===//

/// Installs a handler with SA_RESTART, no other signals blocked while it runs.
int setHandler(int Signal, void (*Handler)(int));
int getAction(int Signal, struct sigaction &Action);
int setAction(int Signal, const struct sigaction &Action);
/// Signals that wait until they are no longer blocked. False when unknown.
bool pendingSignals(sigset_t &Pending);
/// Sends it to this process.
void sendSignal(int Signal);
/// Number of "USR1" or "SIGUSR1"; 0 when there is none. Real-time signals as "RTMIN+3".
int signalByName(Str Name);
/// "SIGUSR1"; empty when unknown.
Str signalName(int Signal);
void blockAllSignals(sigset_t *Old);
void setSignalMask(const sigset_t &Mask);

/// Nanoseconds of the monotonic clock.
uint64_t now();
/// Nanoseconds of processor time that this process has had.
uint64_t processorTime();
/// Nanoseconds that this process has spent in the kernel or waiting for a processor; as far as it is known.
uint64_t stalledTime();
void sleepFor(uint64_t Nanoseconds);
/// A timer that sends a signal to this process once; children don't inherit it.
struct Timer {
  void *Id = nullptr;
  bool Made = false;
};
enum class Clock {
  Monotonic,
  Processor ///< runs while this process does
};
/// Makes \p T a timer of \p C that sends \p Signal. Errno value.
int makeTimer(Timer &T, Clock C, int Signal);
/// It sends its signal \p Nanoseconds from now on (at least 1), and not at the time set before. Errno value.
int setTimer(const Timer &T, uint64_t Nanoseconds);

/// Soft and hard limit of the stack in bytes, UINT64_MAX: none. False when unknown.
bool stackLimit(uint64_t &Soft, uint64_t &Hard);
/// Raises the soft limit up to the hard one; true when it is now at least \p Bytes.
bool raiseStackLimit(uint64_t Bytes);
/// The main thread's stack begins below that address; 0 when unknown.
uintptr_t stackTop();
/// The soft limit lets the main thread's stack grow down to that address; 0: there is no limit, or it is unknown.
uintptr_t stackEnd();
/// From now on \p Seen is told, on a stack of its own, where memory is touched that isn't there. If it returns, the signal does
/// what it does.
void watchFaults(void (*Seen)(uintptr_t Address));
void endWatch();

/// The rounding mode of floating-point arithmetic, as an image has it: 0 nearest, 1 toward zero, 2 up, 3 down.
int rounding();
void setRounding(int Mode);

//===--- Templates --------------------------------------------------------===//

template <typename T> bool MapVector<T>::reserve(size_t Wanted) {
  if (Wanted <= Capacity)
    return true;
  size_t NewCapacity = Capacity * 2 > Wanted ? Capacity * 2 : Wanted;
  if (NewCapacity < 64)
    NewCapacity = 64;
  if (NewCapacity > SIZE_MAX / sizeof(T))
    return false;
  size_t Bytes = toPages(NewCapacity * sizeof(T));
  void *Memory = Data ? remap(Data, toPages(Capacity * sizeof(T)), Bytes, true) : map(Bytes);
  if (!Memory)
    return false;
  Data = static_cast<T *>(Memory);
  Capacity = Bytes / sizeof(T);
  return true;
}

template <typename T> bool MapVector<T>::push(const T &Value) {
  T Copy = Value; // Value may lie in this vector
  if (Count == Capacity && !reserve(Count + 1))
    return false;
  Data[Count++] = Copy;
  return true;
}

template <typename T> void MapVector<T>::release() {
  if (Data)
    unmap(Data, toPages(Capacity * sizeof(T)));
  Data = nullptr;
  Count = Capacity = 0;
}

} // namespace port

using port::MapAllocator;
using port::MapVector;

} // namespace cgt

#endif // CGT_PORT_PORT_H
