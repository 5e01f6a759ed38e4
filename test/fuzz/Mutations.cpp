//===- Mutations.cpp - What a hostile image says ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fields are chosen by what they are, then by where they stand, so that the few that matter most aren't lost among names
// and lines.
//
//===----------------------------------------------------------------------===//

#include "Mutations.h"

#include "image/Sections.h"

#include <algorithm>
#include <cstring>
#include <map>

using namespace cgt;
using namespace cgt::fuzz;
using namespace cgt::image;

namespace {

class Mutator {
public:
  Mutator(ImageTree &T, Random &R, std::string &What) : T(T), R(R), What(What) { collect(); }
  void any();

private:
  void collect();
  void visit(Field &F, uint32_t Section);
  uint64_t value(const Field &F);
  void number();
  void count();
  void items();
  void words();
  void frame();
  void grow();
  void repeatFrame();
  void emptyRun();
  void doubling();
  void expression();
  std::string &say(const char *Text) { return (What += What.empty() ? "" : ", ") += Text; }
  Field *list(uint32_t Kind, size_t At = 0) {
    ImageSection *S = T.find(Kind);
    return S && S->Root.Items.size() > At && S->Root.Items[At].Kind == Field::List ? &S->Root.Items[At] : nullptr;
  }

  ImageTree &T;
  Random &R;
  std::string &What;
  std::map<std::pair<uint32_t, std::string>, std::vector<Field *>> Numbers, Counts, Lists, Contents;
  std::vector<uint64_t> Addresses;
};

} // namespace

void Mutator::visit(Field &F, uint32_t Section) {
  auto Key = std::make_pair(Section, std::string(F.Name));
  if (F.isNumber()) {
    Numbers[Key].push_back(&F);
    if (strstr(F.Name, "address") && F.Kind == Field::Uleb && F.Value > 4096)
      Addresses.push_back(F.Value);
  }
  if (F.isCounted())
    Counts[Key].push_back(&F);
  if (F.Kind == Field::List && !F.Items.empty())
    Lists[Key].push_back(&F);
  if (F.Kind == Field::Bytes && F.Data.size() >= T.PointerSize)
    Contents[Key].push_back(&F);
  for (Field &I : F.Items)
    visit(I, Section);
}

void Mutator::collect() {
  Numbers.clear(), Counts.clear(), Lists.clear(), Contents.clear(), Addresses.clear();
  for (ImageSection &S : T.Sections)
    visit(S.Root, S.Kind);
}

template <typename Map> static Field *pick(Map &From, Random &R) {
  if (From.empty())
    return nullptr;
  auto It = From.begin();
  std::advance(It, static_cast<long>(R.below(From.size())));
  return R.of(It->second);
}

/// A number that may matter, often near the one that stands there.
uint64_t Mutator::value(const Field &F) {
  static const uint64_t Edges[] = {0,
                                   1,
                                   2,
                                   3,
                                   7,
                                   8,
                                   15,
                                   16,
                                   17,
                                   31,
                                   32,
                                   63,
                                   64,
                                   127,
                                   128,
                                   255,
                                   256,
                                   4095,
                                   4096,
                                   4097,
                                   65535,
                                   65536,
                                   1u << 20,
                                   1u << 24,
                                   0x7fffffff,
                                   0x80000000,
                                   0xfffffffe,
                                   0xffffffff,
                                   0x100000000,
                                   uint64_t(1) << 40,
                                   uint64_t(1) << 47,
                                   uint64_t(1) << 62,
                                   uint64_t(1) << 63,
                                   ~uint64_t(0),
                                   ~uint64_t(1),
                                   ~uint64_t(4095),
                                   ~uint64_t(0) >> 1};
  switch (R.below(8)) {
  case 0:
  case 1: return Edges[R.below(sizeof Edges / sizeof *Edges)];
  case 2: return F.Value + 1 + R.below(16);
  case 3: return F.Value - 1 - R.below(16);
  case 4: return F.Value << R.below(24);
  case 5: return Addresses.empty() ? R.next() : R.of(Addresses) + R.below(3) * 8 - 8;
  case 6: {
    Field *Other = pick(Numbers, R);
    return Other ? Other->Value : 0;
  }
  default: return R.next() >> R.below(64);
  }
}

void Mutator::number() {
  if (Field *F = pick(Numbers, R)) {
    F->Value = value(*F);
    say(F->Name) += "=" + std::to_string(F->Value);
  }
}

void Mutator::count() {
  if (Field *F = pick(Counts, R)) {
    F->Value = F->Kind == Field::String ? F->Data.size() : F->Items.size();
    F->Value = value(*F);
    F->Lies = true;
    say("count of ") += std::string(F->Name) + "=" + std::to_string(F->Value);
  }
}

/// Items go, come twice, change places, or come from another list of the kind.
void Mutator::items() {
  Field *L = pick(Lists, R);
  if (!L)
    return;
  auto At = static_cast<size_t>(R.below(L->Items.size()));
  say("items of ") += L->Name;
  switch (R.below(4)) {
  case 0: L->Items.erase(L->Items.begin() + static_cast<long>(At)); break;
  case 1: {
    Field Copy = L->Items[At];
    L->Items.insert(L->Items.begin() + static_cast<long>(R.below(L->Items.size())), Copy);
    break;
  }
  case 2: std::swap(L->Items[At], R.of(L->Items)); break;
  default: {
    Field *Other = pick(Lists, R);
    if (strcmp(Other->Name, L->Name) == 0)
      L->Items[At] = Field(R.of(Other->Items));
    break;
  }
  }
}

/// Words of data become addresses, or what is nearly one.
void Mutator::words() {
  Field *F = pick(Contents, R);
  if (!F)
    return;
  say("words of ") += F->Name;
  if (Field *Noted = R.oneIn(2) ? list(OutwardSection, 1) : nullptr) { // which of them are to be looked at
    Noted->Items.clear();
    What += " that no note tells of";
  }
  for (uint64_t Times = 1 + R.below(8); Times; --Times) {
    Field Word;
    auto At = static_cast<size_t>(R.below(F->Data.size() / T.PointerSize)) * T.PointerSize;
    uint64_t Value = R.oneIn(3) ? 0x400000 + R.below(0x200000) : value(Word); // where programs have their code
    for (unsigned I = 0; I < T.PointerSize; ++I)
      F->Data[At + I] = static_cast<char>(Value >> 8 * (T.IsBig ? T.PointerSize - 1 - I : I));
  }
}

/// What isn't in a section's contents.
void Mutator::frame() {
  ImageSection &S = R.of(T.Sections);
  Field Word;
  switch (R.below(8)) {
  case 0: S.RawLie = value(Word), say("length of section"); break;
  case 1: S.ChunkLie = value(Word), say("length of chunk"); break;
  case 2: S.Flags = static_cast<uint32_t>(R.below(3)), say("flags"); break;
  case 3: S.IsPacked = !S.IsPacked, say("packing"); break;
  case 4: S.Align = value(Word), say("alignment"); break;
  case 5: T.Sections.erase(T.Sections.begin() + static_cast<long>(&S - T.Sections.data())), say("section gone"); break;
  case 6: std::swap(S, R.of(T.Sections)), say("sections swapped"); break;
  default: S.Kind = R.of(T.Sections).Kind, say("kind"); break;
  }
}

/// A run of blocks with all the zeros that it needs.
void Mutator::grow() {
  Field *Runs = list(HeapSection);
  ImageSection *Data = T.find(HeapDataSection);
  if (!Runs || Runs->Items.empty() || !Data || Data->Root.Items.empty())
    return;
  Field &Run = R.of(Runs->Items);
  uint64_t Size = Run.Items[3].Value, More = (uint64_t(1) << R.below(26)) / (Size ? Size : 1);
  uint64_t Offset = 0;
  for (Field *F = &Runs->Items[0]; F != &Run; ++F)
    Offset += F->Items[2].Value * F->Items[3].Value;
  if (Offset > Data->Root.Items[0].Data.size())
    return;
  if (Run.Items[1].Value == 0)
    Run.Items[1].Value = Size;
  Run.Items[2].Value += More;
  Data->Root.Items[0].Data.insert(static_cast<size_t>(Offset), static_cast<size_t>(More * Size), '\0');
  say("grown by ") += std::to_string(More) + " blocks";
}

void Mutator::repeatFrame() {
  Field *Frames = list(StackSection);
  if (!Frames || Frames->Items.empty())
    return;
  auto At = static_cast<size_t>(R.below(Frames->Items.size()));
  uint64_t Times = uint64_t(1) << R.below(18);
  Field Copy = Frames->Items[At];
  Frames->Items.insert(Frames->Items.begin() + static_cast<long>(At), static_cast<size_t>(Times), Copy);
  say("frame repeated ") += std::to_string(Times) + " times";
}

void Mutator::emptyRun() {
  Field *Runs = list(HeapSection);
  if (!Runs || Runs->Items.empty())
    return;
  Field Run = R.of(Runs->Items);
  Run.Items[3].Value = 0;
  Run.Items[1].Value = 16 << R.below(8);
  Run.Items[2].Value = (uint64_t(1) << R.below(40)) + 1;
  if (R.oneIn(2))
    Run.Items[0].Value += 0x10000000;
  Runs->Items.push_back(Run);
  say("run of empty blocks");
}

/// A type of two, of two, of two: what contains it by value has no end. Their size is that of what they began with.
void Mutator::doubling() {
  Field *Units = list(UnitsSection);
  if (!Units || Units->Items.empty())
    return;
  Field &Types = R.of(Units->Items).Items[0].Items[3];
  if (Types.Items.empty())
    return;
  auto Number = [](Field::KindType Kind, const char *Name, uint64_t Value) {
    Field F;
    F.Kind = Kind, F.Name = Name, F.Value = Value;
    return F;
  };
  auto Text = [](const char *Name, const std::string &Data) {
    Field F;
    F.Kind = Field::String, F.Name = Name, F.Data = Data;
    return F;
  };
  uint64_t Size = R.oneIn(2) ? 0 : 8;
  auto First = static_cast<size_t>(R.below(Types.Items.size()));
  for (uint64_t K = 0, Depth = 8 + R.below(50); K < Depth; ++K) {
    Field Type, Members;
    Members.Kind = Field::List, Members.Name = "members";
    bool IsUnion = Size != 0;
    for (unsigned M = 0; M < 2; ++M) {
      Field Member;
      uint64_t Inner = K == 0 ? First : Types.Items.size() - 1;
      Member.Items = {Text("member name", M ? "b" : "a"), Number(Field::Uleb, "type index", Inner + 1),
                      Number(Field::Uleb, "member offset", 0), Number(Field::U8, "bool", 0)};
      Members.Items.push_back(Member);
    }
    Type.Items = {Number(Field::U8, "type kind", IsUnion ? 5 : 4),
                  Text("type name", "struct d" + std::to_string(K)),
                  Number(Field::Uleb, "type size", Size),
                  Number(Field::Uleb, "type align", 1),
                  Text("file", "d.c"),
                  Number(Field::Uleb, "line", 1),
                  Number(Field::U8, "bool", 0),
                  Members};
    Types.Items.push_back(Type);
  }
  say("doubling types");
  collect();
  auto &Indices = Numbers[{UnitsSection, "type index"}];
  for (uint64_t K = 0; K < 3 && !Indices.empty(); ++K) // something uses it
    R.of(Indices)->Value = Types.Items.size();
  if (Field *Runs = list(HeapSection); Runs && !Runs->Items.empty())
    R.of(Runs->Items).Items[7].Value = Types.Items.size();
}

/// Which member of a union is live.
void Mutator::expression() {
  static const char *const Parts[] = {"flag", "wide", "color", "narrow", "values", "mixed", "number", "text", "bits", "void",
                                      "next", "act",  "?",     ":",      "==",     "&&",    "||",     "<",    "(",    ")",
                                      "0",    "1",    "7",     "~",      "-",      "/",     "<<",     "'a'",  ".",    " "};
  std::vector<Field *> Texts;
  if (Field *Units = list(UnitsSection))
    for (Field &U : Units->Items)
      for (Field &Lives : U.Items[0].Items)
        for (Field &Type : Lives.Items)
          if (strcmp(Lives.Name, "live members") == 0 && Type.Items.size() == 3) {
            Texts.push_back(&Type.Items[1]);
            for (Field &M : Type.Items[2].Items)
              Texts.push_back(&M.Items[1]);
          }
  if (Texts.empty())
    return number();
  std::string &Text = R.of(Texts)->Data;
  size_t At = Text.empty() ? 0 : static_cast<size_t>(R.below(Text.size()));
  switch (R.below(4)) {
  case 0: Text.insert(At, Parts[R.below(std::size(Parts))]); break;
  case 1: Text.erase(At, static_cast<size_t>(R.below(8))); break;
  case 2: Text = std::string(static_cast<size_t>(R.below(20000)), "(!~-1"[R.below(5)]) + Text; break;
  default:
    Text.clear();
    for (uint64_t K = R.below(10); K; --K)
      Text += Parts[R.below(std::size(Parts))];
    Text += "?text:number";
  }
  say("expression ") += Text.substr(0, 40);
}

void Mutator::any() {
  collect();
  switch (R.below(17)) {
  case 16: return expression();
  case 0:
  case 1:
  case 2:
  case 3:
  case 4:
  case 5:
  case 6: return number();
  case 7: return count();
  case 8:
  case 9: return items();
  case 10:
  case 11:
  case 12: return words();
  case 13: return frame();
  case 14: return R.oneIn(2) ? repeatFrame() : emptyRun();
  default: return R.oneIn(2) ? grow() : doubling();
  }
}

void fuzz::mutate(ImageTree &T, Random &R, std::string &What) {
  Mutator M(T, R, What);
  for (uint64_t Times = R.oneIn(2) ? 1 : 2 + R.below(3); Times && !T.Sections.empty(); --Times)
    M.any();
}
