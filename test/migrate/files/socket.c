// A request waits for an open socket, and says so. It is served
// at the first poll after its end.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: %t.exe > %t.whole
// RUN: rm -f %t.image
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit:verbosity=2 %t.exe > %t.first 2> %t.err
// RUN: FileCheck %s < %t.err
// CHECK: cgt: warning: a checkpoint waits: {{.*}}socket
// RUN: FileCheck --check-prefix=AFTER %s < %t.first
// AFTER: {{^}}after 0{{$}}
// AFTER-NOT: after
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=9:after=exit %t.exe > %t.first
// RUN: env CGT_OPTIONS=restore=%t.image %t.exe > %t.second
// RUN: cat %t.first %t.second | cmp - %t.whole
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
    return 1;
  for (int i = 0; i < 5; i++)
    printf("connected %d\n", i);
  close(pair[0]);
  close(pair[1]);
  for (int i = 0; i < 10; i++)
    printf("after %d\n", i);
  return 0;
}
