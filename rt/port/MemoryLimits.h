//===- MemoryLimits.h - What memory the system still gives ---------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_MEMORYLIMITS_H
#define CGT_PORT_MEMORYLIMITS_H

#include <stdint.h>

namespace cgt {
namespace port {

/// The control group, of those that a process is in, that has the least memory left.
struct MemoryRoom {
  uint64_t Limit = UINT64_MAX; ///< of all its processes; UINT64_MAX: none
  uint64_t Left = UINT64_MAX;  ///< of that, if the kernel drops all pages of files that it can
};

MemoryRoom memoryRoom();
/// The same by what /proc/PID/cgroup and /proc/PID/mountinfo are: \p Groups and \p Mounts.
MemoryRoom memoryRoomBy(const char *Groups, const char *Mounts);

/// Memory of this process that isn't a file's.
uint64_t ownMemory();

/// When memory is out this process is to be the first to end.
void endFirst();

} // namespace port
} // namespace cgt

#endif // CGT_PORT_MEMORYLIMITS_H
