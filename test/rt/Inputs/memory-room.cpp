//===- memory-room.cpp - What control groups leave of memory --------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// memory-room GROUPS MOUNTS: prints limit and rest by these files, in MiB.
//
//===----------------------------------------------------------------------===//

#include "port/MemoryLimits.h"

#include <stdio.h>

int main(int, char **Argv) {
  cgt::port::MemoryRoom Room = cgt::port::memoryRoomBy(Argv[1], Argv[2]);
  if (Room.Limit == UINT64_MAX)
    printf("none\n");
  else
    printf("limit %llu left %llu\n", static_cast<unsigned long long>(Room.Limit >> 20),
           static_cast<unsigned long long>(Room.Left >> 20));
  return 0;
}
