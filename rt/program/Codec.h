//===- Codec.h - zstd, as rt/image wants it ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_CODEC_H
#define CGT_PROGRAM_CODEC_H

#include "image/Checkpoint.h"

namespace cgt {

/// The zstd that is inside this library, its memory taken from mappings rather than malloc.
Codec zstdCodec();

} // namespace cgt

#endif // CGT_PROGRAM_CODEC_H
