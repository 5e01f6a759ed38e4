//===- SchemaText.cpp - What an object's schema says, as text --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads a unit blob from standard input and prints, as JSON, what must be the same on all platforms and levels: functions with
// their steps, what is alive at each, and globals. Types are printed without what may differ: sizes, signs, float formats.
//
//===----------------------------------------------------------------------===//

#include "types/Schema.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <string>

using namespace cgt;

static std::string text(Str S) { return std::string(S.Data, S.Size); }

static std::string quoted(const std::string &S) {
  std::string Result = "\"";
  for (char C : S)
    Result += C == '"' || C == '\\' ? std::string("\\") + C : std::string(1, C);
  return Result + "\"";
}

static std::string typeText(const UnitInfo &U, uint32_t Index) {
  if (Index == NoIndex)
    return "?";
  const TypeInfo &T = U.Types[Index];
  if (!T.Name.empty())
    return text(T.Name);
  switch (T.Kind) {
  case TypeKind::Scalar:
    return std::string(1, T.isFloating() ? 'f' : T.Number == Scalar::Bool ? 'b' : 'i');
  case TypeKind::Pointer:
  case TypeKind::FunctionPointer:
    return "p";
  case TypeKind::Array:
    return typeText(U, T.Element) + "[" + std::to_string(T.Count) + "]";
  case TypeKind::Struct:
  case TypeKind::Union: {
    std::string Result = "{";
    for (uint32_t K = 0; K < T.NumMembers; ++K)
      Result += typeText(U, T.Members[K].Type) + ";";
    return Result + "}";
  }
  case TypeKind::Opaque:
    return "bytes";
  case TypeKind::Void:
    return "void";
  }
  return "?";
}

static void printStep(const UnitInfo &U, const FunctionInfo &F, const StepInfo &S) {
  std::string Variables, Temporaries;
  for (uint32_t K = 0; K < S.NumLive; ++K) {
    const FieldInfo &Field = F.Fields[S.Live[K]];
    bool IsTemporary = Field.Flags & FieldTemp;
    std::string &List = IsTemporary ? Temporaries : Variables;
    List += (List.empty() ? "" : ",") +
            quoted(IsTemporary ? typeText(U, Field.Type) : (Field.Flags & FieldMemory ? "*" : "") + text(Field.Name));
  }
  printf("{\"callee\":%s,\"depth\":%u,\"ordinal\":%u,\"absent\":%d,\"variables\":[%s],\"temporaries\":[%s]}",
         quoted(text(S.Callee)).c_str(), S.LoopDepth, S.Ordinal, S.Flags & StepAbsent, Variables.c_str(),
         Temporaries.c_str());
}

int main() {
  std::string Blob;
  for (int C; (C = getchar()) != EOF;)
    Blob += static_cast<char>(C);
  Allocator Memory{[](void *, size_t Size) { return calloc(1, Size); }, nullptr};
  Cursor In(Blob.data(), Blob.size());
  UnitInfo U;
  if (!parseUnit(In, Memory, U).ok())
    return 1;
  printf("{\"functions\":[");
  for (uint32_t K = 0; K < U.NumFunctions; ++K) {
    const FunctionInfo &F = U.Functions[K];
    printf("%s{\"id\":%s,\"steps\":[", K ? "," : "", quoted(text(F.Id)).c_str());
    for (uint32_t S = 0; S < F.NumSteps; ++S) {
      if (S)
        printf(",");
      printStep(U, F, F.Steps[S]);
    }
    printf("]}");
  }
  printf("],\"globals\":[");
  for (uint32_t K = 0; K < U.NumGlobals; ++K)
    printf("%s[%s,%s]", K ? "," : "", quoted(text(U.Globals[K].Id)).c_str(),
           quoted(typeText(U, U.Globals[K].Type)).c_str());
  printf("]}\n");
  return 0;
}
