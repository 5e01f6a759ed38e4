// Two programs in two containers, with one folder mounted at two places and the
// same process number: the second is refused, and no image is ever torn.
//
// RUN: %cgt-x86_64 -fplugin-arg-cgt-polls=explicit %S/save-lock.c -o %t.exe
// RUN: unshare --mount %python %inputs/two-writers.py %t.folder %build/bin/cgt-inspect %t.exe | FileCheck %s
// CHECK: the second is refused
// CHECK: a dead one is followed
// CHECK: 80 images of two at a time are whole
//
// REQUIRES: containers
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
