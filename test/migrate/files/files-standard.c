// Standard streams that the program has closed, replaced or put back are so
// afterwards: by freopen, by dup2 and back, by fclose, by another value of stdout.
//
// RUN: %files %s --points 6 --work %t
// REQUIRES: run-aarch64, run-s390x, run-i686
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int setup(void) {
  FILE *file = fopen("in", "w");
  for (int i = 0; i < 100; i++)
    fprintf(file, "line %d\n", i);
  return fclose(file);
}

static void lines(const char *where, int count) {
  char text[64] = "";
  for (int i = 0; i < count; i++) {
    fgets(text, sizeof text, stdin);
    printf("%s %d: %s", where, i, text);
  }
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "setup") == 0)
    return setup();
  freopen("in", "r", stdin);
  lines("first", 3);
  fflush(stdout);
  int kept = dup(1), file = open("redirected", O_WRONLY | O_CREAT | O_TRUNC, 0666);
  dup2(file, 1);
  close(file);
  lines("in the file", 4);
  fflush(stdout);
  dup2(kept, 1);
  close(kept);
  lines("back", 3);
  FILE *own = stdout;
  stdout = fopen("replaced", "w");
  lines("replaced", 4);
  fclose(stdout);
  stdout = own;
  fclose(stdin);
  for (int i = 0; i < 4; i++)
    printf("closed %d\n", fcntl(0, F_GETFD));
  freopen("last", "w", stdout);
  setvbuf(stdout, NULL, _IONBF, 0);
  for (int i = 0; i < 4; i++)
    printf("last %d\n", i);
  return 0;
}
