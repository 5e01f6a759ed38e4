//===- Progress.cpp - How far something is that takes long -------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "port/Progress.h"

#include "port/Port.h"
#include "port/Report.h"

#include <unistd.h>

using namespace cgt;
using report::num;

static constexpr uint64_t Second = 1000000000, Patience = 2 * Second, Between = Second / 5;

static const char *What; ///< null: nothing is done
static uint64_t Start, Next;
static bool Written;

void progress::begin(const char *TheWhat) {
  port::KeepErrno Keep;
  Written = false;
  What = report::verbosity() >= 1 && isatty(STDERR_FILENO) ? TheWhat : nullptr;
  if (!What)
    return;
  Start = port::now();
  Next = Start + Patience;
}

bool progress::isShown() { return What != nullptr; }

static void write(const report::Buffer &Line) {
  port::KeepErrno Keep;
  Written = true;
  (void)port::writeAll(STDERR_FILENO, Line.c_str(), Line.str().Size);
}

static constexpr char EraseLine[] = "\r\033[K";

void progress::show(uint64_t Done, uint64_t Total) {
  uint64_t Now;
  if (!What || (Now = port::now()) < Next)
    return;
  Next = Now + Between;
  char Text[160];
  report::Buffer Line(Text, sizeof Text);
  Line.add(EraseLine, "cgt: ", What);
  if (Total) {
    Done = Done < Total ? Done : Total;
    double Left = Done ? static_cast<double>(Now - Start) / static_cast<double>(Done) * static_cast<double>(Total - Done) : 0;
    Line.add(": ", num(Done >> 20), " of ", num((Total >> 20) + 1), " MiB");
    if (Done)
      Line.add(", ", num(static_cast<uint64_t>(Left / 1e9) + 1), " s left");
  }
  write(Line);
}

void progress::hide() {
  if (!What || !Written)
    return;
  char Text[sizeof EraseLine];
  report::Buffer Line(Text, sizeof Text);
  write(Line.add(EraseLine));
  Written = false;
}

void progress::end() {
  hide();
  What = nullptr;
}
