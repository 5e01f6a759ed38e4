//===- Json.cpp - An image as JSON -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Json.h"

#include "Summary.h"
#include "image/DescribedRecords.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"

using namespace cgt;
using namespace llvm;

namespace {

class JsonWriter {
public:
  JsonWriter(const ImageFile &File, const Values &V, bool Addresses, raw_ostream &OS)
      : File(File), V(V), Addresses(Addresses), J(OS, 2) {}
  void image();

private:
  void string(StringRef Key, StringRef Text) { J.attribute(Key, json::fixUTF8(Text)); }
  void string(StringRef Key, Str Text) { string(Key, ref(Text)); }
  void number(StringRef Key, uint64_t Value) { J.attribute(Key, Value); }
  void address(StringRef Key, uint64_t Value) {
    if (Addresses && Value)
      string(Key, "0x" + utohexstr(Value, /*LowerCase=*/true));
  }
  void platform();
  void process();
  void figures();
  void activation(uint32_t Index);
  void global(const ObjectRecord &O, const Variable &G);
  void run(uint32_t Index);
  void functions();
  void hooks();
  void files();
  void threads();
  void libraryObjects();

  void scalar(const Node &N);
  void pointer(StringRef Key, const PointerTarget &T);
  void contents(const Node &N);
  void element(const Node &N);

  const ImageFile &File;
  const Values &V;
  bool Addresses;
  json::OStream J;
};

} // namespace

//===--- Values ------------------------------------------------------------===//

/// Numbers as JSON numbers, digit by digit as they are; what JSON has no number for as a string.
void JsonWriter::scalar(const Node &N) {
  std::string Text = V.scalar(N);
  if (!V.isNumber(N))
    return J.value(Text);
  bool IsFloat = N.Type.info().scalar() == Scalar::IEEE;
  J.rawValue(IsFloat && Text.find_first_of(".e") == std::string::npos ? Text + ".0" : Text);
}

void JsonWriter::pointer(StringRef Key, const PointerTarget &T) {
  J.attributeObject(Key, [&] {
    string("to", StringRef(targetKindName(T.Kind)));
    address("address", T.Address);
    if (T.Kind == TargetKind::Null || T.Kind == TargetKind::Dangling)
      return;
    if (T.Kind == TargetKind::Mark) {
      J.attribute("mark", T.MarkValue);
      return;
    }
    if (T.Kind == TargetKind::Stack)
      number("activation", T.Activation);
    if (T.Kind == TargetKind::Heap)
      number("block", T.Block);
    std::optional<StringRef> Text = V.literalText(T);
    string("object", Text && T.Kind == TargetKind::Literal ? *Text : StringRef(T.Name));
    if (T.Kind == TargetKind::Function)
      string("id", V.image().Units[T.Object->Unit].Symbols[T.Object->Index].Id);
    if (T.Kind == TargetKind::Global)
      string("id", V.image().Units[T.Object->Unit].Globals[T.Object->Index].Id);
    number("offset", T.Offset);
    string("path", StringRef(T.Path));
  });
}

/// The attributes that say what a node holds.
void JsonWriter::contents(const Node &N) {
  NodeKind Kind = V.kind(N);
  switch (Kind) {
  case NodeKind::Scalar:
    J.attributeBegin("value");
    scalar(N);
    J.attributeEnd();
    return;
  case NodeKind::Pointer: {
    PointerTarget T = V.pointer(N);
    string("value", StringRef(describe(V, T, false)));
    return pointer("pointer", T);
  }
  case NodeKind::Bytes: return string("bytes", StringRef(V.hex(N)));
  case NodeKind::None: return J.attribute("value", nullptr);
  case NodeKind::Record:
    return J.attributeArray("members", [&] {
      for (uint64_t K = 0, E = V.numChildren(N); K < E; ++K)
        J.object([&] {
          Node C = V.child(N, K);
          string("name", StringRef(C.Name));
          string("type", StringRef(V.type(C)));
          contents(C);
        });
    });
  case NodeKind::Array:
    if (std::optional<StringRef> Text = V.text(N); Text && json::isUTF8(*Text))
      return string("value", *Text);
    return J.attributeArray("elements", [&] {
      for (uint64_t K = 0, E = V.numChildren(N); K < E; ++K)
        element(V.child(N, K));
    });
  }
}

void JsonWriter::element(const Node &N) {
  if (V.kind(N) == NodeKind::Scalar)
    return scalar(N);
  J.object([&] { contents(N); });
}

//===--- Parts -------------------------------------------------------------===//

void JsonWriter::platform() {
  const Platform &P = V.image().Sender;
  J.attributeObject("platform", [&] {
    string("triple", P.Triple);
    string("byteOrder", StringRef(P.BigEndian ? "big" : "little"));
    number("pointerSize", P.PointerSize);
    number("longSize", P.LongSize);
    number("longLongAlign", P.LongLongAlign);
    number("doubleAlign", P.DoubleAlign);
    string("longDouble", StringRef(longDoubleName(P.LongDouble)));
    number("longDoubleSize", P.LongDoubleSize);
    number("longDoubleAlign", P.LongDoubleAlign);
    J.attribute("charSigned", P.CharSigned);
    J.attribute("bitFieldsFromTop", P.BitFieldsFromTop);
  });
}

void JsonWriter::process() {
  const ProcessState &P = V.image().Process;
  J.attributeObject("process", [&] {
    string("program", P.Program);
    string("buildId", StringRef(buildId(V.image())));
    string("release", release(V.image()));
    number("sequence", P.Sequence);
    number("polls", P.Polls);
    number("stdoutBytes", P.StdoutBytes);
    J.attribute("stdinPosition", P.StdinPosition);
    J.attribute("stdinEnded", P.StdinEnded);
    J.attribute("errno", P.Errno);
    string("rounding", StringRef(roundingName(P.Rounding)));
    number("stackBytes", P.StackBytes);
  });
}

void JsonWriter::figures() {
  Summary S = summarize(V);
  J.attributeObject("figures", [&] {
    number("activations", V.image().NumActivations);
    number("globals", S.Globals);
    number("globalBytes", S.GlobalBytes);
    number("heapBlocks", S.HeapBlocks);
    number("heapBytes", S.HeapBytes);
    J.attributeArray("heapTypes", [&] {
      for (const TypeTotal &T : S.HeapTypes)
        J.object([&] {
          string("type", StringRef(T.Type));
          number("blocks", T.Blocks);
          number("bytes", T.Bytes);
        });
    });
    J.attributeObject("pointers", [&] {
      for (unsigned K = 0; K < NumTargetKinds; ++K)
        number(targetKindName(TargetKind(K)), S.Pointers[K]);
      number("resolved", S.resolved());
      number("frameToOlderFrame", S.OlderFrame);
      number("globalToStack", S.GlobalToStack);
      number("heapToStack", S.HeapToStack);
    });
  });
}

void JsonWriter::activation(uint32_t Index) {
  const ActivationRecord &A = V.image().Activations[Index];
  const FunctionInfo &F = V.function(A);
  const StepInfo &S = V.step(A);
  J.object([&] {
    number("index", Index);
    string("function", F.Name);
    string("id", F.Id);
    string("file", F.File);
    number("line", S.Line ? S.Line : F.Line);
    number("step", A.Step);
    string("callee", S.Callee);
    number("loopDepth", S.LoopDepth);
    J.attributeArray("variables", [&] {
      for (const Variable &X : V.variables(A))
        J.object([&] {
          string("name", StringRef(X.Value.Name));
          string("type", StringRef(V.type(X.Value)));
          number("line", X.Field->Line ? X.Field->Line : F.Line);
          J.attribute("temporary", (X.Field->Flags & FieldTemp) != 0);
          J.attribute("memory", X.Address != 0);
          address("address", X.Address);
          contents(X.Value);
        });
    });
  });
}

void JsonWriter::global(const ObjectRecord &O, const Variable &G) {
  J.object([&] {
    string("name", G.Global->Name);
    string("id", G.Global->Id);
    string("type", StringRef(V.type(G.Value)));
    string("file", G.Global->File);
    number("line", G.Global->Line);
    number("size", O.Size);
    J.attribute("saved", O.Data != nullptr);
    if (!O.Name.empty())
      string("thread", O.Name);
    address("address", O.Address);
    contents(G.Value);
  });
}

void JsonWriter::run(uint32_t Index) {
  const Image &I = V.image();
  const HeapRun &R = I.Runs[Index];
  J.object([&] {
    number("block", V.addresses().firstBlock(Index));
    string("type", StringRef(V.type(V.block(R, 0))));
    number("count", R.Count);
    number("size", R.Size);
    number("align", R.Align);
    address("address", R.Address);
    if (R.Unit != NoIndex && R.Site != NoIndex) {
      const AllocSiteInfo &S = I.Units[R.Unit].Allocs[R.Site];
      J.attributeObject("site", [&] {
        string("file", S.File);
        number("line", S.Line);
        string("function", S.Function);
      });
    } else {
      J.attribute("site", nullptr);
    }
    J.attributeArray("values", [&] {
      for (uint64_t B = 0; B < R.Count; ++B)
        J.object([&] { contents(V.block(R, B)); });
    });
  });
}

void JsonWriter::functions() {
  const Image &I = V.image();
  for (uint32_t U = 0; U < I.NumUnits; ++U)
    for (uint32_t K = 0; K < I.Units[U].NumFunctions; ++K) {
      const FunctionInfo &F = I.Units[U].Functions[K];
      J.object([&] {
        string("name", F.Name);
        string("id", F.Id);
        string("file", F.File);
        number("line", F.Line);
        string("tokens", StringRef(utohexstr(F.TokenHash, /*LowerCase=*/true, 16)));
        J.attributeArray("steps", [&] {
          for (uint32_t S = 0; S < F.NumSteps; ++S)
            J.object([&] {
              number("step", S + 1);
              string("callee", F.Steps[S].Callee);
              number("line", F.Steps[S].Line);
              number("loopDepth", F.Steps[S].LoopDepth);
              J.attributeArray("live", [&] {
                for (const FieldInfo &V : LiveFields(F, F.Steps[S]))
                  J.value(json::fixUTF8(ref(V.Name)));
              });
            });
        });
      });
    }
}

void JsonWriter::hooks() {
  static const char *const Kinds[] = {"signal",       "atexit",      "on_save",    "on_resume",  "on_exit",   "at_quick_exit",
                                      "fork_prepare", "fork_parent", "fork_child", "thread_key", "held_mutex"};
  static_assert(std::size(Kinds) == HookRecord::LastKind + 1, "each kind has a name");
  const Image &I = V.image();
  for (uint32_t K = 0; K < I.NumHooks; ++K)
    J.object([&] {
      const HookRecord &H = I.Hooks[K];
      string("kind", StringRef(Kinds[H.Kind]));
      string("name", H.Name);
      bool IsSignal = H.Kind == HookRecord::Signal;
      if (IsSignal && H.Function <= 1)
        string("function", StringRef(H.Function ? "SIG_IGN" : "SIG_DFL"));
      else if (H.Function == 0)
        string("function", StringRef());
      else
        string("function", StringRef(V.addresses().resolve(H.Function, true).Name));
      J.attribute("blocked", (H.Flags & HookRecord::Blocked) != 0);
    });
}

void JsonWriter::libraryObjects() {
  const Resolver &At = V.addresses();
  auto Write = [&](const DescribedRecord &R) {
    J.object([&] {
      pointer("object", At.resolve(R.Object, false));
      string("describe", StringRef(At.resolve(R.Describe, true).Name));
      string("make", StringRef(At.resolve(R.Make, true).Name));
      pointer("description", At.resolve(R.Description, false));
    });
  };
  forEachDescribedRecord(V.image(), LibraryObjects, Write);
  forEachDescribedRecord(V.image(), LibraryValues, Write);
}

void JsonWriter::files() {
  const OpenFiles &O = V.image().Files;
  for (uint32_t K = 0; K < O.NumFiles; ++K)
    J.object([&] {
      const FileRecord &F = O.Files[K];
      string("name", F.Name);
      string("fate", fateText(F.Fate));
      number("bytes", F.Size);
      J.attributeArray("descriptors", [&] {
        for (uint32_t D = 0; D < O.NumDescriptors; ++D)
          if (uint32_t Index = O.Descriptors[D].Description; Index != NoIndex && O.Descriptions[Index].File == K)
            J.value(O.Descriptors[D].Number);
      });
    });
}

void JsonWriter::threads() {
  for (const ThreadEntry &T : V.threads())
    J.object([&] {
      number("number", T.Number);
      number("firstActivation", T.First);
      number("activations", T.Last - T.First);
      number("errno", T.Errno);
      number("stackBytes", T.StackTop - T.StackLow);
    });
}

void JsonWriter::image() {
  const Image &I = V.image();
  J.object([&] {
    number("schema", 1);
    J.attributeObject("format", [&] {
      number("version", File.writtenBy());
      number("readableBy", File.readableBy());
      number("bytes", File.bytes());
    });
    platform();
    process();
    figures();
    J.attributeArray("threads", [&] { threads(); });
    J.attributeArray("activations", [&] {
      for (uint32_t K = 0; K < I.NumActivations; ++K)
        activation(K);
    });
    J.attributeArray("globals", [&] {
      std::vector<Variable> Globals = V.globals();
      auto Next = Globals.begin();
      for (uint32_t K = 0; K < I.NumObjects; ++K)
        if (I.Objects[K].Kind == ObjectKind::Global)
          global(I.Objects[K], *Next++);
    });
    J.attributeArray("heap", [&] {
      for (uint32_t K = 0; K < I.NumRuns; ++K)
        run(K);
    });
    J.attributeArray("functions", [&] { functions(); });
    J.attributeArray("hooks", [&] { hooks(); });
    J.attributeArray("files", [&] { files(); });
    J.attributeArray("libraryObjects", [&] { libraryObjects(); });
  });
}

void cgt::writeJson(const ImageFile &File, const Values &V, bool Addresses, raw_ostream &OS) {
  JsonWriter(File, V, Addresses, OS).image();
  OS << '\n';
}

void cgt::writeJson(const Platform &To, ArrayRef<Loss> Losses, raw_ostream &OS) {
  json::OStream J(OS, 2);
  auto Text = [&J](StringRef Key, StringRef Value) { J.attribute(Key, json::fixUTF8(Value)); };
  J.object([&] {
    J.attribute("schema", 1);
    Text("checkedFor", ref(To.Triple));
    J.attributeArray("losses", [&] {
      for (const Loss &L : Losses)
        J.object([&] {
          Text("what", L.What);
          Text("path", L.Path);
          Text("where", L.Where);
          J.attribute("code", static_cast<int>(L.Code));
          Text("reason", errorText(L.Code));
          Text("value", L.Value);
        });
    });
  });
  OS << '\n';
}

void cgt::writeJson(const ProgramFile &Program, const Platform *To, ArrayRef<Obstacle> Found, raw_ostream &OS) {
  json::OStream J(OS, 2);
  auto Text = [&J](StringRef Key, StringRef Value) { J.attribute(Key, json::fixUTF8(Value)); };
  J.object([&] {
    J.attribute("schema", 1);
    Text("platform", ref(Program.platform()->Triple));
    Text("release", Program.release());
    if (To)
      Text("checkedFor", ref(To->Triple));
    J.attributeArray("findings", [&] {
      for (const Obstacle &O : Found)
        J.object([&] {
          Text("slug", O.Slug);
          Text("severity", O.IsCertain ? "certain" : "possible");
          Text("where", O.IsAbroad ? "abroad" : "home");
          Text("file", O.File);
          J.attribute("line", O.Line);
          Text("function", O.Function);
          Text("reason", O.Reason);
          Text("advice", O.Advice);
        });
    });
  });
  OS << '\n';
}
