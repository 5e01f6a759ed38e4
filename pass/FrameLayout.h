//===- FrameLayout.h - The record of a function: MThV and MThP ----*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The paper's MThV (non-pointers) and MThP (pointers) of section 2.1 as struct types, laid out by the target's data layout.
// A record is { exception object, MThV, MThP, addresses of escaping variables, contents }. The last are what MThV has too, but
// of variables that are memory in any case, so that what may be registers comes first: a poll's area is that much of a record.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PASS_FRAMELAYOUT_H
#define CGT_PASS_FRAMELAYOUT_H

#include "Frame.h"

#include "llvm/IR/IRBuilder.h"

namespace cgt {

/// Gives a place to each variable that is alive at some site.
void layOutFrame(Frame &Fr);

/// True for a variable that stays in memory whatever the optimiser does: one with an address, and a large one.
bool isContents(const llvm::DataLayout &DL, const FrameVar &V);
/// The record member's type: i1 is stored as a byte.
llvm::Type *fieldType(const FrameVar &V);

/// Addresses inside a record.
llvm::Value *fieldAddress(llvm::IRBuilder<> &B, const Frame &Fr, llvm::Value *Record, const FrameVar &V);
llvm::Value *addressSlot(llvm::IRBuilder<> &B, const Frame &Fr, llvm::Value *Record, const FrameVar &V);
/// Byte offsets of the same.
uint64_t fieldOffset(const Frame &Fr, const FrameVar &V);
uint64_t addressOffset(const Frame &Fr, const FrameVar &V);
/// The members of a record in front of the contents, as a type of their own and in bytes.
llvm::StructType *areaType(const Frame &Fr);
uint64_t areaSize(const Frame &Fr);

} // namespace cgt

#endif // CGT_PASS_FRAMELAYOUT_H
