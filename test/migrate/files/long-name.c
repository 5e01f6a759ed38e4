// An image may have a name as long as the file system takes; one that is longer
// fails with a message.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: rm -rf %t.folder && mkdir %t.folder
// RUN: %python -c "print('n' * 255, end='')" > %t.name
// RUN: %expect 85 -- sh -c 'CGT_OPTIONS=save=%t.folder/$(cat %t.name):at_poll=2:after=exit %t.exe'
// RUN: ls %t.folder | FileCheck %s
// CHECK: {{^n{255}$}}
// CHECK-NOT: tmp
// RUN: sh -c 'CGT_OPTIONS=restore=%t.folder/$(cat %t.name) %t.exe'
// RUN: sh -c 'CGT_OPTIONS=save=%t.folder/n$(cat %t.name):at_poll=2:after=exit %t.exe' 2>&1 | FileCheck --check-prefix=LONG %s
// LONG: can't create it: File name too long
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

int main(void) {
  for (volatile int i = 0; i < 100000; i++) {
  }
  return 0;
}
