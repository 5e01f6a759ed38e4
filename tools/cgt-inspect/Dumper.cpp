//===- Dumper.cpp - An image as text ---------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dumper.h"

#include "Summary.h"
#include "image/DescribedRecords.h"

#include "llvm/ADT/StringExtras.h"

using namespace cgt;
using namespace llvm;

static constexpr uint64_t MostElements = 16, MostBlocks = 8, MostBytes = 32;

//===--- Summary -----------------------------------------------------------===//

void cgt::printPlatform(const Platform &P, raw_ostream &OS) {
  OS << "platform: " << ref(P.Triple) << '\n';
  OS << "  byte order: " << (P.BigEndian ? "big" : "little") << '\n';
  OS << "  pointer: " << unsigned(P.PointerSize) << " bytes\n";
  OS << "  long: " << unsigned(P.LongSize) << " bytes\n";
  OS << "  long long: 8 bytes, align " << unsigned(P.LongLongAlign) << '\n';
  OS << "  double: 8 bytes, align " << unsigned(P.DoubleAlign) << '\n';
  OS << "  long double: " << longDoubleName(P.LongDouble) << ", " << unsigned(P.LongDoubleSize) << " bytes, align "
     << unsigned(P.LongDoubleAlign) << '\n';
  OS << "  char: " << (P.CharSigned ? "signed" : "unsigned") << '\n';
  OS << "  bit-fields: " << (P.BitFieldsFromTop ? "from the top" : "from the bottom") << '\n';
}

static void printBlocks(raw_ostream &OS, uint64_t Blocks, uint64_t Bytes) {
  OS << Blocks << (Blocks == 1 ? " block, " : " blocks, ") << Bytes << (Bytes == 1 ? " byte" : " bytes");
}

void Dumper::summary() {
  const Image &I = V.image();
  Summary S = summarize(V);
  OS << "image: " << File.path() << '\n';
  OS << "bytes: " << File.bytes() << '\n';
  OS << "format version: " << File.writtenBy() << '\n';
  printPlatform(I.Sender, OS);
  OS << "program: " << ref(I.Process.Program) << '\n';
  if (!I.Home.BuildId.empty())
    OS << "build id: " << buildId(I) << '\n';
  if (!release(I).empty())
    OS << "saved by: CGT " << ref(release(I)) << '\n';
  OS << "sequence: " << I.Process.Sequence << '\n';
  OS << "polls: " << I.Process.Polls << '\n';
  OS << "stdout bytes: " << I.Process.StdoutBytes << '\n';
  if (I.Process.StdinPosition >= 0)
    OS << "stdin position: " << I.Process.StdinPosition << '\n';
  if (I.Process.StdinEnded)
    OS << "stdin: at its end\n";
  OS << "errno: " << I.Process.Errno << '\n';
  OS << "rounding: " << roundingName(I.Process.Rounding) << '\n';
  OS << "stack bytes: " << I.Process.StackBytes << '\n';
  OS << "frames: " << I.NumActivations << '\n';
  if (I.NumActivations) {
    OS << "  youngest: ";
    frameLine(I.NumActivations - 1);
  }
  OS << "globals: " << S.Globals << ", " << S.GlobalBytes << " bytes\n";
  OS << "heap: ";
  printBlocks(OS, S.HeapBlocks, S.HeapBytes);
  OS << '\n';
  for (const TypeTotal &T : S.HeapTypes) {
    OS << "  " << T.Type << ": ";
    printBlocks(OS, T.Blocks, T.Bytes);
    OS << '\n';
  }
  OS << "pointers:\n";
  OS << "  resolved: " << S.resolved() << '\n';
  OS << "  null: " << S.Pointers[unsigned(TargetKind::Null)] << '\n';
  OS << "  dangling: " << S.Pointers[unsigned(TargetKind::Dangling)] << '\n';
  OS << "  into older frames: " << S.OlderFrame << '\n';
  OS << "registered handlers: " << I.NumHooks << '\n';
  printFiles();
  printLibraryObjects();
}

void Dumper::printLibraryObjects() {
  const Resolver &At = V.addresses();
  bool Any = false;
  auto Print = [&](const DescribedRecord &R) {
    OS << (Any ? "" : "objects of libraries:\n") << "  " << describe(V, At.resolve(R.Object, false), Opts.Addresses)
       << ": made by '" << At.resolve(R.Make, true).Name << "' from "
       << describe(V, At.resolve(R.Description, false), Opts.Addresses) << '\n';
    Any = true;
  };
  forEachDescribedRecord(V.image(), LibraryObjects, Print);
  forEachDescribedRecord(V.image(), LibraryValues, Print);
}

void Dumper::printFiles() {
  const OpenFiles &O = V.image().Files;
  if (O.NumFiles != 0)
    OS << "open files: " << O.NumFiles << '\n';
  for (uint32_t K = 0; K < O.NumFiles; ++K) {
    const FileRecord &F = O.Files[K];
    OS << "  " << (F.Name.empty() ? StringRef("without a name") : ref(F.Name)) << ": " << fateText(F.Fate);
    if (F.Fate == FileFate::Read)
      OS << ", " << F.Known << " of " << F.Size << " bytes";
    else if (F.Fate == FileFate::Cut || F.Fate == FileFate::Embedded)
      OS << ", " << F.Size << " bytes";
    for (uint32_t D = 0; D < O.NumDescriptors; ++D)
      if (uint32_t Index = O.Descriptors[D].Description; Index != NoIndex && O.Descriptions[Index].File == K)
        OS << ", descriptor " << O.Descriptors[D].Number;
    OS << '\n';
  }
}

//===--- Values ------------------------------------------------------------===//

static std::string scalarText(const Values &V, const Node &N) {
  std::string Text = V.scalar(N);
  const TypeInfo &T = N.Type.info();
  if (T.scalar() == Scalar::Char && !N.Bits && T.Size == 1 && isPrint(static_cast<char>(N.Data[0])))
    Text += std::string(" '") + static_cast<char>(N.Data[0]) + "'";
  return Text;
}

/// Without a line break: scalars, pointers, bytes.
void Dumper::inlineValue(const Node &N) {
  switch (V.kind(N)) {
  case NodeKind::Scalar: OS << scalarText(V, N); break;
  case NodeKind::Pointer: OS << describe(V, V.pointer(N), Opts.Addresses); break;
  case NodeKind::Bytes: {
    Node Shown = N;
    Shown.Bytes = limit(N.Bytes, MostBytes);
    OS << "0x" << V.hex(Shown);
    if (Shown.Bytes < N.Bytes)
      OS << "… " << N.Bytes - Shown.Bytes << " more";
    break;
  }
  default: OS << "not saved";
  }
}

/// Elements in one line when they are scalars, else one a line.
void Dumper::array(const Node &N, unsigned Indent) {
  uint64_t Count = V.numChildren(N), Shown = limit(Count, MostElements);
  bool Inline = true;
  for (uint64_t K = 0; K < Shown && Inline; ++K) {
    NodeKind Kind = V.kind(V.child(N, K));
    Inline = Kind == NodeKind::Scalar || Kind == NodeKind::Bytes;
  }
  if (Inline) {
    OS << " = {";
    for (uint64_t K = 0; K < Shown; ++K) {
      OS << (K ? ", " : "");
      inlineValue(V.child(N, K));
    }
    if (Shown < Count)
      OS << ", … " << Count - Shown << " more";
    OS << "}\n";
    return;
  }
  OS << '\n';
  for (uint64_t K = 0; K < Shown; ++K)
    value(V.child(N, K), "[" + std::to_string(K) + "]", Indent + 2);
  if (Shown < Count)
    OS.indent(Indent + 2) << "… " << Count - Shown << " more\n";
}

void Dumper::value(const Node &N, StringRef Label, unsigned Indent, StringRef Note) {
  OS.indent(Indent) << Label << Note;
  NodeKind Kind = V.kind(N);
  if (Kind == NodeKind::Array) {
    std::optional<StringRef> Text = V.text(N);
    if (!Text)
      return array(N, Indent);
    OS << " = " << quoted(*Text) << '\n';
    return;
  }
  if (Kind != NodeKind::Record) {
    OS << " = ";
    inlineValue(N);
    OS << '\n';
    return;
  }
  OS << '\n';
  for (uint64_t K = 0, E = V.numChildren(N); K < E; ++K) {
    Node C = V.child(N, K);
    value(C, C.Name + ": " + V.type(C), Indent + 2);
  }
}

//===--- Stack, globals, heap ----------------------------------------------===//

void Dumper::frameLine(uint32_t Activation) {
  const ActivationRecord &A = V.image().Activations[Activation];
  const FunctionInfo &F = V.function(A);
  const StepInfo &S = V.step(A);
  OS << '#' << Activation << ' ' << ref(F.Name) << " (" << ref(F.File) << ':' << (S.Line ? S.Line : F.Line) << ") step "
     << A.Step << " → " << ref(S.Callee) << ", loop depth " << S.LoopDepth << '\n';
}

/// A thread without activations hasn't begun its first function.
void Dumper::threadLine(const ThreadEntry &T) {
  OS << "thread " << T.Number << (T.Number == 1 ? " (main's)" : "") << (T.First == T.Last ? ": not begun\n" : ":\n");
}

void Dumper::stack() {
  OS << "stack:\n";
  const Image &I = V.image();
  std::vector<ThreadEntry> Threads = V.threads();
  for (uint32_t K = 0; K < I.NumActivations; ++K) {
    for (const ThreadEntry &T : Threads)
      if (Threads.size() > 1 && T.First == K)
        threadLine(T);
    frameLine(K);
    for (const Variable &X : V.variables(I.Activations[K])) {
      std::string Note = X.Field->Flags & FieldTransient ? " (transient)" : "";
      if (Opts.Addresses && X.Address)
        Note += " at 0x" + utohexstr(X.Address, /*LowerCase=*/true);
      if (X.Field->Flags & (FieldArray | FieldPieces)) // a block of the heap's directory
        OS << "  " << X.Value.Name << ": " << describe(V, V.addresses().resolve(X.Address, false), Opts.Addresses) << Note
           << '\n';
      else
        value(X.Value, X.Value.Name + ": " + V.type(X.Value), 2, Note);
    }
  }
  for (const ThreadEntry &T : Threads)
    if (T.First == I.NumActivations)
      threadLine(T);
}

void Dumper::globals() {
  OS << "globals:\n";
  for (const Variable &X : V.globals()) {
    std::string Note;
    if (X.Global->Flags & GlobalThreadLocal)
      Note += X.Thread.empty() ? " (thread-local)" : " (thread-local, of thread " + ref(X.Thread).str() + ")";
    if (X.Global->Flags & GlobalTransient)
      Note += " (transient)";
    else if (X.Global->Flags & GlobalConst)
      Note += " (const)";
    if (Opts.Addresses)
      Note += " at 0x" + utohexstr(X.Address, /*LowerCase=*/true);
    std::string Place = " (" + ref(X.Global->File).str() + ":" + std::to_string(X.Global->Line) + ")";
    value(X.Value, X.Value.Name + Place + ": " + V.type(X.Value), 2, Note);
  }
}

std::string cgt::siteText(const Image &I, const HeapRun &R) {
  if (R.Unit == NoIndex || R.Site == NoIndex)
    return "";
  const AllocSiteInfo &S = I.Units[R.Unit].Allocs[R.Site];
  std::string Text = ref(S.File).str() + ":" + std::to_string(S.Line);
  return S.Function.empty() ? Text : Text + " in " + ref(S.Function).str();
}

void Dumper::run(uint32_t Index) {
  const Image &I = V.image();
  const HeapRun &R = I.Runs[Index];
  Node First = V.block(R, 0);
  OS << "run " << Index << ": " << R.Count << (R.Count == 1 ? " block" : " blocks") << " of " << V.type(First) << ", " << R.Size
     << (R.Count == 1 ? " bytes" : " bytes each");
  if (R.Align)
    OS << ", align " << R.Align;
  if (std::string Site = siteText(I, R); !Site.empty())
    OS << ", allocated at " << Site;
  if (Opts.Addresses)
    OS << ", at 0x" << utohexstr(R.Address, /*LowerCase=*/true) << " stride " << R.Stride;
  OS << '\n';
  uint64_t Shown = limit(R.Count, MostBlocks);
  for (uint64_t B = 0; B < Shown; ++B) {
    Node N = V.block(R, B);
    value(N, "block " + std::to_string(V.addresses().firstBlock(Index) + B) + ": " + V.type(N), 2);
  }
  if (Shown < R.Count)
    OS << "  … " << R.Count - Shown << " more blocks\n";
}

void Dumper::heap() {
  OS << "heap:\n";
  for (uint32_t K = 0; K < V.image().NumRuns; ++K)
    run(K);
}
