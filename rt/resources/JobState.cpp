//===- JobState.cpp - The arguments of a job -------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "resources/JobState.h"

#include "port/Report.h"
#include "program/Job.h"

using namespace cgt;
using report::num;

/// The program's own name isn't looked at: on another platform it is another file.
static size_t numArguments() { return job::arguments().empty() ? 0 : job::arguments().size() - 1; }
static const char *argument(size_t K) { return job::arguments()[K + 1]; }

bool jobstate::save(Saving &S) {
  if (!S.R.Opts.Ckpt)
    return true;
  S.Needed = false;
  S.Own.writeULEB(numArguments());
  for (size_t K = 0; K < numArguments(); ++K)
    S.Own.writeString(argument(K));
  return true;
}

void jobstate::check(Restoring &S) {
  resources::findOwn(S, "job");
  uint64_t Count;
  if (!S.R.Opts.Ckpt || !S.HasOwn)
    return;                       // no job, or an image that save= made
  constexpr uint32_t Shown = 200; // bytes of an argument: the advice must fit behind two
  auto Short = [](Str Text) { return Str(Text.Data, Text.Size < Shown ? Text.Size : Shown); };
  char Why[1024];
  report::Buffer B(Why, sizeof Why);
  if (!S.Own.readULEB(Count).ok())
    S.refuse("its arguments can't be read; use an undamaged copy or an older image");
  constexpr const char *Advice = "; give it the same arguments, or another file to ckpt";
  B.add("it is of a job whose number of arguments is ", num(Count), ", and it is ", num(uint64_t(numArguments())), " now",
        Advice);
  if (Count != numArguments())
    S.refuse(Why);
  for (size_t K = 0; K < Count; ++K) {
    Str Theirs;
    B.clear();
    if (!S.Own.readString(Theirs).ok())
      S.refuse("its arguments can't be read; use an undamaged copy or an older image");
    B.add("it is of a job whose argument ", num(uint64_t(K + 1)), " is '", Short(Theirs), "', and it is '", Short(argument(K)),
          "' now", Advice);
    if (Theirs != Str(argument(K)))
      S.refuse(Why);
  }
}
