// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random numbers from the seed of the test run, and a digest of results: programs that print the same digests have got the
// same results.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t anyState, digest = 1469598103934665603u;

static void seedAny(void) {
  const char *seed = getenv("CGT_SEED");
  anyState = 88172645463325252u + (seed ? strtoull(seed, NULL, 0) : 1);
}

static uint64_t any(void) {
  anyState ^= anyState << 13;
  anyState ^= anyState >> 7;
  return anyState ^= anyState << 17;
}

static int below(uint64_t limit) { return (int)(any() % limit); }

static void note(uint64_t value) {
  digest = (digest ^ value) * 1099511628211u;
  digest ^= digest >> 29;
}

static void tell(void) { printf("%016llx\n", (unsigned long long)digest); }
