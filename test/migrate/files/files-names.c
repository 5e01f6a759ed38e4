// A relative name means what it meant from the folder on that the new process is
// started in, also where it leads out of that; an absolute one means the same
// file. A file that was renamed while it was open has its new name.
//
// RUN: %cgt-x86_64 %s -o %t.exe
// RUN: sh %S/../Inputs/files-names.sh %t.folder %t.exe | FileCheck %s
// CHECK: beside of new
// CHECK-NEXT: below of new
// CHECK-NEXT: above of new
// CHECK-NEXT: absolute of old
// CHECK-NEXT: renamed of new
// CHECK-NEXT: log of new
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void line(FILE *file) {
  char text[64] = "";
  fgets(text, sizeof text, file);
  if (*text)
    printf("%s", text);
}

int main(int argc, char **argv) {
  FILE *files[5] = {fopen("beside", "r"), fopen("folder/below", "r"), fopen("../above", "r"), fopen(argv[1], "r"),
                    fopen("first", "r")};
  int log = open("log", O_WRONLY | O_APPEND);
  if (rename("first", "renamed") != 0)
    return 1;
  for (int i = 0; i < 3; i++)
    fflush(stdout);
  for (int i = 0; i < 5; i++)
    line(files[i]);
  write(log, "log of new\n", 11);
  return 0;
}
