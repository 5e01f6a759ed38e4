//===- RecordMirror.h - What was read is written again -----------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TEST_FUZZ_RECORDMIRROR_H
#define CGT_TEST_FUZZ_RECORDMIRROR_H

#include "RecordTypes.h"

#include <string>
#include <vector>

namespace cgt {
namespace fuzz {

/// A type of RECORD_TYPES.
struct RecordType {
  const cgt_rmr_tag *Tag;
  size_t Size, Align;
  bool IsGraph;
  std::string Name; ///< what cgt_rmr_next calls it
  cgt_rmr_status (*Get)(cgt_rmr_stream *S, const cgt_rmr_tag *Tag, void *Place);
  cgt_rmr_status (*Put)(cgt_rmr_stream *S, const cgt_rmr_tag *Tag, const void *Place);
};

/// All of them, by number.
const std::vector<RecordType> &recordTypes();

[[noreturn]] void fail(const char *What, cgt_rmr_stream *S = nullptr);

/// Writes elements, and all that they lead to, into memory that soon is too small, and reads that. What has come in whole
/// goes out whole, and comes in again.
class Mirror {
public:
  Mirror();
  ~Mirror();
  Mirror(const Mirror &) = delete;

  /// Single elements by CGT_RMR_PUT if \p Inline.
  void write(unsigned Type, const void *Data, size_t Count, bool Inline);
  void check();
  uint64_t hash() const;

private:
  struct Record {
    unsigned Type;
    size_t Count;
    uint64_t Hash; ///< if it is no graph
  };
  cgt_rmr_status tryWrite(const RecordType &T, const void *Data, size_t Count, bool Inline);
  void addChunk(size_t Size);
  void cutChunk();

  cgt_rmr_stream *S = nullptr;
  std::vector<std::vector<uint8_t>> Chunks;
  size_t Before = 0; ///< bytes in all chunks but the last
  size_t Left = 1u << 20;
  std::vector<Record> Records;
};

} // namespace fuzz
} // namespace cgt

#endif // CGT_TEST_FUZZ_RECORDMIRROR_H
