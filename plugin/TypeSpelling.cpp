//===- TypeSpelling.cpp - Names of types that are the same everywhere ------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TypeSpelling.h"

#include "llvm/ADT/StringSwitch.h"

using namespace clang;
using namespace cgt;

std::string cgt::opaqueName(const ASTContext &Context, const TypedefNameDecl &Typedef) {
  if (&Typedef == Context.getBuiltinVaListDecl())
    return "va_list";
  StringRef Name = Typedef.getName();
  if (Name.starts_with("pthread_") && Typedef.getUnderlyingType()->isRecordType())
    return Name.str();
  return llvm::StringSwitch<std::string>(Name)
      .Cases("va_list", "__builtin_va_list", "__gnuc_va_list", "va_list")
      .Cases("sigset_t", "__sigset_t", "sigset_t")
      .Cases("jmp_buf", "sigjmp_buf", "fd_set", "fpos_t", "fpos64_t", Name.str())
      .Cases("mtx_t", "cnd_t", Name.str())
      .Cases("fenv_t", "fexcept_t", "sem_t", "mcontext_t", "ucontext_t", Name.str())
      .Default("");
}

bool cgt::isVaList(const ASTContext &Context, QualType Type) {
  for (QualType Next; Type->getAs<TypedefType>(); Type = Next) {
    if (const auto *Sugar = dyn_cast<TypedefType>(Type.getTypePtr());
        Sugar && opaqueName(Context, *Sugar->getDecl()) == "va_list")
      return true;
    Next = Type.getSingleStepDesugaredType(Context);
  }
  return false;
}

std::string cgt::nameOf(const TagDecl &Tag, StringRef Use) {
  StringRef Name = Tag.getName();
  if (const TypedefNameDecl *Typedef = Tag.getTypedefNameForAnonDecl(); Name.empty() && Typedef)
    Name = Typedef->getName();
  return (Tag.getKindName() + " " + (Name.empty() ? Use : Name)).str();
}

namespace {

/// Builds a declaration from the inside out, as C has it.
class Speller {
public:
  Speller(const ASTContext &Context, const PlatformHeaders &Headers, StringRef Use)
      : Context(Context), Headers(Headers), Use(Use) {}
  std::string spell(QualType Type, std::string Declarator) const;

private:
  std::string kept(QualType &Type) const;
  std::string pointer(QualType Pointee, const std::string &Declarator) const;
  std::string parameters(const FunctionProtoType &Function) const;

  const ASTContext &Context;
  const PlatformHeaders &Headers;
  StringRef Use;
};

} // namespace

/// The name of a system header's typedef that \p Type goes by, else ""; \p Type is without sugar then.
std::string Speller::kept(QualType &Type) const {
  for (;;) {
    if (const auto *Sugar = dyn_cast<TypedefType>(Type.getTypePtr()); Sugar && Headers.declare(*Sugar->getDecl())) {
      std::string Opaque = opaqueName(Context, *Sugar->getDecl());
      return Opaque.empty() ? Sugar->getDecl()->getName().str() : Opaque;
    }
    if (const auto *Decayed = dyn_cast<DecayedType>(Type.getTypePtr());
        Decayed && isVaList(Context, Decayed->getOriginalType()))
      return "va_list";
    QualType Next = Type.getSingleStepDesugaredType(Context);
    if (Next == Type)
      break;
    Type = Next;
  }
  Type = QualType(Type.getTypePtr(), 0);
  return "";
}

std::string Speller::pointer(QualType Pointee, const std::string &Declarator) const {
  QualType Plain = Pointee;
  bool IsInside = kept(Plain).empty() && (Plain->isArrayType() || Plain->isFunctionType());
  return spell(Pointee, IsInside ? "(*" + Declarator + ")" : "*" + Declarator);
}

std::string Speller::parameters(const FunctionProtoType &Function) const {
  std::string Text;
  for (QualType Parameter : Function.param_types())
    Text += (Text.empty() ? "" : ", ") + spell(Parameter, "");
  if (Function.isVariadic())
    Text += Text.empty() ? "..." : ", ...";
  return Text.empty() ? "void" : Text;
}

std::string Speller::spell(QualType Type, std::string Declarator) const {
  std::string Name = kept(Type);
  const clang::Type *T = Type.getTypePtr();
  if (Name.empty()) {
    if (const auto *Pointer = dyn_cast<PointerType>(T))
      return pointer(Pointer->getPointeeType(), Declarator);
    if (const auto *Constant = dyn_cast<ConstantArrayType>(T))
      return spell(Constant->getElementType(), Declarator + "[" + std::to_string(Constant->getSize().getZExtValue()) + "]");
    if (const auto *Array = dyn_cast<ArrayType>(T))
      return spell(Array->getElementType(), Declarator + "[]");
    if (const auto *Function = dyn_cast<FunctionProtoType>(T))
      return spell(Function->getReturnType(), Declarator + "(" + parameters(*Function) + ")");
    if (const auto *Function = dyn_cast<FunctionType>(T))
      return spell(Function->getReturnType(), Declarator + "()");
    if (const auto *Atomic = dyn_cast<AtomicType>(T))
      return spell(Atomic->getValueType(), Declarator);
    if (const auto *Complex = dyn_cast<ComplexType>(T))
      Name = "_Complex " + spell(Complex->getElementType(), "");
    else if (const auto *Vector = dyn_cast<VectorType>(T))
      Name = spell(Vector->getElementType(), "") + " __attribute__((vector_size(" +
             std::to_string(Context.getTypeSizeInChars(Type).getQuantity()) + ")))";
    else if (const auto *Tag = dyn_cast<TagType>(T))
      Name = nameOf(*Tag->getDecl(), Use);
    else
      Name = Type.getAsString(Context.getPrintingPolicy());
  }
  return Declarator.empty() ? Name : Name + " " + Declarator;
}

std::string cgt::spellType(const ASTContext &Context, const PlatformHeaders &Headers, QualType Type, StringRef Use) {
  return Speller(Context, Headers, Use).spell(Type, "");
}
