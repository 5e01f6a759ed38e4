// A request waits while memory of shmat exists, which is named; timers, of the program's own and of interval=, are no obstacle.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: rm -f %t.image
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=2:after=exit %t.exe > %t.out
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe >> %t.out && %t.exe > %t.whole && cmp %t.out %t.whole
// RUN: env CGT_OPTIONS=save=%t.image:at_poll=6:verbosity=2 %t.exe > %t.out 2>&1
// RUN: FileCheck --check-prefix=MEMORY %s < %t.out
// MEMORY: cgt: warning: a checkpoint waits: shared memory attached by shmat() is in use, which an image can't carry yet
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=10:after=exit:interval=1000 %t.exe > %t.out
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>
#include <time.h>

static void four_polls(const char *what) {
  for (int i = 0; i < 4; i++)
    printf("%s %d\n", what, i);
}

int main(void) {
  timer_t timer;
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_NONE;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
    return 1;
  four_polls("timer");
  timer_delete(timer);
  int id = shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  char *memory = shmat(id, NULL, 0);
  shmctl(id, IPC_RMID, NULL);
  if (memory == (char *)-1)
    return 1;
  four_polls("memory");
  shmdt(memory);
  memory = NULL;
  four_polls("neither");
  return 0;
}
