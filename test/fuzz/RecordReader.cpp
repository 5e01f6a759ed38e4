//===- RecordReader.cpp - A stream read as a script says ---------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RecordReader.h"

#include "Heap.h"

#include "base/Hash.h"

#include <algorithm>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace cgt;
using namespace cgt::fuzz;

template <typename F> static auto counted(F Function) {
  Heap::Counting Here;
  return Function();
}

//===--- Where bytes come from ------------------------------------------------===//

long RecordReader::give(void *Context, void *Data, size_t Size) {
  auto *R = static_cast<RecordReader *>(Context);
  if (R->From.From == Source::Functions && ++R->Reads == R->From.FailsAt)
    return -1;
  size_t Piece = !R->Plain ? R->From.Piece : R->isByBytes() ? 1 : 509;
  const std::vector<uint8_t> &All = R->From.Stream;
  size_t Count = std::min({Size, Piece, All.size() - R->Given});
  std::copy_n(All.data() + R->Given, Count, static_cast<uint8_t *>(Data));
  R->Given += Count;
  Heap::arrived(Count);
  return static_cast<long>(Count);
}

int RecordReader::collect(void *Context, const void *Data, size_t Size) {
  auto *R = static_cast<RecordReader *>(Context);
  if (R->From.From == Source::Descriptor)
    return -1;                      // it isn't open for that
  for (size_t I = 0; I < Size; ++I) // in whatever pieces
    R->Written = (R->Written ^ static_cast<const uint8_t *>(Data)[I]) * 0x100000001b3u;
  return 0;
}

void *RecordReader::allocate(void *Context, size_t Size) {
  auto *R = static_cast<RecordReader *>(Context);
  return ++R->Allocations == R->From.FailsAt ? nullptr : malloc(Size);
}

bool RecordReader::isByBytes() const { return From.Stream.size() <= 16384; }

void RecordReader::makePiece() {
  Old.swap(Exact);
  size_t End = From.Stream.size();
  if (From.InPieces) {
    auto Next = std::lower_bound(Ends.begin(), Ends.end(), Given + From.Piece);
    if (Next != Ends.end())
      End = *Next;
    else if (!Ends.empty() && Ends.back() > Given)
      End = Ends.back();
  }
  std::vector<uint8_t> Piece(From.Shift + End - Given); // nothing behind it
  std::copy(From.Stream.begin() + static_cast<long>(Given), From.Stream.begin() + static_cast<long>(End),
            Piece.begin() + From.Shift);
  Exact.swap(Piece);
  Heap::arrived(End - Given);
  Given = End;
}

bool RecordReader::continueInput(bool Must) {
  if (Plain)
    return false;
  if (From.From != Source::Memory) {
    if (!Must && counted([&] { return cgt_rmr_continue_input(S, Exact.data(), 0); }) == CGT_RMR_OK)
      fail("no memory can follow");
    return false;
  }
  if (Must && Given == From.Stream.size())
    return false;
  size_t Was = Given;
  makePiece();
  if (counted([&] { return cgt_rmr_continue_input(S, Exact.data() + From.Shift, Exact.size() - From.Shift); }) == CGT_RMR_OK) {
    Old.clear(); // whoever still reads there is told
    Old.shrink_to_fit();
    return Given != Was;
  }
  if (Must)
    fail("doesn't go on in other memory", S);
  Exact.swap(Old);
  Given = Was;
  return false;
}

void RecordReader::openDescriptor() {
  int Both = memfd_create("records", 0);
  std::string Path = "/proc/self/fd/" + std::to_string(Both);
  Descriptor = ::open(Path.c_str(), O_RDONLY);
  if (Descriptor < 0 || ::write(Both, From.Stream.data(), From.Stream.size()) != static_cast<long>(From.Stream.size()))
    fail("no file");
  close(Both);
  Heap::arrived(From.Stream.size());
  S = counted([&] { return cgt_rmr_open_fd(Descriptor); });
}

void RecordReader::open() {
  cgt_rmr_io Io = {give, From.From == Source::Memory ? nullptr : collect, this};
  cgt_rmr_memory Memory = {allocate, [](void *, void *Block) { free(Block); }, this};
  if (Plain || From.From == Source::Functions || From.From == Source::OwnMemory) {
    bool IsOwn = !Plain && From.From == Source::OwnMemory;
    S = counted([&] { return cgt_rmr_open(&Io, IsOwn ? &Memory : nullptr); });
  } else if (From.From == Source::Memory) {
    makePiece();
    S = counted([&] { return cgt_rmr_open_input(Exact.data() + From.Shift, Exact.size() - From.Shift); });
  } else {
    openDescriptor();
  }
  if (S && Rounds)
    cgt_rmr_allow_rounding(S, 1);
}

RecordReader::RecordReader(const Script &From, bool Plain, std::vector<size_t> Ends)
    : Ends(std::move(Ends)), From(From), Plain(Plain), Rounds(From.Rounds) {
  Heap::start();
}

RecordReader::~RecordReader() {
  if (Descriptor >= 0)
    close(Descriptor);
}

//===--- What comes of a call -------------------------------------------------===//

static bool isPassed(cgt_rmr_status Status) {
  return Status == CGT_RMR_OK || Status == CGT_RMR_IntegerLoss || Status == CGT_RMR_FloatLoss || Status == CGT_RMR_OpaqueData ||
         Status == CGT_RMR_PointerLoss || Status == CGT_RMR_MovedAddress;
}

template <typename F> cgt_rmr_status RecordReader::reading(F Function) {
  cgt_rmr_status Status = counted(Function);
  while (Status == CGT_RMR_EndOfStream && continueInput(true))
    Status = counted(Function);
  return Status;
}

void RecordReader::note(Call Made, unsigned Type, cgt_rmr_status Status, size_t Count, const void *Data) {
  if (Status != CGT_RMR_OK)
    Events.push_back({Made, Type, Status, 0, 0, cgt_rmr_error(S)});
  else // each byte is looked at
    Events.push_back({Made, Type, Status, Count, Data && Count ? hashOf(Data, Count * recordTypes()[Type].Size) : 0, ""});
}

void RecordReader::finishRecord(unsigned Type, cgt_rmr_status Status) {
  if (!isPassed(Status)) {
    Idle += Status == CGT_RMR_ChangedType || Status == CGT_RMR_Unsupported ? 1 : 20;
    return;
  }
  Idle = 0;
  if (Status == CGT_RMR_OK)
    Last = Type;
  if (Plain && isByBytes() && (Ends.empty() || Ends.back() != Given))
    Ends.push_back(Given);
}

//===--- Calls ---------------------------------------------------------------===//

uint8_t RecordReader::tape() {
  static constexpr uint8_t TakeWhatIsNamed[] = {static_cast<uint8_t>(Call::Take), 0xff};
  if (From.Calls.empty())
    return TakeWhatIsNamed[Position++ % sizeof TakeWhatIsNamed];
  return From.Calls[Position++ % From.Calls.size()];
}

unsigned RecordReader::namedType() {
  const char *Name = nullptr;
  size_t Count = 0;
  cgt_rmr_status Status = reading([&] { return cgt_rmr_next(S, &Name, &Count); });
  note(Call::Next, 0, Status, Count, nullptr);
  for (unsigned I = 0; Status == CGT_RMR_OK && I < NUM_RECORD_TYPES; ++I)
    if (recordTypes()[I].Name == Name)
      return I;
  return Last;
}

unsigned RecordReader::pick() {
  uint8_t Byte = tape();
  Heap::tried();
  return Byte >= 0xc0 ? namedType() : Byte >= 0x80 ? Last : Byte % NUM_RECORD_TYPES;
}

void RecordReader::take(Call Made, unsigned Type) {
  const RecordType &T = recordTypes()[Type];
  void *Data = nullptr;
  size_t Count = 0;
  cgt_rmr_status Status = reading([&] { return cgt_rmr_take(S, T.Tag, &Data, &Count); });
  note(Made, Type, Status, Count, T.IsGraph ? nullptr : Data);
  if (Status == CGT_RMR_OK) {
    Copies.write(Type, Data, Count, !Plain);
    counted([&] { return cgt_rmr_free(S, Data), 0; });
  }
  finishRecord(Type, Status);
}

void RecordReader::view(unsigned Type) {
  const RecordType &T = recordTypes()[Type];
  if (Plain && !T.IsGraph)
    return take(Call::View, Type);
  const void *Data = nullptr;
  size_t Count = 0;
  cgt_rmr_status Status = reading([&] { return cgt_rmr_view(S, T.Tag, &Data, &Count); });
  note(Call::View, Type, Status, Count, Data);
  if (Status == CGT_RMR_OK) {
    if (T.IsGraph || reinterpret_cast<uintptr_t>(Data) % T.Align != 0)
      fail("can't be used there");
    Copies.write(Type, Data, Count, !Plain);
  }
  finishRecord(Type, Status);
}

void RecordReader::read(unsigned Type, size_t Count) {
  const RecordType &T = recordTypes()[Type];
  if (Count > Room / T.Size)
    return;
  std::vector<uint8_t> Data(Count * T.Size);
  Room -= Data.size();
  cgt_rmr_status Status = reading([&] { return cgt_rmr_read(S, T.Tag, Data.data(), Count); });
  note(Call::ReadCount, Type, Status, Count, Data.data());
  if (Status == CGT_RMR_OK)
    Copies.write(Type, Data.data(), Count, !Plain);
  finishRecord(Type, Status);
}

bool RecordReader::get(unsigned Type) {
  const RecordType &T = recordTypes()[Type];
  std::vector<uint8_t> Place(T.Size);
  cgt_rmr_status Status =
      reading([&] { return Plain ? cgt_rmr_read(S, T.Tag, Place.data(), 1) : T.Get(S, T.Tag, Place.data()); });
  note(Call::Get, Type, Status, 1, Place.data());
  if (Status == CGT_RMR_OK)
    Copies.write(Type, Place.data(), 1, !Plain);
  finishRecord(Type, Status);
  return Status == CGT_RMR_OK;
}

/// Zeros, as one element or several.
void RecordReader::write(Call Made, unsigned Type) {
  const RecordType &T = recordTypes()[Type];
  size_t Count = Made == Call::Put ? 1 : tape() % 4u;
  std::vector<uint8_t> Zeros(Count * T.Size);
  cgt_rmr_status Status = counted([&] {
    return Made == Call::Put && !Plain ? T.Put(S, T.Tag, Zeros.data()) : cgt_rmr_write(S, T.Tag, Zeros.data(), Count);
  });
  note(Made, Type, Status, Count, nullptr);
}

void RecordReader::call() {
  Call Made = static_cast<Call>(tape() % static_cast<unsigned>(Call::NumCalls));
  switch (Made) {
  case Call::View: return view(pick());
  case Call::Take: return take(Made, pick());
  case Call::ReadAll: {
    unsigned Type = pick();
    size_t Count = 0;
    if (reading([&] { return cgt_rmr_next(S, nullptr, &Count); }) == CGT_RMR_OK)
      read(Type, Count);
    else
      ++Idle;
    return;
  }
  case Call::ReadCount: {
    unsigned Type = pick();
    return read(Type, tape());
  }
  case Call::Get: return void(get(pick()));
  case Call::GetMany: {
    unsigned Type = pick();
    for (unsigned I = 0; I < 16 && get(Type); ++I)
      continue;
    return;
  }
  case Call::Skip: {
    cgt_rmr_status Status = reading([&] { return cgt_rmr_skip(S); });
    note(Made, 0, Status, 0, nullptr);
    return finishRecord(Last, Status);
  }
  case Call::Next: return void(namedType());
  case Call::Round: Rounds = !Rounds; return cgt_rmr_allow_rounding(S, Rounds);
  case Call::Continue: return void(continueInput(false));
  case Call::Write:
  case Call::Put: return write(Made, pick());
  case Call::Flush:
  default: note(Made, 0, counted([&] { return cgt_rmr_flush(S); }), 0, nullptr);
  }
}

/// Passes over what is left.
void RecordReader::drain() {
  cgt_rmr_status Status = CGT_RMR_OK;
  for (size_t I = 0; isPassed(Status); ++I) {
    if (I > From.Stream.size())
      fail("more records than bytes");
    Status = reading([&] { return cgt_rmr_skip(S); });
    finishRecord(Last, Status);
  }
  note(Call::Skip, 0, Status, 0, nullptr);
}

void RecordReader::run() {
  constexpr unsigned MostCalls = 1000, MostIdle = 100;
  open();
  if (!S)
    return;
  for (unsigned I = 0; I < MostCalls && Idle < MostIdle; ++I) {
    size_t Before = Position, Events0 = Events.size();
    call();
    Idle += Events.size() == Events0;
    if (Position == Before)
      fail("the script stands still");
  }
  drain();
  Events.push_back({Call::Flush, 0, CGT_RMR_OK, cgt_rmr_written(S), 0, ""});
  cgt_rmr_status Status = counted([&] { return cgt_rmr_close(S); });
  Events.push_back({Call::Flush, 1, Status, 0, 0, ""});
  if (Heap::now() != 0)
    fail("memory isn't given back");
}
