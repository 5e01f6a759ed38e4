//===- EmitFindings.cpp - What may stand in a checkpoint's way --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// They are text for people, which no program needs while it runs: a section of lines that the linker joins and nothing loads. Only
// assembler makes such a section.
//
//===----------------------------------------------------------------------===//

#include "EmitFindings.h"

#include "abi/FileSections.h"
#include "convert/PlanDoubts.h"
#include "types/TypeNames.h"

#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"

using namespace llvm;
using namespace cgt;

static std::string textOf(Str S) { return std::string(S.Data, S.Size); }

namespace {
/// About a unit as a whole.
class UnitDiagnostic : public DiagnosticInfo {
public:
  UnitDiagnostic(const std::string &Text, DiagnosticSeverity Severity)
      : DiagnosticInfo(getNextAvailablePluginDiagnosticKind(), Severity), Text(Text) {}
  void print(DiagnosticPrinter &Printer) const override { Printer << Text; }

private:
  const std::string &Text;
};
} // namespace

/// About \p F, whose place clang knows; null: about the unit.
static void warn(LLVMContext &C, const UnitNotes &Notes, Finding Id, const Function *F, StringRef Text) {
  WarningLevel Level = levelOf(Id, Notes.Warnings);
  if (Level == WarningLevel::Off)
    return;
  std::string Message = (Text + " [cgt-" + slugOf(Id) + "]").str();
  DiagnosticSeverity Severity = Level == WarningLevel::Error ? DS_Error : DS_Warning;
  if (F)
    C.diagnose(DiagnosticInfoUnsupported(*F, Message, DiagnosticLocation(), Severity));
  else
    C.diagnose(UnitDiagnostic(Message, Severity));
}

void cgt::addFinding(UnitParts &Parts, const UnitNotes &Notes, Finding Id, const Function &F, StringRef About,
                     std::vector<std::string> Polling) {
  const NoteFunction *N = Notes.function(&F);
  if (!N)
    return;
  NoteFinding New{slugOf(Id).str(), About.str(), N->Name, std::move(Polling), N->File, N->Line};
  for (const NoteFinding &Old : Parts.Findings)
    if (Old.Slug == New.Slug && Old.About == New.About && Old.In == New.In && Old.Line == New.Line)
      return;
  Parts.Findings.push_back(New);
  warn(F.getContext(), Notes, Id, &F, describe(Id, About));
}

void cgt::takeFindings(UnitParts &Parts, const UnitNotes &Notes, const ResumePoints &Points) {
  for (const NoteFinding &Given : Notes.Findings) {
    if (Given.Polling.empty()) {
      Parts.Findings.push_back(Given); // the plugin has warned
      continue;
    }
    for (const Function *F : Points.functions())
      if (const NoteFunction *N = Notes.function(F); N && N->Name == Given.Polling.front())
        addFinding(Parts, Notes, Finding::Callback, *F, Given.About, Given.Polling);
  }
}

//===--- Types ---------------------------------------------------------------===//

static Finding findingOf(DoubtKind Kind) {
  switch (Kind) {
  case DoubtKind::Union: return Finding::Union;
  case DoubtKind::UnionPointer: return Finding::UnionPointer;
  case DoubtKind::Opaque: return Finding::Opaque;
  case DoubtKind::LongDouble: return Finding::LongDouble;
  }
  llvm_unreachable("no such kind");
}

void cgt::warnOfTypes(Module &M, const UnitInfo &Unit, const UnitNotes &Notes) {
  if (Notes.Warnings.empty())
    return;
  // A platform like this one, but for the order of bytes: what is the same on neither is the same on no other.
  Platform Here, There;
  Here.BigEndian = Here.BitFieldsFromTop = M.getDataLayout().isBigEndian();
  Here.PointerSize = Here.LongSize = static_cast<uint8_t>(M.getDataLayout().getPointerSize());
  There = Here;
  There.BigEndian = There.BitFieldsFromTop = !Here.BigEndian;
  struct Context {
    Module &M;
    const UnitInfo &Unit;
    const UnitNotes &Notes;
  } All{M, Unit, Notes};
  std::vector<std::unique_ptr<char[]>> Blocks;
  Allocator Memory{[](void *Ctx, size_t Size) -> void * {
                     auto &Blocks = *static_cast<std::vector<std::unique_ptr<char[]>> *>(Ctx);
                     Blocks.push_back(std::make_unique<char[]>(Size + 1));
                     return Blocks.back().get();
                   },
                   &Blocks};
  auto Visit = [](void *Ctx, const TypeDoubt &D) {
    const Context &All = *static_cast<Context *>(Ctx);
    if (D.IsSystem)
      return;
    const TypeInfo &T = All.Unit.Types[D.Type];
    char Name[256];
    Text Out(Name, sizeof Name);
    printTypeName(All.Unit, D.Type, Out);
    std::string Where = T.Line ? textOf(T.File) + ":" + std::to_string(T.Line) + ": " : "";
    Finding Id = findingOf(D.Kind);
    warn(All.M.getContext(), All.Notes, Id, nullptr, Where + describe(Id, "'" + std::string(Name) + "'"));
  };
  (void)findTypeDoubts(Unit, Here, Unit, There, Memory, Visit, &All);
}

//===--- The section ----------------------------------------------------------===//

/// As assemblers read it in quotes.
static std::string escaped(StringRef Text) {
  std::string Out;
  for (unsigned char C : Text) {
    bool IsPlain = C >= ' ' && C < 0x7f && C != '"' && C != '\\';
    if (IsPlain)
      Out += static_cast<char>(C);
    else
      Out += {'\\', static_cast<char>('0' + (C >> 6)), static_cast<char>('0' + (C >> 3 & 7)), static_cast<char>('0' + (C & 7))};
  }
  return Out;
}

/// The runtime's units say only that they are these: what they do is its own matter.
static bool isRuntimes(const UnitNotes &Notes) {
  return !Notes.Functions.empty() && none_of(Notes.Functions, [](const NoteFunction &N) { return N.Hash.Value != 0; });
}

void cgt::emitFindings(Module &M, const UnitParts &Parts, const UnitNotes &Notes) {
  std::string Code = "\t.pushsection " CGT_FINDINGS_SECTION ",\"\",%progbits\n";
  auto Line = [&](json::Object O) {
    std::string Text;
    raw_string_ostream(Text) << json::Value(std::move(O)) << '\n';
    Code += "\t.ascii \"" + escaped(Text) + "\"\n";
  };
  json::Object Unit{{"unit", Notes.File}, {"first", Notes.FirstExternal}};
  if (!Notes.Hints.empty())
    Unit["hints"] = Notes.Hints;
  bool IsOwn = isRuntimes(Notes);
  if (IsOwn)
    Unit["runtime"] = true;
  Line(std::move(Unit));
  for (const NoteFinding &N : IsOwn ? ArrayRef<NoteFinding>() : ArrayRef(Parts.Findings)) {
    json::Object O{{"slug", N.Slug}, {"file", N.File}, {"line", N.Line}};
    if (!N.About.empty())
      O["about"] = N.About;
    if (!N.In.empty())
      O["in"] = N.In;
    if (!N.Polling.empty())
      O["polling"] = json::Array(N.Polling);
    Line(std::move(O));
  }
  M.appendModuleInlineAsm(Code + "\t.popsection\n");
}
