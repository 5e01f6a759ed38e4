//===- FileRecords.h - The open files of an image ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What section FILE holds: files, the open file descriptions that descriptors share (position and flags belong to these),
// the descriptors, and the streams of stdio on top of them.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_IMAGE_FILERECORDS_H
#define CGT_IMAGE_FILERECORDS_H

#include "base/Bytes.h"
#include "types/Schema.h"

namespace cgt {

/// How a file is there again after a resume.
enum class FileFate : uint8_t {
  Read,      ///< it was only read: must begin as it did
  Cut,       ///< it was written at its end: is cut to its length
  Embedded,  ///< its contents travel: is made anew
  Device,    ///< /dev/null and its like
  Inherited, ///< what the process was started with as descriptor Number
};

/// Bytes of a file between holes.
struct FileExtent {
  uint64_t Offset = 0, Size = 0;
  const uint8_t *Data = nullptr;
};

struct FileRecord {
  FileFate Fate = FileFate::Read;
  uint32_t Number = 0; ///< Inherited
  Str Name;            ///< relative to the folder that the process is started in, or absolute; empty: it has none
  uint32_t Mode = 0;   ///< permissions
  uint64_t Size = 0;
  // Read: how many bytes were read, and hashes of the first and the last of these, up to CheckedBytes.
  uint64_t Known = 0, Head = 0, Tail = 0;
  const FileExtent *Extents = nullptr; ///< Embedded; ascending
  uint32_t NumExtents = 0;

  static constexpr uint64_t CheckedBytes = 64 << 10;
};

/// What open() makes and dup() shares.
struct DescriptionRecord {
  enum FlagBits : uint32_t {
    Readable = 1,
    Writable = 2,
    Append = 4,
    NonBlock = 8,
    Sync = 16,
    DataSync = 32,
    Direct = 64,
    NoAccessTime = 128
  };
  uint32_t File = 0;
  uint32_t Flags = 0;
  uint64_t Position = 0;
};

struct DescriptorRecord {
  uint32_t Number = 0;
  uint32_t Description = NoIndex; ///< none: a standard descriptor that is closed
  bool CloseOnExec = false;
};

/// A standard descriptor that is a regular file still and the one that the process was started with.
struct InheritedRecord {
  uint32_t Number = 0;
  uint64_t Position = 0;
  uint64_t Head = 0, Tail = 0; ///< hashes of the bytes before it, as in FileRecord
};

struct StreamRecord {
  enum KindType : uint8_t { Stdin, Stdout, Stderr, Own, Memory } Kind = Own;
  enum FlagBits : uint32_t {
    NoReads = 1,
    NoWrites = 2,
    Append = 4,
    Ended = 8,
    Failed = 16,
    Unbuffered = 32,
    LineBuffered = 64,
    Wide = 128,
    Narrow = 256,
    Closed = 512, ///< a standard one that fclose() was called for
    Grows = 1024, ///< Memory, from here on
    AppendsToMemory = 2048,
    OwnsMemory = 4096
  };
  uint64_t Address = 0;          ///< of the FILE, at the sender
  uint32_t Descriptor = NoIndex; ///< its number; none of Memory and of closed ones
  uint32_t Flags = 0;
  uint64_t Buffer = 0, BufferSize = 0; ///< given by setvbuf(), at the sender
  uint64_t UnreadAt = 0;               ///< offset of what is unread in the buffer
  const uint8_t *Unread = nullptr;     ///< of the file, between what the program has read and the descriptor's position
  uint64_t UnreadSize = 0;
  const uint8_t *PushedBack = nullptr; ///< by ungetc(); wide: u32 each, little-endian
  uint64_t PushedBackSize = 0;
  /// Memory: address, size, length of what is in it, position, addresses of the variables that are told of both, or 0.
  uint64_t Numbers[6] = {};

  bool isStandard() const { return Kind <= Stderr; }
};

struct OpenFiles {
  const FileRecord *Files = nullptr;
  uint32_t NumFiles = 0;
  const DescriptionRecord *Descriptions = nullptr;
  uint32_t NumDescriptions = 0;
  const DescriptorRecord *Descriptors = nullptr; ///< by number
  uint32_t NumDescriptors = 0;
  const StreamRecord *Streams = nullptr;
  uint32_t NumStreams = 0;
  const InheritedRecord *Inherited = nullptr; ///< by number
  uint32_t NumInherited = 0;
  /// The variables stdin, stdout and stderr: 0 to 2 these streams, from 3 on another one by its index among these plus 3; NoIndex: none.
  uint32_t Variables[3] = {0, 1, 2};

  bool variablesAreOwn() const { return Variables[0] == 0 && Variables[1] == 1 && Variables[2] == 2; }
  /// A reader that knows nothing of it would go wrong.
  bool isNeeded() const { return NumDescriptors != 0 || NumStreams != 0 || !variablesAreOwn(); }
  bool isEmpty() const { return !isNeeded() && NumInherited == 0; }
};

} // namespace cgt

#endif // CGT_IMAGE_FILERECORDS_H
