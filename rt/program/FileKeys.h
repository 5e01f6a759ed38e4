//===- FileKeys.h - Percent signs in names of files ----------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// In the values of CGT_OPTIONS: %r is the rank of a parallel job, %{NAME} a variable of the environment; both are known at the start.
// A template, the file of save= and ckpt=, also has %p, %n and %%, which each save replaces (SaveFile.h).
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PROGRAM_FILEKEYS_H
#define CGT_PROGRAM_FILEKEYS_H

namespace cgt {
namespace filekeys {

/// Replaces %r and %{NAME} in \p Name, which may be null. The new text lives as long as the process; in that of a template percent
/// signs of a variable are doubled. False after an error, which names \p Key.
bool replace(const char *Key, const char *&Name, bool IsTemplate);

/// The first "%Letter" of a template, or null.
const char *find(const char *Template, char Letter);
inline bool has(const char *Template, char Letter) { return find(Template, Letter) != nullptr; }

} // namespace filekeys
} // namespace cgt

#endif // CGT_PROGRAM_FILEKEYS_H
