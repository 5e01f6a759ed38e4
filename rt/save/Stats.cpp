//===- Stats.cpp - The lines of stats=FILE -----------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "save/Stats.h"

#include "port/Report.h"
#include "resources/Streams.h"
#include "save/Parking.h"

using namespace cgt;

namespace {

/// A JSON object of numbers, on one line.
class Line {
public:
  Line(const char *Event) : B(Text, sizeof Text) { B.add("{\"event\":\"", Event, "\""); }
  Line &field(const char *Name, uint64_t Value) {
    B.add(",\"", Name, "\":", report::num(Value));
    return *this;
  }
  void append(const Runtime &R) {
    B.add("}\n");
    int Fd = port::openAppend(R.Opts.Stats);
    int Error = Fd < 0 ? -Fd : port::writeAll(Fd, B.str().Data, B.str().Size);
    if (Fd >= 0)
      port::close(Fd);
    if (Error)
      report::warning("can't write '", R.Opts.Stats, "': ", report::osError(Error));
  }

private:
  char Text[768];
  report::Buffer B;
};

} // namespace

static void common(Line &L, const Runtime &R, const Figures &F, uint64_t StdoutBytes) {
  L.field("polls", R.Polls)
      .field("bytes", F.Bytes)
      .field("activations", F.Activations)
      .field("objects", F.Objects)
      .field("pointers", F.Pointers)
      .field("stdout_bytes", StdoutBytes);
}

void stats::save(const Runtime &R, const Figures &F) {
  if (!R.Opts.Stats)
    return;
  Line L("save");
  common(L, R, F, R.AtPoll.StdoutBytes);
  if (R.HasThreads)
    L.field("parking_ns", parking::stopTime()).field("last_thread", parking::lastToStand());
  L.field("capture_ns", F.CaptureNs).field("write_ns", F.WriteNs).append(R);
}

void stats::restore(const Runtime &R, const Figures &F) {
  if (!R.Opts.Stats)
    return;
  Line L("restore");
  common(L, R, F, streams::stdoutBytes(R));
  L.field("read_ns", F.ReadNs)
      .field("convert_stack_ns", F.ConvertStackNs)
      .field("convert_heap_ns", F.ConvertHeapNs)
      .field("update_pointers_ns", F.UpdatePointersNs)
      .field("resume_ns", F.ResumeNs)
      .append(R);
}

void stats::exit(const Runtime &R) {
  if (!R.Opts.Stats)
    return;
  Line("exit").field("polls", R.Polls).field("stdout_bytes", streams::stdoutBytes(R)).append(R);
}
