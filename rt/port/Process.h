//===- Process.h - Processes, and what they were started as -----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_PROCESS_H
#define CGT_PORT_PROCESS_H

#include "base/Bytes.h"

#include <sys/types.h>

namespace cgt {
namespace port {

//===--- Processors -------------------------------------------------------===//

constexpr unsigned MostProcessors = 8; ///< that work together
/// How many this process may use, of which that many do.
unsigned processors();
/// Calls \p Run at once on up to \p Threads processors, this one included, and returns when all calls have. The others must make no
/// system call, and thread-local variables are this thread's for all of them.
void runTogether(unsigned Threads, void (*Run)(void *Ctx), void *Ctx);

//===--- Processes --------------------------------------------------------===//

pid_t pid();
/// Is it the thread that the process was started with?
bool isMainThread();
/// Does the program run with rights that whoever started it doesn't have (AT_SECURE: set-user-ID, set-group-ID, file
/// capabilities, a security module)?
bool hasForeignRights();
/// The calling thread, as the system knows it.
int threadId();
/// Calls \p Visit for each thread of this process, an emulator's included, until it returns false; false then, or when they are unknown.
bool forEachThread(bool (*Visit)(void *Ctx, int Tid), void *Ctx);
/// Is there one that hasn't ended?
bool isThread(int Tid);
/// True when the program has children of its own, dead ones not waited for included (those of forkHidden don't count).
bool hasChildren();
[[noreturn]] void exitNow(int Status); ///< _exit
/// Calls \p InChild in each process that this one forks from now on, but for hidden ones. False when memory is out.
bool onFork(void (*InChild)());

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

/// Sleeps while \p *Word is \p Value, until woken, a signal comes, or for \p Nanoseconds unless they are 0; may return early. Why, as an
/// errno value.
int waitWhile(const int *Word, int Value, uint64_t Nanoseconds = 0);
void wakeOne(const int *Word);
void wakeAll(const int *Word);
void wake(const int *Word, int Most);
/// Lets other threads run.
void giveWay();
/// A lock in a word: 0 free, 1 taken, 2 taken and waited for.
void takeLock(int *Word);
void dropLock(int *Word);

//===--- What a process was started as ------------------------------------===//

/// The file's name as execve() was given it; "" when unknown.
const char *executedFile();
/// The beginning of the program's file in memory, null when unknown.
const void *ownHeader();
/// What the program's thread-local variables hold in a new thread: \p Size bytes, and zeros behind them. Null when there are none.
const char *threadTemplate(size_t &Size);
/// Is that address in the program's own code or data?
bool isInOwnFile(uintptr_t Address);
/// Is the program position-independent?
bool mayLieAnywhere();
/// What its linker has marked it by; empty: by nothing.
Str buildId();
struct Library {
  const char *Name;
  uintptr_t Address, End; ///< where its segments begin and end
  Str BuildId;
};
/// Calls \p Visit for each shared library that is loaded.
void forEachLibrary(void (*Visit)(void *Ctx, const Library &L), void *Ctx);
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

} // namespace port
} // namespace cgt

#endif // CGT_PORT_PROCESS_H
