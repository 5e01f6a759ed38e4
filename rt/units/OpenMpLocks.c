//===- OpenMpLocks.c - Locks of OpenMP ------------------------------------------===//
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Libraries keep in an omp_lock_t what only they know; so a lock is memory of the program. Who holds one that nests is known by the address of a
// thread-local variable, which means the same in a resumed program.
//
//===----------------------------------------------------------------------===//

#include "units/Waiting.h"

#include <stdlib.h>

/// omp_lock_t and omp_nest_lock_t are structs of one pointer.
struct OwnLock {
  Word Taken; ///< 0 free, 1 taken, 2 taken and waited for
  int Depth;  ///< of one that nests
  const char *Owner;
};

static __thread char Here __attribute__((tls_model("local-exec")));

static struct OwnLock *own(void **Lock) { return *Lock; }

static void make(void **Lock) {
  struct OwnLock *L = calloc(1, sizeof *L);
  if (!L)
    __cgt_lacks_memory("a lock of OpenMP");
  *Lock = L;
}

static void drop(void **Lock) {
  free(*Lock);
  *Lock = NULL;
}

static void set(void **Lock) { takeShortly(&own(Lock)->Taken); }
static void unset(void **Lock) { dropShortly(&own(Lock)->Taken); }
static int test(void **Lock) { return replace(&own(Lock)->Taken, 0, 1); }

static int nest(struct OwnLock *L) {
  __atomic_store_n(&L->Owner, &Here, __ATOMIC_SEQ_CST);
  return ++L->Depth;
}

static int isMine(struct OwnLock *L) { return __atomic_load_n(&L->Owner, __ATOMIC_SEQ_CST) == &Here; }

static void setNested(void **Lock) {
  if (!isMine(own(Lock)))
    set(Lock);
  nest(own(Lock));
}

static void unsetNested(void **Lock) {
  if (--own(Lock)->Depth)
    return;
  __atomic_store_n(&own(Lock)->Owner, NULL, __ATOMIC_SEQ_CST);
  unset(Lock);
}

static int testNested(void **Lock) { return isMine(own(Lock)) || test(Lock) ? nest(own(Lock)) : 0; }

/// Without CGT_OPTIONS they are the library's.
#define CGT_LOCK_CALL(Name, Own)                                                                                               \
  void Name(void **Lock);                                                                                                      \
  void __cgt_##Name(void **Lock) {                                                                                             \
    if (__cgt_keeps_threads())                                                                                                 \
      Own(Lock);                                                                                                               \
    else                                                                                                                       \
      Name(Lock);                                                                                                              \
  }

#define CGT_LOCK_TEST(Name, Own)                                                                                               \
  int Name(void **Lock);                                                                                                       \
  int __cgt_##Name(void **Lock) { return __cgt_keeps_threads() ? Own(Lock) : Name(Lock); }

#define CGT_LOCK_HINT(Name, Own)                                                                                               \
  void Name(void **Lock, unsigned Hint);                                                                                       \
  void __cgt_##Name(void **Lock, unsigned Hint) {                                                                              \
    if (__cgt_keeps_threads())                                                                                                 \
      Own(Lock);                                                                                                               \
    else                                                                                                                       \
      Name(Lock, Hint);                                                                                                        \
  }

/// Goes on from what it showed.
double omp_get_wtime(void);
double __cgt_omp_get_wtime(void) {
  struct timespec Now;
  if (!__cgt_keeps_threads())
    return omp_get_wtime();
  clock_gettime(CLOCK_MONOTONIC, &Now);
  return (double)Now.tv_sec + (double)Now.tv_nsec * 1e-9;
}

CGT_LOCK_CALL(omp_init_lock, make)
CGT_LOCK_CALL(omp_destroy_lock, drop)
CGT_LOCK_CALL(omp_set_lock, set)
CGT_LOCK_CALL(omp_unset_lock, unset)
CGT_LOCK_TEST(omp_test_lock, test)
CGT_LOCK_HINT(omp_init_lock_with_hint, make)
CGT_LOCK_CALL(omp_init_nest_lock, make)
CGT_LOCK_CALL(omp_destroy_nest_lock, drop)
CGT_LOCK_CALL(omp_set_nest_lock, setNested)
CGT_LOCK_CALL(omp_unset_nest_lock, unsetNested)
CGT_LOCK_TEST(omp_test_nest_lock, testNested)
CGT_LOCK_HINT(omp_init_nest_lock_with_hint, make)
