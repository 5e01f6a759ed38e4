// --status tells how a running program is, --request asks it for a checkpoint and waits for the answer: natively and under emulators,
// whatever byte order and pointer size it has. A killed program leaves nothing behind.
//
// RUN: %cgt-x86_64 -O1 %s -o %t.x86_64
// RUN: %python %S/Inputs/ask.py %cgt-run %t.folder -- %run-x86_64 %t.x86_64
// RUN: %if run-i686 %{ %cgt-i686 -O1 %s -o %t.i686 && %python %S/Inputs/ask.py %cgt-run %t.folder -- %run-i686 %t.i686 %}
// RUN: %if run-aarch64 %{ %cgt-aarch64 -O1 %s -o %t.aarch64 && %python %S/Inputs/ask.py %cgt-run %t.folder -- %run-aarch64 %t.aarch64 %}
// RUN: %if run-s390x %{ %cgt-s390x -O1 %s -o %t.s390x && %python %S/Inputs/ask.py %cgt-run %t.folder -- %run-s390x %t.s390x %}

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void handle(int signal) { (void)signal; }

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  int ends[2];
  pid_t child = 1;
  if (strcmp(what, "pipe") == 0 && pipe(ends) != 0)
    return 1;
  if (strcmp(what, "handler") == 0)
    signal(SIGUSR1, handle);
  if (strcmp(what, "fork") == 0)
    child = fork();
  printf("%ld\n", (long)getpid());
  fflush(stdout);
  if (strcmp(what, "sleep") == 0 || child == 0) {
    usleep(2000000); // it is told to save, and reaches no poll
    return 0;
  }
  for (long n = 0; access("end", F_OK) != 0; n++) {
    usleep(1000);
    if (strcmp(what, "pipe") == 0 && access("close", F_OK) == 0) {
      close(ends[0]);
      close(ends[1]);
      what = "";
    }
  }
  return 0;
}
