//===- CommandLine.cpp - What a call of the compiler asks for
//--------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"

#include <cctype>
#include <cstring>
#include <fstream>
#include <iterator>

using namespace cgt;

/// Options whose value is the next argument when nothing follows their name, between blanks. A value that were taken
/// for an input would make a call such as `-M -MF file` or `-v -o x` look like a link.
static const char TakesNextArgument[] =
    " -o -x -I -D -U -L -B -F -T -u -z -e -h -A -G -b -V -MF -MT -MQ -MJ -include -imacros -isystem -iquote -idirafter "
    "-iprefix -iwithprefix -iwithprefixbefore -isysroot -isystem-after -iwithsysroot -cxx-isystem -include-pch "
    "-ivfsoverlay -iframework -framework -arch -rpath -install_name -aux-info -dumpbase -dumpdir -Xclang -Xlinker "
    "-Xassembler -Xpreprocessor -Xanalyzer -Xopenmp-target -Xcuda-ptxas -Xcuda-fatbinary -Xoffload-linker -mllvm "
    "-plugin-arg -working-directory -serialize-diagnostics -gcc-toolchain -ccc-gcc-name -ccc-install-dir "
    "-resource-dir -dependency-file --param --sysroot --config --include --imacros --output --language "
    "--define-macro --undefine-macro --include-directory --library-directory --prefix --entry --undefined "
    "--for-linker --dyld-prefix --serialize-diagnostics ";

/// Options after which no program is linked, between blanks.
static const char StopsBeforeLink[] =
    " -c -S -E -M -MM -fsyntax-only -emit-ast -emit-pch --analyze --precompile -rewrite-objc -verify-pch --compile "
    "--assemble --preprocess --dependencies --user-dependencies -emit-interface-stubs -extract-api --migrate ";

static bool isOneOf(const std::string &Arg, const char *Names) {
  return Arg.find(' ') == std::string::npos && strstr(Names, (" " + Arg + " ").c_str());
}

static bool takesNextArgument(const std::string &Arg) {
  return isOneOf(Arg, TakesNextArgument) || Arg.rfind("-Xarch_", 0) == 0;
}

static bool stopsBeforeLink(const std::string &Arg) {
  return isOneOf(Arg, StopsBeforeLink) || Arg.rfind("-print-", 0) == 0 || Arg.rfind("--print-", 0) == 0;
}

/// Splits a response file as clang does on Unix: blanks separate, quotes group,
/// a backslash takes the next character.
static std::vector<std::string> splitWords(const std::string &Text) {
  std::vector<std::string> Words;
  bool InWord = false;
  char Quote = '\0';
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    if (!Quote && isspace(static_cast<unsigned char>(C))) {
      InWord = false;
      continue;
    }
    if (!InWord) {
      Words.emplace_back();
      InWord = true;
    }
    if (C == '\\' && Quote != '\'' && I + 1 < Text.size())
      Words.back() += Text[++I];
    else if (Quote ? C == Quote : C == '"' || C == '\'')
      Quote = Quote ? '\0' : C;
    else
      Words.back() += C;
  }
  return Words;
}

/// Appends \p Args to \p All with response files replaced by their words. One
/// that can't be read is an ordinary argument, as for clang. Files that name
/// each other end at a depth no real call reaches; clang then reports the
/// circle.
static void expand(const std::vector<std::string> &Args, unsigned Depth, std::vector<std::string> &All) {
  for (const std::string &Arg : Args) {
    if (Arg.size() > 1 && Arg[0] == '@' && Depth < 32) {
      if (std::ifstream File{Arg.substr(1)}) {
        std::string Text{std::istreambuf_iterator<char>(File), std::istreambuf_iterator<char>()};
        expand(splitWords(Text), Depth + 1, All);
        continue;
      }
    }
    All.push_back(Arg);
  }
}

/// Does \p Arg tell whether messages are in colour?
static bool takesColours(const std::string &Arg, Colours &Use) {
  static const struct {
    const char *Option;
    Colours Use;
  } Rows[] = {{"-fcolor-diagnostics", Colours::Always},        {"-fdiagnostics-color", Colours::Always},
              {"-fdiagnostics-color=always", Colours::Always}, {"-fno-color-diagnostics", Colours::Never},
              {"-fno-diagnostics-color", Colours::Never},      {"-fdiagnostics-color=never", Colours::Never},
              {"-fdiagnostics-color=auto", Colours::Terminal}};
  for (const auto &R : Rows) {
    if (Arg != R.Option)
      continue;
    Use = R.Use;
    return true;
  }
  return false;
}

CommandLine cgt::readCommandLine(const std::vector<std::string> &Given) {
  CommandLine Result;
  std::vector<std::string> Args;
  expand(Given, 0, Args);
  if (!Args.empty() && Args[0].rfind("-cc1", 0) == 0)
    Result.Passthrough = true;
  for (size_t I = 0; I < Args.size(); ++I) {
    const std::string &Arg = Args[I];
    bool HasNext = I + 1 < Args.size();
    if (Arg.rfind("--target=", 0) == 0)
      Result.Triple = Arg.substr(strlen("--target="));
    else if ((Arg == "-target" || Arg == "--target") && HasNext)
      Result.Triple = Args[++I];
    else if (Arg == "-m32" || Arg == "-m64")
      Result.Size = Arg == "-m32" ? WordSize::Bits32 : WordSize::Bits64;
    else if (Arg == "-shared" || Arg == "--shared")
      Result.Shared = true;
    else if (Arg == "--version")
      Result.AsksVersion = true;
    else if (Arg == "--help" || Arg == "-help")
      Result.AsksHelp = true;
    else if (Arg == PrintTriple)
      Result.AsksTriple = true;
    else if (Arg.rfind("-fplugin-arg-cgt-checkpoints=", 0) == 0)
      Result.TagsOnly = Arg.substr(strlen("-fplugin-arg-cgt-checkpoints=")) == "no";
    else if (takesColours(Arg, Result.Messages))
      continue;
    else if (Arg == "-r" || Arg == "--relocatable")
      Result.Relocatable = true;
    else if (Arg == "-pie" || Arg == "-static-pie" || Arg == "-Wl,-pie" || Arg == "-no-pie" || Arg == "-nopie")
      Result.AnyPlace = Arg.find("no") == std::string::npos;
    else if (Arg.rfind("-Wl,", 0) == 0 && Arg.find("--build-id") != std::string::npos)
      Result.HasInputs = Result.NamesBuildId = true;
    else if (stopsBeforeLink(Arg))
      Result.StopsBeforeLink = true;
    else if (takesNextArgument(Arg))
      ++I;
    else if (Arg.rfind("-l", 0) == 0 || Arg.rfind("-Wl,", 0) == 0 || Arg[0] != '-' || Arg == "-")
      Result.HasInputs = Result.HasInputs || !Arg.empty();
  }
  return Result;
}
