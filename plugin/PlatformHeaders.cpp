//===- PlatformHeaders.cpp - Headers that come with the compiler ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The driver hands clang what -isystem says and what it looks through by itself in one list, in this order, and the
// compiler's own headers first of the latter. What was preprocessed before has no list, but the headers' paths.
//
//===----------------------------------------------------------------------===//

#include "PlatformHeaders.h"

#include "Annotations.h"

#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/HeaderSearchOptions.h"

using namespace clang;
using namespace cgt;

PlatformHeaders::PlatformHeaders(const HeaderSearchOptions &Options) {
  std::string Compilers = Options.ResourceDir + "/include";
  bool IsOwn = false;
  for (const HeaderSearchOptions::Entry &E : Options.UserEntries) {
    bool IsLibc = E.Group == frontend::ExternCSystem;
    IsOwn |= E.Group == frontend::System && E.Path == Compilers;
    if (IsLibc || (IsOwn && E.Group == frontend::System))
      Folders.push_back(E.Path + "/");
    All |= IsLibc && !IsOwn; // another order: not known
  }
  if (Options.UserEntries.empty()) {
    std::string Root = StringRef(Options.Sysroot).rtrim('/').str();
    Folders = {Compilers + "/", Root + "/usr/include/", Root + "/usr/local/include/", Root + "/usr/lib/gcc"};
  }
  All |= Folders.empty();
}

bool PlatformHeaders::declare(const Decl &D) const {
  if (!isSystemDecl(D))
    return false;
  const SourceManager &SM = D.getASTContext().getSourceManager();
  PresumedLoc Where = SM.getPresumedLoc(SM.getExpansionLoc(D.getLocation()));
  return All || Where.isInvalid() ||
         llvm::any_of(Folders, [&](const std::string &F) { return StringRef(Where.getFilename()).starts_with(F); });
}
