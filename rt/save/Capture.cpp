//===- Capture.cpp - From a running program to an image ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/Capture.h"

#include "abi/Names.h"

#include "base/Hash.h"
#include "image/ImageFacts.h"
#include "port/MemoryLimits.h"
#include "port/PortLocks.h"
#include "port/Progress.h"
#include "port/Report.h"
#include "program/Codec.h"
#include "program/Job.h"
#include "program/SaveLock.h"
#include "program/Status.h"
#include "resources/Files.h"
#include "resources/Hooks.h"
#include "resources/LibraryObjects.h"
#include "resources/Requests.h"
#include "resources/Resources.h"
#include "resources/Streams.h"
#include "save/Ahead.h"
#include "save/Collect.h"
#include "save/LibraryThreads.h"
#include "save/Parking.h"
#include "save/Reasons.h"
#include "save/SaveFile.h"
#include "save/Stats.h"
#include "save/Unwind.h"

#include <errno.h>

using namespace cgt;
using report::num;

//===--- In the program -----------------------------------------------------===//

/// A writer that was killed or has crashed couldn't say anything, nor remove its file.
static void reportLost(const WriterReport &Report, int Status) {
  if (Report.Temporary[0])
    port::removeFile(Report.Temporary);
  if (int Signal = port::terminatingSignal(Status))
    status::problem("can't save: the process that writes the image was killed by signal ", num(Signal),
                    "; the program goes on");
  else
    status::problem("can't save: the process that writes the image ended before it was complete; the program goes on");
}

/// The program stands still: a terminal shows how far the writer is.
static void waitForWriter(Runtime &R, int &Status) {
  constexpr uint64_t Pause = 10000000; // 10 ms
  progress::begin("saving");
  if (!progress::isShown())
    return port::waitChild(R.Writer, Status);
  for (; !port::childEnded(R.Writer, Status); port::sleepFor(Pause))
    progress::show(status::number(StatusDone), status::number(StatusTotal));
  progress::end();
}

/// The number of an image that there isn't is given to the next one.
bool capture::reap(Runtime &R, bool Block) {
  if (!R.Writer.Pid)
    return true;
  int Status;
  if (Block)
    waitForWriter(R, Status);
  else if (!port::childEnded(R.Writer, Status))
    return true;
  if (R.Writer.Direct)
    streams::discount(R, R.Report->BytesWritten);
  R.Writer = {};
  R.UnionReported |= R.Report->UnionReported;
  R.SpaceReported = R.Report->Saved ? R.Report->SpaceReported : R.SpaceReported;
  if (!R.Report->Left && !R.Report->Saved)
    reportLost(*R.Report, Status);
  if (!R.Report->Left)
    status::end(R.Report->Saved);
  R.SaveEnd = R.Report->Left ? R.Report->End : port::now();
  if (R.Report->Saved) {
    requests::takeBack(R);
    job::hasImage();
    ahead::afterSave(R);
    R.Report->LastFailure = 0;
  } else {
    --R.Sequence;
    R.FailedSaves += R.Report->Left;
  }
  return R.Report->Saved;
}

/// Forks the child that writes. Outcome::Started when it is at work.
static capture::Outcome start(Runtime &R, bool Wait) {
  int Errno = errno;
  if (!R.Report)
    R.Report = static_cast<WriterReport *>(port::mapShared(sizeof(WriterReport)));
  if (!R.Report) {
    status::problem("can't save: out of memory; the program goes on");
    return capture::Outcome::Failed;
  }
  uint64_t LastFailure = R.Report->LastFailure;
  *R.Report = WriterReport();
  R.Report->LastFailure = LastFailure;
  R.Report->TellsAgain = Wait;
  streams::flush();
  if (!resources::note(R)) {
    status::problem("can't save: ", files::problem(), "; the program goes on");
    files::forget();
    return capture::Outcome::Failed;
  }
  if (!librarythreads::stop(R)) {
    files::forget();
    return capture::Outcome::Deferred;
  }
  ++R.Sequence;
  int Error = 0;
  port::ForkResult Result = port::forkHidden(R.Writer, Error);
  if (Result != port::ForkResult::Child)
    librarythreads::letGo();
  switch (Result) {
  case port::ForkResult::Failed:
    status::problem("can't save: can't fork: ", report::osError(Error), "; the program goes on");
    --R.Sequence;
    files::forget();
    return capture::Outcome::Failed;
  case port::ForkResult::Child:
    librarythreads::forget();
    savelock::dropInherited();
    status::writing();
    port::endFirst();
    R.InChild = true;
    R.Frames.clear();
    R.Arrays.clear();
    libraryobjects::describe();
    errno = Errno; // until the frames are unwound: one of them may hold a newer value in a register
    unwind::takeDown(*R.thread());
  case port::ForkResult::Parent: files::forget(); break;
  }
  return capture::Outcome::Started;
}

static capture::Outcome saveStopped(Runtime &R, const void *ReturnAddress, bool Wait, uintptr_t &Frame) {
  using capture::Outcome;
  switch (reasons::find(R, ReturnAddress, Frame)) {
  case Fate::Waits: return Outcome::Deferred;
  case Fate::Fails: return Outcome::Refused;
  case Fate::Served: break;
  }
  char Text[512];
  if (!savefile::ready(R, Text, sizeof Text)) {
    status::problem("can't save: ", Text, "; the program goes on");
    status::fail();
    return Outcome::Failed;
  }
  capture::reap(R, true); // one image at a time
  bool RunsOn = ahead::beforeSave(R) && !Wait;
  status::begin();
  R.SaveStart = port::now();
  if (R.Opts.Interval > 0)
    R.StalledAtStart = port::stalledTime();
  Outcome Result = start(R, Wait);
  if (Result == Outcome::Failed)
    status::end(false);
  if (RunsOn)
    parking::letGo(R);
  if (Result == Outcome::Started && !RunsOn && !capture::reap(R, true))
    Result = Outcome::Failed;
  if (Result == Outcome::Started && Wait)
    Result = Outcome::Saved;
  status::number(StatusStood) = port::now() - R.SaveStart;
  return Result;
}

/// The others stand from here on; of a save that the program leaves after, to its end.
capture::Outcome capture::save(Runtime &R, const void *ReturnAddress, bool Wait, uintptr_t &Frame) {
  Thread &Own = *R.thread();
  parking::stop(R, Own); // else find() says which one is late
  Outcome Result = saveStopped(R, ReturnAddress, Wait, Frame);
  parking::letGo(R);
  return Result;
}

//===--- In the child -------------------------------------------------------===//

void capture::taken(Runtime &R, Thread &T) {
  T.Errno = errno;
  T.Taken = true;
  T.NumFrames = R.Frames.size() - T.FirstFrame;
  for (Thread *Other = &R.Main; Other; Other = Other->Next)
    if (!Other->Taken && Other->Base) { // else it hasn't begun
      Other->FirstFrame = R.Frames.size();
      longjmp(Other->AtPoll, 1);
    }
  longjmp(R.Main.AtBase, AllTaken);
}

[[noreturn]] static void leave(bool Saved) {
  WriterReport &Report = *Runtime::get().Report;
  Report.BytesWritten = streams::bytesWritten();
  Report.Saved = Saved;
  Report.End = port::now();
  status::end(Saved);
  Report.Left = true;
  port::exitNow(Saved ? 0 : 1);
}

/// Each reason is told once, however many saves fail for it one after the other.
[[noreturn]] static void fail(const char *Name, const char *What, int Error) {
  WriterReport &Report = *Runtime::get().Report;
  uint64_t Failure = hashOf(What, strlen(What)) + static_cast<unsigned>(Error);
  bool Known = Failure == Report.LastFailure && !Report.TellsAgain;
  Report.LastFailure = Failure;
  char Text[1024];
  report::Buffer B(Text, sizeof Text);
  B.add("can't save '", Name, "': ", What, Error ? ": " : "", Error ? report::osError(Error) : "", "; the program goes on");
  status::setProblem(B.str());
  if (!Known)
    report::error(B.str());
  leave(false);
}

void *capture::pushFrame(Runtime &R, const CgtSite *Site) {
  void *Record = R.CaptureMemory.allocate(Site->RecordSize);
  if (!Record || !R.Frames.push({Site, Record, false}))
    fail(R.Opts.Save, "out of memory for frames", 0);
  void *Exception = unwind::exceptionObject();
  memcpy(Record, &Exception, sizeof Exception);
  return Record;
}

void capture::finishFrame(Runtime &R) {
  const CapturedFrame &F = R.Frames.back();
  auto *Record = static_cast<char *>(F.Record);
  for (auto *C = static_cast<const CgtCopy *>(F.Site->Copies); C->Bytes; ++C) {
    if (C->Bytes >= CGT_COPY_PIECES)
      continue; // its pad has called addArray()
    const void *From;
    memcpy(&From, Record + C->Address, sizeof From);
    memcpy(Record + C->Field, From, C->Bytes);
  }
}

static void addCopy(Runtime &R, size_t Slot, const void *Address, size_t Bytes, const CgtAllocSite *Site) {
  auto *Copy = static_cast<uint8_t *>(R.CaptureMemory.allocate(Bytes ? Bytes : 1));
  if (!Copy || !R.Arrays.push({R.Frames.size() - 1, Slot, reinterpret_cast<uintptr_t>(Address), Bytes, Copy, Site}))
    fail(R.Opts.Save, "out of memory for frames", 0);
  memcpy(Copy, Address, Bytes);
}

void capture::addArray(Runtime &R, void *Record, size_t Slot, const void *Address, size_t Bytes) {
  memcpy(static_cast<char *>(Record) + Slot, &Address, sizeof Address);
  if (Address && Bytes != CGT_ALL_PIECES)
    return addCopy(R, Slot, Address, Bytes, nullptr);
  for (const void *Data = Address; Data;) {
    const CgtPiece &Piece = static_cast<const CgtPiece *>(Data)[-1];
    addCopy(R, Slot, Data, Piece.Bytes, static_cast<const CgtAllocSite *>(Piece.Site));
    Data = Piece.Before;
  }
}

/// Of a clone that keeps its variables in its record.
static void addArrays(Runtime &R, const CgtSite *Site) {
  auto *Record = static_cast<char *>(R.Frames.back().Record);
  for (auto *C = static_cast<const CgtCopy *>(Site->Copies); C->Bytes; ++C) {
    const void *Address;
    size_t Bytes = CGT_ALL_PIECES;
    if (C->Bytes < CGT_COPY_PIECES)
      continue;
    memcpy(&Address, Record + C->Address, sizeof Address);
    if (C->Bytes == CGT_COPY_ARRAY)
      memcpy(&Bytes, Record + C->Field, sizeof Bytes);
    capture::addArray(R, Record, C->Address, Address, Bytes);
  }
}

void *capture::takeFrame(Runtime &R, const CgtSite *Site, const void *Own, size_t Bytes) {
  auto *Record = static_cast<char *>(pushFrame(R, Site));
  constexpr size_t Begin = sizeof(void *); // the exception object
  memcpy(Record + Begin, static_cast<const char *>(Own) + Begin, Bytes - Begin);
  R.Frames.back().Whole = true;
  return Record;
}

void *capture::saveFrame(Runtime &R, const CgtSite *Site, const void *Own) {
  takeFrame(R, Site, Own, Site->RecordSize);
  if (Site->Copies) {
    finishFrame(R);
    addArrays(R, Site);
  }
  return unwind::exceptionObject();
}

namespace {
/// Collects small writes.
struct FileWriter {
  int Fd = -1;
  int Error = 0;
  uint64_t Written = 0;
  size_t Used = 0;
  bool Compresses = false; ///< what comes is known by what it is made of
  char *Buffer = nullptr;
  static constexpr size_t Capacity = 1 << 18;

  bool flush() {
    if (Used && !Error)
      Error = port::writeAll(Fd, Buffer, Used);
    Used = 0;
    return Error == 0;
  }
  bool write(const void *Data, size_t Size) {
    Written += Size;
    if (!Compresses)
      status::number(StatusDone) = Written;
    if (Size >= Capacity - Used && !flush())
      return false;
    if (Size >= Capacity) {
      Error = port::writeAll(Fd, Data, Size);
      return Error == 0;
    }
    memcpy(Buffer + Used, Data, Size);
    Used += Size;
    return true;
  }
  static bool callback(void *Ctx, const void *Data, size_t Size) { return static_cast<FileWriter *>(Ctx)->write(Data, Size); }
};
} // namespace

/// zstd, which tells how far it is.
static Codec countingCodec() {
  Codec C = zstdCodec();
  C.Compress = [](void *Target, size_t Capacity, const void *Source, size_t Size, int Level) {
    size_t Result = zstdCodec().Compress(Target, Capacity, Source, Size, Level);
    status::number(StatusDone) = status::number(StatusDone) + Size;
    return Result;
  };
  return C;
}

/// From here on the image is one. \p Name is for messages.
static void putInPlace(int Fd, const char *Temporary, const char *Name, const char *Target) {
  if (int Error = port::syncTemporary(Fd)) {
    port::dropTemporary(Fd, Temporary);
    fail(Name, "can't write it", Error);
  }
  if (!savelock::claim()) {
    port::dropTemporary(Fd, Temporary);
    status::problem("can't save '", Name, "': the program has ended meanwhile, and another program may use this file now");
    leave(false);
  }
  int Error = port::placeTemporary(Fd, Temporary, Target);
  savelock::done();
  if (Error)
    fail(Name, "can't put it in place", Error);
}

void capture::finish(Runtime &R) {
  R.AtPoll.Errno = R.Main.Errno;
  uint64_t Start = port::now();
  hooks::run(R.OnSave);
  Figures F;
  ImageSource Source;
  char Name[savefile::PathSize], Target[savefile::PathSize];
  auto &Temporary = R.Report->Temporary;
  if (!savefile::expandName(R, R.Sequence, Name, sizeof Name))
    fail(R.Opts.Save, "the name is too long", 0);
  int Error;
  if (const char *Bad = savefile::target(Name, Target, Error))
    fail(Name, Bad, Error);
  char Why[512];
  if (!collect::all(R, Source, F, Why, sizeof Why))
    fail(Name, Why, 0);
  F.CaptureNs = port::now() - Start;

  Start = port::now();
  FileWriter Writer;
  Writer.Buffer = static_cast<char *>(R.CaptureMemory.allocate(FileWriter::Capacity));
  if (!Writer.Buffer)
    fail(Name, "out of memory", 0);
  Writer.Fd = port::openTemporary(Target, Temporary, sizeof Temporary);
  if (Writer.Fd < 0)
    fail(Name, "can't create it", -Writer.Fd);
  if (const char *Bad = savefile::checkSpace(Source, R.Opts.Compress, Writer.Fd, Why, sizeof Why)) {
    port::dropTemporary(Writer.Fd, Temporary);
    fail(Name, Bad, 0);
  }
  status::number(StatusTotal) = leastImageSize(Source, 0);
  Writer.Compresses = R.Opts.Compress != 0;
  Sink Out(FileWriter::callback, &Writer);
  Allocator Memory = R.CaptureMemory.allocator();
  Status S = writeImage(Source, Out, countingCodec(), R.Opts.Compress, Memory);
  if (!S.ok() || !Writer.flush()) {
    port::dropTemporary(Writer.Fd, Temporary);
    fail(Name, S.ok() || S.Code == Errc::WriteFailed ? "can't write it" : errorText(S.Code), Writer.Error);
  }
  if (int Unsynced = files::sync(Why, sizeof Why)) {
    port::dropTemporary(Writer.Fd, Temporary);
    status::problem("can't save '", Name, "': can't sync '", Why, "': ", report::osError(Unsynced), "; the program goes on");
    leave(false);
  }
  putInPlace(Writer.Fd, Temporary, Name, Target);
  F.Bytes = Writer.Written;
  F.WriteNs = port::now() - Start;
  R.Report->Saved = true;
  status::setImage(Name, &F);
  stats::save(R, F);
  report::note("saved '", Name, "'");
  savefile::sweep(R, Source, Name, Target);
  ahead::afterWriting(R, Target, F.Bytes);
  leave(true);
}
