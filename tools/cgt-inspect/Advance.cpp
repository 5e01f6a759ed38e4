//===- Advance.cpp - What may stand in a program's way ----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The compiler's notes say what holds at home, and which expressions mean something else abroad. Types are compared with those of
// the other platform by the plans that a restore makes of them.
//
//===----------------------------------------------------------------------===//

#include "Advance.h"

#include "Polling.h"
#include "Relayout.h"
#include "Resolver.h"

#include "abi/FileSections.h"
#include "convert/PlanDoubts.h"

#include "llvm/ADT/STLExtras.h"

#include <set>
#include <tuple>

using namespace cgt;
using namespace llvm;

namespace {

enum class Severity { Certain, Possible };
enum class Scope { Home, Abroad };

struct Row {
  StringLiteral Slug;
  Severity Level;
  Scope Where;
  StringLiteral Text, Advice;
};

class ObstacleFinder {
public:
  ObstacleFinder(const ProgramFile &Program, const Platform *To) : Program(Program), To(To) {}
  Expected<std::vector<Obstacle>> run();

private:
  void add(const Row &R, bool IsCertain, const std::string &About, StringRef File, unsigned Line, StringRef In);
  bool isUsed(const FindingLine &Hint) const;
  void addNotes();
  void addLibraries();
  Error addTypes();
  void addDoubt(const UnitInfo &U, const TypeDoubt &D);
  static std::string rootText(const MemoryRoot &Root);

  const ProgramFile &Program;
  const Platform *To;
  std::vector<Obstacle> Found;
  std::set<std::tuple<std::string, std::string, unsigned, std::string>> Told; ///< units share headers
};

} // namespace

static constexpr Row Rows[] = {
#define CGT_FINDING(Id, Slug, Level, Where, Text, Advice) {Slug, Severity::Level, Scope::Where, Text, Advice},
#include "abi/Findings.def"
};

static const Row *rowOf(StringRef Slug) {
  auto It = find_if(Rows, [&](const Row &R) { return R.Slug == Slug; });
  return It == std::end(Rows) ? nullptr : It;
}

void ObstacleFinder::add(const Row &R, bool IsCertain, const std::string &About, StringRef File, unsigned Line, StringRef In) {
  auto [Before, After] = R.Text.split("%0");
  Obstacle O;
  O.IsCertain = IsCertain;
  O.IsAbroad = R.Where == Scope::Abroad;
  O.Slug = R.Slug.str();
  O.File = File.str();
  O.Line = Line;
  O.Function = In.str();
  O.Reason = (Twine(Before) + About + After).str();
  O.Advice = R.Advice.str();
  if (Told.insert({O.Slug, O.File, O.Line, O.Reason}).second)
    Found.push_back(std::move(O));
}

/// Sizes and what lies where are the same on platforms that differ in neither.
static bool haveOtherSizes(const Platform &A, const Platform &B) {
  return A.PointerSize != B.PointerSize || A.LongSize != B.LongSize || A.LongDoubleSize != B.LongDoubleSize;
}

/// Each unit that has no use for a hint says so.
bool ObstacleFinder::isUsed(const FindingLine &Hint) const {
  auto IsSame = [&](const FindingLine &L) {
    return L.Slug == Hint.Slug && L.File == Hint.File && L.Line == Hint.Line && L.About == Hint.About;
  };
  return static_cast<size_t>(count_if(Program.findings(), IsSame)) < Program.unitsWithHints(Hint.File);
}

void ObstacleFinder::addNotes() {
  Polling Polls(Program);
  for (const FindingLine &L : Program.findings()) {
    if (!L.Polling.empty() && none_of(L.Polling, [&](const std::string &Name) { return Polls.mayPoll(L.Unit, Name); }))
      continue;
    const Row *R = rowOf(L.Slug);
    if (!R) { // a newer compiler's
      Found.push_back(
          {false, false, L.Slug, L.File, L.Line, L.In, "this cgt-inspect doesn't know '" + L.Slug + "'", "use a newer one"});
      continue;
    }
    if (L.Slug == "unused-hint" && isUsed(L))
      continue;
    bool IsOfSizes = L.Slug == "kept-size" || L.Slug == "array-size";
    if (R->Where == Scope::Abroad && (!To || (IsOfSizes && !haveOtherSizes(*Program.platform(), *To))))
      continue;
    add(*R, R->Level == Severity::Certain, L.About, L.File, L.Line, L.In);
  }
  size_t Missing = Program.units().size() - std::min(Program.units().size(), Program.unitsWithFindings());
  if (Missing)
    Found.push_back({false, false, "stripped", "", 0, "",
                     "the compiler's notes about " + std::to_string(Missing) + (Missing == 1 ? " unit" : " units") +
                         " are missing: only their types are known",
                     "don't strip section " CGT_FINDINGS_SECTION});
}

/// libc and what belongs to it or to the compiler keep nothing that the runtime doesn't know of.
static bool isOfLibc(StringRef Library) {
  StringRef Name = Library.split(".so").first;
  return Name.starts_with("ld") ||
         is_contained({"libc", "libm", "libgcc_s", "libpthread", "librt", "libdl", "libatomic"}, Name);
}

void ObstacleFinder::addLibraries() {
  for (const std::string &Library : Program.libraries())
    if (!isOfLibc(Library))
      add(*rowOf("library"), false, Library, "", 0, "");
}

std::string ObstacleFinder::rootText(const MemoryRoot &Root) {
  auto At = [](Str File, uint32_t Line) { return Line ? ", " + ref(File).str() + ":" + std::to_string(Line) : ""; };
  if (Root.Global)
    return "global '" + ref(Root.Global->Name).str() + "'" + At(Root.Global->File, Root.Global->Line);
  if (Root.Site)
    return "blocks of '" + ref(Root.Site->Function).str() + "'" + At(Root.Site->File, Root.Site->Line);
  return "variable '" + ref(Root.Field->Name).str() + "' of '" + ref(Root.Function->Name).str() + "'" +
         At(Root.Function->File, Root.Field->Line ? Root.Field->Line : Root.Function->Line);
}

void ObstacleFinder::addDoubt(const UnitInfo &U, const TypeDoubt &D) {
  static constexpr StringLiteral Slugs[] = {"union", "union-pointer", "opaque", "long-double"};
  const Row &R = *rowOf(Slugs[static_cast<unsigned>(D.Kind)]);
  bool IsVariable = D.Kind == DoubtKind::LongDouble && D.In == NoIndex;
  uint32_t Shown = D.Kind == DoubtKind::LongDouble && D.In != NoIndex ? D.In : D.Type;
  const TypeInfo *Place = &U.Types[Shown];
  if (!Place->Line && D.In != NoIndex)
    Place = &U.Types[D.In];
  std::string Name = "'" + typeName({Program.platform(), &U, Shown}) + "'", Root = rootText(D.Root);
  if (!Told.insert({R.Slug.str(), ref(Place->File).str(), Place->Line, IsVariable ? Root : Name}).second)
    return;
  add(R, R.Level == Severity::Certain && !D.IsSystem, IsVariable ? Root : Name + " (" + Root + ")", ref(Place->File),
      Place->Line, "");
}

Error ObstacleFinder::addTypes() {
  Arena Memory;
  Allocator Allocate = Memory.allocator();
  for (const UnitInfo &U : Program.units()) {
    Expected<UnitInfo> There = layOut(U, *Program.platform(), *To, Allocate);
    if (!There)
      return There.takeError();
    struct Context {
      ObstacleFinder *Self;
      const UnitInfo &U;
    } C{this, U};
    auto Visit = [](void *Ctx, const TypeDoubt &D) {
      auto &C = *static_cast<Context *>(Ctx);
      C.Self->addDoubt(C.U, D);
    };
    if (Status S = findTypeDoubts(U, *Program.platform(), *There, *To, Allocate, Visit, &C); !S.ok())
      return createStringError(errorText(S.Code));
  }
  return Error::success();
}

/// Of what is certain, a function that is always on the stack is worst; what holds at home comes before what holds abroad.
static unsigned badness(const Obstacle &O) {
  if (O.IsCertain)
    return O.IsAbroad ? 2 : O.Function == "main" ? 0 : 1;
  return O.IsAbroad ? 4 : 3;
}

Expected<std::vector<Obstacle>> ObstacleFinder::run() {
  addNotes();
  addLibraries();
  if (To)
    if (Error E = addTypes())
      return std::move(E);
  std::vector<Obstacle> Sorted;
  for (unsigned Badness = 0; Sorted.size() != Found.size(); ++Badness)
    copy_if(Found, std::back_inserter(Sorted), [&](const Obstacle &O) { return badness(O) == Badness; });
  return Sorted;
}

Expected<std::vector<Obstacle>> cgt::findObstacles(const ProgramFile &Program, const Platform *To) {
  return ObstacleFinder(Program, To && *To == *Program.platform() ? nullptr : To).run();
}

void cgt::printObstacles(const ProgramFile &Program, const Platform *To, ArrayRef<Obstacle> Found, raw_ostream &OS) {
  size_t Certain = 0;
  for (const Obstacle &O : Found) {
    Certain += O.IsCertain;
    OS << (O.IsCertain ? "certain" : "possible") << ": ";
    if (!O.File.empty())
      OS << O.File << ':' << O.Line << ": ";
    if (!O.Function.empty())
      OS << "in '" << O.Function << "': ";
    OS << O.Reason << "; " << O.Advice << " [" << O.Slug << "]\n";
  }
  OS << ref(Program.platform()->Triple);
  if (To && !(*To == *Program.platform()))
    OS << ", and to " << ref(To->Triple);
  if (Found.empty())
    OS << ": nothing is in the way\n";
  else
    OS << ": " << Certain << " certain, " << Found.size() - Certain << " possible\n";
  if (!Program.release().empty()) // an object has no runtime
    OS << "built by: CGT " << Program.release() << '\n';
}
