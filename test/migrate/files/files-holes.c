// A file with a hole of 3 GiB that is updated at both ends travels, and stays as
// small as it is; positions beyond 4 GiB are carried on platforms of 32 bits, too.
//
// RUN: %cgt-x86_64 -D_FILE_OFFSET_BITS=64 %s -o %t.x86_64
// RUN: %cgt-i686 -D_FILE_OFFSET_BITS=64 %s -o %t.i686
// RUN: %cgt-s390x -D_FILE_OFFSET_BITS=64 %s -o %t.s390x
// RUN: sh %S/../Inputs/files-holes.sh %t.folder %t.x86_64 %t.x86_64
// RUN: sh %S/../Inputs/files-holes.sh %t.folder %t.x86_64 %run-i686 %t.i686
// RUN: sh %S/../Inputs/files-holes.sh %t.folder "%run-i686 %t.i686" %run-s390x %t.s390x
//
// REQUIRES: run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(void) {
  FILE *file = fopen("large", "w+");
  off_t far = (off_t)3 << 30;
  char text[32];
  for (int i = 0; i < 5; i++) {
    fseeko(file, i * 8, SEEK_SET);
    fprintf(file, "near %d\n", i);
    fseeko(file, far + i * ((off_t)1 << 29), SEEK_SET);
    fprintf(file, "far %d\n", i);
    printf("at %lld\n", (long long)ftello(file));
    fseeko(file, 0, SEEK_SET);
    if (fgets(text, sizeof text, file))
      printf("first is %s", text);
    fseeko(file, far + i * ((off_t)1 << 29), SEEK_SET);
  }
  return fclose(file);
}
