//===- cgt-inspect.cpp - Look into a checkpoint ----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// cgt-inspect IMAGE, cgt-inspect diff A B. Reads images of any platform on any host, without the program. Exit status: 0
// good, 1 damaged or unreadable, 2 usage, 3 --check-for found losses or diff differences.
//
//===----------------------------------------------------------------------===//

#include "Diff.h"
#include "Dumper.h"
#include "Json.h"
#include "Losses.h"
#include "Platforms.h"
#include "Relayout.h"
#include "Summary.h"
#include "ToolMessage.h"
#include "Verifier.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"

using namespace cgt;
using namespace llvm;

static cl::OptionCategory Category("cgt-inspect options");
static cl::list<std::string> Inputs(cl::Positional, cl::desc("IMAGE | diff IMAGE IMAGE"), cl::cat(Category));
static cl::opt<bool> Stack("stack", cl::desc("Frames with their variables, oldest first"), cl::cat(Category));
static cl::opt<bool> Heap("heap", cl::desc("Heap blocks with type, place of allocation and values"), cl::cat(Category));
static cl::opt<bool> Globals("globals", cl::desc("Globals with their values"), cl::cat(Category));
static cl::opt<bool> Types("types", cl::desc("Types as C declares them"), cl::cat(Category));
static cl::opt<std::string> Tags("tags", cl::ValueOptional, cl::value_desc("paper"),
                                 cl::desc("Tags of frames, types and heap runs; =paper: without kind letters"),
                                 cl::cat(Category));
static cl::opt<bool> All("all", cl::desc("All of these"), cl::cat(Category));
static cl::opt<bool> Json("json", cl::desc("Everything as JSON (docs/inspect-json.md); with --check-for: the losses"),
                          cl::cat(Category));
static cl::opt<bool> Verify("verify", cl::desc("Check each section, go on after damage"), cl::cat(Category));
static cl::opt<std::string> CheckFor("check-for", cl::value_desc("triple"),
                                     cl::desc("What a restore on that platform would lose; with --types: types there"),
                                     cl::cat(Category));
static cl::opt<std::string> Lossy("lossy", cl::value_desc("long_double"),
                                  cl::desc("With --check-for: rounding of long double is no loss"), cl::cat(Category));
static cl::opt<bool> Platforms("platforms", cl::desc("The platforms that --check-for knows"), cl::cat(Category));
static cl::opt<bool> Addresses("addresses", cl::desc("Show the sender's raw addresses"), cl::cat(Category));
static cl::opt<bool> Full("full", cl::desc("Show long arrays and runs whole, and each loss"), cl::cat(Category));
static cl::opt<std::string> MaxImage("max-image", cl::value_desc("size"),
                                     cl::desc("Most memory that an image may take: bytes, or with k, M, G"), cl::cat(Category));
static uint64_t MaxMemory = UINT64_MAX;

enum ExitStatus { Good = 0, Damaged = 1, Usage = 2, Different = 3 };

static int fail(Error E) {
  outs().flush();
  tell("cgt-inspect", MessageKind::Error, toString(std::move(E)));
  return Damaged;
}

static int misuse(const Twine &Message) {
  tell("cgt-inspect", MessageKind::Error, (Message + "; see cgt-inspect --help").str());
  return Usage;
}

static int verifyFile(StringRef Path) {
  Expected<std::unique_ptr<MemoryBuffer>> File = readFile(Path, MaxMemory);
  if (!File)
    return fail(File.takeError());
  unsigned Damages = verify(Path, **File, MaxMemory, outs());
  if (Damages == 0)
    return Good;
  return fail(createStringError("'" + Path + "': " + Twine(Damages) + (Damages == 1 ? " damage" : " damages")));
}

static int checkFor(const Values &V, const Platform &To) {
  Expected<std::vector<Loss>> Losses = findLosses(V, To, Lossy == "long_double");
  if (!Losses)
    return fail(Losses.takeError());
  int Result = Losses->empty() ? Good : Different;
  if (Json) {
    writeJson(To, *Losses, outs());
    return Result;
  }
  printLosses(*Losses, Full, outs());
  outs() << StringRef(To.Triple.Data, To.Triple.Size) << ": ";
  if (Losses->empty())
    outs() << "no losses\n";
  else
    outs() << Losses->size() << (Losses->size() == 1 ? " loss\n" : " losses\n");
  // Whatever the executable that wrote the image has in memory returns to its place.
  if (!Losses->empty() && V.image().Sender == To && !V.image().Home.BuildId.empty())
    outs() << "at home, with the executable of build id " << buildId(V.image()) << ": no losses\n";
  return Result;
}

/// The saver's types as that platform lays them out.
static int typesFor(const ImageFile &File, const Platform &To) {
  Arena Memory;
  Allocator Allocate = Memory.allocator();
  Image There = File.image();
  std::vector<UnitInfo> Units;
  for (uint32_t K = 0; K < There.NumUnits; ++K) {
    Expected<UnitInfo> Unit = layOut(There.Units[K], There.Sender, To, Allocate);
    if (!Unit)
      return fail(Unit.takeError());
    Units.push_back(*Unit);
  }
  There.Units = Units.data();
  There.Sender = To;
  Resolver Directory(File.image());
  Values V(There, Directory);
  Dumper(File, V, {Addresses, Full}, outs()).types();
  return Good;
}

static int diff(StringRef PathA, StringRef PathB) {
  Expected<std::unique_ptr<ImageFile>> A = ImageFile::open(PathA, MaxMemory), B = ImageFile::open(PathB, MaxMemory);
  if (!A || !B)
    return fail(joinErrors(A ? Error::success() : A.takeError(), B ? Error::success() : B.takeError()));
  Resolver AddressesA((*A)->image()), AddressesB((*B)->image());
  uint64_t Count = printDifferences(Values((*A)->image(), AddressesA), Values((*B)->image(), AddressesB), Full, outs());
  if (Count == 0)
    outs() << "no differences\n";
  else
    outs() << Count << (Count == 1 ? " difference\n" : " differences\n");
  return Count ? Different : Good;
}

/// A program instead of an image: what may stand in its way.
static int inspectProgram(StringRef Path, const Platform *To) {
  Expected<std::unique_ptr<ProgramFile>> Program = ProgramFile::open(Path);
  if (!Program)
    return fail(Program.takeError());
  if ((*Program)->units().empty())
    return misuse("'" + Path + "' wasn't built with CGT, or has lost its sections' names");
  if (!(*Program)->platform())
    return misuse("'" + Path + "' is of a platform that CGT doesn't know");
  Expected<std::vector<Obstacle>> Found = findObstacles(**Program, To);
  if (!Found)
    return fail(Found.takeError());
  if (Json)
    writeJson(**Program, To, *Found, outs());
  else
    printObstacles(**Program, To, *Found, outs());
  return Found->empty() ? Good : Different;
}

/// Options that say which part of an image is wanted.
static bool anyForImages() {
  return Stack || Heap || Globals || Types || Tags.getNumOccurrences() || All || Verify || Lossy.getNumOccurrences() ||
         Addresses || Full || MaxImage.getNumOccurrences();
}

static int inspect(StringRef Path, const Platform *To) {
  Expected<std::unique_ptr<ImageFile>> File = ImageFile::open(Path, MaxMemory);
  if (!File)
    return fail(File.takeError());
  Resolver Directory((*File)->image());
  Values V((*File)->image(), Directory);
  if (To)
    return Types ? typesFor(**File, *To) : checkFor(V, *To);
  if (Json) {
    writeJson(**File, V, Addresses, outs());
    return Good;
  }
  Dumper D(**File, V, {Addresses, Full}, outs());
  bool AnyPart = Stack || Heap || Globals || Types || Tags.getNumOccurrences();
  if (All || !AnyPart)
    D.summary();
  if (All || Stack)
    D.stack();
  if (All || Globals)
    D.globals();
  if (All || Heap)
    D.heap();
  if (All || Types)
    D.types();
  if (All || Tags.getNumOccurrences())
    D.tags(Tags == "paper");
  return Good;
}

/// As max_image of CGT_OPTIONS.
static bool parseSize(StringRef Text, uint64_t &Size) {
  unsigned Shift = Text.consume_back("k") ? 10 : Text.consume_back("M") ? 20 : Text.consume_back("G") ? 30 : 0;
  if (Text.getAsInteger(10, Size) || Size == 0 || Size > UINT64_MAX >> Shift)
    return false;
  Size <<= Shift;
  return true;
}

static void printPlatforms() {
  for (const Platform &P : knownPlatforms()) {
    printPlatform(P, outs());
    outs() << '\n';
  }
}

/// LLVM's own complaints, several lines of them, in our form: "unknown command line argument '--x'".
static bool parseOptions(int argc, char **argv, int &Status) {
  cl::HideUnrelatedOptions(Category);
  cl::SetVersionPrinter([](raw_ostream &OS) { OS << "cgt-inspect " CGT_VERSION "\n"; });
  std::string Complaint;
  raw_string_ostream Stream(Complaint);
  if (cl::ParseCommandLineOptions(argc, argv, "Shows what is in a checkpoint of a CGT program.\n", &Stream))
    return true;
  StringRef First = StringRef(Complaint).split('\n').first.split(": ").second;
  First = First.substr(0, First.find("  Try:")).rtrim('.');
  Status = misuse(First.empty() ? "wrong options" : toLower(First.front()) + First.drop_front().str());
  return false;
}

int main(int argc, char **argv) {
  int Status;
  if (!parseOptions(argc, argv, Status))
    return Status;
  if (Tags.getNumOccurrences() && !Tags.empty() && Tags != "paper")
    return misuse("--tags=" + Tags + ": only 'paper' is known");
  if (Lossy.getNumOccurrences() && Lossy != "long_double")
    return misuse("--lossy=" + Lossy + ": only 'long_double' is known");
  if (MaxImage.getNumOccurrences() && !parseSize(MaxImage, MaxMemory))
    return misuse("--max-image=" + MaxImage + ": not a size such as 500M");
  if (Platforms) {
    printPlatforms();
    return Good;
  }
  if (!Inputs.empty() && Inputs.front() == "diff") {
    if (Inputs.size() != 3)
      return misuse("diff takes two images");
    return diff(Inputs[1], Inputs[2]);
  }
  if (Inputs.size() != 1)
    return misuse(Inputs.empty() ? "no image given" : "more than one image given");
  if (Json && Types && CheckFor.getNumOccurrences())
    return misuse("--check-for takes --json or --types, not both");
  const Platform *To = nullptr;
  if (CheckFor.getNumOccurrences() && !(To = findPlatform(CheckFor))) {
    std::string Known;
    for (const Platform &P : knownPlatforms())
      Known += (Known.empty() ? "" : ", ") + std::string(P.Triple.Data, P.Triple.Size);
    return misuse("unknown platform '" + CheckFor + "'; known are " + Known);
  }
  if (ProgramFile::isProgram(Inputs.front())) {
    if (anyForImages())
      return misuse("'" + Inputs.front() + "' is a program, of which only --check-for and --json tell something");
    return inspectProgram(Inputs.front(), To);
  }
  return Verify ? verifyFile(Inputs.front()) : inspect(Inputs.front(), To);
}
