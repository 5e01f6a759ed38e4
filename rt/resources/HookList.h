//===- HookList.h - Registrations in an image ------------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// For rows of Resources.def whose section is HOOK.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_RESOURCES_HOOKLIST_H
#define CGT_RESOURCES_HOOKLIST_H

#include "port/Report.h"
#include "resources/Resources.h"

namespace cgt {

/// False when memory is out.
inline bool pushHook(Saving &S, HookRecord::KindType Kind, const void *Function, const void *Argument, uint32_t Number = 0) {
  HookRecord H;
  H.Kind = Kind;
  H.Number = Number;
  H.Function = reinterpret_cast<uintptr_t>(Function);
  H.Argument = reinterpret_cast<uintptr_t>(Argument);
  return S.Hooks.push(H);
}

/// Calls \p Visit(Hook, Function, Argument) for each hook that \p Wanted(Hook) is true of. Function is null where H.Function is 0
/// (default, none) or 1 (ignore).
template <typename Filter, typename Fn> void forEachHookThat(Restoring &S, Filter Wanted, Fn Visit) {
  for (uint32_t K = 0; K < S.I.NumHooks; ++K) {
    const HookRecord &H = S.I.Hooks[K];
    if (!Wanted(H))
      continue;
    void *Function = H.Function > 1 ? S.translate(H.Function, true) : nullptr;
    if (H.Function > 1 && !Function) {
      char Why[256];
      report::Buffer B(Why, sizeof Why);
      B.add("registered function");
      if (!H.Name.empty())
        B.add(" '", H.Name, "'");
      B.add(": ", errorText(Errc::MissingFunction),
            ": a signal or exit handler; restore with the program that was saved, or one whose functions on the stack and "
            "saved types are unchanged");
      S.refuse(Why);
    }
    if (!Visit(H, Function, H.Argument ? S.translate(H.Argument, false) : nullptr))
      S.refuse("out of memory for registered functions");
  }
}

template <typename Fn> void forEachHook(Restoring &S, HookRecord::KindType Kind, Fn Visit) {
  forEachHookThat(S, [Kind](const HookRecord &H) { return H.Kind == Kind; }, Visit);
}

} // namespace cgt

#endif // CGT_RESOURCES_HOOKLIST_H
