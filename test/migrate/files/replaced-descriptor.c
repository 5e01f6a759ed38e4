// A standard stream or an inherited descriptor that the program has replaced by
// something that can't be opened again makes the request wait, and is named. One
// that is only closed, or unchanged, is no obstacle. What can be opened again is
// carried: see files-standard.c.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: rm -f %t.image && echo text > %t.in
// DEFINE: %{how} = none
// DEFINE: %{try} = env CGT_OPTIONS=save=%t.image:at_poll=2:after=exit:verbosity=2 %python %S/../Inputs/with-descriptor.py %t.in %t.exe %{how} < /dev/null
//
// REDEFINE: %{how} = freopen
// RUN: %{try} 2>&1 | FileCheck --check-prefix=IN %s
// REDEFINE: %{how} = dup2
// RUN: %{try} 2>&1 | FileCheck --check-prefix=IN %s
// REDEFINE: %{how} = reopen
// RUN: %{try} 2>&1 | FileCheck --check-prefix=IN %s
// IN: cgt: warning: a checkpoint waits: descriptor 0 isn't the file that the program was started with ('/proc/{{[0-9]+}}/stat'), which an image can't carry yet; 
// IN: end
//
// REDEFINE: %{how} = reopen3
// RUN: %{try} 2>&1 | FileCheck --check-prefix=THREE %s
// THREE: cgt: warning: a checkpoint waits: descriptor 3 isn't the file that the program was started with ('/proc/{{[0-9]+}}/stat')
// THREE: end
// RUN: not ls %t.image
//
// REDEFINE: %{how} = fclose
// RUN: %expect 85 -- %{try}
// REDEFINE: %{how} = close3
// RUN: %expect 85 -- %{try}
// REDEFINE: %{how} = nothing
// RUN: %expect 85 -- %{try}
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void change(const char *how) {
  if (strcmp(how, "freopen") == 0) {
    freopen("/proc/self/stat", "r", stdin);
  } else if (strcmp(how, "dup2") == 0) {
    int other = open("/proc/self/stat", O_RDONLY);
    dup2(other, 0);
    close(other);
  } else if (strcmp(how, "reopen") == 0) {
    close(0);
    open("/proc/self/stat", O_RDONLY);
  } else if (strcmp(how, "fclose") == 0) {
    fclose(stdin);
  } else if (strcmp(how, "reopen3") == 0) {
    close(3);
    open("/proc/self/stat", O_RDONLY);
  } else if (strcmp(how, "close3") == 0) {
    close(3);
  }
}

int main(int argc, char **argv) {
  change(argv[argc - 1]);
  for (int i = 0; i < 4; i++)
    printf("round %d\n", i);
  printf("end\n");
  return 0;
}
