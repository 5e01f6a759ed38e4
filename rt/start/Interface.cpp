//===- Interface.cpp - Every entry point of the runtime ------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What compiled code (abi/RuntimeCalls.def) and users (cgt/cgt.h) call, thin. Definitions are checked against the list:
// one with another signature doesn't compile.
//
//===----------------------------------------------------------------------===//

#include "port/Report.h"
#include "resources/LibraryObjects.h"
#include "restore/Restore.h"
#include "save/Capture.h"
#include "save/Polls.h"
#include "start/Start.h"

using namespace cgt;

// The list's type words.
using Ptr = void *;
using Size = size_t;
using Void = void;

/// Declares each entry point from the list.
template <typename Result, typename... Parameters> using Signature = Result(Parameters...);
extern "C" {
#define CGT_RUNTIME_CALL(Id, Symbol, ...) Signature<__VA_ARGS__> Symbol;
#include "abi/RuntimeCalls.def"

__attribute__((visibility("hidden"))) volatile int __cgt_flag;
/// Of functions that are their own clones (pass/ResumeInPlace.cpp), who alone use it.
__attribute__((visibility("hidden"))) void *__cgt_entered;
__attribute__((visibility("hidden"))) extern const char __cgt_abi_v6;
const char __cgt_abi_v6 = 6;

__attribute__((noinline)) Void __cgt_poll_slow(Ptr) {
  polls::slow(Runtime::get(), __builtin_return_address(0), reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

Ptr __cgt_frame_push(Ptr Site) { return capture::pushFrame(Runtime::get(), static_cast<const CgtSite *>(Site)); }

Ptr __cgt_frame_take(Ptr Site, Ptr Area, Size Bytes) {
  return capture::takeFrame(Runtime::get(), static_cast<const CgtSite *>(Site), Area, Bytes);
}

Void __cgt_frame_done(Ptr) { capture::finishFrame(Runtime::get()); }

Void __cgt_frame_array(Ptr Record, Size Slot, Ptr Address, Size Bytes) {
  capture::addArray(Runtime::get(), Record, Slot, Address, Bytes);
}

Ptr __cgt_frame_save(Ptr Site, Ptr Record) {
  return capture::saveFrame(Runtime::get(), static_cast<const CgtSite *>(Site), Record);
}

Size __cgt_frame_enter(Ptr Function, Ptr Record) {
  return currentRestorer()->enter(*static_cast<const CgtFunction *>(Function), Record);
}

Void __cgt_resume_done() { start::resumed(Runtime::get()); }

/// Stands in for the clone of cgt_checkpoint(), whose second return this is.
static int resumedCheckpoint() {
  start::resumed(Runtime::get());
  return 1;
}

Ptr __cgt_next_clone() {
  Ptr Clone = currentRestorer()->nextClone();
  return Clone ? Clone : reinterpret_cast<Ptr>(resumedCheckpoint);
}

Size __cgt_start(Size Argc, Ptr Argv, Ptr Envp, Ptr Main) {
  return static_cast<Size>(
      start::run(Runtime::get(), static_cast<int>(Argc), static_cast<char **>(Argv), static_cast<char **>(Envp), Main));
}

//===--- cgt/cgt.h -------------------------------------------------------------===//

// A call through a pointer; direct ones are polls in place.
__attribute__((noinline, visibility("default"))) void cgt_poll(void) {
  if (__cgt_flag)
    polls::slow(Runtime::get(), __builtin_return_address(0), reinterpret_cast<uintptr_t>(__builtin_frame_address(0)));
}

__attribute__((noinline, visibility("default"))) int cgt_checkpoint(void) {
  return polls::checkpoint(Runtime::get(), __builtin_return_address(0));
}

__attribute__((visibility("default"))) long cgt_polls(void) {
  const Runtime &R = Runtime::get();
  return R.Counting && port::pid() == R.Owner ? static_cast<long>(R.Polls) : -1;
}

__attribute__((visibility("default"))) void cgt_on_save(void (*Function)(void *), void *Argument) {
  if (!Runtime::get().OnSave.push({Function, Argument}))
    report::error("cgt_on_save: out of memory");
}

__attribute__((visibility("default"))) void cgt_on_resume(void (*Function)(void *), void *Argument) {
  if (!Runtime::get().OnResume.push({Function, Argument}))
    report::error("cgt_on_resume: out of memory");
}

__attribute__((visibility("default"))) int cgt_resource(void *Object, void *(*Describe)(void *),
                                                        void *(*Make)(void *, void *)) {
  if (Object && Describe && Make && libraryobjects::add({Object, Describe, Make}))
    return 0;
  report::error("cgt_resource: ", Object && Describe && Make ? "out of memory" : "an argument is NULL");
  return -1;
}

__attribute__((visibility("default"))) void cgt_resource_end(void *Object) { libraryobjects::remove(Object); }
}
