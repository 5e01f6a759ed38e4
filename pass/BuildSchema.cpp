//===- BuildSchema.cpp - What a unit says of itself -----------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From frames, data and notes to the UnitInfo that rt/types writes.
//
//===----------------------------------------------------------------------===//

#include "BuildSchema.h"

#include "FrameLayout.h"
#include "LibcCalls.h"
#include "SizeFlow.h"

#include "llvm/ADT/StringSet.h"

using namespace llvm;
using namespace cgt;

FunctionInfo SchemaBuilder::function(const Function &F) {
  FunctionInfo I;
  I.Id = Types.keep(Notes.idOf(F));
  I.Name = Types.keep(F.getName());
  addSource(I, Notes.function(&F));
  return I;
}

void SchemaBuilder::addSource(FunctionInfo &I, const NoteFunction *N) {
  if (!N)
    return;
  I.File = Types.keep(N->File);
  I.Line = N->Line;
  I.TokenHash = N->Hash.Value;
}

FieldInfo SchemaBuilder::field(const Frame &Fr, const FrameVar &V, unsigned Ordinal) {
  FieldInfo I;
  I.Offset = fieldOffset(Fr, V);
  I.Size = Types.keep(V.Size);
  if (V.AddressSlot >= 0)
    I.AddressOffset = addressOffset(Fr, V);
  if (!V.Promotable)
    I.Flags |= FieldMemory;
  if (V.Memory == MemoryKind::Array)
    I.Flags |= FieldArray;
  if (V.Memory == MemoryKind::Pieces) {
    I.Flags |= FieldPieces;
    I.Name = "alloca()"; // no variable's name
    return I;
  }
  if (V.Note) {
    I.Name = Types.keep(V.Note->Name);
    I.Type = V.Note->Type < 0 ? NoIndex : V.Note->Type;
    I.Line = V.Note->Line;
    if (V.Note->Kind == "param")
      I.Flags |= FieldParam;
    if (V.isTransient())
      I.Flags |= FieldTransient;
  } else {
    I.Name = Types.keep("%" + std::to_string(Ordinal));
    I.Flags |= FieldTemp;
    I.Type = Types.ofTemporary(V.Ty, V.Sign);
    if (V.Sign == Signedness::Unknown && V.Ty->isIntegerTy())
      I.Flags |= FieldSignUnknown;
  }
  return I;
}

FunctionInfo SchemaBuilder::frame(const Frame &Fr) {
  FunctionInfo I = function(*Fr.F);
  I.RecordSize = DL.getTypeAllocSize(Fr.RecordTy);
  std::vector<FieldInfo> &F = Fields.emplace_back();
  std::vector<int> FieldOf(Fr.Vars.size(), -1);
  unsigned Temporaries = 0;
  for (auto [K, V] : enumerate(Fr.Vars)) {
    if (V.Field < 0)
      continue;
    FieldOf[K] = static_cast<int>(F.size());
    F.push_back(field(Fr, V, V.Note || V.Memory == MemoryKind::Pieces ? 0 : ++Temporaries));
  }
  I.Fields = F.data();
  I.NumFields = F.size();
  addSteps(I, Fr.Steps, &Fr, FieldOf);
  I.Sizes = Sizes.emplace_back(sizesOf(*Fr.F)).data();
  I.NumSizes = Sizes.back().size();
  return I;
}

void SchemaBuilder::addSteps(FunctionInfo &I, ArrayRef<Step> All, const Frame *Fr, ArrayRef<int> FieldOf) {
  std::vector<StepInfo> &S = Steps.emplace_back();
  for (const Step &St : All) {
    StepInfo Info;
    Info.Callee = Types.keep(St.Callee);
    Info.LoopDepth = St.LoopDepth;
    Info.Ordinal = St.Ordinal;
    Info.Line = St.Line;
    std::vector<uint32_t> &Live = Lives.emplace_back();
    if (St.Site < 0) {
      Info.Flags |= StepAbsent;
    } else {
      const Site &At = Fr->Sites[St.Site];
      Info.Sizes = Types.keep(At.Sizes);
      for (unsigned V : At.Live)
        Live.push_back(FieldOf[V]);
    }
    Info.Live = Live.data();
    Info.NumLive = Live.size();
    S.push_back(Info);
  }
  I.Steps = S.data();
  I.NumSteps = S.size();
}

FunctionInfo SchemaBuilder::absent(const UnitParts::Absent &A) {
  FunctionInfo I;
  I.Id = Types.keep(A.Id);
  I.Name = Types.keep(A.Name);
  addSource(I, A.Note);
  addSteps(I, A.Steps, nullptr, {});
  return I;
}

GlobalInfo SchemaBuilder::global(const UnitParts::Data &D) {
  const GlobalVariable &G = *D.Variable;
  GlobalInfo I;
  I.Size = D.Size;
  if (G.isConstant())
    I.Flags |= GlobalConst;
  if (G.isThreadLocal())
    I.Flags |= GlobalThreadLocal;
  if (G.getInitializer()->isNullValue())
    I.Flags |= GlobalZero;
  const NoteVar &N = *Notes.variable(&G);
  I.Id = Types.keep(Notes.idOf(G));
  I.Name = Types.keep(N.Name);
  I.File = Types.keep(N.File);
  I.Line = N.Line;
  I.Type = N.Type < 0 ? NoIndex : N.Type;
  if (N.Transient)
    I.Flags |= GlobalTransient;
  if (N.Kind == "static")
    I.Flags |= GlobalStaticLocal;
  return I;
}

LiteralInfo SchemaBuilder::literal(const GlobalVariable &G) {
  LiteralInfo I;
  Type *Ty = G.getValueType();
  I.Size = DL.getTypeAllocSize(Ty);
  I.Type = Types.ofTemporary(Ty, Signedness::Signed);
  return I;
}

UnitInfo SchemaBuilder::build() {
  for (const Frame &Fr : Parts.Frames)
    Functions.push_back(frame(Fr));
  for (const Function *F : Parts.Partly) { // for messages, under a name that no function has
    Functions.push_back(function(*F));
    Functions.back().Id = Types.keep(Notes.idOf(*F) + "(...)");
  }
  for (const Function *F : Parts.Uncapturable)
    Functions.push_back(function(*F));
  for (const UnitParts::Absent &A : Parts.Absents)
    Functions.push_back(absent(A));
  for (const UnitParts::Data &D : Parts.Globals)
    Globals.push_back(global(D));
  for (const GlobalVariable *G : Parts.Literals)
    Literals.push_back(literal(*G));
  for (const Function *F : Parts.AddressTaken)
    Symbols.push_back({Types.keep(libcNameOf(Notes.idOf(*F)))});
  for (const UnitParts::Label &L : Parts.Labels)
    Symbols.push_back({Types.keep(Notes.idOf(*L.Address->getFunction()) + "&&" + L.Name)});
  for (const NoteAlloc &A : Notes.Allocs)
    Allocs.push_back({A.Type < 0 ? NoIndex : static_cast<uint32_t>(A.Type), Types.keep(A.File), static_cast<uint32_t>(A.Line),
                      Types.keep(A.In)});
  UnitInfo U;
  U.File = Types.keep(Notes.File);
  U.FirstExternal = Types.keep(Notes.FirstExternal);
  U.Types = Types.all().data();
  U.NumTypes = Types.all().size();
  U.Functions = Functions.data();
  U.NumFunctions = Functions.size();
  U.Globals = Globals.data();
  U.NumGlobals = Globals.size();
  U.Symbols = Symbols.data();
  U.NumSymbols = Symbols.size();
  U.Literals = Literals.data();
  U.NumLiterals = Literals.size();
  U.Allocs = Allocs.data();
  U.NumAllocs = Allocs.size();
  return U;
}

//===--- Names and sizes ---------------------------------------------------===//

/// A record may end in a flexible array, whose initialiser says how long it is here.
static bool hasBytesOf(const UnitInfo &U, const GlobalInfo &G) {
  if (G.Type == NoIndex)
    return true;
  const TypeInfo &T = U.Types[G.Type];
  return G.Size == T.Size || (T.isRecord() && G.Size > T.Size);
}

static std::string describe(const char *What, Str Name, Str File, uint32_t Line) {
  auto Text = [](Str S) { return StringRef(S.Data, S.Size); };
  return (Twine(What) + " '" + Text(Name) + "' (" + Text(File) + ":" + Twine(Line) + ")").str();
}

std::string cgt::findClash(const UnitInfo &Unit) {
  StringSet<> Functions, Globals;
  for (uint32_t K = 0; K < Unit.NumFunctions; ++K)
    if (const FunctionInfo &F = Unit.Functions[K]; !Functions.insert(StringRef(F.Id.Data, F.Id.Size)).second)
      return describe("function", F.Name, F.File, F.Line) + " has the same name as another one";
  for (uint32_t K = 0; K < Unit.NumGlobals; ++K) {
    const GlobalInfo &G = Unit.Globals[K];
    if (!Globals.insert(StringRef(G.Id.Data, G.Id.Size)).second)
      return describe("variable", G.Name, G.File, G.Line) + " has the same name as another one";
    if (!hasBytesOf(Unit, G))
      return describe("variable", G.Name, G.File, G.Line) + " has " + std::to_string(G.Size) + " bytes, its type " +
             std::to_string(Unit.Types[G.Type].Size);
  }
  return "";
}
