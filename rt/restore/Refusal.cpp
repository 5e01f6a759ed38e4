//===- Refusal.cpp - Why an image can't be restored, and what to do --------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "restore/Restoration.h"

#include "abi/ExitCodes.h"
#include "port/Process.h"
#include "program/SaveLock.h"

using namespace cgt;
using report::num;

void Restoration::leave(int Status) {
  savelock::release();
  port::exitNow(Status);
}

static int exitFor(Errc Code) {
  unsigned Number = static_cast<unsigned>(Code);
  return Number >= 30 && Number < 40 ? ExitLoss : ExitRefused;
}

void Restoration::describe(report::Buffer &B, Status S, const char *Why) {
  B.add(errorText(S.Code));
  if (S.Place && Why)
    B.add(" at offset ", num(S.Place));
  B.add(Why ? "; " : "", Why ? Why : "");
}

void Restoration::refuseImage(Status S, const char *Why) {
  char Text[768];
  report::Buffer B(Text, sizeof Text);
  describe(B, S, Why);
  report::error("can't restore '", Path, "': ", B.str());
  leave(exitFor(S.Code));
}

/// At home nothing has moved.
const char *Restoration::adviceOnMoves() const {
  if (AtHome)
    return "start the program where the kernel lets it do without random addresses";
  if (!(I.Sender == Here))
    return "restore with the executable that was saved, or give that memory the type of what it holds";
  Str Own = port::buildId();
  return !Own.empty() && Own == I.Home.BuildId ? "link the program without -pie, so that its objects have the same addresses"
                                               : "restore with the executable that was saved, for which nothing has moved";
}

const char *Restoration::adviceFor(Errc Code) const {
  bool IsSame = I.Sender == Here;
  switch (Code) {
  case Errc::FloatLoss: return "restore on a platform that can represent it, or allow rounding by lossy=long_double";
  case Errc::AmbiguousSign: return "restore on a platform like the saver's, or store each intermediate value in a variable";
  case Errc::OpaqueData:
    return "restore on a platform like the saver's, or say what it holds: a union by CGT_ACTIVE or a file of hints, a "
           "block by the type of a pointer to it";
  case Errc::UnclearEnd:
    return IsSame ? "allocate it by n * sizeof(T) or sizeof(T) + n"
                  : "restore on a platform like the saver's, or allocate it by n * sizeof(T) or sizeof(T) + n";
  case Errc::ChangedStep:
    return IsSame ? "another value of polls=, other macros or another compiler can make that difference: build with the saver's"
                  : "another value of polls=, other macros, another compiler or code that #if gives to one platform only can "
                    "make that difference: build with the saver's, and move such code to a function of its own";
  case Errc::ChangedType:
    return IsSame ? "restore with a program that declares it as the saver's does; macros and headers count as well"
                  : "restore with a program that declares it as the saver's does; macros, headers and what #if gives "
                    "to one platform only count as well";
  case Errc::AbsentStep:
    return "restore on a platform, or with a program, for which the condition is what it was for the saver";
  case Errc::SizeLoss:
    return "restore on a platform like the saver's, or write sizeof where it is needed instead of keeping its value";
  case Errc::TwoTypes: return "restore on a platform like the saver's, or use a block for each type";
  case Errc::HiddenAddress: return "restore on a platform like the saver's, or give that memory the type of what it holds";
  case Errc::MovedAddress: return adviceOnMoves();
  default:
    return exitFor(Code) == ExitLoss ? "restore on a platform that can represent it"
                                     : "restore with the program that was saved, or one whose functions on the stack and saved "
                                       "types are unchanged";
  }
}

void Restoration::refuse(Status S, const Location &L, const Conversion *C, const char *Detail) {
  if (C && C->Views.Range && C->Views.Code == S.Code)
    refuseViews(C->Views, C);
  char Text[768];
  report::Buffer B(Text, sizeof Text);
  B.add(L.What ? L.What : "image");
  if (!L.Name.empty())
    B.add(" '", L.Name, "'");
  if (C && C->Context.LossPath[0])
    B.add(" at '", C->Context.LossPath, "'");
  if (!L.Function.empty())
    B.add(" of function '", L.Function, "'");
  if (!L.File.empty())
    B.add(" (", L.File, ":", num(L.Line), ")");
  B.add(": ", errorText(S.Code));
  if (C && C->Context.LossValue[0])
    B.add(": ", C->Context.LossValue);
  if (Detail && Detail[0])
    B.add(": ", Detail);
  report::error("can't restore '", Path, "': ", B.str(), "; ", adviceFor(S.Code));
  leave(AtHome ? ExitRefused : exitFor(S.Code)); // nothing is lost there
}

Location Restoration::locationOf(const HeapRun &Run) const {
  if (const FrameRun *In = Frames.ofRun(static_cast<uint32_t>(&Run - I.Runs))) {
    const ActivationRecord &A = I.Activations[In->Activation];
    const FunctionInfo &F = I.Units[A.Unit].Functions[A.Function];
    return {"variable", In->Field->Name, F.Name, F.File, In->Field->Line ? In->Field->Line : F.Line};
  }
  Location L{"heap block", {}, {}, {}, 0};
  if (Run.Type != NoIndex)
    L.Name = I.Units[Run.Unit].Types[withoutArrays(I.Units[Run.Unit], Run.Type)].Name;
  if (Run.Site != NoIndex) {
    const AllocSiteInfo &A = I.Units[Run.Unit].Allocs[Run.Site];
    L.Function = A.Function;
    L.File = A.File;
    L.Line = A.Line;
  }
  return L;
}

void cgt::addNamesake(report::Buffer &B, Str Id, const Namesake &Other) {
  auto IsStatic = [](Str Id) { return memchr(Id.Data, ':', Id.Size) != nullptr; };
  B.add("the one in ", Other.File, ":", num(Other.Line), " isn't it: ",
        !IsStatic(Other.Id) ? "that one isn't static"
        : IsStatic(Id)      ? "the name of its file is part of a static one's; keep that name"
                            : "that one is static");
}
