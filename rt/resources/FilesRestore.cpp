//===- FilesRestore.cpp - Files are open again -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// First everything is checked, while a refusal changes nothing yet. When the whole program is there the files are opened, at high
// numbers, since any of the numbers that they are to have may be in use by then; then each gets its own.
//
//===----------------------------------------------------------------------===//

#include "program/Job.h"
#include "resources/Files.h"
#include "resources/MemoryStreams.h"
#include "resources/Stdio.h"
#include "resources/Streams.h"

#include <errno.h>
#include <stdlib.h>

using namespace cgt;
using namespace cgt::files;
using report::num;

[[clang::require_constant_initialization]] static MapVector<FILE *> Made; ///< by stream; null: a standard one
static int Placeholder = -1;

//===--- Names and refusals -----------------------------------------------------===//

namespace {
/// The name of a file as it is here.
struct FullName {
  char Text[PathSize];
  explicit FullName(Str Name) {
    report::Buffer B(Text, sizeof Text);
    if (!Name.empty() && *Name.Data != '/' && *startFolder())
      B.add(startFolder(), "/");
    B.add(Name);
  }
};
} // namespace

[[noreturn]] static void refuseFile(Restoring &S, Str Name, Str What, int Error = 0) {
  char Why[PathSize + 256];
  report::Buffer B(Why, sizeof Why);
  B.add("file '", FullName(Name).Text, "', which the program has open: ", What);
  if (Error)
    B.add(": ", report::osError(Error));
  S.refuse(Why);
}

static const OpenFiles &filesOf(const Restoring &S) { return S.I.Files; }

//===--- Checks ------------------------------------------------------------------===//

/// Flags to look at a file with that the program can open with \p Flags.
static int lookAt(const char *Name, uint32_t Flags) {
  int Fd = port::openAgain(Name, port::OpenReadable | port::OpenNonBlock);
  return Fd >= 0 || (Flags & port::OpenReadable) ? Fd : port::openAgain(Name, port::OpenWritable | port::OpenNonBlock);
}

static void checkFile(Restoring &S, const FileRecord &F, uint32_t Flags) {
  int Fd = lookAt(FullName(F.Name).Text, Flags);
  if (Fd < 0)
    refuseFile(S, F.Name, "can't open it", -Fd);
  port::DescriptorStatus Status = port::describe(Fd);
  if (Status.Kind != port::DescriptorKind::Regular)
    refuseFile(S, F.Name, "it is no regular file any more");
  char What[200];
  report::Buffer B(What, sizeof What);
  uint64_t Needed = F.Fate == FileFate::Cut ? F.Size : F.Known, Head, Tail;
  B.add("it has ", num(Status.Size), " bytes, and had ", num(Needed), " or more at the save; bring back the file that it was");
  if (Status.Size < Needed)
    refuseFile(S, F.Name, B.str());
  if (F.Fate == FileFate::Read && F.Known != 0) {
    if (!hashEnds(Fd, F.Known, Head, Tail))
      refuseFile(S, F.Name, "can't read it");
    B.clear();
    B.add("its first ", num(F.Known), " bytes aren't those that the program has read; bring back the file that it was");
    if (Head != F.Head || Tail != F.Tail)
      refuseFile(S, F.Name, B.str());
  }
  port::close(Fd);
}

/// Standard input that is a file again must be the one that was read.
static void checkInput(Restoring &S, const InheritedRecord &R) {
  if (R.Number != 0 || S.StdinWasImage || R.Position == 0 || !port::isRegularFile(0))
    return;
  uint64_t Head, Tail;
  char Why[256];
  report::Buffer B(Why, sizeof Why);
  int64_t Size = port::fileSize(0);
  if (static_cast<uint64_t>(Size) < R.Position) {
    B.add("standard input has ", num(Size), " bytes, and the program has read ", num(R.Position),
          "; give it the file that it had");
    S.refuse(Why);
  }
  if ((R.Head | R.Tail) == 0 || !hashEnds(0, R.Position, Head, Tail) || (Head == R.Head && Tail == R.Tail))
    return;
  B.add("the first ", num(R.Position),
        " bytes of standard input aren't those that the program has read; give it the file that it had");
  S.refuse(Why);
}

static uint32_t flagsOf(const OpenFiles &O, uint32_t File) {
  uint32_t Flags = 0;
  for (uint32_t K = 0; K < O.NumDescriptions; ++K)
    if (O.Descriptions[K].File == File)
      Flags |= O.Descriptions[K].Flags;
  return Flags;
}

static void checkFiles(Restoring &S) {
  const OpenFiles &O = filesOf(S);
  for (uint32_t K = 0; K < O.NumFiles; ++K) {
    const FileRecord &F = O.Files[K];
    if (F.Fate == FileFate::Read || F.Fate == FileFate::Cut)
      checkFile(S, F, flagsOf(O, K));
    if (F.Fate == FileFate::Inherited && !port::identity(static_cast<int>(F.Number)).Type) {
      char Why[160];
      report::Buffer(Why, sizeof Why)
          .add("descriptor ", num(F.Number), ", which the program was started with and uses, isn't open here");
      S.refuse(Why);
    }
  }
  for (uint32_t K = 0; K < O.NumInherited; ++K)
    checkInput(S, O.Inherited[K]);
}

static FILE *makeStream(const StreamRecord &R) {
  return R.Kind == StreamRecord::Memory ? memorystreams::make(R) : stdio::make(R, Placeholder);
}

/// Is \p F where the sender had another stream than \p R? Then nobody could tell that one's old address from this one's new.
static bool isOthers(const OpenFiles &O, const StreamRecord &R, const FILE *F) {
  for (uint32_t K = 0; F && K < O.NumStreams; ++K)
    if (&O.Streams[K] != &R && O.Streams[K].Address == reinterpret_cast<uintptr_t>(F) && R.Address != O.Streams[K].Address)
      return true;
  return false;
}

static void openPlaceholder(Restoring &S) {
  if (Placeholder < 0)
    Placeholder = port::openAgain("/dev/null", port::OpenReadable | port::OpenWritable);
  if (Placeholder < 0)
    refuseFile(S, "/dev/null", "can't open it", -Placeholder);
}

void files::prepare(Restoring &S) {
  MapVector<FILE *> Passed; ///< streams at such places, until all are made
  const OpenFiles &O = filesOf(S);
  checkFiles(S);
  if (O.NumStreams == 0)
    return;
  openPlaceholder(S);
  for (uint32_t K = 0; K < O.NumStreams; ++K) {
    const StreamRecord &R = O.Streams[K];
    FILE *F = nullptr;
    while (!R.isStandard() && isOthers(O, R, F = makeStream(R)))
      if (!Passed.push(F))
        S.refuse("out of memory for streams");
    if ((!F && !R.isStandard()) || !Made.push(F))
      S.refuse("out of memory for streams");
  }
  for (FILE *F : Passed)
    stdio::drop(F, Placeholder);
  Passed.release();
}

void files::holdNumbers(Restoring &S) {
  const OpenFiles &O = filesOf(S);
  if (O.NumDescriptors == 0)
    return;
  openPlaceholder(S);
  for (uint32_t K = 0; K < O.NumDescriptors; ++K)
    if (int Number = static_cast<int>(O.Descriptors[K].Number); !port::identity(Number).Type)
      if (int Error = port::duplicateTo(Placeholder, Number, true))
        refuseFile(S, "/dev/null", "can't give it a descriptor's number", Error);
}

FILE *files::stream(Str Name) {
  Str Prefix = StreamName;
  if (Name.Size <= Prefix.Size || memcmp(Name.Data, Prefix.Data, Prefix.Size) != 0)
    return nullptr;
  uint64_t Index = 0;
  for (uint32_t K = Prefix.Size; K < Name.Size && Index < Made.size(); ++K) {
    if (Name.Data[K] < '0' || Name.Data[K] > '9')
      return nullptr;
    Index = Index * 10 + static_cast<unsigned>(Name.Data[K] - '0');
  }
  return Index < Made.size() ? Made[static_cast<size_t>(Index)] : nullptr;
}

bool files::streamsAreInPlace(const Restoring &S) {
  for (uint32_t K = 0; K < filesOf(S).NumStreams; ++K)
    if (Made[K] && filesOf(S).Streams[K].Address != reinterpret_cast<uintptr_t>(Made[K]))
      return false;
  return true;
}

//===--- Opening -------------------------------------------------------------------===//

/// Before anything is opened: a file that is made anew is another one afterwards.
static void settleFile(Restoring &S, const FileRecord &F) {
  FullName Name(F.Name);
  const char *Problem = "can't open it";
  int Error = 0;
  if (F.Fate == FileFate::Cut) {
    int Fd = port::openAgain(Name.Text, port::OpenReadable | port::OpenWritable);
    if (port::DescriptorStatus There; Fd < 0 && (Fd = port::openAgain(Name.Text, port::OpenWritable)) >= 0)
      if (There = port::describe(Fd); There.Size > F.Size)
        refuseFile(S, F.Name, "what was written to it since the save can't be read, and so not be kept");
    Error = Fd < 0 ? -Fd : cut(Name.Text, Fd, F.Size, Problem);
    if (Fd >= 0)
      port::close(Fd);
  } else if (F.Fate == FileFate::Embedded && !F.Name.empty()) {
    Error = putContents(Name.Text, F, Problem);
  }
  if (Error)
    refuseFile(S, F.Name, Problem, Error);
}

/// A file that had no name any more.
static int makeUnnamed(const FileRecord &F) {
  const char *Folder = getenv("TMPDIR");
  int Fd = Folder && *Folder ? port::openUnnamed(Folder) : -1;
  if (Fd < 0)
    Fd = port::openUnnamed("/tmp");
  if (Fd < 0)
    return Fd;
  int Error = writeContents(Fd, F);
  if (!Error)
    Error = port::setMode(Fd, F.Mode);
  if (!Error)
    return Fd;
  port::close(Fd);
  return -Error;
}

namespace {
class Opener {
public:
  Opener(Restoring &S) : S(S), O(filesOf(S)) {}
  void run();

private:
  void open(const DescriptionRecord &D);
  int openFile(const DescriptionRecord &D, const FileRecord &F);
  int raised(int Fd);
  void assign();
  void streams();
  void closeAll(MapVector<int> &List);

  Restoring &S;
  const OpenFiles &O;
  int High = 3;           ///< above all numbers that are to be given
  MapVector<int> Unnamed; ///< by file; -1: none
  MapVector<int> Opened;  ///< by description
};
} // namespace

/// The same descriptor with a number that none is to have.
int Opener::raised(int Fd) {
  if (Fd < 0 || Fd >= High)
    return Fd;
  int Other = port::duplicate(Fd, High);
  port::close(Fd);
  return Other;
}

int Opener::openFile(const DescriptionRecord &D, const FileRecord &F) {
  if (F.Fate == FileFate::Inherited)
    return port::duplicate(static_cast<int>(F.Number), High);
  int &Own = Unnamed[D.File];
  if (F.Name.empty() && Own < 0 && (Own = raised(makeUnnamed(F))) < 0)
    return Own;
  return F.Name.empty() ? port::openAgain(Own, D.Flags) : port::openAgain(FullName(F.Name).Text, D.Flags);
}

void Opener::open(const DescriptionRecord &D) {
  const FileRecord &F = O.Files[D.File];
  int Fd = raised(openFile(D, F));
  if (Fd < 0)
    refuseFile(S, F.Name.empty() ? Str("(without a name)") : F.Name, "can't open it", -Fd);
  bool IsFile = F.Fate != FileFate::Inherited && F.Fate != FileFate::Device;
  if (int Error = IsFile ? port::setPosition(Fd, D.Position) : 0)
    refuseFile(S, F.Name, "can't set its position", Error);
  if (!Opened.push(Fd))
    S.refuse("out of memory for files");
}

void Opener::assign() {
  for (uint32_t K = 0; K < O.NumDescriptors; ++K) {
    const DescriptorRecord &D = O.Descriptors[K];
    if (D.Description == NoIndex) {
      port::close(static_cast<int>(D.Number));
      continue;
    }
    int Error = port::duplicateTo(Opened[D.Description], static_cast<int>(D.Number), D.CloseOnExec);
    if (Error)
      refuseFile(S, O.Files[O.Descriptions[D.Description].File].Name, "can't give it its descriptor's number", Error);
  }
}

/// Where the sender's \p Size bytes are here; null: nowhere. They must be in one object, whatever the image says.
static char *memoryOf(Restoring &S, uint64_t Address, uint64_t Size) {
  auto *Begin = Address ? static_cast<char *>(S.translate(Address, false)) : nullptr;
  auto *Last = Begin && Size > 1 ? static_cast<char *>(S.translate(Address + (Size - 1), false)) : Begin;
  if (Begin && Size > 1 && static_cast<uint64_t>(Last - Begin) != Size - 1)
    S.refuse("the memory of a stream isn't whole; use an undamaged copy or an older image");
  return Begin;
}

static MemoryStream memoryStreamOf(Restoring &S, const StreamRecord &R) {
  const uint64_t *N = R.Numbers;
  MemoryStream M;
  M.Memory = memoryOf(S, N[0], N[1]);
  M.Size = M.Memory ? static_cast<size_t>(N[1]) : 0;
  M.Length = static_cast<size_t>(N[2] < M.Size ? N[2] : M.Size);
  constexpr uint64_t Most = PTRDIFF_MAX - 1;
  M.Position = static_cast<size_t>(N[3] < Most ? N[3] : Most);
  M.MemoryAt = reinterpret_cast<char **>(N[4] ? memoryOf(S, N[4], 1) : nullptr);
  M.LengthAt = reinterpret_cast<size_t *>(N[5] ? memoryOf(S, N[5], 1) : nullptr);
  return M;
}

void Opener::streams() {
  for (uint32_t K = 0; K < O.NumStreams; ++K) {
    const StreamRecord &R = O.Streams[K];
    FILE *F = R.isStandard() ? stdio::standard(R.Kind) : Made[K];
    if (R.Kind == StreamRecord::Memory)
      memorystreams::assume(F, R, memoryStreamOf(S, R));
    int Any = R.Flags & StreamRecord::Closed ? port::duplicate(Placeholder, High) : -1;
    stdio::assume(F, R, memoryOf(S, R.Buffer, R.BufferSize), Any);
  }
  for (unsigned K = 0; K < 3; ++K) {
    uint32_t Own = 3;
    if (O.Variables[K] == K)
      continue;
    FILE *F = O.Variables[K] < 3 ? stdio::standard(O.Variables[K]) : nullptr;
    for (uint32_t L = 0; L < O.NumStreams; ++L)
      if (!O.Streams[L].isStandard() && Own++ == O.Variables[K])
        F = Made[L];
    stdio::setVariable(K, F);
  }
}

void Opener::closeAll(MapVector<int> &List) {
  for (int Fd : List)
    if (Fd >= 0)
      port::close(Fd);
  List.release();
}

void Opener::run() {
  for (uint32_t K = 0; K < O.NumDescriptors; ++K)
    if (int Number = static_cast<int>(O.Descriptors[K].Number); Number >= High)
      High = Number + 1;
  for (uint32_t K = 0; K < O.NumFiles; ++K) {
    settleFile(S, O.Files[K]);
    if (!Unnamed.push(-1))
      S.refuse("out of memory for files");
  }
  Placeholder = raised(Placeholder);
  for (uint32_t K = 0; K < O.NumDescriptions; ++K)
    open(O.Descriptions[K]);
  assign();
  closeAll(Opened);
  closeAll(Unnamed);
  streams();
  if (Placeholder >= 0)
    port::close(Placeholder);
  Placeholder = -1;
}

//===--- Standard output ------------------------------------------------------------===//

/// Output that the run that is left behind has written since the save comes again: it is cut off.
static void cutOutput(Restoring &S, const InheritedRecord &R) {
  int64_t Size = port::fileSize(1);
  if (S.R.Opts.KeepStdout || R.Number != 1 || Size <= 0)
    return;
  if (static_cast<uint64_t>(Size) < R.Position) {
    report::warning("standard output has ", num(Size), " bytes, and had ", num(R.Position),
                    " at the save: what the program had written isn't there");
    return;
  }
  uint64_t Head, Tail;
  int Own = port::openAgain(1, port::OpenReadable);
  bool IsIt = Own >= 0 && hashEnds(Own, R.Position, Head, Tail) && Tail == R.Tail;
  if (Own >= 0)
    port::close(Own);
  if (!IsIt)
    return;
  char Name[PathSize];
  const char *Problem = "it has no name";
  int Error = 0;
  if (static_cast<uint64_t>(Size) > R.Position) {
    Own = port::openAgain(1, port::OpenReadable | port::OpenWritable);
    bool Cut = Own >= 0 && port::nameOfOpen(1, Name, sizeof Name) && (Error = cut(Name, Own, R.Position, Problem)) == 0;
    if (Own >= 0)
      port::close(Own);
    if (!Cut) {
      report::warning("what was written to standard output since the save stays in it: ", Problem, Error ? ": " : "",
                      Error ? report::osError(Error) : "");
      return;
    }
  }
  if (!port::appends(1))
    port::setPosition(1, R.Position);
  streams::begin(S.R);
}

void files::restore(Restoring &S) {
  const OpenFiles &O = filesOf(S);
  for (uint32_t K = 0; K < O.NumInherited; ++K)
    cutOutput(S, O.Inherited[K]);
  if (O.isNeeded())
    Opener(S).run();
  Made.release();
}

//===--- A job without an image -----------------------------------------------------===//

static void cutAppended(const char *Name, uint64_t Size) {
  int Fd = port::openAgain(Name, port::OpenReadable | port::OpenWritable);
  const char *Problem = "can't open it";
  int Error = Fd == -ENOENT ? 0 : Fd < 0 ? -Fd : cut(Name, Fd, Size, Problem);
  if (Fd >= 0)
    port::close(Fd);
  if (Error)
    report::warning("what a process that was killed has appended to '", Name, "' comes again: ", Problem, ": ",
                    report::osError(Error));
}

void files::beginAnew() {
  job::forEachAppended(cutAppended);
  job::startAnew();
  job::noteAppended(1);
}
