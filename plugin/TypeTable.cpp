//===- TypeTable.cpp - C types as the notes describe them ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names are the same on every platform: typedefs of system headers are kept (`int64_t` is `long` here and `long long`
// there), those of the user are resolved, and a type without a name is named by the first use of it in the source.
//
//===----------------------------------------------------------------------===//

#include "TypeTable.h"

#include "TypeSpelling.h"

#include "types/Active.h"
#include "types/Enumerators.h"
#include "types/TypeTag.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/RecordLayout.h"
#include "clang/AST/TypeLoc.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;
using namespace cgt;

/// True for members that fill a libc's records up, other ones on each platform.
static bool isFiller(StringRef Name) {
  return Name.contains("pad") || Name.contains("reserved") || Name.contains("unused") || Name.contains("spare");
}

/// A floating type's kind, opaque for formats that tags don't know.
static NoteKind floatKind(const llvm::fltSemantics &Format) {
  if (&Format == &llvm::APFloat::x87DoubleExtended())
    return NoteKind::X87;
  if (&Format == &llvm::APFloat::PPCDoubleDouble())
    return NoteKind::DoubleDouble;
  bool IsIEEE = &Format == &llvm::APFloat::IEEEhalf() || &Format == &llvm::APFloat::IEEEsingle() ||
                &Format == &llvm::APFloat::IEEEdouble() || &Format == &llvm::APFloat::IEEEquad();
  return IsIEEE ? NoteKind::IEEE : NoteKind::Opaque;
}

int TypeTable::unique(NoteType E) {
  std::string Key = (Twine(static_cast<char>(E.Kind)) + "|" + E.Name + "|" + Twine(E.Size) + "|" + Twine(E.Align) + "|" +
                     Twine(E.Element) + "|" + Twine(E.Count) + "|" + Twine(E.Enumerators))
                        .str();
  auto [It, IsNew] = Unique.try_emplace(Key, static_cast<int>(Types.size()));
  if (IsNew)
    Types.push_back(std::move(E));
  return It->second;
}

int TypeTable::addScalar(NoteKind Kind, QualType Type, std::string Name, uint64_t Enumerators) {
  NoteType E;
  E.Enumerators = Enumerators;
  E.Kind = Kind;
  E.Name = std::move(Name);
  E.Size = Context.getTypeSizeInChars(Type).getQuantity();
  E.Align = Context.getTypeAlignInChars(Type).getQuantity();
  return unique(std::move(E));
}

int TypeTable::addVoid(std::string Name) {
  NoteType E;
  E.Name = std::move(Name);
  return unique(std::move(E));
}

int TypeTable::addBuiltin(const BuiltinType *Type, std::string Name) {
  QualType T(Type, 0);
  if (Type->isVoidType())
    return addVoid("void");
  if (Type->isNullPtrType())
    return addPointer(T, Context.VoidTy, "", "");
  if (Type->isBooleanType())
    return addScalar(NoteKind::Bool, T, std::move(Name));
  if (Type->getKind() == BuiltinType::Char_S || Type->getKind() == BuiltinType::Char_U)
    return addScalar(NoteKind::Char, T, std::move(Name));
  if (Type->isInteger())
    return addScalar(Type->isSignedInteger() ? NoteKind::Signed : NoteKind::Unsigned, T, std::move(Name));
  if (Type->isFloatingPoint())
    return addScalar(floatKind(Context.getFloatTypeSemantics(T)), T, std::move(Name));
  return addScalar(NoteKind::Opaque, T, std::move(Name));
}

static uint64_t enumeratorsOf(const EnumDecl &Enum) {
  std::vector<std::string> Texts;
  for (const EnumConstantDecl *E : Enum.enumerators()) {
    const llvm::APSInt &Value = E->getInitVal();
    StringRef Name = E->getName();
    std::string Line(Name.size() + EnumeratorRoom, 0);
    Text Into(Line.data(), Line.size());
    addEnumerator(Into, Str(Name.data(), static_cast<uint32_t>(Name.size())), static_cast<uint64_t>(Value.getExtValue()),
                  Value.isSigned());
    Texts.push_back(std::move(Line));
  }
  std::vector<Str> Lines;
  for (const std::string &Line : Texts)
    Lines.push_back(Line.c_str());
  return hashEnumerators(Lines.data(), Lines.size());
}

int TypeTable::addEnum(const EnumType *Type, StringRef Use) {
  std::string Name = nameOf(*Type->getDecl(), Use);
  QualType Integer = Type->getDecl()->getIntegerType();
  if (Integer.isNull())
    return addVoid(std::move(Name));
  // Those of libc grow from release to release, and their values are the platform's.
  const EnumDecl &Enum = *Type->getDecl()->getDefinition();
  return addScalar(Integer->isSignedIntegerType() ? NoteKind::Signed : NoteKind::Unsigned, Integer, std::move(Name),
                   Headers.declare(Enum) ? 0 : enumeratorsOf(Enum));
}

int TypeTable::addPointer(QualType Type, QualType Pointee, StringRef Typedef, StringRef Use) {
  NoteType E;
  E.Kind = Pointee->isFunctionType() ? NoteKind::FunctionPointer : NoteKind::Pointer;
  E.Size = Context.getTypeSizeInChars(Type).getQuantity();
  E.Align = Context.getTypeAlignInChars(Type).getQuantity();
  if (E.Kind == NoteKind::Pointer)
    E.Element = addType(Pointee, Use, true);
  else
    E.Name = Typedef.empty() ? spellType(Context, Headers, Type, Use) : Typedef.str();
  return unique(std::move(E));
}

int TypeTable::addArray(QualType Type, QualType Element, uint64_t Count, StringRef Use, bool IsPointee, std::string Name) {
  bool IsSized = !Type->isIncompleteArrayType() && !Type->isVariablyModifiedType();
  NoteType E;
  E.Kind = NoteKind::Array;
  E.Name = std::move(Name);
  E.Size = IsSized ? Context.getTypeSizeInChars(Type).getQuantity() : 0;
  E.Align = Context.getTypeAlignInChars(Type).getQuantity();
  E.Element = addType(Element, Use, IsPointee);
  E.Count = IsSized ? Count : 0;
  return unique(std::move(E));
}

/// Members of libc's records are declared as `__off_t` here and `__off64_t` there: their kind is enough.
int TypeTable::withoutName(int Type) {
  NoteType E = Types[Type];
  bool IsPublic = StringRef(E.Name).ends_with("_t") && !StringRef(E.Name).starts_with("_");
  if (E.Kind == NoteKind::Array)
    E.Element = withoutName(E.Element);
  else if ((E.Kind != NoteKind::FunctionPointer && typeInfo(E).scalar() == Scalar::None) || IsPublic)
    return Type;
  E.Name.clear();
  return unique(std::move(E));
}

int TypeTable::addRecord(const RecordDecl *Record, StringRef Use, bool IsPointee) {
  const RecordDecl *Definition = Record->getDefinition();
  // What lies behind a libc's pointers (FILE) is libc's own; a variable of such a type expands it later.
  bool IsStub = !Definition || Definition->isInvalidDecl() || (IsPointee && Headers.declare(*Definition));
  auto [It, IsNew] = Records.try_emplace(Record->getCanonicalDecl(), static_cast<int>(Types.size()));
  int Index = It->second;
  if (IsNew) {
    NoteType E;
    E.Name = nameOf(Definition ? *Definition : *Record, Use);
    Types.push_back(std::move(E));
  }
  if (!IsStub && Types[Index].Kind == NoteKind::Void)
    expandRecord(Index, *Definition);
  return Index;
}

/// What nobody says of a union, its assignments may.
void TypeTable::findActive(const FieldDecl &Field, NoteMember &M) const {
  const RecordDecl *Union = Context.getBaseElementType(Field.getType())->getAsRecordDecl();
  Union = Union ? Union->getDefinition() : nullptr;
  if (!Found || !Union || !Union->isUnion() || Headers.declare(*Union) || !activeOf(*Union).empty())
    return;
  Discriminator D = Found->find(Field);
  if (!D.IsUsed || !D.Expression.empty())
    M.Active = FoundMark + D.Expression;
  M.Why = D.Why;
}

/// Structs that a union has beside others may be written by the others' names.
static bool isOneOfSeveral(const std::vector<NoteType> &Types, const NoteType &Union, int Struct) {
  unsigned Structs = 0;
  bool HasIt = false;
  for (const NoteMember &M : Union.Members) {
    int Type = M.Type;
    while (Type >= 0 && Types[Type].Kind == NoteKind::Array)
      Type = Types[Type].Element;
    Structs += Type >= 0 && Types[Type].Kind == NoteKind::Struct;
    HasIt |= Type == Struct;
  }
  return HasIt && Structs > 1;
}

void TypeTable::checkActive() {
  for (auto [Index, Struct] : llvm::enumerate(Types))
    for (NoteMember &M : Struct.Members)
      if (StringRef(M.Active).size() > 1 && M.Active[0] == FoundMark)
        for (const NoteType &Union : Types)
          if (Union.Kind == NoteKind::Union && isOneOfSeveral(Types, Union, static_cast<int>(Index))) {
            M.Active.clear();
            M.Why = "'" + Union.Name + "' has the struct beside others";
          }
  cgt::checkActive(Context, Actives, Types);
}

/// The kind is set first, which ends the recursion of types that point to themselves.
void TypeTable::expandRecord(int Index, const RecordDecl &Record) {
  const ASTRecordLayout &Layout = Context.getASTRecordLayout(&Record);
  bool IsSystem = Headers.declare(Record);
  {
    NoteType &E = Types[Index];
    E.Kind = Record.isUnion() ? NoteKind::Union : NoteKind::Struct;
    E.Size = Layout.getSize().getQuantity();
    E.Align = Layout.getAlignment().getQuantity();
    E.IsSystem = IsSystem;
    Place Where = placeOf(Context, Record.getLocation());
    E.File = Where.File;
    E.Line = Where.Line;
    if (Record.isUnion() && !(E.Active = activeOf(Record)).empty())
      Actives.push_back({Index, -1, &Record});
  }
  std::string Base = StringRef(Types[Index].Name).split(' ').second.str();
  unsigned NumUnnamed = 0;
  std::vector<NoteMember> Members;
  for (const FieldDecl *Field : Record.fields()) {
    if (Field->isUnnamedBitField() || (IsSystem && isFiller(Field->getName())))
      continue;
    NoteMember M;
    M.Name = Field->getName().empty() ? "#" + std::to_string(NumUnnamed++) : Field->getName().str();
    M.Type = addDeclared(*Field, Base + "." + M.Name);
    if (IsSystem)
      M.Type = withoutName(M.Type);
    uint64_t Bits = Layout.getFieldOffset(Field->getFieldIndex());
    M.Offset = Bits / 8;
    if (Field->isBitField()) {
      M.BitOffset = Bits;
      M.BitWidth = Field->getBitWidthValue(Context);
    }
    M.Counter = annotationAfter(*Field, CountAnnotation);
    const Decl *Declaration;
    if (!(M.Active = activeOf(*Field, Declaration)).empty())
      Actives.push_back({Index, static_cast<int>(Members.size()), Declaration});
    else if (!isSystemDecl(Record) && !Record.isUnion())
      findActive(*Field, M);
    Members.push_back(std::move(M));
  }
  Types[Index].Members = std::move(Members);
}

/// The compiler's own macro that the type is written by: `__PTRDIFF_TYPE__` is another type on each platform, in one source.
static std::string predefinedName(const ASTContext &Context, const TypeSourceInfo *Info) {
  BuiltinTypeLoc Loc = Info ? Info->getTypeLoc().getUnqualifiedLoc().getAs<BuiltinTypeLoc>() : BuiltinTypeLoc();
  const SourceManager &SM = Context.getSourceManager();
  if (!Loc || !Loc.getBuiltinLoc().isMacroID() || !SM.isWrittenInBuiltinFile(SM.getSpellingLoc(Loc.getBuiltinLoc())))
    return "";
  return Lexer::getImmediateMacroName(Loc.getBuiltinLoc(), SM, Context.getLangOpts()).str();
}

int TypeTable::addDeclared(const DeclaratorDecl &D, StringRef Use) {
  std::string Name = predefinedName(Context, D.getTypeSourceInfo());
  if (Name.empty())
    return addType(D.getType(), Use, false);
  return addDesugared(QualType(D.getType().getTypePtr(), 0), Name, Use, false);
}

int TypeTable::addType(QualType Type, StringRef Use, bool IsPointee) {
  std::string Name;
  for (;;) {
    if (const auto *Sugar = dyn_cast<TypedefType>(Type.getTypePtr()); Sugar && Headers.declare(*Sugar->getDecl())) {
      if (std::string Opaque = opaqueName(Context, *Sugar->getDecl()); !Opaque.empty())
        return addScalar(NoteKind::Opaque, Type, std::move(Opaque));
      if (Name.empty())
        Name = Sugar->getDecl()->getName().str();
    }
    if (const auto *Sugar = dyn_cast<TypedefType>(Type.getTypePtr()); Sugar && Name.empty())
      Name = predefinedName(Context, Sugar->getDecl()->getTypeSourceInfo());
    QualType Next = Type.getSingleStepDesugaredType(Context);
    if (Next == Type)
      break;
    Type = Next;
  }
  return addDesugared(QualType(Type.getTypePtr(), 0), Name, Use, IsPointee);
}

int TypeTable::addDesugared(QualType Type, StringRef Typedef, StringRef Use, bool IsPointee) {
  const clang::Type *T = Type.getTypePtr();
  auto Name = [&] { return Typedef.empty() ? Type.getAsString(Context.getPrintingPolicy()) : Typedef.str(); };
  if (const auto *Builtin = dyn_cast<BuiltinType>(T))
    return addBuiltin(Builtin, Name());
  if (const auto *Enum = dyn_cast<EnumType>(T))
    return addEnum(Enum, Use);
  // setjmp's buffer without its typedef, which is an array of one: what `malloc(n * sizeof(jmp_buf))` allocates.
  if (const auto *Record = dyn_cast<RecordType>(T); Record && Record->getDecl()->getName() == "__jmp_buf_tag")
    return addScalar(NoteKind::Opaque, Type, "jmp_buf");
  if (const auto *Record = dyn_cast<RecordType>(T))
    return addRecord(Record->getDecl(), Use, IsPointee);
  if (const auto *Pointer = dyn_cast<PointerType>(T))
    return addPointer(Type, Pointer->getPointeeType(), Typedef, Use);
  if (const auto *Constant = dyn_cast<ConstantArrayType>(T))
    return addArray(Type, Constant->getElementType(), Constant->getSize().getZExtValue(), Use, IsPointee);
  if (const auto *Array = dyn_cast<ArrayType>(T))
    return addArray(Type, Array->getElementType(), 0, Use, IsPointee);
  if (const auto *Complex = dyn_cast<ComplexType>(T))
    return addArray(Type, Complex->getElementType(), 2, Use, IsPointee, spellType(Context, Headers, Type, Use));
  if (const auto *Atomic = dyn_cast<AtomicType>(T);
      Atomic && Context.getTypeSize(Type) == Context.getTypeSize(Atomic->getValueType()))
    return addType(Atomic->getValueType(), Use, IsPointee);
  if (const auto *Vector = dyn_cast<VectorType>(T);
      Vector && Context.getTypeSize(Type) == Vector->getNumElements() * Context.getTypeSize(Vector->getElementType()))
    return addArray(Type, Vector->getElementType(), Vector->getNumElements(), Use, IsPointee,
                    spellType(Context, Headers, Type, Use));
  if (const auto *BitInt = dyn_cast<BitIntType>(T); BitInt && Context.getTypeSize(Type) <= 128)
    return addScalar(BitInt->isSigned() ? NoteKind::Signed : NoteKind::Unsigned, Type, Name());
  if (Type->isFunctionType())
    return addVoid("void");
  return addScalar(NoteKind::Opaque, Type, Name());
}

int TypeTable::addVariable(const VarDecl &Variable, StringRef Use) {
  const auto *Parameter = dyn_cast<ParmVarDecl>(&Variable);
  if (!Parameter || !isVaList(Context, Parameter->getOriginalType()))
    return addDeclared(Variable, Use);
  NoteType E;
  E.Kind = NoteKind::Opaque;
  E.Name = "va_list";
  E.Size = Context.getTypeSizeInChars(Parameter->getType()).getQuantity();
  E.Align = Context.getTypeAlignInChars(Parameter->getType()).getQuantity();
  E.Count = 1; // an entry of its own everywhere, not just where parameters are pointers
  return unique(std::move(E));
}

bool TypeTable::containsVaList(int Type) const {
  const NoteType &E = Types[Type];
  if (E.Kind == NoteKind::Opaque)
    return E.Name == "va_list";
  if (E.Kind == NoteKind::Array)
    return containsVaList(E.Element);
  return llvm::any_of(E.Members, [&](const NoteMember &M) { return containsVaList(M.Type); });
}

//===--- Tags ---------------------------------------------------------------===//

std::string TypeTable::tagOf(int Root, uint64_t Align, const char *&Refusal) const {
  std::vector<TypeInfo> Infos;
  std::vector<std::vector<MemberInfo>> Members(Types.size());
  std::vector<CountInfo> Counts;
  bool IsSound = true;
  for (auto [Index, E] : llvm::enumerate(Types)) {
    TypeInfo T = typeInfo(E);
    T.Active = Str();
    if (static_cast<int>(Index) == Root)
      T.Align = std::max(T.Align, Align);
    for (auto [Place, M] : llvm::enumerate(E.Members)) {
      Members[Index].push_back(memberInfo(M));
      Members[Index].back().Active = Str();
      if (M.Counter.empty())
        continue;
      auto Counter = llvm::find_if(E.Members, [&, &M = M](const NoteMember &Other) { return Other.Name == M.Counter; });
      IsSound &= Counter != E.Members.end();
      Counts.push_back(
          {static_cast<uint32_t>(Index), static_cast<uint32_t>(Place), static_cast<uint32_t>(Counter - E.Members.begin())});
    }
    T.Members = Members[Index].data();
    T.NumMembers = Members[Index].size();
    Infos.push_back(T);
  }
  TypeTag Tag;
  Tag.Unit.Types = Infos.data();
  Tag.Unit.NumTypes = Infos.size();
  Tag.Counts = Counts.data();
  Tag.NumCounts = Counts.size();
  llvm::BumpPtrAllocator Memory;
  Allocator Zeroed{[](void *Ctx, size_t Size) {
                     void *Block = static_cast<llvm::BumpPtrAllocator *>(Ctx)->Allocate(Size, 16);
                     return memset(Block, 0, Size);
                   },
                   &Memory};
  std::string Bytes;
  Sink Out = sinkInto(Bytes);
  if (!IsSound || !writeTypeTag(Tag, Root, Zeroed, Out).ok())
    return "";
  Cursor In(Bytes.data(), Bytes.size());
  TypeTag Written;
  if (parseTypeTag(In, Zeroed, Written).ok())
    Refusal = whyNotCarried(Written);
  return Bytes;
}
