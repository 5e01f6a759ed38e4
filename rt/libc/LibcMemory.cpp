//===- LibcMemory.cpp - What libc allocates for the program ----------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// libc's malloc gives memory that isn't saved. What a function of libc allocates for its caller is moved to the saved arena.
//
//===----------------------------------------------------------------------===//

#include "libc/Libc.h"

#include "heap/Heap.h"
#include "port/Port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

using namespace cgt;

#define CGT_PUBLIC extern "C" __attribute__((visibility("default")))

void libc::adoptBlock(void *&Block, const CgtAllocSite *Site) {
  if (!Block || !heap::isUnsaved(Block))
    return;
  port::KeepErrno Keep;
  size_t Size = heap::sizeOf(Block);
  void *Copy = heap::allocate(Size, 0, false, Site);
  if (!Copy)
    return; // a save names what refers to it
  memcpy(Copy, Block, Size);
  heap::release(Block);
  Block = Copy;
}

static char *adoptText(char *Text) {
  void *Block = Text;
  libc::adoptBlock(Block, &libc::TextSite.Site);
  return static_cast<char *>(Block);
}

CGT_PUBLIC char *__cgt_get_current_dir_name() { return adoptText(get_current_dir_name()); }
CGT_PUBLIC char *__cgt_canonicalize_file_name(const char *Name) { return adoptText(canonicalize_file_name(Name)); }

CGT_PUBLIC wchar_t *__cgt_wcsdup(const wchar_t *Text, const CgtAllocSite *Site) {
  size_t Size = (wcslen(Text) + 1) * sizeof(wchar_t);
  void *Copy = heap::allocate(Size, 0, false, Site);
  return static_cast<wchar_t *>(Copy ? memcpy(Copy, Text, Size) : nullptr);
}

CGT_PUBLIC wchar_t *__cgt_untyped_wcsdup(const wchar_t *Text) { return __cgt_wcsdup(Text, nullptr); }
