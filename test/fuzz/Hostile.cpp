//===- Hostile.cpp - Re-sealed images against the whole program ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CGTHostile [--inspect=TOOL] [--only=N] [--jobs=N] PROGRAM FOLDER LIMIT SEED IMAGE...
//
// Changes fields of the IMAGEs, writes them with right checksums and seal, and restores each by PROGRAM in a process of its
// own with limits on memory and time. LIMIT is a number of images, or "30s". Image N of a seed is always the same: --only
// makes just that one. PROGRAM tells on descriptor 9 when user code begins (Inputs/hostile.c); before that it may do nothing
// but refuse. Each finding stays in FOLDER. With --inspect the tool looks at each eighth image, too.
//
//===----------------------------------------------------------------------===//

#include "Mutations.h"

#include "image/Sections.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace cgt;
using namespace cgt::fuzz;

namespace {

constexpr int Marks = 9;
constexpr uint64_t AddressSpace = uint64_t(1) << 30, Mebibyte = 1 << 20;
constexpr unsigned Seconds = 10;

struct Settings {
  std::string Program, Folder, Inspect;
  uint64_t Images = 0, Seed = 0, Only = 0;
  double Time = 0;
  unsigned Jobs = 2;
  std::vector<ImageTree> Sources;
};

/// What all workers count.
struct Counts {
  uint64_t Done, Refused, Lost, Resumed, Broke, Inspected, Findings, LargestMemory, LongestMs;
};

/// How a process ended.
struct Outcome {
  int Status = 0;
  bool TimedOut = false;
  double Taken = 0; ///< seconds of the processor
  uint64_t Memory = 0, Output = 0;
};

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

class Worker {
public:
  Worker(const Settings &S, Counts &C, unsigned Number) : S(S), C(C), Number(Number) {
    Path = S.Folder + "/image." + std::to_string(Number);
    Out = S.Folder + "/output." + std::to_string(Number);
    MarksFd = open((S.Folder + "/marks." + std::to_string(Number)).c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (MarksFd < 0 || ftruncate(MarksFd, 4096) != 0)
      exit(2);
    Told = static_cast<volatile char *>(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, MarksFd, 0));
  }
  void work();
  void one(uint64_t N);

private:
  Outcome run(const std::vector<std::string> &Command, const std::string &Options);
  void restore(uint64_t N, const std::string &What, uint64_t Justified, bool IsTrusted);
  void inspect(uint64_t N, const std::string &What, uint64_t Justified);
  void finding(uint64_t N, const std::string &What, const std::string &Why);

  const Settings &S;
  Counts &C;
  unsigned Number;
  std::string Path, Out;
  int MarksFd = -1;
  volatile char *Told = nullptr;
};

void addTo(uint64_t &Count, uint64_t More = 1) { __atomic_fetch_add(&Count, More, __ATOMIC_RELAXED); }
void raise(uint64_t &Most, uint64_t Value) { Most = Value > Most ? Value : Most; }

} // namespace

[[noreturn]] static void child(const std::vector<std::string> &Command, const std::string &Options, int MarksFd,
                               const std::string &Out) {
  rlimit Space{AddressSpace, AddressSpace}, Time{Seconds, Seconds + 1}, None{0, 0};
  setrlimit(RLIMIT_AS, &Space);
  setrlimit(RLIMIT_CPU, &Time);
  setrlimit(RLIMIT_CORE, &None);
  sigset_t Nothing;
  sigemptyset(&Nothing);
  sigprocmask(SIG_SETMASK, &Nothing, nullptr);
  int To = open(Out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  dup2(To, 1);
  dup2(To, 2);
  dup2(MarksFd, Marks);
  std::vector<char *> Words;
  for (const std::string &Word : Command)
    Words.push_back(const_cast<char *>(Word.c_str()));
  Words.push_back(nullptr);
  char *Environment[] = {const_cast<char *>(Options.c_str()), nullptr};
  execve(Words[0], Words.data(), Environment);
  _exit(127);
}

/// Once user code runs it has little time left: what it makes of nonsense isn't looked at.
Outcome Worker::run(const std::vector<std::string> &Command, const std::string &Options) {
  Told[0] = Told[1] = Told[2] = 0;
  sigset_t Children;
  sigemptyset(&Children);
  sigaddset(&Children, SIGCHLD);
  sigprocmask(SIG_BLOCK, &Children, nullptr);
  double Start = now();
  pid_t Pid = fork();
  if (Pid == 0)
    child(Command, Options, MarksFd, Out);
  Outcome O;
  rusage Usage{};
  bool Ending = false;
  while (wait4(Pid, &O.Status, WNOHANG, &Usage) == 0) {
    timespec Wait{0, 50000000};
    sigtimedwait(&Children, nullptr, &Wait);
    double Limit = Told[0] ? 2 : 60; // of the wall clock; Seconds is of the processor
    if (!Ending && now() - Start > Limit) {
      O.TimedOut = !Told[0];
      kill(Pid, SIGKILL);
      Ending = true;
    }
  }
  O.Taken = Usage.ru_utime.tv_sec + Usage.ru_stime.tv_sec + (Usage.ru_utime.tv_usec + Usage.ru_stime.tv_usec) * 1e-6;
  O.Memory = static_cast<uint64_t>(Usage.ru_maxrss) << 10;
  std::ifstream Output(Out, std::ios::ate | std::ios::binary);
  O.Output = static_cast<uint64_t>(Output.tellg());
  return O;
}

void Worker::finding(uint64_t N, const std::string &What, const std::string &Why) {
  addTo(C.Findings);
  std::string Kept = S.Folder + "/finding-" + std::to_string(N);
  std::ifstream From(Path, std::ios::binary);
  std::ofstream(Kept, std::ios::binary) << From.rdbuf();
  printf("FAIL: image %llu: %s\n  changed: %s\n  kept: %s\n", static_cast<unsigned long long>(N), Why.c_str(), What.c_str(),
         Kept.c_str());
  fflush(stdout);
}

void Worker::restore(uint64_t N, const std::string &What, uint64_t Justified, bool IsTrusted) {
  Outcome O = run({S.Program}, "CGT_OPTIONS=restore=" + Path);
  bool User = Told[0], Wild = Told[1], Ended = Told[2];
  raise(C.LargestMemory, O.Memory);
  raise(C.LongestMs, static_cast<uint64_t>(O.Taken * 1000));
  int Code = WIFEXITED(O.Status) ? WEXITSTATUS(O.Status) : -1;
  if (Wild && !IsTrusted)
    return finding(N, What, "a function pointer leads to code that isn't a function");
  if (O.TimedOut || (!User && O.Taken > Seconds))
    return finding(N, What, "takes more than 10 seconds");
  if (!User && WIFSIGNALED(O.Status))
    return finding(N, What, "signal " + std::to_string(WTERMSIG(O.Status)) + " before user code");
  if (!User && Code != 86 && Code != 87)
    return finding(N, What, "status " + std::to_string(Code) + " before user code");
  if (O.Memory > Justified)
    return finding(N, What,
                   std::to_string(O.Memory / Mebibyte) + " MiB, " + std::to_string(Justified / Mebibyte) + " are justified");
  addTo(!User ? Code == 86 ? C.Refused : C.Lost : Ended ? C.Resumed : C.Broke);
}

void Worker::inspect(uint64_t N, const std::string &What, uint64_t Justified) {
  static const std::vector<std::string> Views[] = {
      {"--verify"}, {"--json"}, {"--all", "--tags"}, {"--check-for=i686-linux-gnu"}, {"--all", "--full", "--addresses"}};
  std::vector<std::string> Command = {S.Inspect};
  for (const std::string &Word : Views[N / 8 % 5])
    Command.push_back(Word);
  Command.push_back(Path);
  Outcome O = run(Command, "LC_ALL=C");
  addTo(C.Inspected);
  std::string Name = "cgt-inspect " + (Command.size() > 2 ? Command[1] : std::string());
  if (WIFSIGNALED(O.Status) || O.TimedOut || O.Taken > Seconds)
    finding(N, What, Name + ": signal or more than 10 seconds");
  else if (O.Memory > Justified)
    finding(N, What, Name + ": " + std::to_string(O.Memory / Mebibyte) + " MiB");
  else if (O.Output > Justified)
    finding(N, What, Name + ": " + std::to_string(O.Output / Mebibyte) + " MiB of output");
}

static uint64_t ownMemory() {
  uint64_t Mapped = 0, Pages = 0;
  std::ifstream("/proc/self/statm") >> Mapped >> Pages;
  return Pages * static_cast<uint64_t>(getpagesize());
}

void Worker::one(uint64_t N) {
  Random R(S.Seed * 0x100000001b3 + N);
  ImageTree T = S.Sources[static_cast<size_t>(N % S.Sources.size())];
  std::string What;
  // An image of the program itself is trusted as the program is; one in four claims to be.
  bool IsTrusted = N % 4 == 0 && T.find(image::HomeSection);
  T.Sections.erase(std::remove_if(T.Sections.begin(), T.Sections.end(),
                                  [&](const ImageSection &S) { return !IsTrusted && S.Kind == image::HomeSection; }),
                   T.Sections.end());
  mutate(T, R, What);
  std::string File = T.write();
  std::ofstream(Path, std::ios::binary) << File;
  // Sixteen times all contents, what each program takes, and this one's pages, which count until it is another.
  uint64_t Justified = 64 * Mebibyte + ownMemory() + 16 * (T.contents() + File.size());
  restore(N, What, Justified, IsTrusted);
  if (!S.Inspect.empty() && N % 8 == 0)
    inspect(N, What, Justified + 128 * Mebibyte); // LLVM
  addTo(C.Done);
}

void Worker::work() {
  double End = S.Time != 0 ? now() + S.Time : 0;
  for (uint64_t N = Number; S.Time != 0 ? now() < End : N < S.Images; N += S.Jobs)
    one(N);
}

static bool parse(int Argc, char **Argv, Settings &S) {
  int At = 1;
  for (; At < Argc && Argv[At][0] == '-'; ++At) {
    std::string Word = Argv[At];
    size_t Is = Word.find('=');
    std::string Value = Is == std::string::npos ? "" : Word.substr(Is + 1);
    if (Word.compare(0, Is, "--inspect") == 0)
      S.Inspect = Value;
    else if (Word.compare(0, Is, "--only") == 0)
      S.Only = strtoull(Value.c_str(), nullptr, 10) + 1;
    else if (Word.compare(0, Is, "--jobs") == 0)
      S.Jobs = static_cast<unsigned>(atoi(Value.c_str()));
    else
      return false;
  }
  if (Argc - At < 5 || S.Jobs == 0)
    return false;
  S.Program = Argv[At];
  S.Folder = Argv[At + 1];
  std::string Limit = Argv[At + 2];
  if (Limit.back() == 's')
    S.Time = atof(Limit.c_str());
  else
    S.Images = strtoull(Limit.c_str(), nullptr, 10);
  S.Seed = strtoull(Argv[At + 3], nullptr, 10);
  for (At += 4; At < Argc; ++At) {
    std::ostringstream File;
    File << std::ifstream(Argv[At], std::ios::binary).rdbuf();
    S.Sources.emplace_back();
    ImageTree &T = S.Sources.back(), Again;
    std::string Written = T.read(File.str()) ? T.write() : std::string();
    if (!Again.read(Written) || Again.write() != Written) {
      fprintf(stderr, "%s: not written as it was read\n", Argv[At]);
      return false;
    }
  }
  return true;
}

int main(int Argc, char **Argv) {
  Settings S;
  if (!parse(Argc, Argv, S)) {
    fprintf(stderr, "usage: CGTHostile [--inspect=TOOL] [--only=N] [--jobs=N] PROGRAM FOLDER LIMIT SEED IMAGE...\n");
    return 2;
  }
  auto *C = static_cast<Counts *>(mmap(nullptr, sizeof(Counts), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  printf("seed %llu, %zu images to begin with\n", static_cast<unsigned long long>(S.Seed), S.Sources.size());
  fflush(stdout);
  if (S.Only) {
    Worker(S, *C, 0).one(S.Only - 1);
  } else {
    for (unsigned K = 0; K < S.Jobs; ++K)
      if (fork() == 0) {
        Worker(S, *C, K).work();
        fflush(stdout);
        _exit(0);
      }
    while (wait(nullptr) > 0)
      ;
  }
  auto Number = [](uint64_t N) { return static_cast<unsigned long long>(N); };
  printf("%llu images: %llu refused, %llu refused for loss, %llu resumed, %llu broke in user code; %llu inspected\n",
         Number(C->Done), Number(C->Refused), Number(C->Lost), Number(C->Resumed), Number(C->Broke), Number(C->Inspected));
  printf("most memory %llu MiB, longest %llu ms; %llu findings\n", Number(C->LargestMemory / Mebibyte), Number(C->LongestMs),
         Number(C->Findings));
  return C->Findings != 0 || C->Done == 0;
}
