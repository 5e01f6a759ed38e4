//===- Resolver.cpp - From a sender's address to its object ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Resolver.h"

#include "ImageFile.h"
#include "types/Addresses.h"
#include "types/TypeChecks.h"
#include "types/TypeNames.h"

#include "llvm/ADT/STLExtras.h"

#include <tuple>

using namespace cgt;

const char *cgt::targetKindName(TargetKind Kind) {
  static const char *const Names[NumTargetKinds] = {"null",     "heap",   "stack",   "global", "literal",
                                                    "function", "extern", "process", "mark",   "dangling"};
  return Names[static_cast<unsigned>(Kind)];
}

std::string cgt::declaration(TypeRef Type, const std::string &Name) {
  if (!Type.Unit)
    return Name.empty() ? "void" : "void " + Name;
  std::vector<char> Buffer(1024 + Name.size());
  Text Out(Buffer.data(), Buffer.size());
  printDeclaration(*Type.Unit, Type.Index, Str(Name.data(), static_cast<uint32_t>(Name.size())), Out);
  return Buffer.data();
}

std::string cgt::typeName(TypeRef Type) { return declaration(Type, ""); }

bool cgt::hasFlexibleEnd(TypeRef Type, BlockForm Form, uint64_t Bytes) {
  return endArray(*Type.Unit, Type.Index).goesOn(Form, Type.info().Size, Bytes);
}

std::string cgt::blockTypeName(TypeRef Type, BlockForm Form, uint64_t Bytes) {
  if (!Type.Unit || Type.Index == NoIndex)
    return "bytes";
  uint64_t Size = Type.info().Size;
  if (Size == 0 || Bytes < 2 * Size || hasFlexibleEnd(Type, Form, Bytes))
    return typeName(Type);
  return declaration(Type, "[" + std::to_string(Bytes / Size) + "]");
}

uint64_t cgt::fieldAddress(const Platform &Sender, const ActivationRecord &A, const FieldInfo &Field) {
  bool Fits = Field.AddressOffset <= A.RecordSize && Sender.PointerSize <= A.RecordSize - Field.AddressOffset;
  return Field.AddressOffset && Fits ? readAddress(A.Record + Field.AddressOffset, Sender) : 0;
}

//===--- Paths -------------------------------------------------------------===//

static const MemberInfo *memberAt(TypeRef Type, uint64_t Offset) {
  const TypeInfo &T = Type.info();
  const MemberInfo *Flexible = nullptr;
  for (uint32_t K = 0; K < T.NumMembers; ++K) {
    const MemberInfo &M = T.Members[K];
    if (M.IsBitField || M.Type == NoIndex || Offset < M.Offset)
      continue;
    if (Offset - M.Offset < Type.Unit->Types[M.Type].Size)
      return &M;
    if (K + 1 == T.NumMembers && Type.Unit->Types[M.Type].Kind == TypeKind::Array)
      Flexible = &M;
  }
  return Flexible;
}

static bool isPointee(TypeRef Type, TypeRef Pointee) {
  if (!Pointee.Unit || Pointee.Index == NoIndex || Pointee.info().Kind == TypeKind::Void)
    return true;
  if (Type.info().Kind != Pointee.info().Kind)
    return false;
  // An array of unknown size is any array of such elements.
  if (Pointee.info().Kind == TypeKind::Array && Pointee.info().Count == 0)
    return samePointee(*Type.Unit, Type.info().Element, *Pointee.Unit, Pointee.info().Element);
  return samePointee(*Type.Unit, Type.Index, *Pointee.Unit, Pointee.Index);
}

std::string cgt::elementPath(TypeRef Type, BlockForm Form, uint64_t Bytes, uint64_t Offset, TypeRef Pointee, uint64_t &Rest) {
  std::string Path, Outermost;
  Rest = Offset;
  if (!Type.Unit || Type.Index == NoIndex)
    return Path;
  bool HaveOutermost = false;
  uint64_t Size = Type.info().Size;
  if (Size != 0 && Bytes >= 2 * Size && !hasFlexibleEnd(Type, Form, Bytes)) {
    Path = "[" + std::to_string(Offset / Size) + "]";
    Offset %= Size;
  }
  for (unsigned Depth = 0; Depth < 2 * MaxTypeDepth && Type.Index != NoIndex; ++Depth) {
    if (Offset == 0 && isPointee(Type, Pointee)) {
      Rest = 0;
      return Path;
    }
    if (Offset == 0 && !HaveOutermost) {
      HaveOutermost = true;
      Outermost = Path;
    }
    const TypeInfo &T = Type.info();
    if (T.Kind == TypeKind::Array) {
      uint64_t Step = T.Element == NoIndex ? 0 : Type.Unit->Types[T.Element].Size;
      if (Step == 0)
        break;
      Path += "[" + std::to_string(Offset / Step) + "]";
      Offset %= Step;
      Type = Type.at(T.Element);
      continue;
    }
    const MemberInfo *M = nullptr;
    if (T.isRecord())
      M = memberAt(Type, Offset);
    if (!M)
      break;
    if (!M->Name.empty() && M->Name.Data[0] != '#') // members without a name are transparent in C
      Path += (Path.empty() ? "" : ".") + ref(M->Name).str();
    Offset -= M->Offset;
    Type = Type.at(M->Type);
  }
  Rest = HaveOutermost ? 0 : Offset;
  return HaveOutermost ? Outermost : Path;
}

//===--- The directory -----------------------------------------------------===//

Resolver::Resolver(const Image &I) : I(I) {
  addRuns();
  addObjects();
  addFrames();
  // Of several at one place the youngest frame's comes last.
  auto ByStart = [](const Range &A, const Range &B) {
    return std::tie(A.Start, A.Activation, A.Object, A.Field) < std::tie(B.Start, B.Activation, B.Object, B.Field);
  };
  llvm::sort(Static, ByStart);
  llvm::sort(Stack, ByStart);
}

void Resolver::addRuns() {
  for (uint32_t K = 0; K < I.NumRuns; ++K) {
    Range R;
    R.Start = I.Runs[K].Address;
    R.Size = I.Runs[K].Size;
    R.Stride = I.Runs[K].Stride;
    R.Count = I.Runs[K].Count;
    R.Run = K;
    Static.push_back(R);
    FirstBlocks.push_back(Blocks);
    Blocks += R.Count;
  }
}

void Resolver::addObjects() {
  for (uint32_t K = 0; K < I.NumObjects; ++K) {
    const ObjectRecord &O = I.Objects[K];
    if (O.Kind == ObjectKind::Symbol) {
      if (O.Address)
        Functions.try_emplace(O.Address, K);
      continue;
    }
    Range R;
    R.Start = O.Address;
    R.Size = O.Size;
    R.Object = K;
    if (O.Address)
      Static.push_back(R);
  }
}

void Resolver::addFrames() {
  for (uint32_t K = 0; K < I.NumActivations; ++K) {
    const ActivationRecord &A = I.Activations[K];
    const UnitInfo &U = I.Units[A.Unit];
    const FunctionInfo &F = U.Functions[A.Function];
    for (const FieldInfo &V : LiveFields(F, F.step(A.Step))) {
      Range R;
      R.Start = fieldAddress(I.Sender, A, V);
      R.Size = V.Type == NoIndex ? 0 : U.Types[V.Type].Size;
      R.Activation = K;
      R.Field = static_cast<uint32_t>(&V - F.Fields);
      if (R.Start)
        Stack.push_back(R);
    }
  }
}

/// The nearest range that starts at or before \p Address and has it inside, or, with \p PastEnd, ends there.
bool Resolver::findIn(const std::vector<Range> &Ranges, uint64_t Address, bool PastEnd, const Range *&Found, uint64_t &Index,
                      uint64_t &Offset) const {
  constexpr int MaxOverlap = 16; // merged literals and variables that share a slot
  auto It = llvm::upper_bound(Ranges, Address, [](uint64_t A, const Range &R) { return A < R.Start; });
  for (int Tries = 0; It != Ranges.begin() && Tries < MaxOverlap; ++Tries) {
    const Range &R = *--It;
    Offset = Address - R.Start;
    Index = 0;
    if (R.Count > 1) {
      Index = std::min(Offset / R.Stride, R.Count - 1);
      Offset -= Index * R.Stride;
    }
    bool Inside = Offset < R.Size || (Offset == 0 && R.Size == 0);
    if (Inside || (PastEnd && Offset == R.Size)) {
      Found = &R;
      return true;
    }
  }
  return false;
}

void Resolver::describeObject(const ObjectRecord &O, PointerTarget &T) const {
  T.Object = &O;
  T.Data = O.Data;
  switch (O.Kind) {
  case ObjectKind::Global:
    T.Kind = TargetKind::Global;
    T.Type = {&I.Sender, &I.Units[O.Unit], I.Units[O.Unit].Globals[O.Index].Type};
    break;
  case ObjectKind::Literal:
    T.Kind = TargetKind::Literal;
    T.Type = {&I.Sender, &I.Units[O.Unit], I.Units[O.Unit].Literals[O.Index].Type};
    break;
  case ObjectKind::Symbol: T.Kind = TargetKind::Function; break;
  case ObjectKind::Extern: T.Kind = TargetKind::Extern; break;
  case ObjectKind::Process: T.Kind = TargetKind::Process; break;
  }
  if (T.Type.Index == NoIndex)
    T.Type = {};
}

void Resolver::describe(const Range &R, uint64_t Index, PointerTarget &T) const {
  T.Bytes = R.Size;
  if (R.Object != NoIndex)
    return describeObject(I.Objects[R.Object], T);
  if (R.Run != NoIndex) {
    const HeapRun &Run = I.Runs[R.Run];
    T.Kind = TargetKind::Heap;
    T.Block = FirstBlocks[R.Run] + Index;
    T.Data = Run.block(Index);
    if (Run.Type != NoIndex) {
      BlockType Blocks = blockType(I.Units[Run.Unit], Run.Type);
      T.Type = {&I.Sender, &I.Units[Run.Unit], Blocks.Element};
      T.Form = Blocks.Form;
    }
    return;
  }
  const ActivationRecord &A = I.Activations[R.Activation];
  const FieldInfo &V = I.Units[A.Unit].Functions[A.Function].Fields[R.Field];
  T.Kind = TargetKind::Stack;
  T.Activation = R.Activation;
  T.Field = &V;
  T.Data = A.Record + V.Offset;
  if (V.Type != NoIndex)
    T.Type = {&I.Sender, &I.Units[A.Unit], V.Type};
}

std::string Resolver::nameOf(const PointerTarget &T) const {
  switch (T.Kind) {
  case TargetKind::Heap: return blockTypeName(T.Type, T.Form, T.Bytes);
  case TargetKind::Stack: return ref(T.Field->Name).str();
  case TargetKind::Global: return ref(I.Units[T.Object->Unit].Globals[T.Object->Index].Name).str();
  case TargetKind::Extern:
  case TargetKind::Process: return ref(T.Object->Name).str();
  case TargetKind::Function: {
    llvm::StringRef Id = ref(I.Units[T.Object->Unit].Symbols[T.Object->Index].Id), Name = Id.rsplit(':').second;
    return (Name.empty() ? Id : Name).str(); // external linkage: no file in front
  }
  default: return "";
  }
}

PointerTarget Resolver::locate(uint64_t Address, bool IsFunction) const {
  PointerTarget T;
  T.Address = Address;
  if (Address == 0)
    return T;
  if (auto It = Functions.find(Address); It != Functions.end()) {
    describeObject(I.Objects[It->second], T);
    return T;
  }
  if (isMark(Address, I.Sender.PointerSize)) {
    T.Kind = TargetKind::Mark;
    T.MarkValue = markNumber(Address, I.Sender.PointerSize);
    return T;
  }
  const Range *R = nullptr;
  uint64_t Index = 0;
  bool Found =
      !IsFunction && (findIn(Static, Address, false, R, Index, T.Offset) || findIn(Stack, Address, false, R, Index, T.Offset) ||
                      findIn(Static, Address, true, R, Index, T.Offset) || findIn(Stack, Address, true, R, Index, T.Offset));
  if (!Found) {
    T.Kind = TargetKind::Dangling;
    T.Offset = 0;
    return T;
  }
  describe(*R, Index, T);
  return T;
}

PointerTarget Resolver::resolve(uint64_t Address, bool IsFunction, TypeRef Pointee) const {
  PointerTarget T = locate(Address, IsFunction);
  T.Name = nameOf(T);
  uint64_t Rest;
  if (T.Offset < T.Bytes)
    T.Path = elementPath(T.Type, T.Form, T.Bytes, T.Offset, Pointee, Rest);
  return T;
}
