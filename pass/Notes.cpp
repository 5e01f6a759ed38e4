//===- Notes.cpp - What the plugin tells the pass --------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Notes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace cgt;

/// Of what the plugin writes; another number is another plugin.
static constexpr int NotesVersion = 1;

//===--- Writing ------------------------------------------------------------===//

#define CGT_NOTE(Name) static json::Value toValue(const Name &N);
#include "Notes.def"

static json::Value toValue(const std::string &Text) { return Text; }
static json::Value toValue(bool Flag) { return Flag; }
static json::Value toValue(int Number) { return Number; }
static json::Value toValue(unsigned Number) { return Number; }
static json::Value toValue(uint64_t Number) { return static_cast<int64_t>(Number); }
static json::Value toValue(NoteKind Kind) { return std::string(1, static_cast<char>(Kind)); }
static json::Value toValue(NoteHash Hash) { return utohexstr(Hash.Value, true, 16); }
template <typename T> static json::Value toValue(const std::vector<T> &All) {
  json::Array Out;
  for (const T &One : All)
    Out.push_back(toValue(One));
  return Out;
}

template <typename T> static bool isUsual(const T &Value, const T &Usual) { return Value == Usual; }
template <typename T> static bool isUsual(const std::vector<T> &Value, const std::vector<T> &) { return Value.empty(); }

#define CGT_NOTE(Name)                                                                                                         \
  static json::Value toValue(const Name &N) {                                                                                  \
    const Name Plain;                                                                                                          \
    json::Object O;
#define CGT_KEY(Type, Name, Key, Usual) O[Key] = toValue(N.Name);
#define CGT_OPTIONAL(Type, Name, Key, Usual)                                                                                   \
  if (!isUsual(N.Name, Plain.Name))                                                                                            \
    O[Key] = toValue(N.Name);
#define CGT_NOTE_END(Name)                                                                                                     \
  (void)Plain;                                                                                                                 \
  return O;                                                                                                                    \
  }
#include "Notes.def"

json::Object cgt::toJson(const Notes &N) {
  json::Value V = toValue(N);
  (*V.getAsObject())["version"] = NotesVersion;
  return std::move(*V.getAsObject());
}

//===--- Reading ------------------------------------------------------------===//

namespace {
/// Takes the members of one object.
class ObjectReader {
public:
  ObjectReader(const json::Object &O, StringRef Name, std::string &Fault) : O(O), Name(Name), Fault(Fault) {}
  template <typename T> void take(StringRef Key, T &Into, bool IsOptional);
  /// False when a key is missing, unknown or of another kind; \p Fault says so.
  bool finish();

private:
  void fail(const Twine &What) {
    if (Fault.empty())
      Fault = (Name + What).str();
  }

  const json::Object &O;
  StringRef Name;
  std::string &Fault;
  SmallVector<StringRef, 16> Known;
};
} // namespace

#define CGT_NOTE(Name) static bool fromValue(const json::Value &V, Name &N, std::string &Fault);
#include "Notes.def"

template <typename T> static bool fromInteger(const json::Value &V, T &Number) {
  std::optional<int64_t> Given = V.getAsInteger();
  Number = static_cast<T>(Given.value_or(0));
  return Given.has_value();
}
static bool fromValue(const json::Value &V, std::string &Text, std::string &) {
  Text = V.getAsString().value_or("").str();
  return V.kind() == json::Value::String;
}
static bool fromValue(const json::Value &V, bool &Flag, std::string &) {
  Flag = V.getAsBoolean().value_or(false);
  return V.kind() == json::Value::Boolean;
}
static bool fromValue(const json::Value &V, int &Number, std::string &) { return fromInteger(V, Number); }
static bool fromValue(const json::Value &V, unsigned &Number, std::string &) { return fromInteger(V, Number); }
static bool fromValue(const json::Value &V, uint64_t &Number, std::string &) { return fromInteger(V, Number); }
static bool fromValue(const json::Value &V, NoteKind &Kind, std::string &) {
  StringRef Letter = V.getAsString().value_or("");
  Kind = Letter.size() == 1 ? static_cast<NoteKind>(Letter[0]) : NoteKind::Void;
  return Letter.size() == 1 && (scalarOf(Letter[0]) != Scalar::None || StringRef("pqasnov").contains(Letter));
}
static bool fromValue(const json::Value &V, NoteHash &Hash, std::string &) {
  StringRef Digits = V.getAsString().value_or("");
  return !Digits.getAsInteger(16, Hash.Value);
}
template <typename T> static bool fromValue(const json::Value &V, std::vector<T> &All, std::string &Fault) {
  const json::Array *Given = V.getAsArray();
  if (!Given)
    return false;
  All.resize(Given->size());
  return all_of(zip(*Given, All), [&](auto Pair) { return fromValue(std::get<0>(Pair), std::get<1>(Pair), Fault); });
}

template <typename T> void ObjectReader::take(StringRef Key, T &Into, bool IsOptional) {
  Known.push_back(Key);
  const json::Value *V = O.get(Key);
  if (V ? !fromValue(*V, Into, Fault) : !IsOptional)
    fail((V ? " has something unexpected as \"" : " has no \"") + Key + "\"");
}

bool ObjectReader::finish() {
  for (const auto &[Key, Value] : O)
    if (!is_contained(Known, StringRef(Key)))
      fail(" has an unknown \"" + Twine(StringRef(Key)) + "\"");
  return Fault.empty();
}

#define CGT_NOTE(Name)                                                                                                         \
  static bool fromValue(const json::Value &V, Name &N, std::string &Fault) {                                                   \
    const json::Object *O = V.getAsObject();                                                                                   \
    if (!O)                                                                                                                    \
      return false;                                                                                                            \
    ObjectReader Reader(*O, #Name, Fault);
#define CGT_KEY(Type, Name, Key, Usual) Reader.take(Key, N.Name, false);
#define CGT_OPTIONAL(Type, Name, Key, Usual) Reader.take(Key, N.Name, true);
#define CGT_NOTE_END(Name)                                                                                                     \
  return Reader.finish();                                                                                                      \
  }
#include "Notes.def"

std::string cgt::readNotes(StringRef Text, Notes &N) {
  Expected<json::Value> Parsed = json::parse(Text);
  if (!Parsed)
    return toString(Parsed.takeError());
  std::string Fault;
  if (!fromValue(*Parsed, N, Fault))
    return Fault.empty() ? "they are no object" : Fault;
  return N.Version == NotesVersion ? "" : "they are of version " + std::to_string(N.Version);
}

//===--- Types --------------------------------------------------------------===//

static TypeKind kindOf(NoteKind Kind) {
  switch (Kind) {
  case NoteKind::Pointer: return TypeKind::Pointer;
  case NoteKind::FunctionPointer: return TypeKind::FunctionPointer;
  case NoteKind::Array: return TypeKind::Array;
  case NoteKind::Struct: return TypeKind::Struct;
  case NoteKind::Union: return TypeKind::Union;
  case NoteKind::Opaque: return TypeKind::Opaque;
  case NoteKind::Void: return TypeKind::Void;
  default: return TypeKind::Scalar;
  }
}

static Str view(const std::string &Text) { return Str(Text.data(), Text.size()); }
static uint32_t indexOrNone(int Index) { return Index < 0 ? NoIndex : static_cast<uint32_t>(Index); }

TypeInfo cgt::typeInfo(const NoteType &N) {
  TypeInfo T;
  T.Kind = kindOf(N.Kind);
  T.Number = T.Kind == TypeKind::Scalar ? static_cast<Scalar>(N.Kind) : Scalar::None;
  T.Enumerators = N.Enumerators;
  T.Name = view(N.Name);
  T.Size = N.Size;
  T.Align = N.Align;
  T.Element = indexOrNone(N.Element);
  T.Count = N.Count;
  T.AnyOrder = N.IsSystem;
  T.File = view(N.File);
  T.Line = N.Line;
  T.Active = view(N.Active);
  return T;
}

MemberInfo cgt::memberInfo(const NoteMember &N) {
  MemberInfo M;
  M.Name = view(N.Name);
  M.Type = indexOrNone(N.Type);
  M.Offset = N.Offset;
  M.IsBitField = N.BitWidth != 0;
  M.BitOffset = static_cast<uint32_t>(N.BitOffset);
  M.BitWidth = static_cast<uint32_t>(N.BitWidth);
  M.Active = view(N.Active);
  return M;
}
