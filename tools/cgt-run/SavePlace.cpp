//===- SavePlace.cpp - Who saves to a file ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A running program has a file beside its image that names it, and a lock of the kernel's on that. The lock isn't tried here, since a program
// that starts just then would take this one for another that saves there; the kernel's list of locks tells, too.
//
//===----------------------------------------------------------------------===//

#include "SavePlace.h"

#include "abi/LockFile.h"

#include <climits>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

static std::string contents(const std::string &File) {
  std::ifstream In(File, std::ios::binary);
  return {std::istreambuf_iterator<char>(In), {}};
}

/// Of the line "KEY value". Nothing in it does something to a terminal.
static std::string field(const std::string &Text, const std::string &Key) {
  size_t At = Text.find("\n" + Key + " ");
  if (At == std::string::npos)
    return "";
  At += Key.size() + 2;
  std::string Value = Text.substr(At, Text.find('\n', At) - At);
  for (char &C : Value)
    C = C < ' ' || C > '~' ? '?' : C;
  return Value;
}

static std::string hostName() {
  char Name[HOST_NAME_MAX + 1] = "";
  gethostname(Name, sizeof Name - 1);
  return Name;
}

static std::string processSpace() {
  char Name[64] = "";
  ssize_t Size = readlink("/proc/self/ns/pid", Name, sizeof Name - 1);
  return std::string(Name, Size > 0 ? static_cast<size_t>(Size) : 0);
}

/// Does anybody hold a lock on the file? Its number tells; those of devices differ between the list and stat() on some file systems.
static bool isLocked(const std::string &File) {
  struct stat S;
  if (stat(File.c_str(), &S) != 0)
    return false;
  const std::string End = ":" + std::to_string(S.st_ino);
  std::ifstream In("/proc/locks");
  for (std::string Line; std::getline(In, Line);) {
    std::istringstream Words(Line);
    for (std::string Word; Words >> Word;)
      if (Word.size() > End.size() && Word.compare(Word.size() - End.size(), End.size(), End) == 0)
        return true;
  }
  return false;
}

/// Beside what a link leads to.
static std::string lockOf(const std::string &File) {
  char *Real = realpath(File.c_str(), nullptr);
  std::string Name = Real ? Real : File;
  free(Real);
  return Name + ".lock";
}

pid_t processThatSavesTo(const std::string &File, std::string &Why) {
  const std::string Lock = lockOf(File), Text = contents(Lock);
  if (Text.rfind(CGT_LOCK_FIRST_LINE, 0) != 0) {
    Why = "no program saves there: there is no '" + Lock +
          "'; name the file as the program was told to (%n stays %n), or the process";
    return 0;
  }
  const std::string Process = field(Text, CGT_LOCK_PID), Host = field(Text, CGT_LOCK_HOST), Space = field(Text, CGT_LOCK_SPACE);
  if (Host != hostName())
    Why = "process " + Process + " on host '" + Host + "' saves there; ask there";
  else if (!Space.empty() && Space != processSpace())
    Why = "process " + Process + " of a container saves there; ask there (docker exec, kubectl exec)";
  else if (field(Text, CGT_LOCK_PROOF) == CGT_LOCK_PROOF_LOCK && !isLocked(Lock))
    Why = "process " + Process + ", which saved there, was killed";
  else
    return static_cast<pid_t>(strtol(Process.c_str(), nullptr, 10));
  return 0;
}
