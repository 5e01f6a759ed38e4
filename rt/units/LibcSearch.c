//===- LibcSearch.c - bsearch, lfind, lsearch ------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "units/Unit.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

typedef int (*CompareFunction)(const void *, const void *);

static void *ownBsearch(const void *Key, const void *Base, size_t Count, size_t Size, CompareFunction Compare) {
  size_t Low = 0, High = Count;
  while (Low < High) {
    size_t Middle = (Low + High) / 2;
    char *Element = (char *)Base + Middle * Size;
    int Order = Compare(Key, Element);
    if (Order == 0)
      return Element;
    if (Order < 0)
      High = Middle;
    else
      Low = Middle + 1;
  }
  return NULL;
}

static void *ownLfind(const void *Key, const void *Base, size_t *Count, size_t Size, CompareFunction Compare) {
  char *Element = (char *)Base;
  for (size_t I = 0; I < *Count; ++I, Element += Size)
    if (Compare(Key, Element) == 0)
      return Element;
  return NULL;
}

static void *ownLsearch(const void *Key, void *Base, size_t *Count, size_t Size, CompareFunction Compare) {
  void *Found = ownLfind(Key, Base, Count, Size, Compare);
  return Found ? Found : memcpy((char *)Base + (*Count)++ * Size, Key, Size);
}

CGT_LIBC_NAME(bsearch, ownBsearch);
CGT_LIBC_NAME(lfind, ownLfind);
CGT_LIBC_NAME(lsearch, ownLsearch);
