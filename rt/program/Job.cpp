//===- Job.cpp - A program from its start to its end, over many processes ---===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "program/Job.h"

#include "abi/CutFiles.h"
#include "base/Hash.h"
#include "port/Descriptors.h"
#include "port/PortLocks.h"
#include "port/Report.h"

#include <stdlib.h>

using namespace cgt;
using report::num;

[[clang::require_constant_initialization]] static MapVector<char *> Arguments;
[[clang::require_constant_initialization]] static MapAllocator Memory; ///< of their strings
static constexpr size_t PathSize = WriterReport::PathSize;
[[clang::require_constant_initialization]] static char List[PathSize + 16];
static bool IsNew; ///< without an image

bool job::begin(const Runtime &R) {
  for (int K = 0; K < R.Argc && R.Argv[K]; ++K) {
    size_t Size = strlen(R.Argv[K]) + 1;
    auto *Copy = static_cast<char *>(Memory.allocate(Size));
    if (!Copy || !Arguments.push(Copy))
      return false;
    memcpy(Copy, R.Argv[K], Size);
  }
  return true;
}

const MapVector<char *> &job::arguments() { return Arguments; }

//===--- The list -----------------------------------------------------------------===//
// Records end with a zero, since any other byte may be in a name: "made NAME", "size JOB BYTES NAME".

void job::setList(const char *Path) { report::Buffer(List, sizeof List).add(Path); }

/// errno value.
static int append(const char *Record) {
  int Fd = port::openAppend(List);
  int Error = Fd < 0 ? -Fd : port::writeAll(Fd, Record, strlen(Record) + 1);
  if (!Error)
    Error = port::sync(Fd);
  if (Fd >= 0)
    port::close(Fd);
  return Error;
}

template <typename Fn> static void forEachRecord(Fn Visit) {
  int Fd = List[0] ? port::openExisting(List) : -1;
  if (Fd < 0)
    return;
  void *Data = nullptr;
  size_t Size = 0, Mapped = 0;
  auto GoOn = [](void *, const void *, size_t) { return true; };
  if (port::readWhole(Fd, Data, Size, Mapped, GoOn, nullptr) == 0)
    for (const char *At = static_cast<char *>(Data), *End = At + Size; At < End; At += strlen(At) + 1) {
      if (!memchr(At, 0, static_cast<size_t>(End - At)))
        break; // its end wasn't written
      Visit(At);
    }
  if (Data)
    port::unmap(Data, Mapped);
  port::close(Fd);
}

/// What follows a word in a record, or null.
static const char *behind(const char *Record, const char *Word) {
  size_t Size = strlen(Word);
  return strncmp(Record, Word, Size) == 0 ? Record + Size : nullptr;
}

//===--- Files that resumes make -----------------------------------------------------===//

static constexpr char Made[] = "made ";

void job::noteMade(const char *Name) {
  char Record[sizeof Made + 2 * PathSize];
  if (!List[0])
    return;
  report::Buffer(Record, sizeof Record).add(Made, Name);
  if (int Error = append(Record))
    report::warning("'", Name, "' will stay when the job has ended: can't write '", List, "': ", report::osError(Error));
}

/// Whatever others have put into the list, no other file is removed.
static bool endsWith(const char *Name, const char *Mark, const char *Digits) {
  const char *Found = nullptr;
  for (const char *Next = Name; (Next = strstr(Next, Mark)) != nullptr; ++Next)
    Found = Next + strlen(Mark);
  return Found && *Found && !Found[strspn(Found, Digits)];
}

static bool isMadeName(const char *Name) {
  return endsWith(Name, CGT_CUT_MARK, "0123456789") || endsWith(Name, port::TemporaryMark, "0123456789abcdef");
}

void job::removeMade() {
  forEachRecord([](const char *Record) {
    if (const char *Name = behind(Record, Made); Name && isMadeName(Name))
      (void)port::removeFile(Name);
  });
  if (List[0])
    (void)port::removeFile(List);
}

//===--- Files that are appended to ---------------------------------------------------===//

static constexpr char Size[] = "size ";

/// Another job, which only happens to have had the same place for its images, is none of ours.
static uint64_t identity() {
  uint64_t Hash = Arguments.size();
  for (size_t K = 1; K < Arguments.size(); ++K)
    Hash = hashOf(Arguments[K], strlen(Arguments[K]) + 1) + Hash * 31;
  return Hash;
}

void job::startAnew() { IsNew = true; }
void job::hasImage() { IsNew = false; }

void job::noteAppended(int Fd) {
  char Name[PathSize], Record[PathSize + 64];
  if (!IsNew || !List[0] || !port::isRegularFile(Fd) || !port::appends(Fd) || !port::nameOfOpen(Fd, Name, sizeof Name))
    return;
  report::Buffer(Record, sizeof Record)
      .add(Size, num(identity()), " ", num(static_cast<uint64_t>(port::fileSize(Fd))), " ", Name);
  if (int Error = append(Record))
    report::warning("should the program be killed before its first image, '", Name,
                    "' will have twice what it appends: can't write '", List, "': ", report::osError(Error));
}

void job::forEachAppended(void (*Cut)(const char *Name, uint64_t Size)) {
  forEachRecord([Cut](const char *Record) {
    const char *Rest = behind(Record, Size);
    char *End = nullptr;
    if (!Rest || strtoull(Rest, &End, 10) != identity() || *End != ' ')
      return;
    uint64_t Bytes = strtoull(End + 1, &End, 10);
    if (*End == ' ')
      Cut(End + 1, Bytes);
  });
}
