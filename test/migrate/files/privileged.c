// In set-user-ID, set-group-ID and file-capability programs CGT_OPTIONS is ignored
// with a message: no file is written, no image read.
//
// RUN: %cgt-x86_64 %s -o %t.static
// RUN: %python %inputs/privileged.py %t.static | FileCheck %s
// RUN: %cgt-cc %s -o %t.dynamic
// RUN: %python %inputs/privileged.py %t.dynamic | FileCheck %s
// CHECK: set_user_id save ignored
// CHECK: set_group_id restore ignored
// CHECK: file_capability stats ignored
// CHECK: {{^0 wrong}}
//
// REQUIRES: set-user-id
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>
#include <stdlib.h>

int main(void) {
  printf("started %s options\n", getenv("CGT_OPTIONS") ? "with" : "without");
  for (int i = 0; i < 4; i++)
    printf("round %d\n", i);
  return 0;
}
