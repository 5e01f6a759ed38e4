//===- Dumper.h - An image as text -------------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stable order, one field a line, no raw addresses unless asked for.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_INSPECT_DUMPER_H
#define CGT_INSPECT_DUMPER_H

#include "Values.h"

#include "llvm/Support/raw_ostream.h"

namespace cgt {

struct DumpOptions {
  bool Addresses = false;
  bool Full = false; ///< long arrays and runs of blocks whole
};

class Dumper {
public:
  Dumper(const ImageFile &File, const Values &V, DumpOptions Opts, llvm::raw_ostream &OS)
      : File(File), V(V), Opts(Opts), OS(OS) {}

  void summary();
  void printFiles();
  void printLibraryObjects();
  void stack();
  void globals();
  void heap();
  void types(); ///< as C declares them
  /// Tags of frames, types and heap blocks; \p Paper: without kinds.
  void tags(bool Paper);

private:
  void frameLine(uint32_t Activation);
  void threadLine(const ThreadEntry &T);
  void value(const Node &N, llvm::StringRef Label, unsigned Indent, llvm::StringRef Note = "");
  void array(const Node &N, unsigned Indent);
  void inlineValue(const Node &N);
  void run(uint32_t Index);
  void typeDeclaration(TypeRef Type);
  void recordTags(const UnitInfo &Unit, const FunctionInfo &F, bool Paper);
  uint64_t limit(uint64_t Count, uint64_t Most) const { return Opts.Full ? Count : std::min(Count, Most); }

  const ImageFile &File;
  const Values &V;
  DumpOptions Opts;
  llvm::raw_ostream &OS;
};

/// The architecture tag, a line a fact.
void printPlatform(const Platform &P, llvm::raw_ostream &OS);

/// "tree.c:12 in insert"; empty when unknown.
std::string siteText(const Image &I, const HeapRun &R);

} // namespace cgt

#endif // CGT_INSPECT_DUMPER_H
