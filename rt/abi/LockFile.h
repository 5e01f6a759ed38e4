//===- LockFile.h - The file that tells who saves to a place -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Written by the runtime (program/SaveLock.cpp), read by cgt-run as well. Lines of a key, a space and a value.
//===----------------------------------------------------------------------===//
#ifndef CGT_ABI_LOCKFILE_H
#define CGT_ABI_LOCKFILE_H

#define CGT_LOCK_FIRST_LINE "cgt-lock 1\n"
#define CGT_LOCK_PID "pid"
#define CGT_LOCK_HOST "host"
#define CGT_LOCK_SPACE "process-space" ///< as /proc/self/ns/pid has it
#define CGT_LOCK_PROOF "proof"         ///< what shows that the process lives
#define CGT_LOCK_PROOF_LOCK "lock"     ///< the kernel's lock on the file

#endif // CGT_ABI_LOCKFILE_H
