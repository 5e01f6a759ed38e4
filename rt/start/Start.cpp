//===- Start.cpp - Before and after the user's main ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "start/Start.h"

#include "abi/ExitCodes.h"
#include "heap/ForeignMalloc.h"
#include "heap/Heap.h"
#include "libc/Libc.h"
#include "port/OwnStack.h"
#include "port/Report.h"
#include "program/Home.h"
#include "program/Initial.h"
#include "program/Job.h"
#include "program/Status.h"
#include "resources/Environment.h"
#include "resources/Files.h"
#include "resources/Hooks.h"
#include "resources/Requests.h"
#include "resources/Settings.h"
#include "resources/Streams.h"
#include "restore/Restore.h"
#include "save/Ahead.h"
#include "save/Capture.h"
#include "save/LibraryThreads.h"
#include "save/Parking.h"
#include "save/Polls.h"
#include "save/SaveFile.h"
#include "save/Stats.h"
#include "save/Unwind.h"
#include "start/StartAgain.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

using namespace cgt;

// Of rt/units, where the program tells OpenMP anything.
extern "C" __attribute__((weak, visibility("hidden"))) void __cgt_openmp_again();

[[clang::require_constant_initialization]] static Runtime TheRuntime;
[[clang::require_constant_initialization]] static Restorer TheRestoration(TheRuntime);
Runtime &Runtime::get() { return TheRuntime; }

static bool KeepsThreads;
bool start::keepsThreads() { return KeepsThreads; }

/// In front of every constructor.
static void beforeAll(int Argc, char **Argv, char **Envp) {
  start::again(Argc, Argv, Envp);
  librarythreads::begin();
  if (!start::asksForImages(Envp))
    return;
  KeepsThreads = true;
  librarythreads::noteEmulator();
  initial::keep();
}
[[gnu::used, gnu::section(".preinit_array")]] static void (*BeforeAll)(int, char **, char **) = beforeAll;

using MainFn = int (*)(int, char **, char **);

static void onExit(int Status, void *) { polls::atExit(Runtime::get(), Status); }

/// Runs \p Entry on the base frame. In the capture child the stack above is taken down and control comes back here.
__attribute__((noinline)) static int runOnBase(Runtime &R, MainFn Entry, int Argc, char **Argv, char **Envp) {
  R.Main.BasePosition = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  unwind::setBase(R.Main);
  switch (setjmp(R.Main.AtBase)) {
  case capture::OwnTaken: capture::taken(R, R.Main);
  case capture::AllTaken: capture::finish(R);
  default: break;
  }
  int Result = Entry(Argc, Argv, Envp);
  __asm__ volatile(""); // not a tail call: this frame is the base
  return Result;
}

/// From here on requests may come in.
static void beginServing(Runtime &R) {
  requests::install(R, hooks::isFromImage);
  ahead::begin(R);
  R.Counting = R.Opts.AtPoll || R.Opts.EveryPolls || R.Opts.Stats;
  status::number(StatusCounts) = R.Counting;
  if (R.Counting)
    __cgt_flag = 1;
}

/// False when the program is to start normally.
static bool asksForRestore(const Runtime &R) {
  const Options &O = R.Opts;
  if (O.Ckpt)
    return savefile::hasImage(R);
  if (!O.Restore)
    return false;
  if (!O.RestoreOrStart || Str(O.Restore) == Str(StandardInput))
    return true;
  int Error = port::exists(O.Restore);
  return Error != ENOENT && Error != ENOTDIR;
}

/// A program whose memory isn't the runtime's runs as if without CGT_OPTIONS, or not at all.
static bool isLeftAlone(const Runtime &R) {
  const char *Sanitizer = foreign::sanitizer();
  if (!Sanitizer && !foreign::hasMalloc())
    return false;
  const char *Why = Sanitizer ? "the program was built with -fsanitize=" : "the program has a malloc of its own";
  const char *Which = Sanitizer ? Sanitizer : "";
  if (asksForRestore(R)) {
    report::error("can't restore '", R.Opts.Ckpt ? R.Opts.Ckpt : R.Opts.Restore, "': ", Why, Which);
    port::exitNow(ExitRefused);
  }
  report::warning("nothing will be saved: ", Why, Which, "; build it without that to have checkpoints");
  return true;
}

/// Opens the newest image of a job that is whole.
static void openNewest(Runtime &R) {
  static char Name[savefile::PathSize]; // the restorer's messages name it
  char Text[1024];
  report::Buffer Why(Text, sizeof Text);
  for (uint64_t Number = UINT64_MAX; (Number = savefile::newest(R, Number)) != 0; Why.clear()) {
    if (savefile::expandName(R, Number, Name, sizeof Name) && TheRestoration.openIfWhole(Name, Why))
      return;
    report::warning("image '", Name, "' is passed over: ", Why.str());
  }
  if (savefile::numberIn(R.Opts.Save)) {
    report::error("can't restore '", R.Opts.Ckpt,
                  "': none of its images is whole; use an undamaged copy of one, or remove them "
                  "to start anew");
    TheRestoration.leave(ExitRefused);
  }
  (void)savefile::expandName(R, 1, Name, sizeof Name);
  TheRestoration.open(Name);
}

static bool prepareRestore(Runtime &R, int Argc) {
  if (!asksForRestore(R))
    return false;
  if (Argc > 1 && !R.Opts.Ckpt)
    report::warning("arguments are ignored: a resumed program has those it was started with");
  setCurrentRestorer(&TheRestoration);
  R.Resuming = true;
  if (R.Opts.Ckpt)
    openNewest(R);
  else
    TheRestoration.open(R.Opts.Restore);
  status::setImage(TheRestoration.path(), nullptr);
  ahead::beforeRestore(R, TheRestoration.path(), TheRestoration.fileBytes());
  TheRestoration.prepare();
  return true;
}

namespace {
/// What main, or its clone, is called with.
struct MainCall {
  Runtime &R;
  MainFn Entry; ///< null: main's clone
  int Argc;
  char **Argv, **Envp;
  int Result;
};
} // namespace

static void callMain(void *Argument) {
  auto &Call = *static_cast<MainCall *>(Argument);
  MainFn Entry = Call.Entry ? Call.Entry : reinterpret_cast<MainFn>(currentRestorer()->firstClone());
  Call.Result = runOnBase(Call.R, Entry, Call.Argc, Call.Argv, Call.Envp);
}

/// Arguments and environment lie at the same place whatever their number.
static void copyStrings(Runtime &R) {
  if (char **Argv = ownstack::copy(R.Argv))
    R.Argv = Argv;
  if (char **Envp = R.Envp ? ownstack::copy(R.Envp) : nullptr) {
    environ = environ == R.Envp ? Envp : environ;
    R.Envp = Envp;
  }
}

static bool noteStrings(Runtime &R, char **Array, size_t Count) {
  for (size_t K = 0; K < Count; ++K)
    if (!R.Strings.push({Array == R.Argv, Array[K], strlen(Array[K]) + 1}))
      return false;
  return true;
}

[[noreturn]] static void outOfMemory() {
  report::error("out of memory at start");
  port::exitNow(ExitRefused);
}

/// Before the program changes them.
static void noteStrings(Runtime &R) {
  while (R.Envp && R.Envp[R.NumEnvp])
    ++R.NumEnvp;
  if (noteStrings(R, R.Argv, static_cast<size_t>(R.Argc)) && noteStrings(R, R.Envp, R.NumEnvp))
    return;
  outOfMemory();
}

/// What the program itself finds at other addresses when it resumes is told before anything is lost.
static void warnOfMoves(bool HasStack) {
#if defined(__powerpc64__) && (!defined(_CALL_ELF) || _CALL_ELF < 2)
  bool Moves = start::isRandom() && (port::mayLieAnywhere() || home::hasLibraries()); // of which functions are descriptors
#else
  bool Moves = start::isRandom() && port::mayLieAnywhere();
#endif
  if (Moves)
    report::warning("this program's addresses change from run to run, since the kernel doesn't let it switch randomisation off",
                    ": a restore may be refused where unions, integers or bytes hold addresses; link it without -pie");
  else if (!HasStack)
    report::warning("the stack can't be put at its fixed address",
                    ": a restore may be refused where unions, integers or bytes hold addresses of local variables");
}

/// On the runtime's stack if there is one; \p Entry is null for a program that resumes.
static int runMain(Runtime &R, MainFn Entry) {
  bool HasStack = ownstack::top() || ownstack::make(0);
  if (R.Opts.Save)
    warnOfMoves(HasStack);
  if (HasStack && Entry)
    copyStrings(R);
  if (Entry)
    noteStrings(R);
  MainCall Call{R, Entry, R.Argc, R.Argv, R.Envp, 0};
  if (HasStack)
    ownstack::call(callMain, &Call);
  else
    callMain(&Call);
  return Call.Result;
}

int start::run(Runtime &R, int Argc, char **Argv, char **Envp, void *Main) {
  auto Entry = reinterpret_cast<MainFn>(Main);
  if (!parseOptions(R.Opts))
    port::exitNow(ExitBadOptions);
  if (!R.Opts.Given || isLeftAlone(R))
    return Entry ? Entry(Argc, Argv, Envp) : 0;
  makeNamesAbsolute(R.Opts);
  R.Active = true;
  if (R.Opts.Save) {
    heap::zeroBlocks();
    libc::mapInHeap();
  }
  R.Owner = port::pid();
  R.Main.Handle = pthread_self();
  R.Argc = Argc;
  R.Argv = Argv;
  R.Envp = Envp;
  savefile::begin(R);
  if (R.Opts.Save)
    status::publish(R.Opts);
  if (R.Opts.Ckpt && !job::begin(R))
    outOfMemory();
  files::begin();
  hooks::begin();
  settings::begin();
  if (!environment::begin())
    outOfMemory();
  home::begin();
  streams::begin(R);
  on_exit(onExit, nullptr); // the first to be registered is the last to be called
  if (!unwind::prepare(R.Main))
    outOfMemory();
  if (prepareRestore(R, Argc)) {
    R.Restored = true;
    return runMain(R, nullptr);
  }
  if (R.Opts.Ckpt)
    files::beginAnew();
  beginServing(R);
  return R.Opts.Save ? runMain(R, Entry) : runOnBase(R, Entry, Argc, Argv, Envp);
}

void start::resumed(Runtime &R) {
  Restorer *Restoration = currentRestorer();
  if (Thread &T = *R.thread(); &T != &R.Main) {
    parking::standRebuilt(T);
    port::setSignalMask(T.Mask);
    errno = T.Errno;
    return;
  }
  uint64_t Start = port::now();
  if (Restoration->threads().size() > 1)
    thread::rebuildAll(R);
  Restoration->finish();
  if (__cgt_openmp_again)
    __cgt_openmp_again();
  hooks::run(R.OnResume);
  Figures F = Restoration->figures();
  F.ResumeNs = port::now() - Start;
  stats::restore(R, F);
  int Errno = Restoration->savedErrno();
  Restoration->release();
  setCurrentRestorer(nullptr);
  R.Resuming = false;
  beginServing(R);
  parking::letGo(R);
  if (R.HasThreads)
    parking::setCancellation(R.Main);
  errno = Errno;
}
