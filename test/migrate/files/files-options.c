// files=embed lets all written files travel, so that they are as they were even if
// they are gone; files=refuse and a file above embed_max make the save fail, and
// the program goes on.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: rm -rf %t.folder && mkdir %t.folder && cd %t.folder
// RUN: env CGT_OPTIONS=save=image:at_poll=2:files=refuse %t.exe 2>&1 | FileCheck --check-prefix=REFUSE %s
// REFUSE: cgt: error: can't save: file open as descriptor 3 ('{{.*}}/log') and 1 more, which an image can't carry yet; close it first, or don't give files=refuse
// REFUSE: round 3
// RUN: env CGT_OPTIONS=save=image:at_poll=2:embed_max=8 %t.exe 2>&1 | FileCheck --check-prefix=LARGE %s
// LARGE: cgt: error: can't save: file 'updated' has more bytes than travel; allow more by embed_max; the program goes on
// LARGE: round 3
// RUN: not ls image
// RUN: cp log log.whole && cp updated updated.whole
// RUN: env CGT_OPTIONS=save=image:at_poll=2:files=embed %t.exe > out && rm log updated
// RUN: env CGT_OPTIONS=restore=image %t.exe >> out && cmp log log.whole && cmp updated updated.whole
// RUN: %cgt-inspect image | FileCheck --check-prefix=INSPECT %s
// INSPECT: open files: 2
// INSPECT-NEXT: log: contents, {{[0-9]+}} bytes, descriptor 3
// INSPECT-NEXT: updated: contents, {{[0-9]+}} bytes, descriptor 4
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(void) {
  FILE *log = fopen("log", "w"), *updated = fopen("updated", "w+");
  fprintf(updated, "twelve bytes");
  for (int i = 0; i < 4; i++) {
    fprintf(log, "round %d\n", i);
    fprintf(updated, "%d", i);
    printf("round %d\n", i);
  }
  return fclose(log) | fclose(updated);
}
