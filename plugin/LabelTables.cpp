//===- LabelTables.cpp - Labels whose addresses are taken -----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LabelTables.h"

#include "Annotations.h"

#include "abi/Names.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace {

class TakenLabels : public RecursiveASTVisitor<TakenLabels> {
public:
  bool VisitAddrLabelExpr(AddrLabelExpr *Address) {
    Taken.insert(Address->getLabel());
    return true;
  }
  bool VisitLabelStmt(LabelStmt *Label) {
    Labels.push_back(Label->getDecl());
    return true;
  }
  // What isn't evaluated isn't emitted: its labels have no addresses.
  bool TraverseUnaryExprOrTypeTraitExpr(UnaryExprOrTypeTraitExpr *) { return true; }
  bool TraverseTypeOfExprTypeLoc(TypeOfExprTypeLoc) { return true; }

  std::vector<LabelDecl *> Labels; ///< in source order
  llvm::SmallPtrSet<const LabelDecl *, 16> Taken;
};

} // namespace

static void addTable(FunctionDecl &Function, ArrayRef<LabelDecl *> Labels, size_t Index) {
  ASTContext &Context = Function.getASTContext();
  auto *Body = cast<CompoundStmt>(Function.getBody());
  SourceLocation Location = Body->getLBracLoc();
  QualType Type = Context.getConstantArrayType(Context.VoidPtrTy.withConst(), llvm::APInt(64, Labels.size()), nullptr,
                                               ArraySizeModifier::Normal, 0);
  SmallVector<Expr *> Entries;
  for (LabelDecl *Label : Labels)
    Entries.push_back(new (Context) AddrLabelExpr(Location, Location, Label, Context.VoidPtrTy));
  auto *Init = new (Context) InitListExpr(Context, Location, Entries, Location);
  Init->setType(Type);
  auto *Table = VarDecl::Create(Context, &Function, Location, Location, &Context.Idents.get(CGT_LABELS_SYMBOL), Type,
                                Context.getTrivialTypeSourceInfo(Type, Location), SC_Static);
  Table->setInit(Init);
  Table->setImplicit();
  Table->setIsUsed();
  Table->addAttr(NoDebugAttr::CreateImplicit(Context));
  cgt::setAnnotation(*Table, CGT_LABELS_ANNOTATION, Index);

  SmallVector<Stmt *> Statements{new (Context) DeclStmt(DeclGroupRef(Table), Location, Location)};
  Statements.append(Body->body_begin(), Body->body_end());
  Function.setBody(CompoundStmt::Create(Context, Statements, Body->getStoredFPFeaturesOrDefault(), Body->getLBracLoc(),
                                        Body->getRBracLoc()));
}

std::vector<std::string> cgt::addLabelTable(FunctionDecl &Function, size_t Index) {
  TakenLabels Found;
  Found.TraverseStmt(Function.getBody());
  std::vector<std::string> Names;
  std::vector<LabelDecl *> Labels;
  llvm::StringMap<unsigned> Ordinals;
  for (LabelDecl *Label : Found.Labels) {
    unsigned Ordinal = ++Ordinals[Label->getName()];
    if (!Found.Taken.contains(Label))
      continue;
    Labels.push_back(Label);
    Names.push_back(Label->getName().str() + (Ordinal > 1 ? "#" + std::to_string(Ordinal) : ""));
  }
  if (!Labels.empty() && isa<CompoundStmt>(Function.getBody()))
    addTable(Function, Labels, Index);
  return Names;
}
