//===- RecordMirror.cpp - What was read is written again ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RecordMirror.h"

#include "base/Hash.h"

#include <sanitizer/allocator_interface.h>

using namespace cgt;
using namespace cgt::fuzz;

void fuzz::fail(const char *What, cgt_rmr_stream *S) {
  fprintf(stderr, "%s%s%s\n", What, S ? ": " : "", S ? cgt_rmr_error(S) : "");
  abort();
}

template <typename T> static cgt_rmr_status get(cgt_rmr_stream *S, const cgt_rmr_tag *Tag, void *Place) {
  return CGT_RMR_GET(S, Tag, *static_cast<T *>(Place));
}

template <typename T> static cgt_rmr_status put(cgt_rmr_stream *S, const cgt_rmr_tag *Tag, const void *Place) {
  return CGT_RMR_PUT(S, Tag, *static_cast<const T *>(Place));
}

/// A stream of nothing else tells its name.
static std::string nameOf(const cgt_rmr_tag *Tag, size_t Size) {
  std::vector<uint8_t> Zeros(Size), Bytes(1u << 15);
  cgt_rmr_stream *S = cgt_rmr_open_output(Bytes.data(), Bytes.size());
  if (cgt_rmr_write(S, Tag, Zeros.data(), 1) != CGT_RMR_OK)
    fail("can't be written", S);
  size_t Written = cgt_rmr_written(S);
  cgt_rmr_close(S);
  S = cgt_rmr_open_input(Bytes.data(), Written);
  const char *Name = nullptr;
  if (cgt_rmr_next(S, &Name, nullptr) != CGT_RMR_OK)
    fail("has no name", S);
  std::string Result = Name;
  cgt_rmr_close(S);
  return Result;
}

static std::vector<RecordType> makeTypes() {
  std::vector<RecordType> Types = {
#define X(Number, T) {record_tag(Number), sizeof(T), alignof(T), false, {}, get<T>, put<T>},
      RECORD_TYPES(X)
#undef X
  };
  for (RecordType &T : Types)
    T.Name = nameOf(T.Tag, T.Size);
  for (unsigned Graph : {16, 26, 27, 28, 29, 32})
    Types[Graph].IsGraph = true;
  return Types;
}

const std::vector<RecordType> &fuzz::recordTypes() {
  static const std::vector<RecordType> Types = makeTypes();
  return Types;
}

Mirror::Mirror() {
  Chunks.emplace_back(1000);
  S = cgt_rmr_open_output(Chunks.back().data(), Chunks.back().size());
}

Mirror::~Mirror() { cgt_rmr_close(S); }

cgt_rmr_status Mirror::tryWrite(const RecordType &T, const void *Data, size_t Count, bool Inline) {
  return Inline && Count == 1 ? T.Put(S, T.Tag, Data) : cgt_rmr_write(S, T.Tag, Data, Count);
}

void Mirror::cutChunk() {
  size_t Whole = cgt_rmr_written(S);
  Chunks.back().resize(Whole - Before);
  Before = Whole;
}

void Mirror::addChunk(size_t Size) {
  cutChunk();
  Chunks.emplace_back(Size);
  if (cgt_rmr_continue_output(S, Chunks.back().data(), Size) != CGT_RMR_OK)
    fail("doesn't go on in other memory", S);
}

void Mirror::write(unsigned Type, const void *Data, size_t Count, bool Inline) {
  const RecordType &T = recordTypes()[Type];
  // A graph is one block, which is all of it; each node of at least a byte needs up to 30 more.
  size_t Bytes = T.IsGraph ? __sanitizer_get_allocated_size(Data) : Count * T.Size;
  if (Bytes > Left)
    return;
  Left -= Bytes;
  cgt_rmr_status Status = tryWrite(T, Data, Count, Inline);
  for (size_t Factor : {1, 32})
    if (Status == CGT_RMR_WriteFailed) {
      addChunk(Factor * Bytes + (1u << 14));
      Status = tryWrite(T, Data, Count, Inline);
    }
  if (Status == CGT_RMR_OK)
    Records.push_back({Type, Count, T.IsGraph ? 0 : hashOf(Data, Bytes)});
  else if (!T.IsGraph || Status != CGT_RMR_Ambiguous)
    fail("what was read can't be written", S);
}

uint64_t Mirror::hash() const {
  Hasher H;
  size_t Rest = cgt_rmr_written(S);
  for (const std::vector<uint8_t> &Chunk : Chunks) {
    size_t Size = Chunk.size() < Rest ? Chunk.size() : Rest;
    H.update(Chunk.data(), Size);
    Rest -= Size;
  }
  return H.digest();
}

void Mirror::check() {
  cutChunk();
  size_t Next = 1;
  cgt_rmr_stream *In = cgt_rmr_open_input(Chunks[0].data(), Chunks[0].size());
  for (const Record &R : Records) {
    const RecordType &T = recordTypes()[R.Type];
    void *Data = nullptr;
    size_t Count = 0;
    cgt_rmr_status Status = cgt_rmr_take(In, T.Tag, &Data, &Count);
    while (Status == CGT_RMR_EndOfStream && Next < Chunks.size()) {
      if (cgt_rmr_continue_input(In, Chunks[Next].data(), Chunks[Next].size()) != CGT_RMR_OK)
        fail("doesn't go on in other memory", In);
      ++Next;
      Status = cgt_rmr_take(In, T.Tag, &Data, &Count);
    }
    if (Status != CGT_RMR_OK || Count != R.Count)
      fail("what was written can't be read", In);
    if (!T.IsGraph && hashOf(Data, Count * T.Size) != R.Hash)
      fail("differs from what was written");
    cgt_rmr_free(In, Data);
  }
  if (Next == Chunks.size() && cgt_rmr_skip(In) != CGT_RMR_EndOfStream)
    fail("more than was written");
  cgt_rmr_close(In);
}
