//===- LibraryObjects.cpp - Objects of libraries ------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/LibraryObjects.h"

#include "heap/Heap.h"
#include "image/DescribedRecords.h"
#include "port/Report.h"

using namespace cgt;
using libraryobjects::Registration;

//===--- The list ---------------------------------------------------------------===//

[[clang::require_constant_initialization]] static MapVector<Registration> Registered;
static size_t Ended; ///< of them

// Where they are in the list, by address: open addressing, in a power of two of cells. An index plus one; 0: none.
[[clang::require_constant_initialization]] static MapVector<uint32_t> Cells;
static size_t NumCells;

MapVector<Registration> &libraryobjects::all() { return Registered; }

/// The cell that has \p Object, or the first free one for it.
static uint32_t &cellOf(const void *Object) {
  constexpr uint64_t Golden = 0x9e3779b97f4a7c15;
  uint64_t Hash = reinterpret_cast<uintptr_t>(Object) * Golden;
  for (Hash ^= Hash >> 32;; ++Hash)
    if (uint32_t &Cell = Cells.data()[Hash & (NumCells - 1)]; Cell == 0 || Registered[Cell - 1].Object == Object)
      return Cell;
}

/// Makes the table anew, with room for one more, and leaves out what was ended. False when memory is out.
static bool arrange() {
  size_t Live = 0, Needed = 64;
  while (Needed < 4 * (Registered.size() - Ended + 1))
    Needed *= 2;
  MapVector<uint32_t> Fresh; // of zeros
  if (!Fresh.reserve(Needed))
    return false;
  Cells.release();
  Cells = Fresh;
  NumCells = Needed;
  for (const Registration &R : Registered)
    if (R.Object)
      Registered[Live++] = R;
  while (Registered.size() != Live)
    Registered.pop();
  Ended = 0;
  for (size_t K = 0; K < Live; ++K)
    cellOf(Registered[K].Object) = static_cast<uint32_t>(K + 1);
  return true;
}

static Registration *find(const void *Object) {
  uint32_t Cell = NumCells && Object ? cellOf(Object) : 0;
  return Cell ? &Registered[Cell - 1] : nullptr;
}

bool libraryobjects::isRegistered(const void *Address) { return find(Address) != nullptr; }

bool libraryobjects::add(const Registration &New) {
  if (Registration *Known = find(New.Object)) {
    *Known = New;
    return true;
  }
  if (2 * (Registered.size() + 1) > NumCells && !arrange())
    return false;
  if (!Registered.push(New))
    return false;
  cellOf(New.Object) = static_cast<uint32_t>(Registered.size());
  return true;
}

void libraryobjects::remove(void *Object) {
  if (Registration *Known = find(Object)) {
    Known->Object = nullptr;
    ++Ended;
  }
}

//===--- At saves ---------------------------------------------------------------===//

/// One that registers or ends objects may move the list.
void libraryobjects::describe() {
  for (size_t K = 0; K < Registered.size(); ++K) {
    const Registration R = Registered[K];
    void *Description = R.Object ? R.Describe(R.Object) : nullptr;
    if (Registration *Known = find(R.Object))
      Known->Description = Description;
  }
}

static bool save(Saving &S, bool Values) {
  for (const Registration &R : Registered) {
    if (!R.Object || R.IsValue != Values)
      continue;
    writeDescribedRecord(S.Own, {reinterpret_cast<uintptr_t>(R.Object), reinterpret_cast<uintptr_t>(R.Describe),
                                 reinterpret_cast<uintptr_t>(R.Make), reinterpret_cast<uintptr_t>(R.Description)});
  }
  return true;
}

/// Pointers to them lead to something.
bool libraryobjects::saveObjects(Saving &S) {
  uint64_t Number = 0;
  for (const Registration &R : Registered) {
    constexpr size_t LongestName = 32;
    if (!R.Object || R.IsValue)
      continue;
    auto *Name = static_cast<char *>(S.Memory.allocate(LongestName));
    if (!Name)
      return false;
    report::Buffer(Name, LongestName).add(LibraryObjectName, report::num(Number++));
    ObjectRecord O;
    O.Kind = ObjectKind::Extern;
    O.Name = Name;
    O.Address = reinterpret_cast<uintptr_t>(R.Object);
    if (!S.Objects.push(O))
      return false;
  }
  return save(S, false);
}

bool libraryobjects::saveValues(Saving &S) { return save(S, true); }

//===--- At resumes -------------------------------------------------------------===//

namespace {
/// Makes the objects of one entry.
class Maker {
public:
  explicit Maker(Restoring &S) : S(S) {}
  /// Calls \p Place(Record, Make, Description), which makes and returns an object, for each.
  template <typename Fn> void run(Fn Place);

private:
  template <typename Function> void find(Function &F, uint64_t Address, const char *Which);
  void freeDescriptions();

  Restoring &S;
  MapVector<void *> Descriptions;
};
} // namespace

static Str functionName(const Image &I, uint64_t Address) {
  return functionNameAt(I.Objects, I.NumObjects, Address, [&](uint32_t Unit) -> const UnitInfo & { return I.Units[Unit]; });
}

template <typename Function> void Maker::find(Function &F, uint64_t Address, const char *Which) {
  F = reinterpret_cast<Function>(S.translate(Address, true));
  if (F)
    return;
  char Why[512];
  report::Buffer(Why, sizeof Why)
      .add("function '", functionName(S.I, Address), "', which ", Which,
           " an object of a library: ", errorText(Errc::MissingFunction),
           "; restore with the program that was saved, or one that has it");
  S.refuse(Why);
}

static bool isBlock(const void *Address) {
  BlockInfo Block;
  return heap::findBlock(Address, Block) && Block.Address == Address;
}

/// All at once, and only what still is a block: a Make function may have freed its own.
void Maker::freeDescriptions() {
  for (void *Description : Descriptions)
    if (isBlock(Description))
      heap::release(Description);
  Descriptions.release();
}

template <typename Fn> void Maker::run(Fn Place) {
  while (S.Own.remaining() != 0) {
    DescribedRecord R;
    Registration New;
    if (!readDescribedRecord(S.Own, R))
      S.refuse("the list of its libraries' objects is damaged; use an undamaged copy or an older image");
    find(New.Describe, R.Describe, "describes");
    find(New.Make, R.Make, "makes");
    void *Description = S.translate(R.Description, false);
    if (!isBlock(Description))
      S.refuse("the description of a library's object is damaged; use an undamaged copy or an older image");
    New.Object = Place(R, New.Make, Description);
    if (!New.Object) {
      char Why[512];
      report::Buffer(Why, sizeof Why)
          .add("function '", functionName(S.I, R.Make), "' made no object from what '", functionName(S.I, R.Describe),
               "' had described; look whether what it needs is here, such as a file");
      S.refuse(Why);
    }
    if (!Descriptions.push(Description) || !libraryobjects::add(New))
      S.refuse("out of memory for objects of libraries");
  }
  freeDescriptions();
}

/// What constructors have registered is the image's business now, as globals are.
void libraryobjects::makeObjects(Restoring &S) {
  Registered.clear();
  Ended = NumCells = 0;
  Maker(S).run([&](const DescribedRecord &R, auto *Make, void *Description) {
    void *Object = Make(Description, nullptr);
    if (Object)
      S.Made(S.Ctx, R.Object, Object);
    return Object;
  });
}

void libraryobjects::makeValues(Restoring &S) {
  Maker(S).run([&](const DescribedRecord &R, auto *Make, void *Description) {
    void *Object = S.translate(R.Object, false);
    if (!Object)
      S.refuse("a variable that holds an object of a library isn't there; use an undamaged copy or an older image");
    return Make(Description, Object) ? Object : nullptr;
  });
}
