//===- Losses.cpp - What another platform couldn't hold --------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The plans are those of a restore, from the sender's types to what they would be there. A plan stops at its first loss;
// so a value that fails as a whole is taken apart and each part converted by itself.
//
//===----------------------------------------------------------------------===//

#include "Losses.h"

#include "Dumper.h"
#include "Relayout.h"
#include "base/Endian.h"
#include "convert/SecondView.h"
#include "convert/Unchanged.h"
#include "convert/UntypedBytes.h"
#include "image/Reach.h"
#include "types/Addresses.h"
#include "types/Sizes.h"
#include "types/TypeNames.h"

#include "llvm/ADT/StringExtras.h"

using namespace cgt;
using namespace llvm;

namespace {

/// Where a value stands, for messages.
struct Location {
  std::string What, Where; ///< "variable 'n'", " of function 'run' (x.c:12)"
};

class LossFinder {
public:
  LossFinder(const Values &V, const Platform &To, bool AllowLongDoubleLoss)
      : V(V), To(To), AllowLongDoubleLoss(AllowLongDoubleLoss), Allocate(Memory.allocator()) {
    if (std::vector<ThreadEntry> Threads = V.threads(); !Threads.empty())
      OfMain = Threads.front().Last;
  }
  Error layOutUnits();
  std::vector<Loss> run();

private:
  const Plan *planFor(TypeRef Type, BlockForm Form, std::string &Why);
  bool looksTheSame(TypeRef Type, BlockForm Form);
  bool isStackHome(const PointerTarget &T) const;
  bool hasMoved(const PointerTarget &T);
  SenderTypes senderTypes();
  bool copiesUntyped(uint64_t Size);
  Status checkView(uint64_t Value, TypeRef Pointee, std::string &Use);
  Status checkCopied(const PointerTarget &T, TypeRef Pointee, std::string &Use);
  Status convert(const Node &N, bool SignUnknown, std::string &Detail, std::string &Value);
  void check(const Node &N, const std::string &Path, const Location &L, bool SignUnknown);
  void report(Errc Code, const std::string &Path, const Location &L, const std::string &Value);
  void checkUntyped(const Node &N, const Location &L);
  void checkCharacters(const Node &N, uint64_t Address, const Location &L);
  void checkSize(const Variable &X, const FunctionInfo &F, const Location &L);
  void handSizesOn(const FunctionInfo &F, const StepInfo &S);
  void checkFrame(uint32_t Index);
  void checkHeap();
  bool isReached(uint32_t Run, uint64_t Block);
  void checkLiterals();

  const Values &V;
  const Platform &To;
  bool AllowLongDoubleLoss;
  Arena Memory;
  Allocator Allocate;
  std::vector<UnitInfo> Units; ///< of To
  std::map<std::tuple<const UnitInfo *, uint32_t, BlockForm>, const Plan *> Plans;
  std::vector<uint8_t> Scratch;
  std::vector<Loss> Losses;
  uint32_t OfMain = 0;                       ///< activations of main's thread
  std::vector<SizeParameter> SizeParameters; ///< of the activation that comes next
  Reach Reached;                             ///< once a block has a loss
  bool KnowsReached = false;
  std::optional<uint64_t> LeastUnlike;
};

} // namespace

Error LossFinder::layOutUnits() {
  const Image &I = V.image();
  for (uint32_t K = 0; K < I.NumUnits; ++K) {
    Expected<UnitInfo> Unit = layOut(I.Units[K], I.Sender, To, Allocate);
    if (!Unit)
      return Unit.takeError();
    Units.push_back(*Unit);
  }
  return Error::success();
}

const Plan *LossFinder::planFor(TypeRef Type, BlockForm Form, std::string &Why) {
  const Plan *&P = Plans[{Type.Unit, Type.Index, Form}];
  if (P)
    return P;
  const UnitInfo &There = Units[Type.Unit - V.image().Units];
  char Detail[256] = "";
  if (Status S = compilePlan(Type, {&To, &There, Type.Index}, Allocate, P, Detail, sizeof Detail, nullptr, Form); !S.ok()) {
    P = nullptr;
    Why = Detail[0] ? Detail : errorText(S.Code);
  }
  return P;
}

/// Does a block of that type lie there as it is?
bool LossFinder::looksTheSame(TypeRef Type, BlockForm Form) {
  std::string Why;
  const Plan *P = Type.Unit && Type.Index != NoIndex ? planFor(Type, Form, Why) : nullptr;
  return P ? isSameLayout(*P) : !Type.Unit || Type.Index == NoIndex;
}

/// Did a variable lie on a stack that main's frames have there, too?
bool LossFinder::isStackHome(const PointerTarget &T) const {
  return isAkin(V.image().Sender, To) && T.Address < V.image().Home.StackTop && T.Activation < OfMain;
}

/// Does an object of the sender's lie elsewhere there? Where this program's heap and globals will lie on a platform like the
/// sender's is known when it is resumed. On an akin one blocks of the heap that look the same keep their places, and so do variables
/// of main's frames; on any other everything lies elsewhere.
bool LossFinder::hasMoved(const PointerTarget &T) {
  switch (T.Kind) {
  case TargetKind::Null:
  case TargetKind::Mark:
  case TargetKind::Dangling: return false;
  case TargetKind::Stack: return !isStackHome(T) || !looksTheSame(T.Type, T.Form);
  case TargetKind::Heap: return !isAkin(V.image().Sender, To) || !looksTheSame(T.Type, T.Form);
  case TargetKind::Literal: // those of no known type lie nowhere there
    return !(V.image().Sender == To) && T.Type.Unit && T.Data && !V.hasPointers(T.Type);
  default: return !(V.image().Sender == To);
  }
}

/// A pointer to a \p Pointee refers to bytes of no known type.
Status LossFinder::checkCopied(const PointerTarget &T, TypeRef Pointee, std::string &Use) {
  if (V.image().Sender == To || !copiesUntyped(T.Bytes) || T.Offset > T.Bytes ||
      isRightAs(Pointee, T.Bytes - T.Offset, senderTypes()))
    return Status::success();
  Use = describe(V, T, false) + " is also used as '" + typeName(Pointee) + "'";
  return Status::fail(Errc::TwoTypes);
}

/// A pointer to a \p Pointee, as the restoration asks it. \p Use: what it shows.
Status LossFinder::checkView(uint64_t Value, TypeRef Pointee, std::string &Use) {
  PointerTarget T = V.addresses().locate(Value, /*IsFunction=*/false);
  if (T.Kind == TargetKind::Heap && T.Data && (!T.Type.Unit || T.Type.Index == NoIndex))
    return checkCopied(T, Pointee, Use);
  bool IsNumbers = T.Type.Unit && innermost(T.Type).Index != NoIndex && innermost(T.Type).info().Kind == TypeKind::Scalar;
  if (!T.Data || !IsNumbers || T.Kind == TargetKind::Literal || T.Offset > T.Bytes)
    return Status::success();
  AddressMeaning Meaning = {[](void *Ctx, uint64_t Value, bool IsFunction, bool *Moved) {
                              auto *Self = static_cast<LossFinder *>(Ctx);
                              PointerTarget To = Self->V.addresses().locate(Value, IsFunction);
                              *Moved |= Self->hasMoved(To);
                              return To.isResolved();
                            },
                            this};
  bool Moved = false;
  if (!isSecondView(T.Type, Pointee, T.Data + T.Offset, T.Bytes - T.Offset, Meaning, &Moved))
    return Status::success();
  std::string Why;
  const Plan *Object = planFor(T.Type, T.Form, Why), *Other = planFor(Pointee, BlockForm::Unknown, Why);
  bool IsLost = !Object || isLostView(*Object, Other);
  if (!IsLost && !Moved)
    return Status::success();
  Use = describe(V, V.addresses().resolve(Value, false), false) + " is also used as '" + typeName(Pointee) + "'";
  return Status::fail(IsLost ? Errc::TwoTypes : Errc::MovedAddress);
}

Status LossFinder::convert(const Node &N, bool SignUnknown, std::string &Detail, std::string &Value) {
  const Plan *P = planFor(N.Type, N.Form, Value);
  if (!P)
    return Status::fail(Errc::Unsupported);
  struct Context {
    LossFinder *Self;
    ConvertContext C;
    std::string Use;
  } Around{this, {}, ""};
  ConvertContext &C = Around.C;
  C.Ctx = &Around;
  C.IsMovedAddress = [](void *Ctx, uint64_t Address, const uint8_t *) {
    LossFinder &Self = *static_cast<Context *>(Ctx)->Self;
    return Self.hasMoved(Self.V.addresses().locate(Address, /*IsFunction=*/false));
  };
  C.Pointer = [](void *Ctx, uint64_t Address, bool IsFunction, void *) {
    auto &Around = *static_cast<Context *>(Ctx);
    const auto &At = Around.C.At;
    return IsFunction ? Status::success()
                      : Around.Self->checkView(Address, pointeeAt(*At.Type, At.Offset, At.BlockBytes), Around.Use);
  };
  C.AllowLongDoubleLoss = AllowLongDoubleLoss;
  C.SignUnknown = SignUnknown;
  // No C type grows more than this from one platform to another: a type that does is made up.
  constexpr uint64_t MostGrowth = 8, Slack = 256;
  uint64_t Size = blockSize(*P, N.Bytes);
  if (Size > N.Bytes * MostGrowth + Slack)
    return Status::fail(Errc::Unsupported);
  Scratch.assign(Size + Slack, 0);
  Status S = convertBlock(*P, N.Data, N.Bytes, Scratch.data(), C);
  Detail = C.LossPath;
  Value = Around.Use.empty() ? C.LossValue : Around.Use;
  return S;
}

void LossFinder::report(Errc Code, const std::string &Path, const Location &L, const std::string &Value) {
  Losses.push_back({L.What, Path, L.Where, Code, Value});
}

void LossFinder::check(const Node &N, const std::string &Path, const Location &L, bool SignUnknown) {
  NodeKind Kind = V.kind(N);
  if (Kind == NodeKind::None || N.Bits)
    return; // a bit-field's width is the same everywhere
  if (!N.Type.Unit || N.Type.Index == NoIndex)
    return checkUntyped(N, L);
  if (std::optional<uint32_t> Live = V.live(N)) {
    for (uint64_t K = 0, E = V.numChildren(N); K < E; ++K) {
      Node C = V.child(N, K);
      check(C, Path + (Path.empty() ? "" : ".") + C.Name, L, SignUnknown);
    }
    return;
  }
  std::string Detail, Value;
  Status S = convert(N, SignUnknown, Detail, Value);
  if (S.ok())
    return;
  bool IsUnion = N.Type.info().Kind == TypeKind::Union;
  size_t Before = Losses.size();
  if ((Kind == NodeKind::Record && !IsUnion) || Kind == NodeKind::Array)
    for (uint64_t K = 0, E = V.numChildren(N); K < E; ++K) {
      Node C = V.child(N, K);
      std::string Name = Kind == NodeKind::Array ? "[" + std::to_string(K) + "]" : C.Name;
      bool Transparent = !Name.empty() && Name[0] == '#';
      bool Dot = Kind == NodeKind::Record && !Path.empty() && !Transparent;
      check(C, Path + (Dot ? "." : "") + (Transparent ? "" : Name), L, SignUnknown);
    }
  if (Losses.size() != Before)
    return;
  if (Kind == NodeKind::Scalar)
    Value = V.scalar(N);
  else if (Kind == NodeKind::Pointer && Value.empty())
    Value = describe(V, V.pointer(N), false);
  report(S.Code, Path, L, Value);
}

SenderTypes LossFinder::senderTypes() {
  auto Plan = [](void *Ctx, TypeRef Type) {
    std::string Why;
    return static_cast<LossFinder *>(Ctx)->planFor(Type, BlockForm::Unknown, Why);
  };
  return {V.image().Units, V.image().NumUnits, Plan, this};
}

/// Does a block of \p Size bytes whose type nobody knows mean the same there, addresses aside?
bool LossFinder::copiesUntyped(uint64_t Size) {
  if (!LeastUnlike)
    LeastUnlike = leastUnlike(V.image().Sender, To, senderTypes());
  return Size < *LeastUnlike;
}

/// Where the platforms lay memory out alike, addresses in it matter.
void LossFinder::checkUntyped(const Node &N, const Location &L) {
  const Platform &From = V.image().Sender;
  bool AllZero = true, Address = false;
  for (uint64_t K = 0; K < N.Bytes; ++K)
    AllZero &= N.Data[K] == 0;
  bool Copied = copiesUntyped(N.Bytes);
  for (uint64_t K = 0; Copied && K + From.PointerSize <= N.Bytes && !Address; K += From.PointerSize) {
    PointerTarget T = V.addresses().resolve(readAddress(N.Data + K, From), /*IsFunction=*/false);
    bool IsObject = T.Kind != TargetKind::Null && T.Kind != TargetKind::Mark && T.Kind != TargetKind::Dangling;
    Address = From == To ? IsObject : hasMoved(T);
  }
  if (!AllZero && (!Copied || Address))
    report(Address && !(From == To) ? Errc::MovedAddress : Errc::OpaqueData, "", L, std::to_string(N.Bytes) + " bytes");
}

/// The function's sizes, and what they may be there: of which types they are isn't known here, so that whatever may be larger than
/// it is on the smaller of the two platforms counts as another one.
static SizeScope scopeOf(const FunctionInfo &F, const Platform &From, const Platform &To, std::vector<uint64_t> &There,
                         const std::vector<SizeParameter> &Parameters) {
  unsigned Least = std::min(From.PointerSize, To.PointerSize);
  There.assign(F.Sizes, F.Sizes + F.NumSizes);
  if (From.PointerSize != To.PointerSize)
    for (uint64_t &Size : There)
      if (From.PointerSize > Least ? Size > Least : Size >= Least)
        Size = From.PointerSize > Least ? Size / 2 : Size * 2;
  SizeScope S;
  S.Sizes[SideTheirs] = F.Sizes;
  S.Sizes[SideOwn] = There.data();
  S.NumSizes[SideTheirs] = S.NumSizes[SideOwn] = F.NumSizes;
  S.Parameters = Parameters.data();
  S.NumParameters = Parameters.size();
  return S;
}

/// A variable that is computed from sizes must be one that can be computed again.
void LossFinder::checkSize(const Variable &X, const FunctionInfo &F, const Location &L) {
  const Platform &From = V.image().Sender;
  const Node &N = X.Value;
  if (X.Field->Size.empty() || !N.Data || !N.Type.Unit || N.Type.Index == NoIndex || !N.Type.info().isInteger() ||
      N.Type.info().Size > sizeof(int64_t))
    return;
  std::vector<uint64_t> There;
  SizeScope Scope = scopeOf(F, From, To, There, SizeParameters);
  Wide Value = readInteger(N.Data, static_cast<unsigned>(N.Type.info().Size), From.BigEndian, N.Type.isSigned());
  int64_t Result;
  if (translateSize(X.Field->Size, X.Field->Size, Scope, static_cast<int64_t>(Value.Low), Result) == SizeResult::Unclear)
    report(Errc::SizeLoss, "", L, V.scalar(N));
}

/// What is known of the arguments of the call that the next activation stands at.
void LossFinder::handSizesOn(const FunctionInfo &F, const StepInfo &S) {
  std::vector<uint64_t> There;
  std::vector<SizeParameter> Next;
  auto Add = [](void *Ctx, const SizeParameter &P) {
    if (!P.Value.isPlain())
      static_cast<std::vector<SizeParameter> *>(Ctx)->push_back(P);
    return true;
  };
  (void)readSizeArguments(S.Sizes, S.Sizes, scopeOf(F, V.image().Sender, To, There, SizeParameters), Add, &Next);
  SizeParameters = std::move(Next);
}

void LossFinder::checkFrame(uint32_t Index) {
  const ActivationRecord &A = V.image().Activations[Index];
  const FunctionInfo &F = V.function(A);
  for (const Variable &X : V.variables(A)) {
    if (X.Field->Flags & FieldTransient)
      continue;
    bool IsTemporary = X.Field->Flags & FieldTemp;
    Location L;
    L.What = "#" + std::to_string(Index) + ": " + (IsTemporary ? "temporary" : "variable") + " '" + X.Value.Name + "'";
    L.Where = "of function '" + ref(F.Name).str() + "' (" + ref(F.File).str() + ":" +
              std::to_string(X.Field->Line ? X.Field->Line : F.Line) + ")";
    size_t Before = Losses.size();
    check(X.Value, "", L, X.Field->Flags & FieldSignUnknown);
    if (Losses.size() == Before)
      checkSize(X, F, L);
  }
  handSizesOn(F, V.step(A));
}

void LossFinder::checkHeap() {
  const Image &I = V.image();
  for (uint32_t K = 0; K < I.NumRuns; ++K) {
    const HeapRun &R = I.Runs[K];
    std::string Site = siteText(I, R);
    for (uint64_t B = 0; B < R.Count; ++B) {
      Node N = V.block(R, B);
      Location L;
      L.What = "heap block " + std::to_string(V.addresses().firstBlock(K) + B);
      L.Where = "(" + V.type(N) + (Site.empty() ? "" : ", " + Site) + ")";
      size_t Before = Losses.size();
      check(N, "", L, false);
      if (Losses.size() == Before)
        checkCharacters(N, R.Address + B * R.Stride, L);
      if (Losses.size() != Before && !isReached(K, B))
        Losses.resize(Before);
    }
  }
}

/// Addresses in characters mean nothing elsewhere; where a platform like the sender's has its objects isn't known.
void LossFinder::checkCharacters(const Node &N, uint64_t Address, const Location &L) {
  const Platform &From = V.image().Sender;
  if (From == To || !N.Type.Unit || N.Type.Index == NoIndex)
    return;
  uint64_t Begin = charactersFrom(*N.Type.Unit, {N.Type.Index, N.Form}, N.Bytes);
  auto OffsetIn = [this](uint64_t Value) {
    PointerTarget T = V.addresses().resolve(Value, false);
    return hasMoved(T) && (T.Offset == 0 || T.Offset < T.Bytes) ? T.Offset : NoOffset;
  };
  uint64_t At = Begin + findAddress(From, N.Data + Begin, Address + Begin, N.Bytes - Begin, OffsetIn);
  if (At < N.Bytes)
    report(isAkin(From, To) ? Errc::MovedAddress : Errc::HiddenAddress, "", L,
           "byte " + std::to_string(At) + " begins a pointer to " +
               describe(V, V.addresses().resolve(readAddress(N.Data + At, From), false), false));
}

/// What nothing refers to isn't refused.
bool LossFinder::isReached(uint32_t Run, uint64_t Block) {
  if (!KnowsReached)
    (void)Reached.find(V.image(), Allocate);
  KnowsReached = true;
  return Reached.isReached(Run, Block);
}

/// Literals are matched by their converted contents.
void LossFinder::checkLiterals() {
  const Image &I = V.image();
  for (uint32_t K = 0; K < I.NumObjects; ++K) {
    const ObjectRecord &O = I.Objects[K];
    if (O.Kind != ObjectKind::Literal || !O.Data || I.Units[O.Unit].Literals[O.Index].Type == NoIndex)
      continue;
    Node N;
    N.Type = {&I.Sender, &I.Units[O.Unit], I.Units[O.Unit].Literals[O.Index].Type};
    N.Data = O.Data;
    N.Bytes = O.Size;
    N.IsBlock = true;
    if (!V.hasPointers(N.Type))
      check(N, "", {"literal", "(" + V.type(N) + ") of " + ref(I.Units[O.Unit].File).str()}, false);
  }
}

std::vector<Loss> LossFinder::run() {
  for (uint32_t K = 0; K < V.image().NumActivations; ++K)
    checkFrame(K);
  for (const Variable &X : V.globals()) {
    if (!X.Value.Data || X.Global->Type == NoIndex || X.Global->Flags & (GlobalConst | GlobalTransient))
      continue;
    Location L{"global '" + ref(X.Global->Name).str() + "'",
               "(" + ref(X.Global->File).str() + ":" + std::to_string(X.Global->Line) + ")"};
    // What the program hasn't changed is the receiver's own.
    Node N = X.Value;
    if (X.AtStart) {
      auto *Changed = Allocate.array<uint8_t>(N.Bytes);
      if (!Changed)
        continue;
      copyChanged({N.Type, N.Data, X.AtStart, N.Bytes}, Changed);
      N.Data = Changed;
    }
    check(N, "", L, false);
    checkCharacters(N, X.Address, L);
  }
  checkLiterals();
  checkHeap();
  return Losses;
}

Expected<std::vector<Loss>> cgt::findLosses(const Values &V, const Platform &To, bool AllowLongDoubleLoss) {
  LossFinder Finder(V, To, AllowLongDoubleLoss);
  if (Error E = Finder.layOutUnits())
    return std::move(E);
  return Finder.run();
}

/// \p Text without numbers in brackets and behind '#' or a blank: "#3: variable 'n'", "heap block 12", "[7].high".
static std::string withoutNumbers(StringRef Text) {
  std::string Result;
  for (size_t K = 0; K < Text.size(); ++K) {
    bool IsNumber = isDigit(Text[K]) && K != 0 && (Text[K - 1] == '[' || Text[K - 1] == '#' || Text[K - 1] == ' ');
    for (; IsNumber && K < Text.size() && isDigit(Text[K]); ++K)
      ;
    if (K < Text.size())
      Result += Text[K];
  }
  return Result;
}

static void printLoss(const Loss &L, raw_ostream &OS) {
  OS << L.What;
  if (!L.Path.empty())
    OS << " at '" << L.Path << "'";
  OS << ' ' << L.Where << ": " << errorText(L.Code);
  if (!L.Value.empty())
    OS << ": " << L.Value;
}

void cgt::printLosses(const std::vector<Loss> &Losses, bool Full, raw_ostream &OS) {
  constexpr size_t Few = 3; // are listed
  std::map<std::tuple<std::string, std::string, std::string, Errc>, std::vector<const Loss *>> Kinds;
  std::vector<const std::vector<const Loss *> *> InOrder;
  for (const Loss &L : Losses) {
    std::vector<const Loss *> &Alike = Kinds[{withoutNumbers(L.What), withoutNumbers(L.Path), L.Where, L.Code}];
    if (Alike.empty())
      InOrder.push_back(&Alike);
    Alike.push_back(&L);
  }
  for (const std::vector<const Loss *> *Alike : InOrder) {
    bool IsListed = Full || Alike->size() <= Few;
    for (size_t K = 0; K < (IsListed ? Alike->size() : 1); ++K) {
      printLoss(*(*Alike)[K], OS);
      if (!IsListed)
        OS << "; and " << Alike->size() - 1 << " more like it (--full lists them)";
      OS << '\n';
    }
  }
}
