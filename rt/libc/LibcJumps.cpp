//===- LibcJumps.cpp - setjmp and longjmp --------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A buffer has a jump tag (abi/JumpTag.h), wherever its bytes are kept. In a resumed program each clone whose function had called
// setjmp has called it again, with memory from here: a longjmp to a buffer from before the save takes the registers from
// there, on first use.
//
//===----------------------------------------------------------------------===//

#include "libc/LibcJumps.h"

#include "abi/ExitCodes.h"
#include "abi/JumpTag.h"
#include "base/KeyTable.h"
#include "port/Memory.h"
#include "port/Process.h"
#include "port/Report.h"

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

extern "C" {
[[noreturn]] void __longjmp_chk(__jmp_buf_tag *Buffer, int Value); // longjmp with _FORTIFY_SOURCE
}

/// Of this resumed program: where the registers of each activation and step are.
[[clang::require_constant_initialization]] static MapVector<__jmp_buf_tag *> Armed;
[[clang::require_constant_initialization]] static KeyTable Numbers;
[[clang::require_constant_initialization]] static MapAllocator Memory;

/// Where libc has the mask, and the int that says whether it was asked for.
#if defined(__sparc__) && defined(__arch64__)
static constexpr size_t MaskOffset = offsetof(__sparc64_jmp_buf, __uc_sigmask);
static constexpr size_t HasMaskOffset = 512; // clang aligns `long double` in a struct otherwise than libc's compiler
#else
static constexpr size_t MaskOffset = offsetof(__jmp_buf_tag, __saved_mask);
static constexpr size_t HasMaskOffset = offsetof(__jmp_buf_tag, __mask_was_saved);
#endif

static constexpr size_t TagOffset = sizeof(__jmp_buf_tag) - sizeof(JumpTag);
static constexpr size_t KernelMask = (_NSIG - 1) / 8;
static_assert(offsetof(__jmp_buf_tag, __saved_mask) + 3 * sizeof(uint64_t) <= TagOffset); // what libc uses of it

static char *bytesOf(__jmp_buf_tag *Buffer) { return reinterpret_cast<char *>(Buffer); }

static libc::JumpNumbers Given;
static uint32_t Own; ///< this process's; 0: it has none yet

libc::JumpNumbers *libc::jumpNumbers() { return &Given; }

static uint32_t generation() {
  if (Own == 0)
    Own = ++Given.Generations;
  return Own;
}

extern "C" size_t __cgt_jump_arm(__jmp_buf_tag *Buffer, size_t Activation, size_t Step, size_t HasMask) {
  while (!Activation) // twice where the last one was the largest there is
    Activation = ++Given.Activations;
  JumpTag Tag = {{}, static_cast<uint32_t>(Activation), static_cast<uint32_t>(Step), generation(), MaskOffset, HasMask != 0, 0};
  memcpy(Tag.Magic, JumpMagic, sizeof JumpMagic);
  memcpy(bytesOf(Buffer) + TagOffset, &Tag, sizeof Tag);
  return Activation;
}

extern "C" void *__cgt_jump_again(size_t Activation, size_t Step) {
  Allocator Table = Memory.allocator();
  auto *Buffer = Memory.array<__jmp_buf_tag>(1);
  auto Number = static_cast<uint32_t>(Armed.size());
  KeyTable::Key Key{{static_cast<uint32_t>(Activation), static_cast<uint32_t>(Step)}};
  if (Buffer && Armed.push(Buffer) && Numbers.insert(Key, Number, Table))
    return Buffer;
  report::error("can't restore: out of memory for buffers of setjmp; restore where there is more memory");
  port::exitNow(ExitRefused);
}

[[noreturn]] static void refuseJump() {
  report::error("longjmp: the function that called setjmp isn't on the stack any more; the program is wrong, and can't go on");
  abort();
}

/// Makes the buffer one that libc can jump to.
static void bind(__jmp_buf_tag *Buffer) {
  JumpTag Tag;
  memcpy(&Tag, bytesOf(Buffer) + TagOffset, sizeof Tag);
  if (memcmp(Tag.Magic, JumpMagic, sizeof JumpMagic) != 0 || Tag.Generation == Own)
    return;
  uint32_t Number = Numbers.find({{Tag.Activation, Tag.Step}});
  if (Number == KeyTable::Absent)
    refuseJump();
  char Mask[KernelMask] = {};
  if (Tag.MaskOffset <= TagOffset - KernelMask)
    memcpy(Mask, bytesOf(Buffer) + Tag.MaskOffset, KernelMask);
  memcpy(Buffer, Armed[Number], TagOffset);
  memcpy(bytesOf(Buffer) + MaskOffset, Mask, KernelMask);
  memcpy(bytesOf(Buffer) + HasMaskOffset, &Tag.HasMask, sizeof Tag.HasMask);
  Tag.Generation = generation();
  Tag.MaskOffset = MaskOffset;
  memcpy(bytesOf(Buffer) + TagOffset, &Tag, sizeof Tag);
}

[[noreturn]] static void jump(__jmp_buf_tag *Buffer, int Value) {
  bind(Buffer);
  longjmp(Buffer, Value); // which restores the mask, if the buffer has one
}

CGT_PUBLIC void __cgt_longjmp(__jmp_buf_tag *Buffer, int Value) { jump(Buffer, Value); }
CGT_PUBLIC void __cgt__longjmp(__jmp_buf_tag *Buffer, int Value) { jump(Buffer, Value); }
CGT_PUBLIC void __cgt_siglongjmp(__jmp_buf_tag *Buffer, int Value) { jump(Buffer, Value); }
CGT_PUBLIC void __cgt___longjmp_chk(__jmp_buf_tag *Buffer, int Value) {
  bind(Buffer);
  __longjmp_chk(Buffer, Value);
}
