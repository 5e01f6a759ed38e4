//===- cgt-cc.cpp - clang with CGT, in cc's place ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Replaces itself by the clang that the plugin was built for, with the user's arguments and, around them, what CGT needs:
// plugin and include path where something is compiled, the platform's runtime where a program is linked. Exit status and
// signals are clang's. --version prints one more line, which tells the plugin's build; --help some in front of clang's.
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
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace cgt;

/// Of the plugin that was built with this program; tools/cmake/WritePluginId.cmake makes it.
extern const char CgtPluginId[];

static Colours InMessages = Colours::Terminal;

[[noreturn]] static void fail(const std::string &Message) {
  tell("cgt-cc", MessageKind::Error, Message, InMessages);
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

static std::string tripleOf(const CommandLine &Line) {
  return normalizeTriple(Line.Triple.empty() ? CGT_DEFAULT_TRIPLE : Line.Triple, Line.Size);
}

/// What goes behind the user's arguments when a program is linked.
static std::vector<std::string> linkArguments(const CommandLine &Line, const std::string &Tree) {
  if (Line.Shared)
    fail("shared libraries can't be instrumented yet; link the objects into "
         "the program, or build the library with " CGT_CLANG_NAME);
  std::string Triple = tripleOf(Line);
  std::string Folder = Tree + "/lib/cgt/" + Triple;
  if (!exists(Folder + "/libcgt_rt.a"))
    fail("no CGT runtime for " + Triple + " in " + Tree + "/lib/cgt; build CGT where programs can be linked for " + Triple);
  std::vector<std::string> Args = {"-L" + Folder, "-lcgt_rt", "-lm"};
  if (!Line.AnyPlace) // what the program keeps as addresses means the same in each process
    for (const char *Arg : {"--start-no-unused-arguments", "-no-pie", "--end-no-unused-arguments"}) // -static: no PIE
      Args.push_back(Arg);
  if (!Line.NamesBuildId) // an image is at home with the executable of its build id
    Args.push_back("-Wl,--build-id");
  return Args;
}

/// The user's own -lc would give libc's functions before the runtime gives its own (rt/units).
static void putBeforeLibc(std::vector<std::string> &Args, const std::string &Folder, const std::string &Runtime) {
  for (size_t I = 0; I < Args.size(); ++I)
    if (Args[I] == "-lc") {
      Args.insert(Args.begin() + static_cast<std::ptrdiff_t>(I), {Folder, Runtime});
      return;
    }
}

/// What goes in front of the user's arguments where there is an input. A call
/// that only links or only assembles has no use for them, and mustn't hear of
/// that under -Werror.
static std::vector<std::string> compileArguments(const CommandLine &Line, const std::string &Tree) {
  std::string Plugin = Tree + "/lib/libcgt.so";
  // The plugin would define it, too, but not under -E; and it would add the
  // pass, but not where clang goes on with IR, as with -save-temps.
  std::string Macro = Line.TagsOnly ? "__CGT_TAGS_ONLY__" : "__CGT__";
  return {"--start-no-unused-arguments",         "-fplugin=" + Plugin,     "-fpass-plugin=" + Plugin,
          "-D" + Macro + "=" CGT_VERSION_NUMBER, "-I" + Tree + "/include", "--end-no-unused-arguments"};
}

[[noreturn]] static void becomeClang(std::vector<std::string> Args) {
  std::vector<char *> Pointers;
  for (std::string &Arg : Args)
    Pointers.push_back(Arg.data());
  Pointers.push_back(nullptr);
  execvp(CGT_CLANG_NAME, Pointers.data());
  if (errno == ENOENT)
    execv(CGT_CLANG, Pointers.data());
  fail(std::string("can't run " CGT_CLANG_NAME ": ") + strerror(errno) +
       "; install Debian's " CGT_CLANG_NAME " or run tools/setup");
}

/// Clang's version first, which scripts read.
[[noreturn]] static void tellVersions(const std::vector<std::string> &Args) {
  pid_t Clang = fork();
  if (Clang == 0)
    becomeClang(Args);
  int Status = 0;
  if (Clang < 0 || waitpid(Clang, &Status, 0) < 0)
    fail(std::string("can't start " CGT_CLANG_NAME ": ") + strerror(errno));
  printf("CGT " CGT_VERSION " (%s)\n", CgtPluginId);
  exit(WIFEXITED(Status) ? WEXITSTATUS(Status) : 1);
}

/// Of cgt-cc's own; clang's follows.
static void tellHelp() {
  printf("OVERVIEW: cgt-cc " CGT_VERSION ", a C compiler in cc's place: " CGT_CLANG_NAME
         ", whose programs can be saved and resumed\n\n"
         "USAGE: cgt-cc [options of clang] file...\n\n"
         "It adds CGT's plugin where C is compiled and CGT's runtime of the platform in force where a program is linked.\n"
         "Programs are saved and resumed by cgt-run, or as the variable CGT_OPTIONS says.\n\n"
         "OPTIONS OF CGT:\n"
         "  -fplugin-arg-cgt-polls=WHERE     auto (default), explicit: only cgt_poll(), or all: for tests\n"
         "  -fplugin-arg-cgt-checkpoints=no  tags for <cgt/rmr.h> only, no checkpoints\n"
         "  -fplugin-arg-cgt-hints=FILE      say for code that can't be edited what the macros of <cgt/cgt.h> say\n"
         "  -fplugin-arg-cgt-report=FILE     write all that the plugin found out about the unit, as JSON\n"
         "  -fplugin-arg-cgt-types=FILE      write the table of types alone\n"
         "  -Wcgt, -Wcgt-SLUG                warn of what may stand in a checkpoint's way; -Wno-cgt-SLUG, -Werror=cgt\n"
         "  -Rpass=cgt                       tell where polls are, and why\n"
         "  --print-cgt-triple               print the platform in force, whose runtime is linked\n"
         "  --version                        clang's version, then CGT's\n\n"
         "OPTIONS OF CLANG:\n\n");
  fflush(stdout);
}

static constexpr const char *HintsArgument = "-fplugin-arg-cgt-hints=";

/// -Wcgt and its like are the plugin's; clang would take them for warnings that it doesn't know.
static void addForClang(const std::vector<std::string> &Given, std::vector<std::string> &Args) {
  for (const std::string &Arg : Given) {
    size_t Name = std::string::npos;
    for (const char *Begin : {"-Wcgt", "-Wno-cgt", "-Werror=cgt", "-Wno-error=cgt"})
      if (Arg.rfind(Begin, 0) == 0 && (Arg.size() == strlen(Begin) || Arg[strlen(Begin)] == '-'))
        Name = strlen("-W");
    bool IsHints = Arg.rfind(HintsArgument, 0) == 0;
    if (Name == std::string::npos && !IsHints) {
      Args.push_back(Arg);
      continue;
    }
    Args.push_back("--start-no-unused-arguments");
    Args.push_back(IsHints ? Arg : "-fplugin-arg-cgt-warn=" + Arg.substr(Name));
    if (IsHints) // make and ninja are to see it
      Args.insert(Args.end(), {"-Xclang", "-fdepfile-entry=" + Arg.substr(strlen(HintsArgument))});
    Args.push_back("--end-no-unused-arguments");
  }
}

int main(int Argc, char **Argv) {
  std::vector<std::string> Given(Argv + 1, Argv + Argc);
  CommandLine Line = readCommandLine(Given);
  InMessages = Line.Messages;

  if (Line.AsksTriple && !Line.Passthrough) {
    puts(tripleOf(Line).c_str());
    return 0;
  }
  if (Line.AsksHelp && !Line.Passthrough)
    tellHelp();

  std::vector<std::string> Args = {CGT_CLANG_NAME};
  if (Line.HasInputs && !Line.Passthrough) {
    std::string Tree = findTree();
    for (const std::string &Arg : compileArguments(Line, Tree))
      Args.push_back(Arg);
    addForClang(Given, Args);
    std::string Spelling = respellForClang(Line.Triple);
    if (Spelling != Line.Triple)
      Args.push_back("--target=" + Spelling);
    if (Line.links()) {
      std::vector<std::string> Link = linkArguments(Line, Tree);
      putBeforeLibc(Args, Link[0], Link[1]);
      Args.insert(Args.end(), Link.begin(), Link.end());
    }
  } else {
    Args.insert(Args.end(), Given.begin(), Given.end());
  }

  if (Line.AsksVersion)
    tellVersions(Args);
  becomeClang(Args);
}
