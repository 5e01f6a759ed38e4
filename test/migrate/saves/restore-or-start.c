// restore_or_start starts where no image is, under a name through a plain file
// too; it resumes from an image in a file or on standard input.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: rm -f %t.image
// RUN: env CGT_OPTIONS=restore_or_start=%t.image %t.exe | FileCheck --check-prefix=START %s
// RUN: env CGT_OPTIONS=restore_or_start=%t.exe/image %t.exe | FileCheck --check-prefix=START %s
// START: round 0
// START: round 3
//
// RUN: %expect 85 -- env CGT_OPTIONS=save=%t.image:at_poll=3:after=exit:restore_or_start=%t.image %t.exe > %t.out
// RUN: env CGT_OPTIONS=restore_or_start=%t.image %t.exe | FileCheck --check-prefix=REST %s
// RUN: env CGT_OPTIONS=restore_or_start=- %t.exe < %t.image | FileCheck --check-prefix=REST %s
// REST-NOT: round 2
// REST: round 3
//
// RUN: %expect 86 -- env CGT_OPTIONS=restore_or_start=- %t.exe < /dev/null
//
// Messages with the time.
// RUN: %expect 86 -- env CGT_OPTIONS=restore=%t.none:timestamps=yes %t.exe 2>&1 | FileCheck --check-prefix=TIME %s
// TIME: {{^20[0-9][0-9]-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9] UTC}} cgt: error: can't restore '{{.*}}': can't open it
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(void) {
  for (int i = 0; i < 4; i++)
    printf("round %d\n", i);
  return 0;
}
