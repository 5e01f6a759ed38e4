//===- Job.h - A program from its start to its end, over many processes --===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What ckpt= keeps besides images: the arguments that the job was started with, which each process is given again, and a list in a file
// beside the images, since a killed process can't tell its successor otherwise. The list has
//   * what resumes make beside the program's files, to be removed when the job ends;
//   * how long files were that the program appends to, until there is an image: a start that finds none begins anew, and cuts off what
//     the killed process has appended.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_JOB_H
#define CGT_PROGRAM_JOB_H

#include "program/Runtime.h"

namespace cgt {
namespace job {

/// Keeps this process's arguments, which the program may change. False when memory is out.
bool begin(const Runtime &R);
/// As they were given, the program's own name in front.
const MapVector<char *> &arguments();

/// Names the file with the list; call before any file is cut. Without one nothing is kept.
void setList(const char *Path);
/// \p Name will hold what is cut from a file, or is a temporary that a resume will write. Call it before there is such a file.
void noteMade(const char *Name);
/// Removes all files that resumes have made, and the list.
void removeMade();

/// There is no image yet.
void startAnew();
/// There is one.
void hasImage();
/// Before the first image: \p Fd, which the program has just opened or was started with, may be appended to.
void noteAppended(int Fd);
/// Calls \p Cut for each file that a process of this job without an image may have appended to, with its size before.
void forEachAppended(void (*Cut)(const char *Name, uint64_t Size));

} // namespace job
} // namespace cgt

#endif // CGT_PROGRAM_JOB_H
