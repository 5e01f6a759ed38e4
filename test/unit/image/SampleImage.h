//===- SampleImage.h - A small image with one of everything ------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_TEST_UNIT_IMAGE_SAMPLEIMAGE_H
#define CGT_TEST_UNIT_IMAGE_SAMPLEIMAGE_H

#include "support/Support.h"

#include <cstring>

namespace cgt {
namespace test {

struct SampleImage {
  explicit SampleImage(size_t LargeSize) : Types("s390x") {
    uint32_t Int = Types.scalar("int");
    uint32_t Table = Types.array(Int, 10);
    Field.Name = "i";
    Field.Type = Int;
    Field.Offset = 8;
    Steps[0].Callee = "f";
    Steps[0].Live = Steps[1].Live = &Live;
    Steps[0].NumLive = Steps[1].NumLive = 1;
    Steps[1].Callee = "<poll>";
    Function.Id = Function.Name = "f";
    Function.File = "a.c";
    Function.RecordSize = 16;
    Function.Fields = &Field;
    Function.NumFields = 1;
    Function.Steps = Steps;
    Function.NumSteps = 2;
    Global.Id = Global.Name = "table";
    Global.Type = Table;
    Global.Size = 40;
    Symbol.Id = "f";
    Alloc.Type = Int;
    Alloc.File = "a.c";
    Alloc.Function = "f";
    Unit = Types.unit();
    Unit.File = "a.c";
    Unit.Functions = &Function;
    Unit.Globals = &Global;
    Unit.Symbols = &Symbol;
    Unit.Allocs = &Alloc;
    Unit.NumFunctions = Unit.NumGlobals = Unit.NumSymbols = Unit.NumAllocs = 1;
    StringSink Out;
    EXPECT_TRUE(writeUnit(Unit, Out).ok());
    Blob = Out.Bytes;

    for (int K = 0; K < 16; ++K)
      Record += static_cast<char>(K < 8 ? 0 : K);
    Data.assign(40, 'd');
    for (size_t K = 0; K < LargeSize; ++K)
      Large += static_cast<char>(K % 251 * (K / 4096 % 2));
    for (uint32_t K = 0; K < 2; ++K) {
      Activations[K].Step = K + 1;
      Activations[K].Record = reinterpret_cast<const uint8_t *>(Record.data());
      Activations[K].RecordSize = Record.size();
    }
    fillObjects();
    fillHeap();
    Hook.Number = 17;
    Hook.Name = "SIGCHLD";
    Hook.Function = 0x5000;
    Hook.Flags = 1;

    Source.Sender = platform("s390x");
    Source.Process.Polls = 1234567890123;
    Source.Process.Errno = -3;
    Source.Process.Rounding = 2;
    Source.Process.StdinEnded = true;
    Source.Process.Program = "./prog";
    Units = Cursor(Blob.data(), Blob.size());
    Source.UnitBlobs = &Units;
    Source.NumUnits = 1;
    Source.Activations = Activations;
    Source.NumActivations = 2;
    Source.Objects = Objects;
    Source.NumObjects = 4;
    Source.Runs = Runs;
    Source.NumRuns = 3;
    Source.Hooks = &Hook;
    Source.NumHooks = 1;
  }
  SampleImage(const SampleImage &) = delete;

  std::string write(int Level, const Codec &C = zstdCodec()) {
    StringSink Out;
    Arena Memory;
    EXPECT_TRUE(writeImage(Source, Out, C, Level, Memory).ok());
    return Out.Bytes;
  }

  TypeBuilder Types;
  FieldInfo Field;
  uint32_t Live = 0;
  StepInfo Steps[2];
  FunctionInfo Function;
  GlobalInfo Global;
  SymbolInfo Symbol;
  AllocSiteInfo Alloc;
  UnitInfo Unit;
  std::string Blob, Record, Data, Large, Small = "abcdefghijkl";
  Cursor Units{nullptr, 0};
  ActivationRecord Activations[2];
  ObjectRecord Objects[4];
  HeapRun Runs[3];
  HookRecord Hook;
  ImageSource Source;

private:
  void fillObjects() {
    Objects[0].Unit = Objects[0].Index = 0;
    Objects[0].Address = 0x4000;
    Objects[0].Size = 40;
    Objects[0].Data = reinterpret_cast<const uint8_t *>(Data.data());
    Objects[1].Kind = ObjectKind::Symbol;
    Objects[1].Unit = Objects[1].Index = 0;
    Objects[1].Address = 0x5000;
    Objects[2].Kind = ObjectKind::Extern;
    Objects[2].Name = "stdout";
    Objects[2].Address = 0x6000;
    Objects[3].Kind = ObjectKind::Process;
    Objects[3].Name = "argv.0";
    Objects[3].Address = 0x7000;
    Objects[3].Size = 4;
    Objects[3].Data = reinterpret_cast<const uint8_t *>("arg");
  }
  void fillHeap() {
    Runs[0].Address = 0x10000;
    Runs[0].Stride = 16;
    Runs[0].Count = 3;
    Runs[0].Size = 4;
    Runs[0].Unit = Runs[0].Site = 0;
    Runs[0].Type = 0;
    Runs[0].Data = reinterpret_cast<const uint8_t *>(Small.data());
    Runs[1].Address = 0x20000;
    Runs[1].Count = 1;
    Runs[1].Size = Large.size();
    Runs[1].Data = reinterpret_cast<const uint8_t *>(Large.data());
    Runs[2].Address = 0x100000000;
    Runs[2].Count = 1;
    Runs[2].Data = Runs[0].Data;
  }
};

} // namespace test
} // namespace cgt

#endif // CGT_TEST_UNIT_IMAGE_SAMPLEIMAGE_H
