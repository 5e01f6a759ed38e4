//===- TypeDumper.cpp - Types and tags as text -----------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dumper.h"

#include "types/Tag.h"

#include <set>

using namespace cgt;
using namespace llvm;

void Dumper::typeDeclaration(TypeRef Type) {
  const TypeInfo &T = Type.info();
  OS << ref(T.Name) << " { //";
  if (!T.File.empty())
    OS << ' ' << ref(T.File) << ':' << T.Line << ',';
  OS << " size " << T.Size << ", align " << T.Align << '\n';
  for (uint32_t K = 0; K < T.NumMembers; ++K) {
    const MemberInfo &M = T.Members[K];
    bool Unnamed = !M.Name.empty() && M.Name.Data[0] == '#';
    OS << "  " << declaration(Type.at(M.Type), Unnamed ? "" : ref(M.Name).str());
    if (M.IsBitField)
      OS << " : " << M.BitWidth << "; // bit " << M.BitOffset << '\n';
    else
      OS << "; // offset " << M.Offset << '\n';
  }
  OS << "};\n";
}

void Dumper::types() {
  const Image &I = V.image();
  for (uint32_t U = 0; U < I.NumUnits; ++U) {
    const UnitInfo &Unit = I.Units[U];
    OS << "types of " << ref(Unit.File) << ":\n";
    std::set<StringRef> Printed;
    for (uint32_t K = 0; K < Unit.NumTypes; ++K) {
      const TypeInfo &T = Unit.Types[K];
      TypeRef Type{&I.Sender, &Unit, K};
      if ((T.Kind == TypeKind::Scalar || T.Kind == TypeKind::Opaque) && !T.Name.empty()) {
        if (Printed.insert(ref(T.Name)).second)
          OS << ref(T.Name) << "; // " << (T.Number != Scalar::None ? std::string(1, static_cast<char>(T.Number)) : "o")
             << T.Size << ", align " << T.Align << '\n';
      } else if (T.isRecord() && !T.Name.empty()) {
        typeDeclaration(Type);
      }
    }
  }
}

//===--- Tags --------------------------------------------------------------===//

static std::string tagOf(TypeRef Type, bool Paper, uint64_t Count = 1) {
  if (!Type.Unit || Type.Index == NoIndex)
    return "";
  std::string Text;
  Sink Out = sinkInto(Text);
  printTag(Type, Out, Paper ? TagStyle::Paper : TagStyle::Kinds, Count);
  return Text;
}

/// A frame's variables that hold pointers are its MThP, the others its MThV (paper section 2.1).
void Dumper::recordTags(const UnitInfo &Unit, const FunctionInfo &F, bool Paper) {
  std::string Thread[2];
  for (uint32_t K = 0; K < F.NumFields; ++K) {
    TypeRef Type{&V.image().Sender, &Unit, F.Fields[K].Type};
    Thread[V.hasPointers(Type)] += tagOf(Type, Paper);
  }
  OS << ref(F.Name) << " MThV: " << Thread[0] << '\n';
  OS << ref(F.Name) << " MThP: " << Thread[1] << '\n';
}

/// Of a block with several elements: the tag of an array of them.
static std::string blockTag(const Node &N, bool Paper) {
  if (!N.Type.Unit || N.Type.Index == NoIndex)
    return "";
  const TypeInfo &Element = N.Type.info();
  if (Element.Size == 0 || N.Bytes < 2 * Element.Size || hasFlexibleEnd(N.Type, N.Form, N.Bytes))
    return tagOf(N.Type, Paper);
  return tagOf(N.Type, Paper, N.Bytes / Element.Size);
}

void Dumper::tags(bool Paper) {
  const Image &I = V.image();
  for (uint32_t U = 0; U < I.NumUnits; ++U) {
    const UnitInfo &Unit = I.Units[U];
    OS << "tags of " << ref(Unit.File) << ":\n";
    for (uint32_t K = 0; K < Unit.NumFunctions; ++K)
      if (Unit.Functions[K].NumSteps)
        recordTags(Unit, Unit.Functions[K], Paper);
    for (uint32_t K = 0; K < Unit.NumTypes; ++K)
      if (!Unit.Types[K].Name.empty() && Unit.Types[K].Kind != TypeKind::Void)
        OS << ref(Unit.Types[K].Name) << ": " << tagOf({&I.Sender, &Unit, K}, Paper) << '\n';
    for (uint32_t K = 0; K < Unit.NumGlobals; ++K)
      OS << "global " << ref(Unit.Globals[K].Name) << ": " << tagOf({&I.Sender, &Unit, Unit.Globals[K].Type}, Paper) << '\n';
  }
  OS << "tags of heap runs:\n";
  for (uint32_t K = 0; K < I.NumRuns; ++K) {
    Node N = V.block(I.Runs[K], 0);
    OS << "run " << K << ": " << I.Runs[K].Count << " x " << V.type(N) << ": " << blockTag(N, Paper) << '\n';
  }
}
