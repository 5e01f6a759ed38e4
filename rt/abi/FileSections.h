//===- FileSections.h - What a program's file says of itself --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef CGT_ABI_FILESECTIONS_H
#define CGT_ABI_FILESECTIONS_H

#define CGT_SCHEMA_SECTION "cgt_schema"      ///< the units' schema blobs, one behind the other, for who reads the file
#define CGT_FINDINGS_SECTION ".cgt.findings" ///< what may stand in a checkpoint's way, as lines of JSON; not loaded

#endif // CGT_ABI_FILESECTIONS_H
