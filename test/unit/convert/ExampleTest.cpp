//===- ExampleTest.cpp - The worked example of docs/format.md ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes the example's image and compares it with the bytes that the document shows.
//
//===----------------------------------------------------------------------===//

#include "support/Support.h"

#include <fstream>
#include <sstream>

using namespace cgt;
using namespace cgt::test;

/// The state of a program that stopped in `int main(void) { int i = 42; cgt_poll(); ... }` on s390x.
static std::string exampleImage() {
  TypeBuilder Types("s390x");
  FieldInfo Field;
  Field.Name = "i";
  Field.Type = Types.scalar("int");
  Field.Offset = 8;
  Field.Line = 1;
  StepInfo Step;
  uint32_t Live = 0;
  Step.Callee = "<poll>";
  Step.Line = 1;
  Step.Live = &Live;
  Step.NumLive = 1;
  FunctionInfo Function;
  Function.Id = Function.Name = "main";
  Function.File = "a.c";
  Function.Line = 1;
  Function.TokenHash = 0x0123456789abcdef;
  Function.RecordSize = 16;
  Function.Fields = &Field;
  Function.NumFields = 1;
  Function.Steps = &Step;
  Function.NumSteps = 1;
  UnitInfo Unit = Types.unit();
  Unit.File = "a.c";
  Unit.FirstExternal = "main";
  Unit.Functions = &Function;
  Unit.NumFunctions = 1;
  StringSink Blob;
  EXPECT_TRUE(writeUnit(Unit, Blob).ok());

  std::string Record(16, 0);
  store(Record, 8, 42, 4, true);
  ActivationRecord Activation;
  Activation.Step = 1;
  Activation.Record = reinterpret_cast<const uint8_t *>(Record.data());
  Activation.RecordSize = Record.size();
  Cursor Units(Blob.Bytes.data(), Blob.Bytes.size());
  ImageSource Source;
  Source.Sender = platform("s390x");
  Source.Sender.Triple = "s390x-linux-gnu";
  Source.Process.Sequence = 1;
  Source.Process.Polls = 1;
  Source.Process.Program = "./a";
  Source.Process.StackBytes = 160;
  Source.UnitBlobs = &Units;
  Source.NumUnits = 1;
  Source.Activations = &Activation;
  Source.NumActivations = 1;
  StringSink Out;
  Arena Memory;
  EXPECT_TRUE(writeImage(Source, Out, Codec(), 0, Memory).ok());
  return Out.Bytes;
}

/// Hex as the document has it: 16 bytes a line behind their offset.
static std::string dump(const std::string &Bytes) {
  std::ostringstream Out;
  char Text[16];
  for (size_t K = 0; K < Bytes.size(); ++K) {
    if (K % 16 == 0) {
      snprintf(Text, sizeof Text, "%s%04zx ", K ? "\n" : "", K);
      Out << Text;
    }
    snprintf(Text, sizeof Text, " %02x", static_cast<unsigned char>(Bytes[K]));
    Out << Text;
  }
  Out << "\n";
  return Out.str();
}

TEST(Example, DocumentShowsWhatIsWritten) {
  std::ifstream File(CGT_SOURCE_DIR "/docs/format.md");
  std::stringstream Contents;
  Contents << File.rdbuf();
  std::string Document = Contents.str(), Shown;
  size_t At = Document.find("<!-- example -->");
  ASSERT_NE(At, std::string::npos);
  std::istringstream Lines(Document.substr(At));
  std::string Line;
  std::getline(Lines, Line);
  while (std::getline(Lines, Line) && Line.find("<!-- end -->") == std::string::npos)
    if (Line.rfind("    ", 0) == 0)
      Shown += Line.substr(4) + "\n";
  EXPECT_EQ(Shown, dump(exampleImage()));
}
