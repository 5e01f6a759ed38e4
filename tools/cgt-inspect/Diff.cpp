//===- Diff.cpp - What two images differ in --------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Heap blocks have no identity that two images share: those of one type are compared as a multiset of contents.
//
//===----------------------------------------------------------------------===//

#include "Diff.h"

#include "llvm/ADT/StringExtras.h"

using namespace cgt;
using namespace llvm;

namespace {

/// A scalar part of a value.
struct Leaf {
  std::string Path, Text;
};

class Differ {
public:
  Differ(const Values &A, const Values &B, bool Full, raw_ostream &OS)
      : A(A), B(B), Full(Full), SamePlatform(A.image().Sender == B.image().Sender), OS(OS) {}
  uint64_t run();

private:
  void differ(const Twine &What, const Twine &InA, const Twine &InB);
  void note(const Twine &What, const Twine &InA, const Twine &InB);
  void facts();
  void frames();
  void frame(uint32_t Index);
  void globals();
  void heap();
  void heapType(const std::string &Type, std::vector<std::string> &InA, std::vector<std::string> &InB);
  void leaves(const Values &V, const Node &N, const std::string &Path, std::vector<Leaf> &Out) const;
  std::string pointerText(const Values &V, const PointerTarget &T) const;
  void values(const std::string &What, const Node &InA, const Node &InB);

  const Values &A, &B;
  bool Full, SamePlatform;
  raw_ostream &OS;
  uint64_t Count = 0;
};

} // namespace

void Differ::differ(const Twine &What, const Twine &InA, const Twine &InB) {
  ++Count;
  OS << What << ": " << InA << " | " << InB << '\n';
}

void Differ::note(const Twine &What, const Twine &InA, const Twine &InB) {
  std::string X = InA.str(), Y = InB.str();
  if (X != Y)
    OS << "note: " << What << ": " << X << " | " << Y << '\n';
}

//===--- Values ------------------------------------------------------------===//

/// Numbers of heap blocks depend on the allocator, addresses on everything.
std::string Differ::pointerText(const Values &V, const PointerTarget &T) const {
  std::string Path = T.Path;
  if (Path.empty() && T.Bytes && T.Offset == T.Bytes)
    Path = "end";
  switch (T.Kind) {
  case TargetKind::Heap: return "heap block (" + T.Name + ")" + (Path.empty() ? "" : " at " + Path);
  case TargetKind::Stack:
  case TargetKind::Global:
    return (T.Kind == TargetKind::Stack ? "stack #" + std::to_string(T.Activation) + " '" : "global '") + T.Name + "'" +
           (Path.empty() ? "" : " at " + Path);
  default: return describe(V, T, false);
  }
}

void Differ::leaves(const Values &V, const Node &N, const std::string &Path, std::vector<Leaf> &Out) const {
  NodeKind Kind = V.kind(N);
  if (Kind == NodeKind::None)
    return;
  if (Kind == NodeKind::Scalar)
    Out.push_back({Path, V.comparable(N)});
  else if (Kind == NodeKind::Pointer)
    Out.push_back({Path, pointerText(V, V.pointer(N))});
  else if (std::optional<StringRef> Text = V.text(N))
    Out.push_back({Path, quoted(*Text)});
  else if (Kind == NodeKind::Bytes || (N.Type.info().Kind == TypeKind::Union && !V.live(N))) {
    // Which member of a union is alive isn't known, so neither is what its bytes mean elsewhere.
    if (SamePlatform)
      Out.push_back({Path, "0x" + V.hex(N)});
  } else
    for (uint64_t K = 0, E = V.numChildren(N); K < E; ++K) {
      Node C = V.child(N, K);
      bool Dot = Kind == NodeKind::Record && !Path.empty();
      leaves(V, C, Path + (Kind == NodeKind::Array ? "[" + std::to_string(K) + "]" : (Dot ? "." : "") + C.Name), Out);
    }
}

void Differ::values(const std::string &What, const Node &InA, const Node &InB) {
  constexpr uint64_t Most = 16;
  std::vector<Leaf> X, Y;
  leaves(A, InA, "", X);
  leaves(B, InB, "", Y);
  std::map<StringRef, StringRef> Theirs;
  for (const Leaf &L : Y)
    Theirs[L.Path] = L.Text;
  uint64_t Here = 0;
  auto Report = [&](StringRef Path, StringRef InA, StringRef InB) {
    if (++Here <= Most || Full)
      differ(What + (Path.empty() ? "" : " at '" + Path.str() + "'"), InA, InB);
  };
  for (const Leaf &L : X) {
    auto It = Theirs.find(L.Path);
    if (It == Theirs.end())
      Report(L.Path, L.Text, "absent");
    else if (It->second != L.Text)
      Report(L.Path, L.Text, It->second);
    if (It != Theirs.end())
      Theirs.erase(It);
  }
  for (const auto &[Path, Text] : Theirs)
    Report(Path, "absent", Text);
  if (Here > Most && !Full) {
    OS << What << ": … " << Here - Most << " more\n";
    Count += Here - Most;
  }
}

//===--- Parts -------------------------------------------------------------===//

void Differ::facts() {
  const Image &X = A.image(), &Y = B.image();
  note("platform", ref(X.Sender.Triple), ref(Y.Sender.Triple));
  note("program", ref(X.Process.Program), ref(Y.Process.Program));
  note("sequence", Twine(X.Process.Sequence), Twine(Y.Process.Sequence));
  note("polls", Twine(X.Process.Polls), Twine(Y.Process.Polls));
  if (X.Process.StdoutBytes != Y.Process.StdoutBytes)
    differ("stdout bytes", Twine(X.Process.StdoutBytes), Twine(Y.Process.StdoutBytes));
  if (X.Process.StdinPosition != Y.Process.StdinPosition)
    differ("stdin position", Twine(X.Process.StdinPosition), Twine(Y.Process.StdinPosition));
  if (X.Process.StdinEnded != Y.Process.StdinEnded)
    differ("stdin at its end", Twine(X.Process.StdinEnded), Twine(Y.Process.StdinEnded));
  if (X.Process.Rounding != Y.Process.Rounding)
    differ("rounding", Twine(X.Process.Rounding), Twine(Y.Process.Rounding));
}

static std::string frameText(const Values &V, uint32_t Index) {
  const ActivationRecord &A = V.image().Activations[Index];
  return (ref(V.function(A).Id) + " step " + Twine(A.Step) + " → " + ref(V.step(A).Callee)).str();
}

void Differ::frame(uint32_t Index) {
  std::string InA = frameText(A, Index), InB = frameText(B, Index), What = "#" + std::to_string(Index);
  if (InA != InB)
    return differ(What, InA, InB);
  const ActivationRecord &X = A.image().Activations[Index], &Y = B.image().Activations[Index];
  What += " " + ref(A.function(X).Name).str() + ": variable '";
  std::vector<Variable> Ours = A.variables(X), Theirs = B.variables(Y);
  // Names of temporaries differ between platforms, their order doesn't.
  auto Rename = [](std::vector<Variable> &Variables) {
    unsigned Temporaries = 0;
    for (Variable &V : Variables)
      if (V.Field->Flags & FieldTemp)
        V.Value.Name = "%" + std::to_string(++Temporaries);
  };
  Rename(Ours);
  Rename(Theirs);
  auto Absent = [&](const Variable &V, const char *InA, const char *InB) {
    if (V.Field->Flags & FieldMemory) // at -O0 variables out of scope still have their memory
      note(What + V.Value.Name + "'", InA, InB);
    else
      differ(What + V.Value.Name + "'", InA, InB);
  };
  for (const Variable &V : Ours) {
    auto It = find_if(Theirs, [&](const Variable &T) { return T.Value.Name == V.Value.Name; });
    if (It != Theirs.end())
      values(What + V.Value.Name + "'", V.Value, It->Value);
    else
      Absent(V, "present", "absent");
  }
  for (const Variable &T : Theirs)
    if (none_of(Ours, [&](const Variable &V) { return T.Value.Name == V.Value.Name; }))
      Absent(T, "absent", "present");
}

void Differ::frames() {
  uint32_t X = A.image().NumActivations, Y = B.image().NumActivations;
  if (X != Y)
    differ("frames", Twine(X), Twine(Y));
  for (uint32_t K = 0; K < std::min(X, Y); ++K)
    frame(K);
}

void Differ::globals() {
  std::map<std::string, Variable> Theirs;
  std::vector<Variable> Ours = A.globals();
  for (Variable &G : B.globals())
    Theirs[ref(G.Global->Id).str()] = G;
  for (const Variable &G : Ours) {
    auto It = Theirs.find(ref(G.Global->Id).str());
    std::string What = "global '" + ref(G.Global->Id).str() + "'";
    if (It == Theirs.end()) {
      differ(What, "present", "absent");
      continue;
    }
    values(What, G.Value, It->second.Value);
    Theirs.erase(It);
  }
  for (const auto &[Id, G] : Theirs)
    differ("global '" + Id + "'", "absent", "present");
}

/// \p InA and \p InB: contents of the blocks.
void Differ::heapType(const std::string &Type, std::vector<std::string> &InA, std::vector<std::string> &InB) {
  std::string What = "heap " + Type;
  if (InA.size() != InB.size())
    differ(What + " blocks", Twine(InA.size()), Twine(InB.size()));
  llvm::sort(InA);
  llvm::sort(InB);
  std::vector<std::string> OnlyA, OnlyB;
  std::set_difference(InA.begin(), InA.end(), InB.begin(), InB.end(), std::back_inserter(OnlyA));
  std::set_difference(InB.begin(), InB.end(), InA.begin(), InA.end(), std::back_inserter(OnlyB));
  constexpr size_t Most = 8;
  size_t Number = std::max(OnlyA.size(), OnlyB.size());
  for (size_t K = 0; K < Number && (K < Most || Full); ++K)
    differ(What, K < OnlyA.size() ? OnlyA[K] : "absent", K < OnlyB.size() ? OnlyB[K] : "absent");
  if (Number > Most && !Full) {
    OS << What << ": … " << Number - Most << " more\n";
    Count += Number - Most;
  }
}

void Differ::heap() {
  using Blocks = std::map<std::string, std::vector<std::string>>;
  auto Collect = [&](const Values &V) {
    Blocks Result;
    for (uint32_t K = 0; K < V.image().NumRuns; ++K)
      for (uint64_t Number = 0; Number < V.image().Runs[K].Count; ++Number) {
        Node N = V.block(V.image().Runs[K], Number);
        std::vector<Leaf> Parts;
        leaves(V, N, "", Parts);
        std::string Text;
        for (const Leaf &L : Parts)
          Text += (Text.empty() ? "" : ", ") + (L.Path.empty() ? L.Text : L.Path + " = " + L.Text);
        Result[V.type(N)].push_back("{" + Text + "}");
      }
    return Result;
  };
  Blocks Ours = Collect(A), Theirs = Collect(B);
  for (auto &[Type, Contents] : Ours)
    heapType(Type, Contents, Theirs[Type]);
  for (auto &[Type, Contents] : Theirs)
    if (!Ours.count(Type))
      heapType(Type, Ours[Type], Contents);
}

uint64_t Differ::run() {
  facts();
  frames();
  globals();
  heap();
  return Count;
}

uint64_t cgt::printDifferences(const Values &A, const Values &B, bool Full, raw_ostream &OS) {
  return Differ(A, B, Full, OS).run();
}
