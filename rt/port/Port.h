//===- Port.h - Every call to the operating system ---------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All that the runtime asks of Linux. Functions that return an errno value return 0 on success; those that return a
// descriptor return -errno on failure. errno itself isn't touched unless said. EINTR is handled here.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_PORT_H
#define CGT_PORT_PORT_H

#include "port/Files.h"
#include "port/Memory.h"
#include "port/Process.h"
#include "port/Signals.h"

namespace cgt {
namespace port {

/// errno, restored at the end of the scope.
class KeepErrno {
public:
  KeepErrno();
  ~KeepErrno();
  KeepErrno(const KeepErrno &) = delete;
  KeepErrno &operator=(const KeepErrno &) = delete;

private:
  int Value;
};

} // namespace port
} // namespace cgt

#endif // CGT_PORT_PORT_H
