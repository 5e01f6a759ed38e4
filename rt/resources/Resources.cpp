//===- Resources.cpp - What libc and the system keep for a program ----------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/Resources.h"

#include "libc/Libc.h"
#include "port/Report.h"
#include "program/Release.h"
#include "resources/Environment.h"
#include "resources/Files.h"
#include "resources/FloatState.h"
#include "resources/Hooks.h"
#include "resources/JobState.h"
#include "resources/LibraryObjects.h"
#include "resources/MappedMemory.h"
#include "resources/Settings.h"
#include "resources/SignalState.h"
#include "resources/Streams.h"
#include "resources/ThreadState.h"
#include "resources/Timing.h"

using namespace cgt;

//===--- Small ones -----------------------------------------------------------===//

/// For people; no reader needs it.
static bool saveRelease(Saving &S) {
  S.Needed = false;
  S.Own.writeString(release());
  return true;
}

static bool noteRounding(Runtime &R) {
  R.AtPoll.Rounding = port::rounding();
  return true;
}

static void restoreRounding(Restoring &S) { port::setRounding(S.I.Process.Rounding); }

static constexpr const char *LocaleObject = "locale";

static bool saveLocale(Saving &S) {
  const char *Name = libc::localeName();
  if (!Name)
    return true;
  ObjectRecord O;
  O.Kind = ObjectKind::Extern;
  O.Name = LocaleObject;
  O.Address = reinterpret_cast<uintptr_t>(Name);
  O.Size = strlen(Name);
  O.Data = reinterpret_cast<const uint8_t *>(Name);
  return S.Objects.push(O);
}

static void restoreLocale(Restoring &S) {
  for (uint32_t K = 0; K < S.I.NumObjects; ++K) {
    const ObjectRecord &O = S.I.Objects[K];
    if (O.Kind != ObjectKind::Extern || O.Name != Str(LocaleObject))
      continue;
    char Name[1024], Why[1200];
    report::Buffer(Name, sizeof Name)
        .add(O.Data ? Str(reinterpret_cast<const char *>(O.Data), static_cast<uint32_t>(O.Size)) : Str());
    report::Buffer(Why, sizeof Why).add("there is no locale '", Name, "' here; install it");
    if (!libc::setLocale(Name))
      S.refuse(Why);
  }
}

//===--- The table --------------------------------------------------------------===//

namespace {
enum class RowSection : uint8_t { None, PROC, HOOK, OBJS, FILE, RSRC };

struct Row {
  const char *Name;
  RowSection Section;
  bool (*Note)(Runtime &R);
  bool (*Save)(Saving &S);
  void (*Restore)(Restoring &S);
};
} // namespace

static constexpr Row Rows[] = {
#define CGT_RESOURCE(Id, Name, Section, Note, Save, Restore) {Name, RowSection::Section, Note, Save, Restore},
#include "resources/Resources.def"
};

/// By their names in the list.
enum class RowNumber : size_t {
#define CGT_RESOURCE(Id, Name, Section, Note, Save, Restore) Id,
#include "resources/Resources.def"
  Count
};
static constexpr size_t NumFirst = static_cast<size_t>(RowNumber::LibraryObjects) + 1;

bool resources::note(Runtime &R) {
  for (const Row &W : Rows)
    if (W.Note && !W.Note(R))
      return false;
  return true;
}

bool resources::save(Saving &S, MapVector<ResourceRecord> &Out) {
  for (const Row &W : Rows) {
    MapVector<uint8_t> Bytes; // stays mapped until the child ends
    Sink Own(
        [](void *Ctx, const void *Data, size_t Size) {
          auto *To = static_cast<MapVector<uint8_t> *>(Ctx);
          for (size_t K = 0; K < Size; ++K)
            if (!To->push(static_cast<const uint8_t *>(Data)[K]))
              return false;
          return true;
        },
        &Bytes);
    Saving One{S.R, S.Memory, S.Hooks, S.Objects, S.Files, Own};
    if (W.Save && (!W.Save(One) || !Own.status().ok()))
      return false;
    if (Own.written() != 0 && !Out.push({W.Name, One.Needed, Bytes.data(), Bytes.size()}))
      return false;
  }
  return true;
}

static const ResourceRecord *entryOf(const Image &I, const Row &W) {
  for (uint32_t K = 0; K < I.NumResources; ++K)
    if (W.Section == RowSection::RSRC && I.Resources[K].Name == Str(W.Name))
      return &I.Resources[K];
  return nullptr;
}

static bool isKnown(const Image &I, const ResourceRecord &Entry) {
  for (const Row &W : Rows)
    if (entryOf(I, W) == &Entry)
      return true;
  return false;
}

static void findOwn(Restoring &S, const Row &W) {
  const ResourceRecord *Entry = entryOf(S.I, W);
  S.HasOwn = Entry != nullptr;
  S.Own = Entry ? Cursor(Entry->Data, static_cast<size_t>(Entry->Size)) : Cursor(nullptr, 0);
}

void resources::findOwn(Restoring &S, Str Name) {
  for (const Row &W : Rows)
    if (Name == Str(W.Name))
      ::findOwn(S, W);
}

static void restoreRow(Restoring &S, const Row &W) {
  ::findOwn(S, W);
  if (W.Restore)
    W.Restore(S);
}

void resources::restoreFirst(Restoring &S) {
  for (uint32_t K = 0; K < S.I.NumResources; ++K) {
    const ResourceRecord &Entry = S.I.Resources[K];
    if (!Entry.Needed || isKnown(S.I, Entry))
      continue;
    char Why[256];
    report::Buffer(Why, sizeof Why)
        .add("it holds something that this runtime doesn't know: '", Entry.Name, "'; restore with a newer CGT");
    S.refuse(Why);
  }
  for (size_t K = 0; K < NumFirst; ++K)
    restoreRow(S, Rows[K]);
}

void resources::restore(Restoring &S) {
  for (size_t K = NumFirst; K < static_cast<size_t>(RowNumber::Count); ++K)
    restoreRow(S, Rows[K]);
}
