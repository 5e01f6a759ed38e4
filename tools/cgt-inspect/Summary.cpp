//===- Summary.cpp - The figures of an image -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Summary.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace cgt;

uint64_t Summary::resolved() const {
  uint64_t Sum = 0;
  for (uint64_t Count : Pointers)
    Sum += Count;
  return Sum - Pointers[unsigned(TargetKind::Null)] - Pointers[unsigned(TargetKind::Dangling)];
}

const char *cgt::longDoubleName(LongDoubleFormat Format) {
  switch (Format) {
  case LongDoubleFormat::Double: return "double";
  case LongDoubleFormat::X87: return "x87 extended";
  case LongDoubleFormat::Quad: return "quad";
  case LongDoubleFormat::DoubleDouble: return "double-double";
  }
  return "unknown";
}

std::string cgt::buildId(const Image &I) {
  return llvm::toHex(llvm::StringRef(I.Home.BuildId.Data, I.Home.BuildId.Size), /*LowerCase=*/true);
}

Str cgt::release(const Image &I) {
  Str Version;
  for (uint32_t K = 0; K < I.NumResources; ++K)
    if (const ResourceRecord &R = I.Resources[K]; R.Name == Str("release"))
      (void)Cursor(R.Data, R.Size).readString(Version).ok();
  return Version;
}

const char *cgt::roundingName(int Rounding) {
  static const char *const Names[] = {"to nearest", "toward zero", "up", "down"};
  return Rounding >= 0 && Rounding < 4 ? Names[Rounding] : "unknown";
}

Summary cgt::summarize(const Values &V) {
  Summary S;
  const Image &I = V.image();
  uint32_t Frame = 0;
  enum { Stack, Global, Heap } From = Stack;
  auto Count = [&](const Node &, const PointerTarget &T) {
    ++S.Pointers[unsigned(T.Kind)];
    if (T.Kind != TargetKind::Stack)
      return;
    S.OlderFrame += From == Stack && T.Activation < Frame;
    S.GlobalToStack += From == Global;
    S.HeapToStack += From == Heap;
  };
  for (; Frame < I.NumActivations; ++Frame)
    for (const Variable &X : V.variables(I.Activations[Frame]))
      forEachPointer(V, X.Value, Count);
  From = Global;
  for (const Variable &X : V.globals()) {
    ++S.Globals;
    S.GlobalBytes += X.Value.Bytes;
    forEachPointer(V, X.Value, Count);
  }
  From = Heap;
  std::map<std::string, TypeTotal> Totals;
  for (uint32_t K = 0; K < I.NumRuns; ++K) {
    const HeapRun &R = I.Runs[K];
    S.HeapBlocks += R.Count;
    S.HeapBytes += R.Count * R.Size;
    Node First = V.block(R, 0);
    TypeTotal &T = Totals[First.Type.Unit ? typeName(First.Type) : "bytes"];
    T.Blocks += R.Count;
    T.Bytes += R.Count * R.Size;
    if (V.hasPointers(First.Type))
      for (uint64_t B = 0; B < R.Count; ++B)
        forEachPointer(V, V.block(R, B), Count);
  }
  for (auto &[Name, Total] : Totals) {
    Total.Type = Name;
    S.HeapTypes.push_back(Total);
  }
  llvm::sort(S.HeapTypes,
             [](const TypeTotal &A, const TypeTotal &B) { return A.Bytes != B.Bytes ? A.Bytes > B.Bytes : A.Type < B.Type; });
  return S;
}
