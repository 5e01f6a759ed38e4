// Without the plugin cgt.h does nothing, in any C and without warnings.

// RUN: rm -rf %t && mkdir %t
// RUN: %plain-x86_64 -I%build/include -std=c89 -Weverything -Werror -pedantic -Wno-comment %s -o %t/c89 && %t/c89
// RUN: %plain-x86_64 -I%build/include -std=c23 -Weverything -Werror -Wno-pre-c23-compat %s -o %t/c23 && %t/c23
// RUN: %plain-x86_64 -I%build/include -fsyntax-only -Wall -Wextra -Werror -x c++ %s
// REQUIRES: run-x86_64

#include <cgt/cgt.h>

#ifdef __CGT__
#error predefined without the plugin
#endif

static CGT_TRANSIENT int cache;
CGT_NO_POLL static void callback(void *argument) { *(int *)argument = 1; }

static void *describe(void *object) { return object; }
static void *make(void *description, void *place) { return place ? place : description; }

int main(void) {
  cgt_poll();
  cgt_on_save(callback, &cache);
  cgt_on_resume(callback, &cache);
  cgt_resource_end(&cache);
  return !(cgt_checkpoint() == -1 && cgt_resource(&cache, describe, make) == -1 && cgt_polls() == -1 && cache == 0);
}
