// Descriptors keep their numbers, flags and positions; those that dup has made
// share a position afterwards, those of two calls of open don't.
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
  for (int i = 0; i < 500; i++)
    fprintf(file, "%04d\n", i);
  return fclose(file);
}

static int number(int fd) {
  char text[6] = "";
  int value = -1;
  if (read(fd, text, 5) == 5)
    sscanf(text, "%d", &value);
  return value;
}

static int flags(int fd) {
  int value = fcntl(fd, F_GETFL);
  return (value & O_ACCMODE) == O_RDONLY ? 0 : (value & O_APPEND ? 2 : 1) + (value & O_NONBLOCK ? 4 : 0);
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "setup") == 0)
    return setup();
  int one = open("in", O_RDONLY), other = open("in", O_RDONLY | O_CLOEXEC), same = dup(one);
  int out = creat("out", 0600), end = openat(AT_FDCWD, "out", O_WRONLY | O_APPEND), null = open("/dev/null", O_RDWR);
  dup2(out, 17);
  close(out);
  int far = fcntl(other, F_DUPFD_CLOEXEC, 30);
  fcntl(end, F_SETFL, O_APPEND | O_NONBLOCK);
  lseek(other, 1000, SEEK_SET);
  for (int i = 0; i < 30; i++) {
    int a = number(one), b = number(same), c = number(other), d = number(far);
    char line[100];
    int size = snprintf(line, sizeof line, "%d %d %d %d\n", a, b, c, d);
    if (i % 7 != 3) // now and then the two are apart
      lseek(17, 0, SEEK_END);
    write(i % 2 ? 17 : end, line, size);
    write(null, line, size);
    printf("%s", line);
  }
  printf("%d %d %d %d\n", one, other, same, far);
  printf("flags %d %d %d %d %d\n", flags(one), flags(17), flags(end), flags(null), flags(far));
  printf("close on exec %d %d %d\n", fcntl(one, F_GETFD), fcntl(other, F_GETFD), fcntl(far, F_GETFD));
  printf("at %ld %ld\n", (long)lseek(one, 0, SEEK_CUR), (long)lseek(other, 0, SEEK_CUR));
  printf("next is %d\n", open("in", O_RDONLY) == out);
  return 0;
}
