// What the program has changed of its environment, mask of new files, working directory, niceness and limits is so again after a
// resume; what it left alone is as in the new process.
//
// RUN: rm -rf %t.d && mkdir -p %t.d/inner/deep
// RUN: cd %t.d && env MODE=slow GONE=yes SAME=value %carry %s --work %t.lab --points 8 \
// RUN:   --pairs x86_64:x86_64 x86_64:aarch64 aarch64:s390x s390x:i686 i686:x86_64
//
// Another environment, directory and mask: what the program didn't change is the new process's.
// RUN: %cgt-x86_64 %s -o %t.x86_64 && cd %t.d && env MODE=slow GONE=yes OTHER=1 \
// RUN:   CGT_OPTIONS=save=%t.image:at_poll=15:after=exit %expect 85 -- %t.x86_64 > %t.out
// RUN: mkdir -p %t.e/inner/deep && cd %t.e && env MODE=other GONE=again OTHER=2 NEW=1 CGT_OPTIONS=restore=%t.image %t.x86_64 one \
// RUN:   | FileCheck %s
// CHECK: MODE=fast GONE=(none) SAME=value OWN=changed OTHER=2 NEW=1
// CHECK: 27 in inner/deep of {{.*}}.e
//
// A directory that isn't there.
// RUN: mkdir -p %t.f && cd %t.f && env CGT_OPTIONS=restore=%t.image %expect 86 -- %t.x86_64 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: can't change to the program's working directory 'inner/deep': No such file or directory; make it, or start
//
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static char own[32] = "OWN=given";

static const char *value(const char *name) {
  const char *text = getenv(name);
  return text ? text : "(none)";
}

static void show(void) {
  struct rlimit files;
  char where[4096];
  mode_t mask = umask(0);
  umask(mask);
  getrlimit(RLIMIT_NOFILE, &files);
  printf("MODE=%s GONE=%s SAME=%s OWN=%s OTHER=%s NEW=%s\n", value("MODE"), value("GONE"), value("SAME"), value("OWN"),
         value("OTHER"), value("NEW"));
  char *inner = getcwd(where, sizeof where) ? strstr(where, "/inner") : NULL;
  if (inner)
    *inner++ = '\0';
  printf("%o in %s of %s, %d, %ld\n", mask, inner, where, getpriority(PRIO_PROCESS, 0), (long)files.rlim_cur);
}

int main(void) {
  struct rlimit files = {200, 300};
  for (int i = 0; i < 40; i++) {
    switch (i) {
    case 2: setenv("MODE", "fast", 1); break;
    case 3: unsetenv("GONE"); break;
    case 4: setenv("SAME", "value", 1); break;
    case 5: putenv(own); break;
    case 6: strcpy(own + 4, "changed"); break;
    case 7: umask(027); break;
    case 8: setrlimit(RLIMIT_NOFILE, &files); break;
    case 9: setpriority(PRIO_PROCESS, 0, getpriority(PRIO_PROCESS, 0) + 3); break;
    case 10: chdir("inner"); break;
    case 11: chdir("deep"); break;
    }
    printf("%d\n", i);
  }
  show();
  strcpy(own + 4, "again");
  printf("%s\n", value("OWN"));
  return 0;
}
