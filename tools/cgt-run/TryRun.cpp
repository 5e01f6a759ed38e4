//===- TryRun.cpp - One run of a program that is tried ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TryRun.h"

#include "abi/CutFiles.h"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <map>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace tryrun;

/// Others may remove files meanwhile; anything else is an error.
static bool isGone(const std::error_code &Error, const fs::path &File) {
  if (Error && Error != std::errc::no_such_file_or_directory)
    throw fs::filesystem_error("can't copy", File, Error);
  return bool(Error);
}

void tryrun::copyFolder(const fs::path &From, const fs::path &To) {
  std::error_code Error;
  fs::directory_iterator Folder(From, Error);
  if (isGone(Error, From))
    return;
  fs::create_directories(To);
  for (const fs::directory_entry &E : Folder) {
    const fs::path Copy = To / E.path().filename();
    if (E.is_symlink(Error))
      fs::copy_symlink(E.path(), Copy, Error);
    else if (E.is_directory(Error))
      copyFolder(E.path(), Copy);
    else if (E.is_regular_file(Error))
      fs::copy_file(E.path(), Copy, Error);
    (void)isGone(Error, E.path());
  }
}

Place::Place(const fs::path &Scratch, const std::string &Name, const fs::path &From) : Whole(Scratch / Name) {
  copyFolder(From, folder());
}

Place::Place(const fs::path &Scratch, const std::string &Name, const Place &Other) : Whole(Scratch / Name) {
  copyFolder(Other.Whole, Whole);
}

void Place::remove() const { fs::remove_all(Whole); }

static std::string contents(const fs::path &File) {
  std::ifstream In(File, std::ios::binary);
  return {std::istreambuf_iterator<char>(In), {}};
}

static volatile sig_atomic_t Interrupted;

void tryrun::catchInterruptions() {
  for (int Signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT})
    if (signal(Signal, [](int Number) { Interrupted = Number; }) == SIG_IGN)
      signal(Signal, SIG_IGN); // as nohup has it
}

/// In the child: becomes the program.
[[noreturn]] static void become(const Command &C, const Place &P, const fs::path &Errors, const std::string &Options,
                                const fs::path &Input) {
  std::vector<char *> Argv;
  for (const std::string &A : C.Arguments)
    Argv.push_back(const_cast<char *>(A.c_str()));
  Argv.push_back(nullptr);
  int In = open(Input.c_str(), O_RDONLY), Out = open(P.output().c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666);
  int Err = open(Errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (In < 0 || Out < 0 || Err < 0 || dup2(In, 0) < 0 || dup2(Out, 1) < 0 || dup2(Err, 2) < 0 || chdir(P.folder().c_str()) != 0)
    _exit(127);
  close(In);
  close(Out);
  close(Err);
  if (setenv("CGT_OPTIONS", Options.c_str(), 1) == 0)
    execv(C.File.c_str(), Argv.data());
  _exit(127);
}

Result Place::run(const Command &C, const std::string &Options, const fs::path &Input, double Limit) const {
  using Clock = std::chrono::steady_clock;
  const fs::path Errors = Whole / "errors";
  Result R;
  auto Began = Clock::now();
  auto Passed = [&] { return std::chrono::duration<double>(Clock::now() - Began).count(); };
  pid_t Child = fork();
  if (Child == 0)
    become(C, *this, Errors, Options, Input);
  int Status = 127 << 8;
  while (Child > 0 && waitpid(Child, &Status, WNOHANG) == 0) {
    if (!R.TimedOut && Passed() > Limit) {
      R.TimedOut = true;
      kill(Child, SIGKILL);
    }
    if (Interrupted) {
      kill(Child, SIGKILL);
      waitpid(Child, &Status, 0);
      throw Interruption{Interrupted};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  R.Seconds = Passed();
  R.Status = WIFSIGNALED(Status) ? -WTERMSIG(Status) : WEXITSTATUS(Status);
  R.Errors = contents(Errors);
  return R;
}

//===--- Comparing ------------------------------------------------------------===//

static bool isCut(const fs::path &Name) { return Name.filename().string().find(CGT_CUT_MARK) != std::string::npos; }

/// Names and contents of all files; of a link where it leads to, of a folder nothing.
static std::map<std::string, std::string> allFiles(const fs::path &Folder) {
  std::map<std::string, std::string> Files;
  for (const fs::directory_entry &E : fs::recursive_directory_iterator(Folder))
    if (!isCut(E.path()))
      Files[E.path().lexically_relative(Folder).string()] = E.is_symlink()        ? fs::read_symlink(E.path()).string()
                                                            : E.is_regular_file() ? contents(E.path())
                                                                                  : "";
  return Files;
}

static std::string firstDifference(const std::string &What, const std::string &Wanted, const std::string &Found) {
  size_t At = 0, Least = std::min(Wanted.size(), Found.size());
  while (At < Least && Wanted[At] == Found[At])
    ++At;
  return What + " differs at byte " + std::to_string(At) + " of " + std::to_string(Wanted.size()) + " (it has " +
         std::to_string(Found.size()) + ")";
}

std::string tryrun::difference(const Place &Wanted, const Place &Found) {
  std::string Output = contents(Wanted.output()), Own = contents(Found.output());
  if (Output != Own)
    return firstDifference("the output", Output, Own);
  std::map<std::string, std::string> There = allFiles(Wanted.folder()), Here = allFiles(Found.folder());
  for (const auto &[Name, Contents] : There) {
    auto Same = Here.find(Name);
    if (Same == Here.end())
      return "file '" + Name + "' is missing";
    if (Same->second != Contents)
      return firstDifference("file '" + Name + "'", Contents, Same->second);
  }
  for (const auto &File : Here)
    if (!There.count(File.first))
      return "there is a file '" + File.first + "' too many";
  return "";
}

uintmax_t tryrun::sizeOf(const fs::path &Folder) {
  uintmax_t Bytes = 0;
  for (const fs::directory_entry &E : fs::recursive_directory_iterator(Folder, fs::directory_options::skip_permission_denied))
    if (std::error_code Gone; E.is_regular_file(Gone) && !E.is_symlink(Gone))
      if (uintmax_t Size = E.file_size(Gone); !Gone)
        Bytes += Size;
  return Bytes;
}
