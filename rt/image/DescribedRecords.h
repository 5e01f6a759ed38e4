//===- DescribedRecords.h - Objects of libraries in an image -------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Entries `library objects` and `library values` of section RSRC: what the program has registered by cgt_resource().
//
//===----------------------------------------------------------------------===//

#ifndef CGT_IMAGE_DESCRIBEDRECORDS_H
#define CGT_IMAGE_DESCRIBEDRECORDS_H

#include "image/Checkpoint.h"

namespace cgt {

/// All are the sender's addresses.
struct DescribedRecord {
  uint64_t Object = 0;
  uint64_t Describe = 0, Make = 0; ///< functions
  uint64_t Description = 0;        ///< a block of the heap
};

/// Those whose memory is a library's: they are made anew, and pointers to them change.
constexpr char LibraryObjects[] = "library objects";
/// Those in the program's own memory.
constexpr char LibraryValues[] = "library values";
/// Names of LibraryObjects in OBJS are this and an index.
constexpr char LibraryObjectName[] = "library.";

inline void writeDescribedRecord(Sink &Out, const DescribedRecord &R) {
  Out.writeULEB(R.Object);
  Out.writeULEB(R.Describe);
  Out.writeULEB(R.Make);
  Out.writeULEB(R.Description);
}

/// Reads the next one. False when it is damaged.
inline bool readDescribedRecord(Cursor &In, DescribedRecord &R) {
  return In.readULEB(R.Object).ok() && In.readULEB(R.Describe).ok() && In.readULEB(R.Make).ok() &&
         In.readULEB(R.Description).ok();
}

/// Calls \p Visit for each record of the entry \p Name, up to the first that is damaged.
template <typename Fn> void forEachDescribedRecord(const Image &I, Str Name, Fn Visit) {
  for (uint32_t K = 0; K < I.NumResources; ++K) {
    if (I.Resources[K].Name != Name)
      continue;
    Cursor In(I.Resources[K].Data, static_cast<size_t>(I.Resources[K].Size));
    for (DescribedRecord R; In.remaining() != 0 && readDescribedRecord(In, R);)
      Visit(R);
  }
}

/// The name of the function at \p Address as its source has it, for messages. \p UnitOf tells a unit by its number.
template <typename Fn> Str functionNameAt(const ObjectRecord *Objects, size_t Count, uint64_t Address, Fn UnitOf) {
  for (size_t K = 0; K < Count; ++K) {
    const ObjectRecord &O = Objects[K];
    if (O.Kind != ObjectKind::Symbol || O.Address != Address)
      continue;
    Str Id = UnitOf(O.Unit).Symbols[O.Index].Id; // a static one has its file in front
    for (uint32_t At = Id.Size; At-- > 0;)
      if (Id.Data[At] == ':')
        return Str(Id.Data + At + 1, Id.Size - At - 1);
    return Id;
  }
  return "(unknown)";
}

} // namespace cgt

#endif // CGT_IMAGE_DESCRIBEDRECORDS_H
