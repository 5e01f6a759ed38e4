//===- cgt-cc.cpp - clang with CGT, in cc's place
//---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Replaces itself by clang-19 with the user's arguments and, around them, what
// CGT needs: plugin and include path where something is compiled, the
// platform's runtime where a program is linked. Exit status and signals are
// clang's.
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "Target.h"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace cgt;

[[noreturn]] static void fail(const std::string &Message) {
  fprintf(stderr, "cgt-cc: error: %s\n", Message.c_str());
  exit(1);
}

/// The folder that has bin, lib and include: this program's own, wherever it
/// was copied or linked from.
static std::string findTree() {
  char Path[PATH_MAX];
  ssize_t Size = readlink("/proc/self/exe", Path, sizeof(Path));
  if (Size <= 0 || Size == sizeof(Path))
    fail("can't read /proc/self/exe; is /proc mounted?");
  std::string Tree(Path, static_cast<size_t>(Size));
  for (int I = 0; I < 2; ++I)
    Tree.erase(Tree.find_last_of('/'));
  return Tree;
}

static bool exists(const std::string &Path) {
  struct stat Ignored;
  return stat(Path.c_str(), &Ignored) == 0;
}

/// What goes behind the user's arguments when a program is linked.
static std::vector<std::string> linkArguments(const CommandLine &Line, const std::string &Tree) {
  if (Line.Shared)
    fail("shared libraries can't be instrumented yet; link the objects into "
         "the program, or build the library with clang-19");
  std::string Triple = normalizeTriple(Line.Triple.empty() ? CGT_DEFAULT_TRIPLE : Line.Triple, Line.Size);
  std::string Folder = Tree + "/lib/cgt/" + Triple;
  if (!exists(Folder + "/libcgt_rt.a"))
    fail("no CGT runtime for " + Triple + " in " + Tree + "/lib/cgt; build CGT where programs can be linked for " +
         Triple);
  std::vector<std::string> Args = {"-L" + Folder, "-lcgt_rt", "-lm"};
  if (!Line.AnyPlace) // what the program keeps as addresses means the same in each process
    for (const char *Arg : {"--start-no-unused-arguments", "-no-pie", "--end-no-unused-arguments"}) // -static: no PIE
      Args.push_back(Arg);
  return Args;
}

int main(int Argc, char **Argv) {
  std::vector<std::string> Given(Argv + 1, Argv + Argc);
  CommandLine Line = readCommandLine(Given);

  std::vector<std::string> Args = {"clang-19"};
  if (Line.HasInputs && !Line.Passthrough) {
    std::string Tree = findTree();
    // A call that only links or only assembles has no use for them, and mustn't
    // hear of that under -Werror.
    for (const std::string &Arg : {std::string("--start-no-unused-arguments"), "-fplugin=" + Tree + "/lib/libcgt.so",
                                   "-I" + Tree + "/include", std::string("--end-no-unused-arguments")})
      Args.push_back(Arg);
    Args.insert(Args.end(), Given.begin(), Given.end());
    std::string Spelling = respellForClang(Line.Triple);
    if (Spelling != Line.Triple)
      Args.push_back("--target=" + Spelling);
    if (Line.links())
      for (const std::string &Arg : linkArguments(Line, Tree))
        Args.push_back(Arg);
  } else {
    Args.insert(Args.end(), Given.begin(), Given.end());
  }

  std::vector<char *> Pointers;
  for (std::string &Arg : Args)
    Pointers.push_back(Arg.data());
  Pointers.push_back(nullptr);
  execvp("clang-19", Pointers.data());
  if (errno == ENOENT)
    execv(CGT_CLANG, Pointers.data());
  fail(std::string("can't run clang-19: ") + strerror(errno) + "; install Debian's clang-19 or run tools/setup");
}
