//===- ImageFacts.h - What is told of an image without its data ---*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whose image a file is, and how large an image will be at least: for whoever removes old images, or looks for room for
// a new one.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_IMAGE_IMAGEFACTS_H
#define CGT_IMAGE_IMAGEFACTS_H

#include "image/Checkpoint.h"

namespace cgt {

/// Is the file an image of the program with these units? Their names decide (main file and first external definition):
/// either program has all units of the other, so that one that was extended is the same. Nothing behind the section
/// with the units is looked at: that the image is whole isn't said.
bool isImageOf(const void *File, size_t Size, const Codec &Codec, Allocator &Memory, const Cursor *UnitBlobs,
               uint32_t NumUnits);

/// Bytes that writeImage() will certainly write; 0 with compression, of which nothing is certain.
uint64_t leastImageSize(const ImageSource &Source, int Level);

} // namespace cgt

#endif // CGT_IMAGE_IMAGEFACTS_H
