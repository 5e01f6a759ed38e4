//===- FilesSave.cpp - Open files go into an image ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/FileNames.h"
#include "resources/Files.h"
#include "resources/MemoryStreams.h"
#include "resources/Stdio.h"
#include "resources/Streams.h"

#include <errno.h>

using namespace cgt;
using namespace cgt::files;

static_assert(port::OpenReadable == uint32_t(DescriptionRecord::Readable) &&
                  port::OpenWritable == uint32_t(DescriptionRecord::Writable) &&
                  port::OpenAppends == uint32_t(DescriptionRecord::Append) &&
                  port::OpenNonBlock == uint32_t(DescriptionRecord::NonBlock) &&
                  port::OpenSync == uint32_t(DescriptionRecord::Sync) &&
                  port::OpenDataSync == uint32_t(DescriptionRecord::DataSync) &&
                  port::OpenDirect == uint32_t(DescriptionRecord::Direct) &&
                  port::OpenNoAccessTime == uint32_t(DescriptionRecord::NoAccessTime),
              "an image has open()'s flags as port tells them");

namespace {

/// What note() has seen.
struct Noted {
  MapAllocator Memory;
  MapVector<FileRecord> Files;
  MapVector<port::FileIdentity> Identities; ///< of Files
  MapVector<int> Sources;                   ///< a descriptor of each
  MapVector<DescriptionRecord> Descriptions;
  MapVector<int> Shared; ///< a descriptor of each
  MapVector<DescriptorRecord> Descriptors;
  MapVector<StreamRecord> Streams;
  MapVector<const FILE *> Others; ///< open, but not carried
  MapVector<InheritedRecord> Inherited;
  uint32_t Variables[3] = {0, 1, 2};

  void clear();
  bool all();

private:
  bool descriptor(int Fd);
  bool closedStandard(int Fd);
  bool description(const OpenDescriptor &D, uint32_t &Index);
  bool file(const OpenDescriptor &D, uint32_t &Index);
  bool stream(FILE *S);
  bool standardStreams();
  bool isCarried(int Fd) const;
  void variables();
  bool inheritedFile(int Fd);
  bool contents();
  DescriptionRecord *descriptionOf(int Fd);
};

} // namespace

[[clang::require_constant_initialization]] static Noted Now;
static char Problem[PathSize + 128]; ///< of the last note()

const char *files::problem() { return *Problem ? Problem : "out of memory"; }

void Noted::clear() {
  Memory.release();
  Files.clear();
  Identities.clear();
  Sources.clear();
  Descriptions.clear();
  Shared.clear();
  Descriptors.clear();
  Streams.clear();
  Others.clear();
  Inherited.clear();
}

static bool copyText(MapAllocator &Memory, const char *Text, Str &Out) {
  size_t Size = strlen(Text);
  auto *Copy = static_cast<char *>(Memory.allocate(Size + 1));
  if (!Copy)
    return false;
  memcpy(Copy, Text, Size + 1);
  Out = Str(Copy, static_cast<uint32_t>(Size));
  return true;
}

bool Noted::file(const OpenDescriptor &D, uint32_t &Index) {
  const port::DescriptorStatus &S = D.Status;
  FileRecord F;
  if (D.What == Class::Same) {
    F.Fate = FileFate::Inherited;
    F.Number = static_cast<uint32_t>(D.Inherited);
  } else if (S.Kind == port::DescriptorKind::Memory) {
    F.Fate = FileFate::Device;
  } else {
    F.Fate = D.IsEmbedded ? FileFate::Embedded : S.Flags & port::OpenWritable ? FileFate::Cut : FileFate::Read;
  }
  bool IsFile = F.Fate == FileFate::Read || F.Fate == FileFate::Cut || F.Fate == FileFate::Embedded;
  uint64_t Known = IsFile && (S.Flags & port::OpenReadable) ? static_cast<uint64_t>(S.Position) : 0;
  Known = Known < S.Size ? Known : S.Size;
  for (Index = 0; Index < Files.size(); ++Index) {
    FileRecord &Other = Files[Index];
    if (F.Fate == FileFate::Inherited ? Other.Fate != F.Fate || Other.Number != F.Number
                                      : Other.Fate == FileFate::Inherited || Identities[Index].Device != S.Identity.Device ||
                                            Identities[Index].Inode != S.Identity.Inode)
      continue;
    Other.Fate = F.Fate > Other.Fate ? F.Fate : Other.Fate; // one that is written inside, too, travels
    Other.Known = Known > Other.Known ? Known : Other.Known;
    return true;
  }
  char Name[PathSize], Short[PathSize];
  if (F.Fate != FileFate::Inherited && port::nameOfOpen(D.Number, Name, sizeof Name)) {
    if (!filenames::fromFolder(Name, startFolder(), filenames::given(D.Number), Short, sizeof Short) ||
        !copyText(Memory, Short, F.Name))
      return false;
  }
  if (IsFile) {
    F.Mode = S.Mode;
    F.Size = S.Size;
    F.Known = Known;
  }
  return Files.push(F) && Identities.push(S.Identity) && Sources.push(D.Number);
}

bool Noted::description(const OpenDescriptor &D, uint32_t &Index) {
  uint32_t File;
  if (!file(D, File))
    return false;
  for (Index = 0; Index < Descriptions.size(); ++Index)
    if (Descriptions[Index].File == File && (D.What == Class::Same || (D.Status.Kind == port::DescriptorKind::Regular &&
                                                                       port::shareDescription(Shared[Index], D.Number))))
      return true;
  DescriptionRecord R;
  R.File = File;
  R.Flags = D.What == Class::Same ? 0 : D.Status.Flags;
  if (D.What != Class::Same && D.Status.Kind == port::DescriptorKind::Regular)
    R.Position = static_cast<uint64_t>(D.Status.Position);
  return Descriptions.push(R) && Shared.push(D.Number);
}

bool Noted::descriptor(int Fd) {
  OpenDescriptor D = classify(Fd);
  DescriptorRecord R;
  R.Number = static_cast<uint32_t>(Fd);
  R.CloseOnExec = D.Status.CloseOnExec;
  if (D.What != Class::Same && D.What != Class::Carried)
    return true;
  return description(D, R.Description) && Descriptors.push(R);
}

bool Noted::closedStandard(int Fd) {
  DescriptorRecord R;
  R.Number = static_cast<uint32_t>(Fd);
  return !isClosedSince(Fd) || Descriptors.push(R);
}

DescriptionRecord *Noted::descriptionOf(int Fd) {
  for (const DescriptorRecord &R : Descriptors)
    if (R.Number == static_cast<uint32_t>(Fd) && R.Description != NoIndex)
      return &Descriptions[R.Description];
  return nullptr;
}

bool Noted::isCarried(int Fd) const {
  for (const DescriptorRecord &R : Descriptors)
    if (R.Number == static_cast<uint32_t>(Fd))
      return true;
  return false;
}

/// A stream on a descriptor that isn't open is no obstacle, nor a loss.
bool Noted::stream(FILE *S) {
  int Fd = stdio::descriptorOf(S);
  bool IsStandard = stdio::numberOf(S) != NoIndex;
  const MemoryStream *OnMemory = Fd < 0 && !IsStandard ? memorystreams::find(S) : nullptr;
  if (Fd < 0 && !IsStandard && !OnMemory)
    return Others.push(S);
  StreamRecord R;
  // What was read ahead of a pipe or a terminal stays with the old process, as ever.
  bool IsOwnFile = isCarried(Fd);
  if (!stdio::describe(S, IsOwnFile, Memory, R))
    return false;
  if (OnMemory)
    memorystreams::describe(S, *OnMemory, R);
  else if (!IsOwnFile && !port::isRegularFile(Fd))
    R.PushedBackSize = 0;
  if (IsStandard && stdio::isAsAtStart(R))
    return true;
  if (int64_t Position = stdio::widePosition(S); Position >= 0 && IsOwnFile)
    if (DescriptionRecord *D = descriptionOf(Fd))
      D->Position = static_cast<uint64_t>(Position);
  return Streams.push(R);
}

/// Those that fclose() was called for aren't among the open ones.
bool Noted::standardStreams() {
  for (unsigned K = 0; K < 3; ++K)
    if (!stdio::isOpen(stdio::standard(K)) && !stream(stdio::standard(K)))
      return false;
  return true;
}

void Noted::variables() {
  for (unsigned K = 0; K < 3; ++K) {
    const FILE *S = stdio::variable(K);
    Variables[K] = stdio::numberOf(S);
    uint32_t Own = 3;
    for (const StreamRecord &R : Streams) {
      if (R.isStandard())
        continue;
      if (R.Address == reinterpret_cast<uintptr_t>(S))
        Variables[K] = Own;
      ++Own;
    }
  }
}

bool Noted::inheritedFile(int Fd) {
  if (!isInheritedFile(Fd))
    return true;
  InheritedRecord R;
  R.Number = static_cast<uint32_t>(Fd);
  int64_t Position = Fd == 0 ? streams::inputPosition() : port::appends(Fd) ? port::fileSize(Fd) : port::position(Fd);
  R.Position = Position > 0 ? static_cast<uint64_t>(Position) : 0;
  return Inherited.push(R);
}

bool Noted::contents() {
  for (size_t K = 0; K < Files.size(); ++K) {
    if (Files[K].Fate != FileFate::Embedded)
      continue;
    int Own = port::openAgain(Sources[K], port::OpenReadable);
    Files[K].Known = 0;
    // What was in the program's buffers is in it only now.
    bool Fits = Own < 0 || dataSize(Own) <= Runtime::get().Opts.EmbedMax;
    int Error = Own < 0 ? -Own : Fits ? copyContents(Own, Memory, Files[K]) : EFBIG;
    if (Own >= 0)
      port::close(Own);
    if (!Error)
      continue;
    report::Buffer B(Problem, sizeof Problem);
    B.add("file '", Files[K].Name, "' has more bytes than travel", "; allow more by embed_max");
    if (Fits) {
      B.clear();
      B.add("can't read file '", Files[K].Name, "': ", report::osError(Error));
    }
    return false;
  }
  return true;
}

bool Noted::all() {
  clear();
  struct Context {
    Noted &N;
    bool Good = true;
  } C{*this};
  for (int Fd = 0; Fd <= 2; ++Fd)
    if (!closedStandard(Fd) || !inheritedFile(Fd))
      return false;
  MapVector<int> Open; // in order, whatever the system's is
  auto Into = [](void *Ctx, int Fd) { return static_cast<MapVector<int> *>(Ctx)->push(Fd); };
  int Error = port::forEachOpenFile(Into, &Open);
  for (size_t K = 1; K < Open.size(); ++K)
    for (size_t L = K; L > 0 && Open[L] < Open[L - 1]; --L) {
      int Fd = Open[L];
      Open[L] = Open[L - 1];
      Open[L - 1] = Fd;
    }
  for (int Fd : Open)
    C.Good &= descriptor(Fd);
  Open.release();
  if (Error || !C.Good)
    return false;
  for (size_t K = 1; K < Descriptors.size(); ++K) // those that are closed came first
    for (size_t L = K; L > 0 && Descriptors[L].Number < Descriptors[L - 1].Number; --L) {
      DescriptorRecord R = Descriptors[L];
      Descriptors[L] = Descriptors[L - 1];
      Descriptors[L - 1] = R;
    }
  stdio::forEach(
      [](void *Ctx, FILE *S) {
        auto &C = *static_cast<Context *>(Ctx);
        C.Good = C.Good && C.N.stream(S);
      },
      &C);
  if (!C.Good || !standardStreams())
    return false;
  variables();
  return contents();
}

bool files::note(Runtime &) {
  *Problem = 0;
  return Now.all();
}

void files::forget() { Now.clear(); }

//===--- In the child --------------------------------------------------------------===//

bool files::save(Saving &S) {
  for (size_t K = 0; K < Now.Files.size(); ++K)
    if (FileRecord &F = Now.Files[K]; F.Fate == FileFate::Read) {
      int Own = port::openAgain(Now.Sources[K], port::OpenReadable);
      bool Read = Own >= 0 && hashEnds(Own, F.Known, F.Head, F.Tail);
      if (Own >= 0)
        port::close(Own);
      if (!Read)
        F.Known = 0; // nothing is known of it
    }
  for (InheritedRecord &R : Now.Inherited) {
    int Own = port::openAgain(static_cast<int>(R.Number), port::OpenReadable);
    if (Own < 0 || !hashEnds(Own, R.Position, R.Head, R.Tail))
      R.Head = R.Tail = 0;
    if (Own >= 0)
      port::close(Own);
  }
  for (size_t K = 0; K < Now.Streams.size(); ++K) {
    const StreamRecord &R = Now.Streams[K];
    if (R.isStandard())
      continue;
    constexpr size_t LongestName = 32;
    auto *Name = static_cast<char *>(S.Memory.allocate(LongestName));
    ObjectRecord O;
    if (!Name)
      return false;
    report::Buffer(Name, LongestName).add(StreamName, report::num(static_cast<uint64_t>(K)));
    O.Kind = ObjectKind::Extern;
    O.Name = Name;
    O.Address = R.Address;
    if (!S.Objects.push(O))
      return false;
  }
  OpenFiles &Out = S.Files;
  Out.Files = Now.Files.data();
  Out.NumFiles = static_cast<uint32_t>(Now.Files.size());
  Out.Descriptions = Now.Descriptions.data();
  Out.NumDescriptions = static_cast<uint32_t>(Now.Descriptions.size());
  Out.Descriptors = Now.Descriptors.data();
  Out.NumDescriptors = static_cast<uint32_t>(Now.Descriptors.size());
  Out.Streams = Now.Streams.data();
  Out.NumStreams = static_cast<uint32_t>(Now.Streams.size());
  Out.Inherited = Now.Inherited.data();
  Out.NumInherited = static_cast<uint32_t>(Now.Inherited.size());
  memcpy(Out.Variables, Now.Variables, sizeof Out.Variables);
  return true;
}

bool files::isStream(const void *Address) {
  for (const StreamRecord &R : Now.Streams)
    if (R.Address == reinterpret_cast<uintptr_t>(Address))
      return true;
  return false;
}

bool files::isOtherStream(const void *Address) {
  for (const FILE *S : Now.Others)
    if (S == Address)
      return true;
  return false;
}

int files::sync(char *Name, size_t Size) {
  report::Buffer B(Name, Size);
  for (size_t K = 0; K < Now.Descriptions.size(); ++K) {
    if (!(Now.Descriptions[K].Flags & DescriptionRecord::Writable))
      continue;
    if (int Error = port::sync(Now.Shared[K])) {
      B.add(Now.Files[Now.Descriptions[K].File].Name);
      return Error;
    }
  }
  for (const InheritedRecord &R : Now.Inherited)
    if (R.Number != 0)
      if (int Error = port::sync(static_cast<int>(R.Number))) {
        B.add(R.Number == 1 ? "standard output" : "standard error");
        return Error;
      }
  return 0;
}
