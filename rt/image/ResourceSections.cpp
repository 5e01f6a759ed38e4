//===- ResourceSections.cpp - What resources keep in an image ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "image/ResourceSections.h"

#include "image/Sections.h"

using namespace cgt;

bool image::needsResources(const ImageSource &Source) {
  for (uint32_t K = 0; K < Source.NumResources; ++K)
    if (Source.Resources[K].Needed)
      return true;
  return false;
}

void image::writeResources(const ImageSource &Source, Sink &Out) {
  Out.writeULEB(Source.NumResources);
  for (uint32_t K = 0; K < Source.NumResources; ++K) {
    const ResourceRecord &R = Source.Resources[K];
    Out.writeString(R.Name);
    Out.writeU8(R.Needed);
    Out.writeULEB(R.Size);
    Out.writeBytes(R.Data, static_cast<size_t>(R.Size));
  }
}

Status image::readResources(Cursor &In, Image &I, Allocator &Memory) {
  constexpr size_t Shortest = 3;
  if (Status S = In.readCount(I.NumResources, Shortest); !S.ok())
    return S;
  if (I.NumResources > MaxResources)
    return In.fail(Errc::CountTooLarge);
  auto *Resources = Memory.array<ResourceRecord>(uint64_t(I.NumResources) + 1);
  if (!Resources)
    return In.fail(Errc::OutOfMemory);
  I.Resources = Resources;
  for (uint32_t K = 0; K < I.NumResources; ++K) {
    ResourceRecord &R = Resources[K];
    if (Status S = In.readString(R.Name); !S.ok())
      return S;
    if (Status S = In.readBool(R.Needed); !S.ok())
      return S;
    if (Status S = In.readULEB(R.Size); !S.ok())
      return S;
    if (Status S = In.readBytes(R.Data, R.Size); !S.ok())
      return S;
    for (uint32_t Before = 0; Before < K; ++Before)
      if (Resources[Before].Name == R.Name)
        return In.fail(Errc::Malformed);
  }
  return Status::success();
}
