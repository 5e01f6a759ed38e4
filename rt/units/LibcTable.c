//===- LibcTable.c - hsearch and its family -----------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hash tables of strings with open addressing and double hashing, as large as glibc's. The hash is that of bytes without a sign, so that a
// table means the same everywhere.
//
//===----------------------------------------------------------------------===//

#include "units/Unit.h"

#include <errno.h>
#include <limits.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

/// <search.h> leaves it to libc.
struct _ENTRY {
  unsigned Hash; ///< 0: free
  ENTRY Entry;
};

static struct hsearch_data Table;

static int isPrime(size_t Odd) {
  for (size_t I = 3; I * I <= Odd; I += 2)
    if (Odd % I == 0)
      return 0;
  return 1;
}

/// As many entries as glibc has, with which some programs fill a table.
static size_t sizeFor(size_t Wanted) {
  size_t Size = Wanted < 3 ? 3 : Wanted | 1;
  while (!isPrime(Size))
    Size += 2;
  return Size;
}

static int ownHcreateR(size_t Wanted, struct hsearch_data *T) {
  if (!T) {
    errno = EINVAL;
    return 0;
  }
  if (T->table)
    return 0;
  size_t Size = Wanted < UINT_MAX / 2 ? sizeFor(Wanted) : 0;
  if (Size == 0) {
    errno = ENOMEM;
    return 0;
  }
  T->table = calloc(Size, sizeof *T->table);
  T->size = (unsigned)Size;
  T->filled = 0;
  return T->table != NULL;
}

static void ownHdestroyR(struct hsearch_data *T) {
  if (!T) {
    errno = EINVAL;
    return;
  }
  free(T->table);
  T->table = NULL;
}

static unsigned hash(const char *Key) {
  unsigned Hash = 5381;
  for (; *Key; ++Key)
    Hash = Hash * 33 + (unsigned char)*Key;
  return Hash ? Hash : 1;
}

/// The entry of the key, else the one that it would be put in; null when the table is full.
static struct _ENTRY *find(const struct hsearch_data *T, const char *Key, unsigned Hash) {
  unsigned At = Hash % T->size, Step = 1 + Hash % (T->size - 2);
  for (unsigned I = 0; I < T->size; ++I) {
    struct _ENTRY *E = &T->table[At];
    if (!E->Hash || (E->Hash == Hash && strcmp(E->Entry.key, Key) == 0))
      return E;
    At = At >= Step ? At - Step : At + (T->size - Step);
  }
  return NULL;
}

static int ownHsearchR(ENTRY Item, ACTION Action, ENTRY **Result, struct hsearch_data *T) {
  unsigned Hash = hash(Item.key);
  struct _ENTRY *E = find(T, Item.key, Hash);
  int IsThere = E && E->Hash;
  if (!IsThere && Action == ENTER && E) {
    E->Hash = Hash;
    E->Entry = Item;
    ++T->filled;
    IsThere = 1;
  }
  *Result = IsThere ? &E->Entry : NULL;
  if (!IsThere)
    errno = Action == ENTER ? ENOMEM : ESRCH;
  return IsThere;
}

static int ownHcreate(size_t Wanted) { return ownHcreateR(Wanted, &Table); }
static void ownHdestroy(void) { ownHdestroyR(&Table); }

static ENTRY *ownHsearch(ENTRY Item, ACTION Action) {
  ENTRY *Result;
  (void)ownHsearchR(Item, Action, &Result, &Table);
  return Result;
}

CGT_LIBC_NAME(hcreate, ownHcreate);
CGT_LIBC_NAME(hdestroy, ownHdestroy);
CGT_LIBC_NAME(hsearch, ownHsearch);
CGT_LIBC_NAME(hcreate_r, ownHcreateR);
CGT_LIBC_NAME(hdestroy_r, ownHdestroyR);
CGT_LIBC_NAME(hsearch_r, ownHsearchR);
