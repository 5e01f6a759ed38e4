//===- Json.h - An image as JSON ---------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The schema stands in docs/inspect-json.md. Nothing is left out.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_JSON_H
#define CGT_INSPECT_JSON_H

#include "Advance.h"
#include "Losses.h"

#include "llvm/Support/raw_ostream.h"

namespace cgt {

void writeJson(const ImageFile &File, const Values &V, bool Addresses, llvm::raw_ostream &OS);

/// What \p To would lose.
void writeJson(const Platform &To, llvm::ArrayRef<Loss> Losses, llvm::raw_ostream &OS);

/// What is in the way of \p Program; \p To may be null.
void writeJson(const ProgramFile &Program, const Platform *To, llvm::ArrayRef<Obstacle> Found, llvm::raw_ostream &OS);

} // namespace cgt

#endif // CGT_INSPECT_JSON_H
