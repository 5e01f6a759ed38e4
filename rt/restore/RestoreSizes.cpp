//===- RestoreSizes.cpp - Sizes that the frames compute with ------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A variable that was computed from `sizeof`, or a parameter that the caller computed so, gets the value that it would have
// here (types/Sizes.h). Frames are entered from the oldest on, so what an argument is made of is known when its parameter
// is met: an allocation wrapper that was saved in its middle asks for as many bytes as its caller needs here.
//
//===----------------------------------------------------------------------===//

#include "restore/Restore.h"

#include "base/Endian.h"
#include "port/Report.h"

using namespace cgt;
using report::num;

static SizeScope scopeOf(const FunctionInfo &Theirs, const FunctionInfo &Own, const MapVector<SizeParameter> &Parameters) {
  SizeScope S;
  S.Sizes[SideTheirs] = Theirs.Sizes;
  S.Sizes[SideOwn] = Own.Sizes;
  S.NumSizes[SideTheirs] = Theirs.NumSizes;
  S.NumSizes[SideOwn] = Own.NumSizes;
  S.Parameters = Parameters.data();
  S.NumParameters = Parameters.size();
  return S;
}

/// An integer of \p T, of this platform.
static int64_t readNative(const void *At, const TypeInfo &T) {
  auto Size = static_cast<unsigned>(T.Size);
  return static_cast<int64_t>(readInteger(static_cast<const uint8_t *>(At), Size, HostBig, T.scalar() == Scalar::Signed).Low);
}

/// False when it doesn't fit.
static bool writeNative(void *At, const TypeInfo &T, int64_t Value) {
  writeInteger({0, static_cast<uint64_t>(Value)}, static_cast<uint8_t *>(At), static_cast<unsigned>(T.Size), HostBig);
  return readNative(At, T) == Value;
}

void Restorer::translateSizes(const StepMatch &M, const FieldMatch &F, void *Target, const Location &L) {
  const TypeInfo &Type = P.unit(M.Own.Unit).Types[F.Own->Type];
  if (I.Sender == Here || F.Own->Size.empty() || !Type.isInteger() || Type.Size > sizeof(int64_t))
    return;
  const FunctionInfo &Theirs = I.Units[M.Unit].Functions[M.Function], &Own = P.unit(M.Own.Unit).Functions[M.Own.Index];
  int64_t Value = readNative(Target, Type), Result = 0;
  SizeResult R = translateSize(F.Theirs->Size, F.Own->Size, scopeOf(Theirs, Own, SizeParameters), Value, Result);
  if (R == SizeResult::Same || (R == SizeResult::Changed && writeNative(Target, Type, Result)))
    return;
  char Text[32];
  refuse(Status::fail(Errc::SizeLoss), L, nullptr, report::Buffer(Text, sizeof Text).add(num(Value)).c_str());
}

/// What is known of the arguments of the call that \p M stands at. Where it isn't, each may be anything that differs.
void Restorer::handSizesOn(const StepMatch &M) {
  if (I.Sender == Here)
    return;
  const FunctionInfo &Theirs = I.Units[M.Unit].Functions[M.Function], &Own = P.unit(M.Own.Unit).Functions[M.Own.Index];
  MapVector<SizeParameter> &Next = SpareParameters;
  Next.clear();
  bool Good = readSizeArguments(
      Theirs.step(M.Step).Sizes, Own.step(M.OwnStep).Sizes, scopeOf(Theirs, Own, SizeParameters),
      [](void *Ctx, const SizeParameter &Parameter) {
        auto &To = *static_cast<MapVector<SizeParameter> *>(Ctx);
        return Parameter.Value.isPlain() || To.push(Parameter);
      },
      &Next);
  if (!Good) {
    Location L{"function", Own.Name, {}, Own.File, Own.Line};
    refuse(Status::fail(Errc::SizeLoss), L, nullptr, "the arguments of a call in it are computed from sizes in another way");
  }
  MapVector<SizeParameter> Used = SizeParameters;
  SizeParameters = Next;
  SpareParameters = Used;
}
