//===- Files.h - Open files -----------------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the program has open is carried: descriptors, what they share, and streams, as long as they lead to regular files or to devices
// such as /dev/null. Descriptors that it was started with are to be given again. Position and contents are taken in the program
// itself, right before the child that writes is forked, since it goes on reading and writing.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_FILES_H
#define CGT_RESOURCES_FILES_H

#include "port/Descriptors.h"
#include "port/Report.h"
#include "resources/Resources.h"

#include <stdio.h>

namespace cgt {
namespace files {

constexpr size_t PathSize = 4096;

/// Notes the descriptors that the process was started with, and the folder.
void begin();
/// A job that begins anew: cuts off what a process that was killed before its first image has appended to files.
void beginAnew();
/// Where the process was started; "" when that isn't known.
const char *startFolder();

//===--- What is open (OpenFiles.cpp) -----------------------------------------===//

enum class Class : uint8_t {
  Unchanged, ///< as at the start
  Same,      ///< another descriptor for what the process was started with
  Carried,
  Waits, ///< can't be carried
  Fails
};
struct OpenDescriptor {
  int Number = -1;
  Class What = Class::Unchanged;
  int Inherited = -1; ///< Same: which
  bool IsEmbedded = false;
  port::DescriptorStatus Status;
};
OpenDescriptor classify(int Fd);
/// Is it what the process was started with?
bool isUnchanged(int Fd);
/// Is a descriptor that the process was started with closed?
bool isClosedSince(int Fd);
/// Is \p Fd the regular file that the process was started with?
bool isInheritedFile(int Fd);
/// The bytes of a file that aren't in holes.
uint64_t dataSize(int Fd);

// Obstacles of Resources.def.
bool findOpenFile(report::Buffer &B, bool All);
bool findRefusedFile(report::Buffer &B, bool All);
bool findLargeFile(report::Buffer &B, bool All);
bool findUnreadableFile(report::Buffer &B, bool All);
bool findUnknownFiles(report::Buffer &B, bool All);

//===--- Saving (FilesSave.cpp) -------------------------------------------------===//

bool note(Runtime &R);
bool save(Saving &S);
/// Why note() has failed.
const char *problem();
/// Gives back what note() took, in the program, once the child has its copy.
void forget();
/// In the child: is a stream at that address that is carried?
bool isStream(const void *Address);
/// Is an open stream there that isn't?
bool isOtherStream(const void *Address);
/// Syncs what was written. An errno value, and the file's name.
int sync(char *Name, size_t Size);

//===--- Restoring (FilesRestore.cpp) -------------------------------------------===//

/// Checks all files and makes the streams, which pointers will lead to. Changes no file.
void prepare(Restoring &S);
/// Gives the numbers that the program's descriptors will have to none who opens a file before restore().
void holdNumbers(Restoring &S);
/// The stream of that object of OBJS, or null.
FILE *stream(Str Name);
/// Do all streams lie where the sender had them?
bool streamsAreInPlace(const Restoring &S);
/// Opens the files, cuts them or makes them anew, and sets positions.
void restore(Restoring &S);
/// Names of streams in OBJS are this and an index.
constexpr char StreamName[] = "stream.";

//===--- Contents (FileContents.cpp) -----------------------------------------------===//

/// Hashes of the first and the last bytes of the \p Known first ones of \p Fd. False when they can't be read.
bool hashEnds(int Fd, uint64_t Known, uint64_t &Head, uint64_t &Tail);
/// Copies what is in a file, but for holes. An errno value.
int copyContents(int Fd, MapAllocator &Memory, FileRecord &Out);
/// Moves what is behind \p Size to NAME.cgt-cut.N. An errno value; \p Problem then says of what.
int cut(const char *Name, int Fd, uint64_t Size, const char *&Problem);
/// Makes the file what the record says, unless it is; then another file of that name is called NAME.cgt-cut.N.
int putContents(const char *Name, const FileRecord &F, const char *&Problem);
int writeContents(int Fd, const FileRecord &F);

} // namespace files
} // namespace cgt

#endif // CGT_RESOURCES_FILES_H
