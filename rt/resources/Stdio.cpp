//===- Stdio.cpp - Streams of stdio ------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/Stdio.h"

#include "base/Endian.h"
#include "heap/ForeignMalloc.h"
#include "heap/Heap.h"
#include "heap/StreamBlocks.h"
#include "port/Descriptors.h"

#include <limits.h>
#include <unistd.h>
#include <wchar.h>

using namespace cgt;

// Of libc's binary interface.
extern "C" {
FILE *_IO_iter_begin(void);
FILE *_IO_iter_next(FILE *);
FILE *_IO_iter_end(void);
void _IO_doallocbuf(FILE *);
}

namespace {
enum StreamFlag {
  UserBuffer = 0x1,
  Unbuffered = 0x2,
  NoReads = 0x4,
  NoWrites = 0x8,
  InBackup = 0x100,
  LineBuffered = 0x200,
  Putting = 0x800,
  Appending = 0x1000
};

/// The beginning of struct _IO_wide_data.
struct WideData {
  wchar_t *ReadPtr, *ReadEnd, *ReadBase, *WriteBase, *WritePtr, *WriteEnd, *BufferBase, *BufferEnd, *SaveBase, *BackupBase,
      *SaveEnd;
};

struct FlagPair {
  int Native;
  uint32_t Portable;
};
} // namespace

static constexpr FlagPair Flags[] = {{NoReads, StreamRecord::NoReads},          {NoWrites, StreamRecord::NoWrites},
                                     {Appending, StreamRecord::Append},         {_IO_EOF_SEEN, StreamRecord::Ended},
                                     {_IO_ERR_SEEN, StreamRecord::Failed},      {Unbuffered, StreamRecord::Unbuffered},
                                     {LineBuffered, StreamRecord::LineBuffered}};

//===--- Which there are -------------------------------------------------------===//

static FILE *Standard[3];

void stdio::begin(bool Moves) {
  for (unsigned K = 0; K < 3; ++K)
    Standard[K] = variable(K);
  if (!Moves || foreign::hasMalloc())
    return;
  // A stream is the beginning of its block.
  if (FILE *Any = fopen("/dev/null", "r")) {
    heap::streams::begin(heap::sizeOf(Any));
    fclose(Any);
  }
}

FILE *stdio::standard(unsigned Number) { return Number < 3 ? Standard[Number] : nullptr; }

uint32_t stdio::numberOf(const FILE *Stream) {
  for (uint32_t K = 0; K < 3; ++K)
    if (Standard[K] == Stream)
      return K;
  return NoIndex;
}

FILE *stdio::variable(unsigned Number) {
  FILE *Variables[] = {stdin, stdout, stderr};
  return Variables[Number];
}

void stdio::setVariable(unsigned Number, FILE *Stream) {
  FILE **Variables[] = {&stdin, &stdout, &stderr};
  *Variables[Number] = Stream;
}

void stdio::forEach(void (*Visit)(void *Ctx, FILE *Stream), void *Ctx) {
  for (FILE *S = _IO_iter_begin(); S != _IO_iter_end(); S = _IO_iter_next(S))
    Visit(Ctx, S);
}

int stdio::descriptorOf(const FILE *Stream) { return Stream->_fileno; }

bool stdio::isOpen(const FILE *Stream) {
  for (FILE *S = _IO_iter_begin(); S != _IO_iter_end(); S = _IO_iter_next(S))
    if (S == Stream)
      return true;
  return false;
}

//===--- What they are -----------------------------------------------------------===//

static bool copy(MapAllocator &Memory, const void *From, size_t Size, const uint8_t *&To, uint64_t &ToSize) {
  ToSize = Size;
  auto *Bytes = static_cast<uint8_t *>(Memory.allocate(Size + 1));
  if (Bytes && Size)
    memcpy(Bytes, From, Size);
  To = Bytes;
  return Bytes != nullptr;
}

static bool isWide(const FILE *F) { return F->_mode > 0; }

/// With characters pushed back, these are between the two pointers for reading, and the file's own are kept aside.
static bool describeUnread(const FILE *F, MapAllocator &Memory, StreamRecord &R) {
  if (F->_flags & Putting)
    return true;
  bool Backup = F->_flags & InBackup;
  const char *From = Backup ? F->_IO_save_base : F->_IO_read_ptr, *End = Backup ? F->_IO_save_end : F->_IO_read_end;
  if (!From || From >= End)
    return true;
  if (From >= F->_IO_buf_base && From < F->_IO_buf_end)
    R.UnreadAt = static_cast<uint64_t>(From - F->_IO_buf_base);
  return copy(Memory, From, static_cast<size_t>(End - From), R.Unread, R.UnreadSize);
}

static bool describePushedBack(const FILE *F, MapAllocator &Memory, StreamRecord &R) {
  if (!(F->_flags & InBackup))
    return true;
  if (!isWide(F))
    return copy(Memory, F->_IO_read_ptr, static_cast<size_t>(F->_IO_read_end - F->_IO_read_ptr), R.PushedBack,
                R.PushedBackSize);
  auto *W = reinterpret_cast<const WideData *>(F->_wide_data);
  size_t Count = static_cast<size_t>(W->ReadEnd - W->ReadPtr);
  auto *Bytes = static_cast<uint8_t *>(Memory.allocate(4 * Count + 1));
  for (size_t K = 0; Bytes && K < Count; ++K)
    store<uint32_t>(Bytes + 4 * K, static_cast<uint32_t>(W->ReadPtr[K]), HostBig);
  R.PushedBack = Bytes;
  R.PushedBackSize = 4 * Count;
  return Bytes != nullptr;
}

bool stdio::describe(FILE *F, bool WithUnread, MapAllocator &Memory, StreamRecord &R) {
  uint32_t Number = numberOf(F);
  R = StreamRecord();
  R.Kind = Number == NoIndex ? StreamRecord::Own : static_cast<StreamRecord::KindType>(Number);
  R.Address = reinterpret_cast<uintptr_t>(F);
  if (Number != NoIndex && !isOpen(F)) {
    R.Flags = StreamRecord::Closed;
    return true;
  }
  R.Descriptor = F->_fileno < 0 ? NoIndex : static_cast<uint32_t>(F->_fileno);
  for (const FlagPair &P : Flags)
    if (F->_flags & P.Native)
      R.Flags |= P.Portable;
  R.Flags |= isWide(F) ? StreamRecord::Wide : F->_mode < 0 ? StreamRecord::Narrow : 0;
  if ((F->_flags & UserBuffer) && !(F->_flags & Unbuffered) && F->_IO_buf_base) {
    R.Buffer = reinterpret_cast<uintptr_t>(F->_IO_buf_base);
    R.BufferSize = static_cast<uint64_t>(F->_IO_buf_end - F->_IO_buf_base);
  }
  if (WithUnread && !isWide(F) && !describeUnread(F, Memory, R))
    return false;
  return describePushedBack(F, Memory, R);
}

uint64_t stdio::pushedBack(const FILE *F) {
  return F->_flags & InBackup && !isWide(F) ? static_cast<uint64_t>(F->_IO_read_end - F->_IO_read_ptr) : 0;
}

/// The characters that were read ahead take as many bytes as they take when they are written. ftell() doesn't know after ungetwc().
int64_t stdio::widePosition(const FILE *F) {
  if (!isWide(F))
    return -1;
  int64_t Position = port::position(F->_fileno);
  if (F->_flags & Putting)
    return Position;
  auto *W = reinterpret_cast<const WideData *>(F->_wide_data);
  bool Backup = F->_flags & InBackup;
  const wchar_t *From = Backup ? W->SaveBase : W->ReadPtr, *End = Backup ? W->SaveEnd : W->ReadEnd;
  mbstate_t State = {};
  char Bytes[MB_LEN_MAX];
  for (; From < End && Position >= 0; ++From) {
    size_t Size = wcrtomb(Bytes, *From, &State);
    if (Size > sizeof Bytes)
      return -1;
    Position -= static_cast<int64_t>(Size);
  }
  return Position - (F->_IO_read_end - F->_IO_read_ptr);
}

/// Whether a terminal's lines are buffered is the new process's matter; whether stdin has ended is told elsewhere.
bool stdio::isAsAtStart(const StreamRecord &R) {
  static constexpr uint32_t Usual[] = {StreamRecord::NoWrites, StreamRecord::NoReads,
                                       StreamRecord::NoReads | StreamRecord::Unbuffered};
  uint32_t Known = R.Flags & ~uint32_t(StreamRecord::Narrow);
  if (R.Kind == StreamRecord::Stdin)
    Known &= ~uint32_t(StreamRecord::Ended | StreamRecord::Failed);
  if ((Known & StreamRecord::LineBuffered) && isatty(static_cast<int>(R.Descriptor)))
    Known &= ~uint32_t(StreamRecord::LineBuffered);
  return Known == Usual[R.Kind] && R.Descriptor == R.Kind && !R.Buffer && !R.UnreadSize && !R.PushedBackSize;
}

//===--- Making them --------------------------------------------------------------===//

FILE *stdio::make(const StreamRecord &R, int Any) {
  bool Reads = !(R.Flags & StreamRecord::NoReads), Writes = !(R.Flags & StreamRecord::NoWrites);
  const char *Mode = R.Flags & StreamRecord::Append ? Reads ? "a+" : "a" : !Writes ? "r" : Reads ? "r+" : "w";
  heap::streams::placeNext(R.Address);
  return fdopen(Any, Mode);
}

void stdio::drop(FILE *F, int Any) {
  if (F->_fileno == Any)
    F->_fileno = port::duplicate(Any, 0);
  fclose(F);
}

/// As reading ahead leaves it. What doesn't fit is read again.
static void fill(FILE *F, const StreamRecord &R) {
  if (!F->_IO_buf_base)
    _IO_doallocbuf(F);
  size_t Room = static_cast<size_t>(F->_IO_buf_end - F->_IO_buf_base), Size = static_cast<size_t>(R.UnreadSize);
  size_t At = R.UnreadAt < Room && Size <= Room - static_cast<size_t>(R.UnreadAt) ? static_cast<size_t>(R.UnreadAt) : 0;
  if (Size > Room) {
    if (int64_t Position = port::position(F->_fileno); Position >= 0)
      lseek64(F->_fileno, Position - static_cast<int64_t>(Size - Room), SEEK_SET);
    Size = Room;
  }
  memcpy(F->_IO_buf_base + At, R.Unread, Size);
  F->_IO_read_base = F->_IO_read_ptr = F->_IO_buf_base + At;
  F->_IO_read_end = F->_IO_read_ptr + Size;
  F->_IO_write_base = F->_IO_write_ptr = F->_IO_write_end = F->_IO_buf_base;
}

static void pushBack(FILE *F, const StreamRecord &R) {
  if (R.Flags & StreamRecord::Wide) {
    for (uint64_t K = R.PushedBackSize / 4; K-- > 0;)
      ungetwc(static_cast<wint_t>(load<uint32_t>(R.PushedBack + 4 * K, HostBig)), F);
    return;
  }
  for (uint64_t K = R.PushedBackSize; K-- > 0;)
    ungetc(R.PushedBack[K], F);
}

void stdio::assume(FILE *F, const StreamRecord &R, void *Buffer, int Any) {
  if (R.Flags & StreamRecord::Closed) { // its descriptor is somebody else's by now
    F->_fileno = Any;
    fclose(F);
    return;
  }
  if (R.Kind != StreamRecord::Memory)
    F->_fileno = static_cast<int>(R.Descriptor);
  F->_offset = -1; // not known
  constexpr uint32_t Modes = StreamRecord::NoReads | StreamRecord::NoWrites | StreamRecord::Append;
  auto Set = [&](uint32_t Which) {
    for (const FlagPair &P : Flags)
      if (P.Portable & Which)
        F->_flags = R.Flags & P.Portable ? F->_flags | P.Native : F->_flags & ~P.Native;
  };
  Set(Modes);
  if (R.Flags & StreamRecord::Unbuffered)
    setvbuf(F, nullptr, _IONBF, 0);
  else if (R.Flags & StreamRecord::LineBuffered)
    setvbuf(F, static_cast<char *>(Buffer), _IOLBF, static_cast<size_t>(Buffer ? R.BufferSize : 0));
  else if (Buffer)
    setvbuf(F, static_cast<char *>(Buffer), _IOFBF, static_cast<size_t>(R.BufferSize));
  else
    F->_flags &= ~Unbuffered;
  if (R.Flags & (StreamRecord::Wide | StreamRecord::Narrow))
    fwide(F, R.Flags & StreamRecord::Wide ? 1 : -1);
  if (R.UnreadSize)
    fill(F, R);
  pushBack(F, R);
  Set(StreamRecord::Ended | StreamRecord::Failed);
}
