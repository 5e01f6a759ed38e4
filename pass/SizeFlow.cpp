//===- SizeFlow.cpp - What variables and arguments owe to sizes ------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizeFlow.h"

#include "SizeForms.h"

#include "abi/Names.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/Constants.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"

using namespace llvm;
using namespace cgt;

static constexpr char TextKind[] = "cgt.size", ArgumentsKind[] = "cgt.size.arguments", SizesKind[] = "cgt.sizes";

/// The number of a mark, 0 for any other call. Marks of two functions have one name, and may have two types.
static unsigned markNumber(const Instruction &I) {
  const auto *CB = dyn_cast<CallBase>(&I);
  const auto *Callee = CB ? dyn_cast<Function>(CB->getCalledOperand()) : nullptr;
  StringRef Name = Callee ? Callee->getName() : "";
  unsigned Number;
  return Name.consume_front(CGT_SIZE_PREFIX) && !Name.getAsInteger(10, Number) ? Number : 0;
}

namespace {

class SizeFlow {
public:
  explicit SizeFlow(Function &F) : F(F) {}
  void run();

private:
  SizeForm formOf(const Value *V) const;
  SizeForm compute(const Instruction &I) const;
  SizeForm computeBinary(const BinaryOperator &B) const;
  SizeForm ofVariable(const AllocaInst &A) const;
  void solve();
  void annotate();
  void takeMarks();

  Function &F;
  DenseMap<const Value *, SizeForm> Known; ///< never iterated
};

} // namespace

static bool isInteger(const Type *Ty) { return Ty->isIntegerTy() && Ty->getIntegerBitWidth() <= 64; }

SizeForm SizeFlow::formOf(const Value *V) const {
  if (auto *C = dyn_cast<ConstantInt>(V))
    return isInteger(C->getType()) ? SizeForm::number(C->getSExtValue()) : SizeForm::any();
  if (auto *A = dyn_cast<Argument>(V))
    return isInteger(A->getType()) ? SizeForm::atom('p', A->getArgNo()) : SizeForm::any();
  if (isa<Instruction>(V)) {
    auto It = Known.find(V);
    return It == Known.end() ? SizeForm() : It->second;
  }
  return SizeForm::any();
}

/// All that is stored to a variable. Who has its address may store anything that depends on what is in it.
SizeForm SizeFlow::ofVariable(const AllocaInst &A) const {
  SizeForm Form;
  bool Escapes = false;
  for (const User *U : A.users()) {
    if (auto *S = dyn_cast<StoreInst>(U); S && S->getPointerOperand() == &A)
      Form.join(formOf(S->getValueOperand()));
    else if (!isa<LoadInst>(U) && !isa<IntrinsicInst>(U))
      Escapes = true;
  }
  return Escapes ? SizeForm::mixed(Form.isNone() ? SizeForm::any() : Form, SizeForm::any()) : Form;
}

SizeForm SizeFlow::computeBinary(const BinaryOperator &B) const {
  SizeForm X = formOf(B.getOperand(0)), Y = formOf(B.getOperand(1));
  auto *Number = dyn_cast<ConstantInt>(B.getOperand(1));
  switch (B.getOpcode()) {
  case Instruction::Add: return SizeForm::sum(X, Y);
  case Instruction::Sub: return SizeForm::sum(X, SizeForm::product(SizeForm::number(-1), Y));
  case Instruction::Mul: return SizeForm::product(X, Y);
  case Instruction::Shl:
    if (Number && Number->getValue().ult(62))
      return SizeForm::product(X, SizeForm::number(int64_t(1) << Number->getZExtValue()));
    return SizeForm::mixed(X, Y);
  case Instruction::UDiv:
  case Instruction::SDiv: return SizeForm::quotient(X, Y);
  default: return SizeForm::mixed(X, Y);
  }
}

/// `__builtin_mul_overflow` and its like.
static bool isChecked(const Value *V, Instruction::BinaryOps &Op) {
  auto *II = dyn_cast<IntrinsicInst>(V);
  switch (II ? II->getIntrinsicID() : Intrinsic::not_intrinsic) {
  case Intrinsic::uadd_with_overflow:
  case Intrinsic::sadd_with_overflow: Op = Instruction::Add; return true;
  case Intrinsic::umul_with_overflow:
  case Intrinsic::smul_with_overflow: Op = Instruction::Mul; return true;
  default: return false;
  }
}

SizeForm SizeFlow::compute(const Instruction &I) const {
  if (unsigned Number = markNumber(I))
    return SizeForm::atom('s', Number);
  if (auto *A = dyn_cast<AllocaInst>(&I))
    return isInteger(A->getAllocatedType()) ? ofVariable(*A) : SizeForm::any();
  if (auto *L = dyn_cast<LoadInst>(&I)) {
    auto *A = dyn_cast<AllocaInst>(L->getPointerOperand());
    return A && A->getAllocatedType() == L->getType() ? formOf(A) : SizeForm::any();
  }
  if (!isInteger(I.getType()) || I.getType()->isIntegerTy(1))
    return SizeForm::any();
  if (auto *B = dyn_cast<BinaryOperator>(&I))
    return computeBinary(*B);
  if (isa<ZExtInst, SExtInst, TruncInst, FreezeInst>(I))
    return formOf(I.getOperand(0));
  SizeForm Form;
  Instruction::BinaryOps Op;
  if (auto *Phi = dyn_cast<PHINode>(&I)) {
    for (const Value *V : Phi->incoming_values())
      Form.join(formOf(V));
    return Form;
  }
  if (auto *S = dyn_cast<SelectInst>(&I)) {
    Form = formOf(S->getTrueValue());
    Form.join(formOf(S->getFalseValue()));
    return Form;
  }
  if (auto *E = dyn_cast<ExtractValueInst>(&I); E && isChecked(E->getAggregateOperand(), Op)) {
    auto *Call = cast<CallBase>(E->getAggregateOperand());
    SizeForm X = formOf(Call->getArgOperand(0)), Y = formOf(Call->getArgOperand(1));
    return Op == Instruction::Add ? SizeForm::sum(X, Y) : SizeForm::product(X, Y);
  }
  return SizeForm::any();
}

/// Forms only gain alternatives, and become unclear when there are too many.
void SizeFlow::solve() {
  SmallVector<Instruction *> Integers;
  for (Instruction &I : instructions(F))
    if (auto *A = dyn_cast<AllocaInst>(&I); isInteger(A ? A->getAllocatedType() : I.getType()))
      Integers.push_back(&I);
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (Instruction *I : Integers) {
      SizeForm Form = Known.lookup(I);
      std::string Old = Form.text();
      Form.join(compute(*I));
      if (Form.text() == Old)
        continue;
      Known[I] = std::move(Form);
      Changed = true;
    }
  }
}

static MDNode *textNode(LLVMContext &C, StringRef Text) { return MDNode::get(C, MDString::get(C, Text)); }

void SizeFlow::annotate() {
  LLVMContext &C = F.getContext();
  for (Instruction &I : instructions(F)) {
    if (SizeForm Form = Known.lookup(&I); Form.hasAtoms() && !markNumber(I))
      I.setMetadata(TextKind, textNode(C, Form.text()));
    auto *CB = dyn_cast<CallBase>(&I);
    if (!CB || isa<IntrinsicInst>(CB) || markNumber(I))
      continue;
    std::string Text;
    for (unsigned K = 0; K < CB->arg_size(); ++K)
      if (SizeForm Form = formOf(CB->getArgOperand(K)); isInteger(CB->getArgOperand(K)->getType()) && Form.hasAtoms())
        Text += (Text.empty() ? "" : ";") + std::to_string(K) + "=" + Form.text();
    if (!Text.empty())
      CB->setMetadata(ArgumentsKind, textNode(C, Text));
  }
}

/// Puts the constants back, and leaves their list with the function.
void SizeFlow::takeMarks() {
  SmallVector<Instruction *> Marks;
  for (Instruction &I : instructions(F))
    if (markNumber(I))
      Marks.push_back(&I);
  std::vector<Constant *> Sizes;
  auto *Word = Type::getInt64Ty(F.getContext());
  for (Instruction *I : Marks) {
    Value *Size = cast<CallBase>(I)->getArgOperand(0);
    unsigned Number = markNumber(*I);
    if (Number > Sizes.size())
      Sizes.resize(Number, ConstantInt::get(Word, 0));
    if (auto *C = dyn_cast<ConstantInt>(Size))
      Sizes[Number - 1] = ConstantInt::get(Word, C->getSExtValue(), true);
    I->replaceAllUsesWith(Size);
    I->eraseFromParent();
  }
  if (Sizes.empty())
    return;
  SmallVector<Metadata *> Nodes;
  for (Constant *C : Sizes)
    Nodes.push_back(ConstantAsMetadata::get(C));
  F.setMetadata(SizesKind, MDNode::get(F.getContext(), Nodes));
}

void SizeFlow::run() {
  solve();
  annotate();
  takeMarks();
}

void cgt::followSizes(Function &F) { SizeFlow(F).run(); }

void cgt::dropSizeMarks(Module &M) {
  SmallVector<Function *> Marks;
  for (Function &F : M)
    if (F.getName().starts_with(CGT_SIZE_PREFIX) && F.use_empty())
      Marks.push_back(&F);
  for (Function *F : Marks)
    F->eraseFromParent();
}

static std::string nodeText(const MDNode *N) { return N ? cast<MDString>(N->getOperand(0))->getString().str() : ""; }

std::string cgt::sizeText(const Value *V) {
  if (auto *A = dyn_cast<Argument>(V))
    return isInteger(A->getType()) ? SizeForm::atom('p', A->getArgNo()).text() : "";
  auto *I = dyn_cast<Instruction>(V);
  return I ? nodeText(I->getMetadata(TextKind)) : "";
}

std::string cgt::sizeArguments(const Instruction &Call) { return nodeText(Call.getMetadata(ArgumentsKind)); }

std::vector<uint64_t> cgt::sizesOf(const Function &F) {
  std::vector<uint64_t> Sizes;
  if (const MDNode *N = F.getMetadata(SizesKind))
    for (const MDOperand &Op : N->operands())
      Sizes.push_back(mdconst::extract<ConstantInt>(Op)->getZExtValue());
  return Sizes;
}
