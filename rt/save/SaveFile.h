//===- SaveFile.h - Where images go -------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The file of save=: its names, what is looked at before the program starts, and the files around it that a save
// removes.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_SAVE_SAVEFILE_H
#define CGT_SAVE_SAVEFILE_H

#include "abi/ExitCodes.h"
#include "port/Report.h"
#include "program/Runtime.h"

namespace cgt {

struct ImageSource;

namespace savefile {

constexpr size_t PathSize = WriterReport::PathSize;

/// Before the program starts: refuses a place where no image can be or where another program saves (ends the process
/// with ExitBadOptions), takes the lock, warns of a folder that can't be written, and removes what killed writers left.
void begin(Runtime &R);
/// In the program, before each save: takes the lock if it couldn't be taken before, as for a folder that the program
/// has made since. False when another program has it, with the reason in \p Text.
bool ready(Runtime &R, char *Text, size_t Size);

/// save=, with %p and %n replaced. False when that doesn't fit.
bool expandName(const Runtime &R, uint64_t Sequence, char *Name, size_t Size);
/// The file that the image with this \p Name goes to: links are followed. Null, or why it can't go there with the errno
/// value or 0 in \p Error.
const char *target(const char *Name, char (&Target)[PathSize], int &Error);
/// Null, or why the image is certain not to fit on the disk that \p Fd lies on, in \p Text.
const char *checkSpace(const ImageSource &Source, int Level, int Fd, char *Text, size_t Size);

// SaveSweep.cpp: what is removed.
/// What killed writers left where the image \p Name goes, which is \p Target if links are followed.
void sweepLeft(const Runtime &R, const char *Name, const char *Target);
/// The same in the writing child, whose image of \p Source is in place there; and images that keep= doesn't want any
/// longer.
void sweep(Runtime &R, const ImageSource &Source, const char *Name, const char *Target);

// Images of a job, with ckpt=.
/// The largest number below \p Below of an image that there is; 0 if there is none, or the template has no %n. \p Error:
/// errno value of reading the folder.
uint64_t newest(const Runtime &R, uint64_t Below, int *Error = nullptr);
/// Is there any image, or what may be one?
bool hasImage(const Runtime &R);
/// Removes all images of this program.
void removeAll(const Runtime &R);

// Templates of names, for both.
/// In place of a number: %n itself.
constexpr uint64_t AnyNumber = 0;
void expand(const Runtime &R, Str Template, uint64_t Sequence, report::Buffer &B);
/// The first %n of a template, or null.
const char *numberIn(const char *Template);

} // namespace savefile
} // namespace cgt

#endif // CGT_SAVE_SAVEFILE_H
