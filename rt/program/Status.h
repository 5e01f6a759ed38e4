//===- Status.h - What cgt-run may know of this process ------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Keeps the page of abi/StatusPage.h. All of it is memory: no call here needs the system but publish(), so that handlers and the writing
// child may use it.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_STATUS_H
#define CGT_PROGRAM_STATUS_H

#include "abi/StatusPage.h"
#include "port/Report.h"
#include "program/Runtime.h"

namespace cgt {
namespace status {

/// The page; never null. Until publish() nobody else sees it.
StatusPage &page();
inline volatile uint64_t &number(StatusNumber N) { return page().Numbers[N]; }

/// Shows the page to other processes of the same user. Where the kernel has no shared memory for that, nobody sees it.
void publish(const Options &O);

/// The signal that asks for saves from now on; 0: none does.
void setSignal(int Signal);
/// A signal has asked for a save; in its handler.
void asked();
/// A poll has taken what was asked for so far.
void taken();
/// A save begins, for what was taken so far; before the fork.
void begin();
/// In its writing child: from now on.
void writing();
/// It has ended. To be called in the process in which it did.
void end(bool Saved);
/// What was taken so far has failed without a save.
void fail();
/// An image of this name is in place, which the program was resumed from or, with \p F, was just saved.
void setImage(const char *Name, const Figures *F);

/// Forgets what was in the way.
void clearWaits();
/// \p Text is in the way, too.
void addWait(const char *Text);

/// What is wrong with the save that is tried.
void setProblem(Str Text);
/// Reports an error that is the problem of a save.
template <typename... Ts> void problem(const Ts &...Parts) {
  char Text[1024];
  report::Buffer B(Text, sizeof Text);
  B.add(Parts...);
  setProblem(B.str());
  report::error(B.str());
}

} // namespace status
} // namespace cgt

#endif // CGT_PROGRAM_STATUS_H
