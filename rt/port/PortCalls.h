//===- PortCalls.h - How Port makes system calls ------------------*- C++ -*-===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Interrupted calls are made again, and errno stays what it was. For the sources of Port alone.
//
//===----------------------------------------------------------------------===//

#ifndef CGT_PORT_PORTCALLS_H
#define CGT_PORT_PORTCALLS_H

#include "port/Port.h"

#include <errno.h>
#include <fcntl.h>
#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace cgt {
namespace port {

/// Calls \p F until it isn't interrupted. errno stays; its new value is returned through \p Error.
template <typename Fn> auto restarted(int &Error, Fn F) {
  KeepErrno Keep;
  auto Result = F();
  while (Result < 0 && errno == EINTR)
    Result = F();
  Error = Result < 0 ? errno : 0;
  return Result;
}

/// Hands all bytes to \p Write(next, size, done before), a system call that may take fewer and never gets more than 1 GiB. An error
/// number, or 0.
template <typename Fn> int writeInSteps(const void *Data, size_t Size, Fn Write) {
  auto *Bytes = static_cast<const char *>(Data);
  for (size_t Done = 0; Done != Size;) {
    size_t Step = Size - Done > (size_t(1) << 30) ? size_t(1) << 30 : Size - Done;
    int Error;
    ssize_t Count = restarted(Error, [=] { return Write(Bytes + Done, Step, Done); });
    if (Error || Count == 0)
      return Error ? Error : EIO;
    Done += static_cast<size_t>(Count);
  }
  return 0;
}

template <typename Fn> int errorOf(Fn F) {
  int Error;
  (void)restarted(Error, F);
  return Error;
}

/// A descriptor, or -errno. A new file is its owner's only.
inline int openFile(const char *Path, int Flags) {
  int Error;
  int Fd = restarted(Error, [=] { return open64(Path, Flags | O_CLOEXEC | O_NOCTTY, 0600); });
  return Fd < 0 ? -Error : Fd;
}

#if defined(__x86_64__) || defined(__i386__)
/// Has the processor vector registers (SSE), with flags and modes of their own?
inline bool hasVectorUnit() {
#ifdef __SSE__
  return true;
#else
  unsigned A, B, C, D;
  return __get_cpuid(1, &A, &B, &C, &D) && (D & bit_SSE); // libc makes something else of AT_HWCAP
#endif
}
#endif

} // namespace port
} // namespace cgt

#endif // CGT_PORT_PORTCALLS_H
