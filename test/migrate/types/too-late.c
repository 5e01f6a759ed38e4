// What won't fit is told before it is too late: a save into the time that a scheduler gives, the next image onto the disk.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// DEFINE: %{options} = save=%t.image:every_polls=3
// DEFINE: %{try} = env CGT_OPTIONS=%{options} %t.exe
// RUN: %{try} 2>&1 | count 0
// REDEFINE: %{options} = save=%t.image:every_polls=3:grace=20
// RUN: %{try} 2>&1 | count 0
// REDEFINE: %{options} = save=%t.image:every_polls=3:grace=0.05
// RUN: %{try} 2>&1 | FileCheck --check-prefix=GRACE %s
// GRACE: {{^}}cgt: warning: a save takes about {{[0-9]+}} ms, more than grace=50 ms: the program may be killed before its last image is whole; have the signal sent earlier
// Again only when one takes half as long again, as on a busy machine.
// GRACE-NOT: {{^}}cgt: {{error|note}}
//
// Slurm's end of the job, which only some versions tell.
// RUN: env SLURM_JOB_END_TIME=1700000000 %{try} 2>&1 | FileCheck --check-prefix=GRACE %s
// REDEFINE: %{options} = save=%t.image:every_polls=3
// RUN: env SLURM_JOB_END_TIME=1700000000 %{try} 2>&1 | FileCheck --check-prefix=END %s
// END: {{^}}cgt: warning: a save takes about {{[0-9]+}} s, and the job ends in 0 s
// RUN: env SLURM_JOB_END_TIME=17000000000 %{try} 2>&1 | count 0
//
// The signal comes when an earlier save took longer: it is saved all the same.
// REDEFINE: %{options} = save=%t.image:at_poll=3:exit_signal=TERM:grace=0.05
// RUN: %expect 85 -- env CGT_OPTIONS=%{options} %t.exe term 2>&1 | FileCheck --check-prefix=GRACE %s
//
// A disk that holds one image and not two.
// RUN: rm -rf %t.disk && mkdir %t.disk
// RUN: %if mounts %{ unshare --mount bash -c 'mount -t tmpfs -o size=1M none "$1" && CGT_OPTIONS=save="$1/image:every_polls=3:compress=0" "$2"' -- \
// RUN:   %t.disk %t.exe 2>&1 | FileCheck --check-prefix=DISK %s %}
// DISK: {{^}}cgt: warning: the disk of '{{.*}}.disk/image' has 0 MiB left, and the image takes 1 MiB: the next one may not fit beside it; make room
// DISK: cgt: error: can't save '{{.*}}.disk/image': it takes at least
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cgt/cgt.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void slow(void *unused) {
  (void)unused;
  usleep(100000);
}

int main(int argc, char **argv) {
  (void)argv;
  char *large = malloc(600000);
  for (int i = 0; i < 600000; i++)
    large[i] = (char)(i * 7);
  cgt_on_save(slow, 0);
  for (int i = 0; i < 20; i++) {
    usleep(30000);
    if (i == 15 && argc > 1)
      raise(SIGTERM);
  }
  return large[1] != 7;
}
