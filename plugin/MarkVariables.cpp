//===- MarkVariables.cpp - Number the unit's variables ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "MarkVariables.h"

#include "abi/Names.h"

#include "clang/AST/RecursiveASTVisitor.h"

using namespace clang;
using namespace cgt;

namespace cgt {

/// Marks the variables of one function in source order.
class LocalVariables : public RecursiveASTVisitor<LocalVariables> {
public:
  LocalVariables(VariableNotes &Notes, const FunctionDecl &Function, bool OnlyStatics = false)
      : Notes(Notes), Function(Function), OnlyStatics(OnlyStatics) {}

  bool VisitVarDecl(VarDecl *Variable) {
    // Parameters met in a body are those of prototypes.
    if (!isa<ParmVarDecl>(Variable) && ((Variable->hasLocalStorage() && !OnlyStatics) || Variable->isStaticLocal()))
      mark(*Variable, Variable->getName().str());
    return true;
  }

  void mark(VarDecl &Variable, std::string Name) {
    if (unsigned Ordinal = ++Ordinals[Name]; Ordinal > 1)
      Name += "#" + std::to_string(Ordinal);
    Notes.mark(Variable, std::move(Name), &Function);
  }

private:
  VariableNotes &Notes;
  const FunctionDecl &Function;
  bool OnlyStatics;
  llvm::StringMap<unsigned> Ordinals;
};

} // namespace cgt

void VariableNotes::mark(VarDecl &Variable, std::string Name, const FunctionDecl *Function) {
  bool IsTransient = hasAnnotation(Variable, TransientAnnotation);
  dropAnnotations(Variable, TransientAnnotation);
  setAnnotation(Variable, CGT_VAR_ANNOTATION, Notes.size());
  Notes.push_back({&Variable, std::move(Name), Function, IsTransient});
}

void VariableNotes::markGlobal(VarDecl &Variable) {
  // A register at file scope is the machine's, not memory.
  if (Variable.isThisDeclarationADefinition() == VarDecl::DeclarationOnly || Variable.getStorageClass() == SC_Register)
    return;
  auto [It, IsNew] = Globals.try_emplace(Variable.getCanonicalDecl(), Notes.size());
  if (IsNew)
    return mark(Variable, Variable.getName().str(), nullptr);
  Note &Known = Notes[It->second];
  Known.IsTransient |= hasAnnotation(Variable, TransientAnnotation);
  Known.Variable = &Variable;
  dropAnnotations(Variable, TransientAnnotation);
  setAnnotation(Variable, CGT_VAR_ANNOTATION, It->second);
}

void VariableNotes::markLiteral(VarDecl &Literal, const VarDecl &Owner) {
  unsigned Ordinal = ++Literals[Owner.getCanonicalDecl()];
  mark(Literal, (Owner.getName() + "#" + Twine(Ordinal)).str(), nullptr);
}

void VariableNotes::markStatics(FunctionDecl &Function) {
  LocalVariables(*this, Function, true).TraverseStmt(Function.getBody());
}

void VariableNotes::markFunction(FunctionDecl &Function) {
  LocalVariables Locals(*this, Function);
  for (auto [Index, Parameter] : llvm::enumerate(Function.parameters()))
    Locals.mark(*Parameter, Parameter->getName().empty() ? "#p" + std::to_string(Index) : Parameter->getName().str());
  Locals.TraverseStmt(Function.getBody());
}

static const char *kindOf(const VarDecl &Variable) {
  if (isa<ParmVarDecl>(Variable))
    return "param";
  if (Variable.isStaticLocal())
    return "static";
  return Variable.hasLocalStorage() ? "local" : "global";
}

NoteVar VariableNotes::note(const Note &N, const ASTContext &Context, TypeTable &Types) {
  NoteVar V;
  V.Name = N.Name;
  V.Kind = kindOf(*N.Variable);
  V.Function = N.Function ? N.Function->getName().str() : "";
  V.Type = Types.addVariable(*N.Variable, N.Function ? V.Function + "." + N.Name : N.Name);
  Place Where = placeOf(Context, N.Variable->getLocation());
  V.File = Where.File;
  V.Line = Where.Line;
  V.Transient = N.IsTransient;
  V.VaList = Types.containsVaList(V.Type);
  return V;
}

std::vector<NoteVar> VariableNotes::notes(const ASTContext &Context, TypeTable &Types) const {
  std::vector<NoteVar> All;
  for (const Note &N : Notes)
    All.push_back(note(N, Context, Types));
  return All;
}
