// A file that is gone, shorter or another one is told with its name and what
// differs, for each way in which it is open. Nothing is changed then: neither that
// file nor the others.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: sh %S/../Inputs/files-refused.sh %t.folder %t.exe 2>&1 | FileCheck %s
// CHECK: other:
// CHECK-NEXT: cgt: error: can't restore '../refused.image': file '{{.*}}/in', which the program has open: its first 11 bytes aren't those that the program has read; bring back the file that it was
// CHECK-NEXT: short:
// CHECK-NEXT: file '{{.*}}/in', which the program has open: it has 4 bytes, and had 11 or more at the save; bring back the file that it was
// CHECK-NEXT: gone:
// CHECK-NEXT: file '{{.*}}/in', which the program has open: can't open it: No such file or directory
// CHECK-NEXT: folder:
// CHECK-NEXT: file '{{.*}}/in', which the program has open: it is no regular file any more
// CHECK-NEXT: log:
// CHECK-NEXT: file '{{.*}}/appended', which the program has open: it has 2 bytes, and had {{[0-9]+}} or more at the save
// CHECK-NEXT: written:
// CHECK-NEXT: file '{{.*}}/written', which the program has open: can't open it: No such file or directory
// CHECK-NEXT: input:
// CHECK-NEXT: the first 6 bytes of standard input aren't those that the program has read; give it the file that it had
// CHECK-NEXT: shorter:
// CHECK-NEXT: standard input has 3 bytes, and the program has read 6; give it the file that it had
// CHECK-NEXT: good:
// CHECK: last
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <stdio.h>

int main(int argc, char **argv) {
  char line[32];
  FILE *in = fopen("in", "r"), *appended = fopen("appended", "a"), *written = fopen("written", "w");
  FILE *updated = fopen("updated", "r+");
  if (argc > 1 && !fgets(line, sizeof line, stdin))
    return 1;
  if (!in || !appended || !written || !updated || !fgets(line, sizeof line, in))
    return 1;
  for (int i = 0; i < 4; i++) {
    fprintf(appended, "round %d\n", i);
    fprintf(written, "round %d\n", i);
    fprintf(updated, "%d", i);
    printf("round %d\n", i);
  }
  if (argc > 1 && fgets(line, sizeof line, stdin))
    printf("%s", line);
  return fclose(in) | fclose(appended) | fclose(written) | fclose(updated);
}
