//===- Checkpoint.h - The image: header, sections, seal ----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An image is a header, a section table and sections, each checked by XXH3, sealed as a whole by an XXH3 of everything
// before the seal (docs/format.md). Metadata is little-endian; data stays in the sender's layout. The writer streams; the
// reader works on a buffer with the whole file and checks everything before it hands anything out.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_IMAGE_CHECKPOINT_H
#define CGT_IMAGE_CHECKPOINT_H

#include "image/FileRecords.h"
#include "image/Records.h"

namespace cgt {

/// zstd, or whatever the caller links. Null functions: only level 0 is written, compressed sections are Unsupported.
struct Codec {
  /// Compresses into Target (capacity bound(Size)); returns bytes written, 0 on failure.
  size_t (*Compress)(void *Target, size_t Capacity, const void *Source, size_t Size, int Level) = nullptr;
  size_t (*Bound)(size_t Size) = nullptr;
  /// Decompresses exactly \p TargetSize bytes; false otherwise.
  bool (*Decompress)(void *Target, size_t TargetSize, const void *Source, size_t Size) = nullptr;
};

/// A whole image in memory. Pointers refer to the file's buffer or the allocator's memory.
struct Image {
  Platform Sender;
  ProcessState Process;
  const UnitInfo *Units = nullptr;
  uint32_t NumUnits = 0;
  const ActivationRecord *Activations = nullptr;
  uint32_t NumActivations = 0;
  const ObjectRecord *Objects = nullptr;
  uint32_t NumObjects = 0;
  const HeapRun *Runs = nullptr;
  uint32_t NumRuns = 0;
  const HookRecord *Hooks = nullptr;
  uint32_t NumHooks = 0;
  const ResourceRecord *Resources = nullptr;
  uint32_t NumResources = 0;
  OpenFiles Files;
  const SpanRecord *Spans = nullptr; ///< in address order; perhaps none
  uint32_t NumSpans = 0;
  bool HasPages = false;   ///< the heap's data lie in its spans' pages
  bool HasOutward = false; ///< only with pages
  OutwardPointers Outward;
  HomeRecord Home;
  uint64_t MemoryTaken = 0; ///< by readImage
  bool Unchecked = false;   ///< readImage left those pages out: see checkPages()
};

/// What the writer is given: like Image, but units as blobs and data fetched when needed.
struct ImageSource {
  Platform Sender;
  ProcessState Process;
  const Cursor *UnitBlobs = nullptr; ///< at their start
  uint32_t NumUnits = 0;
  const ActivationRecord *Activations = nullptr;
  uint32_t NumActivations = 0;
  const ObjectRecord *Objects = nullptr;
  uint32_t NumObjects = 0;
  const HeapRun *Runs = nullptr; ///< Data null: blocks lie in memory at Address, Stride apart
  uint32_t NumRuns = 0;
  const HookRecord *Hooks = nullptr;
  uint32_t NumHooks = 0;
  const ResourceRecord *Resources = nullptr;
  uint32_t NumResources = 0;         ///< none: no such section
  OpenFiles Files;                   ///< empty: no such section
  const SpanRecord *Spans = nullptr; ///< none: no such section
  uint32_t NumSpans = 0;
  uint64_t PageSize = 0;   ///< of the sender; 0: the heap's data are packed at level 0, too
  bool HasOutward = false; ///< Outward is known; written with pages only
  OutwardPointers Outward;
  HomeRecord Home; ///< without a build id it isn't written
};

/// Writes a whole image. \p Level 0: no compression. Large sections are cut into chunks, so memory stays bounded.
Status writeImage(const ImageSource &Source, Sink &Out, const Codec &Codec, int Level, Allocator &Memory);

/// Reads and checks a whole image: header, versions, every checksum, the seal, no bytes after the end, every index in
/// range (units, functions, steps, record sizes, types). Place of a failure is a file offset. With \p LeavePages the
/// heap's pages aren't looked at, if the image has them whole. More than \p MaxMemory bytes aren't taken; the failure is
/// then TooLarge.
Status readImage(const void *Data, size_t Size, const Codec &Codec, Allocator &Memory, Image &Result, bool LeavePages = false,
                 uint64_t MaxMemory = ~uint64_t(0));

/// Compares the checksum that readImage left out.
Status checkPages(const void *Data, size_t Size);

} // namespace cgt

#endif // CGT_IMAGE_CHECKPOINT_H
