//===- ResourceSections.h - What resources keep in an image ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Sections RSRC and FILE: docs/format.md.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_IMAGE_RESOURCESECTIONS_H
#define CGT_IMAGE_RESOURCESECTIONS_H

#include "image/Checkpoint.h"

namespace cgt {
namespace image {

// ResourceSections.cpp: section RSRC.
/// Must a reader know it?
bool needsResources(const ImageSource &Source);
void writeResources(const ImageSource &Source, Sink &Out);
Status readResources(Cursor &In, Image &I, Allocator &Memory);
// FileSection.cpp: section FILE.
void writeFiles(const ImageSource &Source, Sink &Out);
Status readFiles(Cursor &In, Image &I, Allocator &Memory);

} // namespace image
} // namespace cgt

#endif // CGT_IMAGE_RESOURCESECTIONS_H
