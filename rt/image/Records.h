//===- Records.h - What an image consists of --------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Frames, objects, blocks, pages and registered functions, as the saver notes them and the reader finds them. Data stay in
// the sender's layout.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_IMAGE_RECORDS_H
#define CGT_IMAGE_RECORDS_H

#include "image/HookRecord.h"
#include "types/Platform.h"
#include "types/Schema.h"

namespace cgt {

struct ProcessState {
  uint64_t Sequence = 0;      ///< %n of this image
  uint64_t Polls = 0;         ///< of the saving process
  uint64_t StdoutBytes = 0;   ///< written by the program so far
  int64_t StdinPosition = -1; ///< seekable stdin: next unread byte; -1: not seekable
  int32_t Errno = 0;
  int32_t Rounding = 0;     ///< 0 nearest, 1 toward zero, 2 up, 3 down
  bool StdinEnded = false;  ///< end-of-file flag of stdin
  bool StdinFailed = false; ///< error flag of stdin
  Str Program;              ///< argv[0]
  uint64_t StackBytes = 0;  ///< of native stack that the sender used
};

/// A live frame, oldest first.
struct ActivationRecord {
  uint32_t Unit = 0, Function = 0, Step = 0;
  const uint8_t *Record = nullptr; ///< FunctionInfo::RecordSize bytes, dead fields zero
  uint64_t RecordSize = 0;
};

enum class ObjectKind : uint8_t {
  Global,  ///< (Unit, Index) of Globals; Data unless const
  Literal, ///< (Unit, Index) of Literals; Data
  Symbol,  ///< (Unit, Index) of Symbols; no data
  Extern,  ///< Name: "stdin", "stdout", "stderr"; with data "locale"; of earlier releases "optind" and the like
  Process, ///< Name: "argv", "argv.0", "envp", "envp.3"; Data: pointers or characters
};

/// Everything but heap and stack that a pointer can refer to.
struct ObjectRecord {
  ObjectKind Kind = ObjectKind::Global;
  uint32_t Unit = NoIndex, Index = NoIndex;
  Str Name; ///< of a thread-local Global the number of the thread whose copy it is; empty: main's
  uint64_t Address = 0;
  uint64_t Size = 0;
  const uint8_t *Data = nullptr; ///< Size bytes, or null
  /// Of a global: the bytes that it held when the program began, Data itself if it holds them still; null: not known.
  const uint8_t *AtStart = nullptr;
};

/// Adjacent heap blocks of one type and one requested size.
struct HeapRun {
  uint64_t Address = 0; ///< of the first block
  uint64_t Stride = 0;  ///< from block to block
  uint64_t Count = 0;
  uint64_t Size = 0;             ///< requested bytes of each block
  uint64_t Align = 0;            ///< asked for, 0: malloc's
  uint32_t Unit = NoIndex;       ///< of Site and Type
  uint32_t Site = NoIndex;       ///< allocation site, NoIndex: unknown
  uint32_t Type = NoIndex;       ///< element type, NoIndex: bytes
  const uint8_t *Data = nullptr; ///< Count blocks of Size bytes, DataStride apart
  uint64_t DataStride = 0;       ///< of a reader's run; a writer's Data is packed

  const uint8_t *block(uint64_t Index) const { return Data + Index * DataStride; }
  /// Where a writer has a block: a copy, or the program's own.
  const uint8_t *memory(uint64_t Index) const {
    return Data ? Data + Index * Size : reinterpret_cast<const uint8_t *>(static_cast<uintptr_t>(Address + Index * Stride));
  }
};

/// Pages of the heap that belong together: where blocks lay, for a receiver that can put them there again.
struct SpanRecord {
  uint64_t Address = 0;
  uint64_t Pages = 0;            ///< of 4 KiB
  uint64_t BlockSize = 0;        ///< 0: one large block
  const uint8_t *Data = nullptr; ///< of all its pages, if the image has them whole

  static constexpr uint64_t PageBytes = 4096;
  uint64_t bytes() const { return Pages * PageBytes; }
};

/// Pages of the heap, the first one's address a multiple of their size.
struct PageRange {
  uint64_t Address = 0;
  uint64_t Pages = 0;

  uint64_t end() const { return Address + Pages * SpanRecord::PageBytes; }
};

/// Which pages of the heap a receiver must look at that has mapped all of them where they were: those with a pointer, or what
/// may be one, that doesn't lead into the heap.
struct OutwardPointers {
  const PageRange *Pages = nullptr; ///< in address order; none adjoin
  uint32_t NumPages = 0;
  uint64_t Pointers = 0; ///< of typed blocks, on whatever page; null ones aren't counted
};

/// A shared library that the sender had loaded.
struct LibraryRecord {
  uint64_t Identity = 0; ///< a hash: equal for the same file
  uint64_t Address = 0;  ///< where its first segment lay
};

/// Which executable has written the image, and what lay where in its process: on an equal platform the same executable finds its
/// own memory at the addresses that it had.
struct HomeRecord {
  Str BuildId;             ///< empty: not known
  uint64_t Start = 0;      ///< where the executable's header lay
  uint64_t StackTop = 0;   ///< end of the stack that the runtime had made for main; 0: there was none
  uint64_t StackPast = 0;  ///< from there up it held no frames, but arguments, and what earlier processes had on theirs
  uint64_t ThreadArea = 0; ///< an address in libc's thread-local memory
  const LibraryRecord *Libraries = nullptr;
  uint32_t NumLibraries = 0;
};

/// What a resource of the process wrote for itself: bytes that only it understands, the same on every platform.
struct ResourceRecord {
  Str Name;
  bool Needed = false; ///< a reader that doesn't know the name refuses the image
  const uint8_t *Data = nullptr;
  uint64_t Size = 0;
};

} // namespace cgt

#endif // CGT_IMAGE_RECORDS_H
